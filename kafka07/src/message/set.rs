//! A message set: messages one after the other, as bytes.

use std::fmt;

use bytes::Bytes;

use super::codec;
use super::format::{Flat, Framed, HEADER_V0, HEADER_V1, PayloadTooLong};
use super::{Compression, Error, Messages, OwnedMessages, ReadOptions};
use crate::Wire;
use crate::wire::{self, Encode, Output, VecOutput};

/// The bytes of any number of messages, ready to be sent or as they were fetched.
///
/// Cloning shares the bytes. On the wire a set is all that is left of its frame.
///
/// ```
/// use kafka07::{Compression, MessageSet};
///
/// let set = MessageSet::new(["message one", "message two"]);
/// assert_eq!(set.len(), 2 * (4 + 6 + 11));
/// for message in &set {
///     println!("{}", String::from_utf8_lossy(message?.payload()));
/// }
///
/// let small = MessageSet::compressed(Compression::Gzip, vec![vec![b'a'; 1000]; 3])?;
/// assert!(small.len() < 100);
/// assert_eq!(small.messages().count(), 3);
/// # Ok::<(), kafka07::message::Error>(())
/// ```
///
/// A payload that is too long for any message (2 GiB) does not fit a set. Which one it was is
/// remembered instead: the set has no bytes, its only message is that error, and so is the attempt
/// to send it. [`check`](Self::check) tells.
#[derive(Clone, PartialEq, Eq, Wire)]
pub struct MessageSet {
    #[wire(with = encoded, rest)]
    bytes: Result<Bytes, PayloadTooLong>,
    #[wire(skip)]
    origin: Origin,
}

/// Where the bytes of a set come from; of no account for what the set is.
#[derive(Clone, Copy, Debug, Default)]
enum Origin {
    /// They may be anything.
    #[default]
    Elsewhere,
    /// They were encoded here from payloads, and cannot be wrong. The number says how many times they are compressed.
    Here { levels: usize },
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

/// The bytes of a set on the wire: all that is left of the frame.
mod encoded {
    use super::{Bytes, PayloadTooLong};
    use crate::wire::{Error, Output, Reader};

    pub(super) fn encode<'v, O: Output<'v>>(
        bytes: &'v Result<Bytes, PayloadTooLong>,
        out: &mut O,
    ) -> Result<(), Error> {
        match bytes {
            Ok(bytes) => out.put_slice(bytes),
            Err(too_long) => Err(Error::custom(too_long.error().to_string(), out.position())),
        }
    }

    #[allow(clippy::unnecessary_wraps, reason = "as the derive calls it")]
    pub(super) fn decode(input: &mut Reader<'_>) -> Result<Result<Bytes, PayloadTooLong>, Error> {
        let bytes = input.take_rest();
        Ok(Ok(input.share(bytes)))
    }
}

/// Encodes messages one after the other, in one allocation of the exact size.
#[inline]
fn each_to_vec<T: Encode>(
    messages: impl Iterator<Item = T> + Clone,
) -> Result<Vec<u8>, wire::Error> {
    let lengths = messages.clone().map(|message| wire::encoded_len(&message));
    let mut bytes = Vec::with_capacity(lengths.sum::<Result<_, _>>()?);
    let mut out = VecOutput::new(&mut bytes);
    for message in messages {
        out.write(&message)?;
    }
    Ok(bytes)
}

impl MessageSet {
    /// Messages of magic 1, not compressed, encoded in one allocation of the exact size.
    ///
    /// A payload is anything that yields bytes: `&str`, `String`, `Vec<u8>`, `Bytes`, …
    pub fn new(payloads: impl IntoIterator<Item: AsRef<[u8]>>) -> Self {
        Self::magic1(Compression::None, payloads)
    }

    /// One message that holds all the others, compressed; no message at all if there is none. With
    /// [`Compression::None`] the same as [`new`](Self::new).
    ///
    /// # Errors
    /// If this build is without the codec; if a payload, or all of them compressed, is too long for
    /// a message.
    pub fn compressed(
        codec: Compression,
        payloads: impl IntoIterator<Item: AsRef<[u8]>>,
    ) -> Result<Self, Error> {
        Self::new(payloads).compress(codec)
    }

    /// Messages of magic 0, as clients and brokers before 0.7 wrote them; never compressed.
    pub fn magic0(payloads: impl IntoIterator<Item: AsRef<[u8]>>) -> Self {
        Self::encode(payloads, HEADER_V0, |payloads| {
            each_to_vec(payloads.iter().map(|payload| Framed::v0(payload.as_ref())))
        })
    }

    /// A set of bytes that are one already: fetched, read from a segment, encoded elsewhere. They
    /// are looked at when the set is read, not before.
    pub fn from_raw(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: Ok(bytes.into()), origin: Origin::Elsewhere }
    }

    /// A set of bytes that were encoded here.
    pub(super) fn encoded_here(bytes: Vec<u8>) -> Self {
        Self { bytes: Ok(bytes.into()), origin: Origin::Here { levels: 0 } }
    }

    /// How many times the messages are compressed, if they were encoded here from payloads: then
    /// nothing can be wrong with them.
    pub(crate) fn levels(&self) -> Option<usize> {
        match self.origin {
            Origin::Here { levels } => Some(levels),
            Origin::Elsewhere => None,
        }
    }

    /// One message that holds this set, compressed; an empty set stays empty, and with
    /// [`Compression::None`] any set stays as it is. Compressed messages may be compressed again.
    ///
    /// # Errors
    /// As [`compressed`](Self::compressed).
    pub fn compress(&self, codec: Compression) -> Result<Self, Error> {
        let bytes = match &self.bytes {
            Ok(bytes) => bytes,
            Err(too_long) => return Err(too_long.error()),
        };
        if codec == Compression::None {
            return Ok(self.clone());
        }
        if !codec.is_available() {
            return Err(Error::building(super::ErrorKind::CodecDisabled { codec }));
        }
        if bytes.is_empty() {
            return Ok(self.clone());
        }
        let payload = codec::compress(codec, bytes).map_err(Error::building)?;
        let mut wrapper = Self::magic1(codec, [payload]);
        wrapper.origin = match self.origin {
            Origin::Here { levels } => Origin::Here { levels: levels + 1 },
            Origin::Elsewhere => Origin::Elsewhere,
        };
        wrapper.check().map(|()| wrapper)
    }

    /// Messages of magic 1 whose payloads are compressed as `codec` says.
    fn magic1(codec: Compression, payloads: impl IntoIterator<Item: AsRef<[u8]>>) -> Self {
        Self::encode(payloads, HEADER_V1, |payloads| {
            each_to_vec(payloads.iter().map(|payload| Flat::new(codec, payload.as_ref())))
        })
    }

    fn encode<P: AsRef<[u8]>>(
        payloads: impl IntoIterator<Item = P>,
        header: usize,
        encode: impl FnOnce(&[P]) -> Result<Vec<u8>, wire::Error>,
    ) -> Self {
        let payloads: Vec<P> = payloads.into_iter().collect();
        for (index, payload) in payloads.iter().enumerate() {
            if let Err(too_long) = PayloadTooLong::check(index, payload.as_ref(), header) {
                return Self { bytes: Err(too_long), origin: Origin::Here { levels: 0 } };
            }
        }
        Self::encoded_here(encode(&payloads).expect("every payload fits its message"))
    }

    /// Whether the set can be sent.
    ///
    /// # Errors
    /// If a payload was too long for a message.
    pub fn check(&self) -> Result<(), Error> {
        match &self.bytes {
            Ok(_) => Ok(()),
            Err(too_long) => Err(too_long.error()),
        }
    }

    /// The bytes of the messages.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.as_ref().map_or(&[], |bytes| bytes)
    }

    /// The bytes of the messages, shared.
    pub fn into_bytes(self) -> Bytes {
        self.bytes.unwrap_or_default()
    }

    /// How many bytes the set takes.
    #[inline]
    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    /// Whether the set has no bytes.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }

    /// The messages, borrowed, with offsets from 0 on; as [`ReadOptions::new`] reads.
    #[inline]
    pub fn messages(&self) -> Messages<'_> {
        self.read(0, &ReadOptions::new())
    }

    /// The messages, borrowed, of a set that is at `offset` in its partition.
    #[inline]
    pub fn read(&self, offset: i64, options: &ReadOptions) -> Messages<'_> {
        match &self.bytes {
            Ok(bytes) => Messages::new(bytes, offset, options),
            Err(too_long) => Messages::failed(too_long.error(), offset),
        }
    }

    /// The messages of a set that is at `offset` in its partition; their payloads are shared
    /// with the set and may outlive it.
    pub fn into_messages(self, offset: i64, options: &ReadOptions) -> OwnedMessages {
        match self.bytes {
            Ok(bytes) => OwnedMessages::new(bytes, offset, options),
            Err(too_long) => OwnedMessages::failed(too_long.error(), offset),
        }
    }
}

impl Default for MessageSet {
    fn default() -> Self {
        Self::from_raw(Bytes::new())
    }
}

impl<P: AsRef<[u8]>> FromIterator<P> for MessageSet {
    fn from_iter<I: IntoIterator<Item = P>>(payloads: I) -> Self {
        Self::new(payloads)
    }
}

#[expect(clippy::into_iter_without_iter, reason = "`messages` is it, by its name here")]
impl<'a> IntoIterator for &'a MessageSet {
    type Item = Result<super::Message<'a>, Error>;
    type IntoIter = Messages<'a>;

    fn into_iter(self) -> Messages<'a> {
        self.messages()
    }
}

impl IntoIterator for MessageSet {
    type Item = Result<super::Message<'static>, Error>;
    type IntoIter = OwnedMessages;

    fn into_iter(self) -> OwnedMessages {
        self.into_messages(0, &ReadOptions::new())
    }
}

/// Without the payloads' bytes.
impl fmt::Debug for MessageSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("MessageSet");
        match &self.bytes {
            Ok(bytes) => text.field("len", &bytes.len()),
            Err(too_long) => text.field("too_long", too_long),
        };
        text.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{ErrorKind, MessageSetBuilder};

    #[test]
    fn the_bytes_are_those_of_the_format() {
        let set = MessageSet::new(["hello"]);
        assert_eq!(set.as_bytes(), b"\0\0\0\x0b\x01\0\x36\x10\xa6\x86hello");
        let old = MessageSet::magic0(["hello"]);
        assert_eq!(old.as_bytes(), b"\0\0\0\x0a\0\x36\x10\xa6\x86hello");
        assert!(MessageSet::new([""; 0]).is_empty());
        assert_eq!(
            ["one", "two"].into_iter().collect::<MessageSet>(),
            MessageSet::new(["one", "two"])
        );
    }

    #[test]
    fn a_set_is_encoded_in_one_allocation_of_its_size() {
        let set = MessageSet::new(vec![vec![1_u8; 1000]; 10]);
        assert_eq!(set.len(), 10 * 1010);
        let bytes = Vec::from(set.into_bytes());
        assert_eq!(bytes.capacity(), bytes.len());
    }

    #[test]
    fn the_builder_makes_the_same_set() {
        let mut builder = MessageSetBuilder::with_capacity(100);
        assert!(builder.is_empty());
        builder.push("one").unwrap().push("two").unwrap();
        assert_eq!((builder.count(), builder.len(), builder.is_empty()), (2, 26, false));
        assert_eq!(builder.take(), MessageSet::new(["one", "two"]));
        assert_eq!((builder.count(), builder.len()), (0, 0));
        builder.push("x").unwrap();
        builder.clear();
        assert_eq!(builder.build(), MessageSet::default());
    }

    #[test]
    fn an_empty_set_is_never_compressed() {
        for codec in Compression::ALL.into_iter().filter(|codec| codec.is_available()) {
            assert!(MessageSet::compressed(codec, [""; 0]).unwrap().is_empty());
            assert!(MessageSetBuilder::new().build_compressed(codec).unwrap().is_empty());
        }
        let set = MessageSet::compressed(Compression::None, ["one"]).unwrap();
        assert_eq!(set, MessageSet::new(["one"]));
    }

    #[test]
    fn a_codec_that_is_switched_off_is_named() {
        for codec in Compression::ALL.into_iter().filter(|codec| !codec.is_available()) {
            let error = MessageSet::compressed(codec, ["one"]).unwrap_err();
            let text = format!("this build does not support {codec}; enable the feature `{codec}`");
            assert_eq!(error.to_string(), text);
            let mut bytes = MessageSet::new(["one"]).into_bytes().to_vec();
            bytes[5] = codec.bits();
            for options in
                [ReadOptions::new(), ReadOptions::new().on_corrupt(crate::message::OnCorrupt::Skip)]
            {
                let set = MessageSet::from_raw(bytes.clone());
                let error = set.read(7, &options).next().unwrap().unwrap_err();
                assert_eq!(error.to_string(), format!("message at offset 7: {text}"));
            }
        }
    }

    #[test]
    fn a_payload_too_long_for_a_message_is_reported_not_encoded() {
        // Zeros that are never touched take no memory.
        let payload = vec![0_u8; i32::MAX as usize - 5];
        let set = MessageSet::new([&b"fits"[..], &payload]);
        let said = "payload 1 has 2147483642 bytes, but a message holds at most 2147483641";
        assert_eq!(set.check().unwrap_err().to_string(), said);
        assert!(set.is_empty());
        assert!(crate::wire::to_vec(&set).unwrap_err().to_string().ends_with(said));
        for options in [ReadOptions::new(), ReadOptions::new().shallow(true)] {
            let mut messages = set.read(0, &options);
            let error = messages.next().unwrap().unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::TooLargeToEncode { index: 1, .. }));
            assert_eq!(error.offset(), None);
            assert!(messages.next().is_none());
        }
        assert_eq!(set.clone().into_iter().next().unwrap().unwrap_err().to_string(), said);
        assert!(set.compress(Compression::None).is_err());
        let mut builder = MessageSetBuilder::new();
        assert!(builder.push(&payload).is_err());
        assert!(builder.is_empty());
    }

    #[test]
    fn texts_show_no_payload() {
        let set = MessageSet::new(["secret"]);
        let message = set.messages().next().unwrap().unwrap();
        let mut builder = MessageSetBuilder::new();
        builder.push("secret").unwrap();
        let (walk, owned) = (set.messages(), set.clone().into_iter());
        for text in [
            format!("{set:?}"),
            format!("{message:?}"),
            format!("{builder:?}"),
            format!("{walk:?}"),
            format!("{owned:?}"),
        ] {
            assert!(!text.contains("secret") && !text.contains("115"), "{text}");
        }
    }
}
