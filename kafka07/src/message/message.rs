//! One message, as a walk yields it.

use std::fmt;

use bytes::Bytes;

use super::Compression;

/// A message: its payload, and where it is in its partition.
///
/// The payload is borrowed from what was read wherever it can be. That of a message which came
/// out of a compressed one is shared with the other messages in there; keeping one keeps all that
/// was inflated.
///
/// ```
/// use kafka07::{Message, MessageSet};
///
/// let set = MessageSet::new(["one", "two"]);
/// let kept: Vec<Message<'static>> =
///     set.messages().map(|message| message.map(Message::into_owned)).collect::<Result<_, _>>()?;
/// drop(set);
///
/// assert_eq!(kept[1].payload(), b"two");
/// assert_eq!(kept[1].offset(), 13);
/// assert_eq!(kept[1].next_offset(), 26);
/// # Ok::<(), kafka07::message::Error>(())
/// ```
#[derive(Clone)]
pub struct Message<'a> {
    pub(super) payload: Payload<'a>,
    pub(super) offset: i64,
    pub(super) next_offset: i64,
    pub(super) magic: u8,
    pub(super) compression: Compression,
}

/// Whose the payload is.
#[derive(Clone)]
pub(super) enum Payload<'a> {
    Borrowed(&'a [u8]),
    Shared(Bytes),
}

impl Message<'_> {
    /// What was sent.
    #[inline]
    pub fn payload(&self) -> &[u8] {
        match &self.payload {
            Payload::Borrowed(payload) => payload,
            Payload::Shared(payload) => payload,
        }
    }

    /// Where a fetch that delivers this message again may start: the message's own byte position
    /// in the partition's log, and for one out of a compressed message the start of that (of the
    /// outermost one, if they are nested). Such a fetch delivers the messages before it in there
    /// again too.
    #[inline]
    pub fn offset(&self) -> i64 {
        self.offset
    }

    /// Where to resume after this message. After all but the last message out of a compressed one
    /// that is the start of the compressed one, so that nothing is lost: only its start and its
    /// end are positions that can be fetched from.
    #[inline]
    pub fn next_offset(&self) -> i64 {
        self.next_offset
    }

    /// The message format: 0 or 1.
    #[inline]
    pub fn magic(&self) -> u8 {
        self.magic
    }

    /// How the payload is compressed: not at all, save in a
    /// [shallow](super::ReadOptions::shallow) view.
    #[inline]
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// The payload as [`Bytes`]: copied if it is borrowed, else shared.
    #[inline]
    pub fn into_payload(self) -> Bytes {
        match self.payload {
            Payload::Borrowed(payload) => Bytes::copy_from_slice(payload),
            Payload::Shared(payload) => payload,
        }
    }

    /// The same message, free of what it was read from.
    #[inline]
    pub fn into_owned(self) -> Message<'static> {
        Message {
            offset: self.offset,
            next_offset: self.next_offset,
            magic: self.magic,
            compression: self.compression,
            payload: Payload::Shared(self.into_payload()),
        }
    }
}

impl AsRef<[u8]> for Message<'_> {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        self.payload()
    }
}

impl PartialEq for Message<'_> {
    fn eq(&self, other: &Message<'_>) -> bool {
        self.payload() == other.payload()
            && self.offset == other.offset
            && self.next_offset == other.next_offset
            && self.magic == other.magic
            && self.compression == other.compression
    }
}

impl Eq for Message<'_> {}

/// Without the payload's bytes.
impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("offset", &self.offset)
            .field("next_offset", &self.next_offset)
            .field("magic", &self.magic)
            .field("compression", &self.compression)
            .field("payload_len", &self.payload().len())
            .finish()
    }
}
