//! Building a set message by message.

use std::fmt;

use super::format::{Flat, Framed, HEADER_V0, HEADER_V1, PayloadTooLong};
use super::{Compression, Error, Message, MessageSet};
use crate::wire::{Encode, Output, VecOutput};

/// Puts a set together from payloads as they come; each is encoded when it is pushed.
///
/// ```
/// use kafka07::{Compression, MessageSetBuilder};
///
/// let mut builder = MessageSetBuilder::new();
/// builder.push("one")?.push("two")?;
/// assert_eq!((builder.count(), builder.len()), (2, 26));
///
/// let set = builder.build_compressed(Compression::Gzip)?;
/// assert_eq!(set.messages().count(), 2);
/// # Ok::<(), kafka07::message::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct MessageSetBuilder {
    bytes: Vec<u8>,
    count: usize,
    /// Whether there are compressed messages from elsewhere, which may hold anything.
    passes_on: bool,
}

impl MessageSetBuilder {
    /// An empty set to be.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty set to be, with room for `bytes` bytes of messages, headers included.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), ..Self::default() }
    }

    /// Adds a message of magic 1, not compressed.
    ///
    /// # Errors
    /// If the payload is too long for a message; the builder is as it was then.
    pub fn push(&mut self, payload: impl AsRef<[u8]>) -> Result<&mut Self, Error> {
        let payload = payload.as_ref();
        self.check(payload, HEADER_V1)?;
        Ok(self.put(&Flat::new(Compression::None, payload)))
    }

    /// Adds a message as it was read, with its magic, its codec and its payload as they are: a
    /// [shallow](super::ReadOptions::shallow) view passed on.
    ///
    /// # Errors
    /// If the payload is too long for a message; the builder is as it was then.
    pub fn push_message(&mut self, message: &Message<'_>) -> Result<&mut Self, Error> {
        let payload = message.payload();
        if message.magic() == 0 {
            self.check(payload, HEADER_V0)?;
            Ok(self.put(&Framed::v0(payload)))
        } else {
            self.check(payload, HEADER_V1)?;
            self.passes_on |= message.compression() != Compression::None;
            Ok(self.put(&Flat::new(message.compression(), payload)))
        }
    }

    fn check(&self, payload: &[u8], header: usize) -> Result<(), Error> {
        PayloadTooLong::check(self.count, payload, header).map_err(PayloadTooLong::error)
    }

    fn put(&mut self, message: &impl Encode) -> &mut Self {
        VecOutput::new(&mut self.bytes).write(message).expect("the payload fits its message");
        self.count += 1;
        self
    }

    /// How many messages there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many bytes they take, headers included.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there is no message.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Drops all messages, and keeps the room they took.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.count = 0;
        self.passes_on = false;
    }

    /// The set so far; the builder is empty afterwards.
    pub fn take(&mut self) -> MessageSet {
        std::mem::take(self).build()
    }

    /// The set.
    pub fn build(self) -> MessageSet {
        if self.passes_on {
            MessageSet::from_raw(self.bytes)
        } else {
            MessageSet::encoded_here(self.bytes)
        }
    }

    /// The set, compressed into one message; empty if it is empty.
    ///
    /// # Errors
    /// As [`MessageSet::compressed`].
    pub fn build_compressed(self, codec: Compression) -> Result<MessageSet, Error> {
        self.build().compress(codec)
    }
}

/// Without the payloads' bytes.
impl fmt::Debug for MessageSetBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageSetBuilder")
            .field("count", &self.count)
            .field("len", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
