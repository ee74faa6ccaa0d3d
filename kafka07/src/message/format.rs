//! The bytes of a message, declared.

use super::{Compression, Error, ErrorKind};
use crate::Wire;
use crate::wire::Decode;

/// A message as it is in a set: in a frame with its size in front.
#[derive(Wire)]
pub(super) struct Framed<'a> {
    #[wire(size = i32)]
    pub(super) body: MessageBody<'a>,
}

/// What the frame holds. The CRC is the payload's alone.
#[derive(Wire)]
#[wire(tag = u8)]
pub(super) enum MessageBody<'a> {
    /// Magic 0: never compressed.
    #[wire(tag = 0)]
    V0 {
        #[wire(crc32(of = payload))]
        crc: u32,
        #[wire(rest)]
        payload: &'a [u8],
    },
    /// Magic 1: with a codec.
    #[wire(tag = 1)]
    V1 {
        attributes: u8,
        #[wire(crc32(of = payload))]
        crc: u32,
        #[wire(rest)]
        payload: &'a [u8],
    },
}

/// The first bytes of a message: what tells a cut message from other bytes.
#[derive(Wire)]
pub(super) struct MessageHead {
    pub(super) size: i32,
    pub(super) magic: u8,
}

/// What [`Flat`] has before its payload.
#[derive(Wire)]
pub(super) struct FlatHead {
    pub(super) size: i32,
    pub(super) magic: u8,
    pub(super) attributes: u8,
    pub(super) crc: u32,
}

/// A message of magic 1 in its frame, said flat, with the size as a field like the others: one look
/// and one write where [`Framed`], which is the same in general, takes four. What goes through many
/// messages goes this way.
#[derive(Wire)]
pub(super) struct Flat<'a> {
    /// How many bytes follow.
    size: i32,
    pub(super) magic: u8,
    pub(super) attributes: u8,
    #[wire(crc32(of = payload))]
    crc: u32,
    #[wire(rest)]
    pub(super) payload: &'a [u8],
}

impl<'a> Flat<'a> {
    /// A message whose payload is compressed as `codec` says, and no longer than
    /// [`max_payload`] of [`HEADER_V1`].
    #[inline]
    pub(super) fn new(codec: Compression, payload: &'a [u8]) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_possible_wrap,
            reason = "see above"
        )]
        let size = (HEADER_V1 + payload.len()) as i32;
        Self { size, magic: 1, attributes: codec.bits(), crc: COMPUTED, payload }
    }
}

impl<'a> Framed<'a> {
    /// A message of magic 0.
    #[inline]
    pub(super) fn v0(payload: &'a [u8]) -> Self {
        Self { body: MessageBody::V0 { crc: COMPUTED, payload } }
    }
}

/// Stands for a CRC: the encoder computes it.
const COMPUTED: u32 = 0;

/// How many bytes the size of a message takes.
pub(crate) const SIZE_LEN: usize = <i32 as Decode<'_>>::MIN_LEN;

/// How many bytes its CRC takes.
pub(super) const CRC_LEN: usize = <u32 as Decode<'_>>::MIN_LEN;

/// How many bytes the frame of a message of magic 0 holds besides the payload: it is the shorter
/// of the two bodies.
pub(super) const HEADER_V0: usize = <MessageBody<'_> as Decode<'_>>::MIN_LEN;

/// How many bytes the frame of a message of magic 1 holds besides the payload.
pub(super) const HEADER_V1: usize = FlatHead::LEN - SIZE_LEN;

impl FlatHead {
    /// How many bytes it takes.
    pub(super) const LEN: usize = <Self as Decode<'_>>::MIN_LEN;
}

/// How many bytes a message takes at least, its size included, if `magic` is what it says.
#[inline]
pub(super) fn least_size(magic: Option<u8>) -> usize {
    SIZE_LEN + if magic == Some(1) { HEADER_V1 } else { HEADER_V0 }
}

/// How long the payload of a message is that takes `size` bytes, its size field included: what
/// limits of the size of a message count. While the magic is not known, it may be a byte longer.
#[inline]
pub(crate) fn payload_size(size: usize, magic: Option<u8>) -> usize {
    size.saturating_sub(SIZE_LEN + if magic == Some(0) { HEADER_V0 } else { HEADER_V1 })
}

/// How many bytes a message of magic 1 takes in a set besides the payload.
pub(crate) const MESSAGE_OVERHEAD: usize = FlatHead::LEN;

/// How long a payload may be: what the size can say without the header.
const fn max_payload(header: usize) -> usize {
    i32::MAX as usize - header
}

/// A payload that no message holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PayloadTooLong {
    index: usize,
    length: usize,
    max: usize,
}

impl PayloadTooLong {
    /// Checks the payload at `index` against [`max_payload`] of `header`.
    #[inline]
    pub(super) fn check(index: usize, payload: &[u8], header: usize) -> Result<(), Self> {
        let (length, max) = (payload.len(), max_payload(header));
        if length > max { Err(Self { index, length, max }) } else { Ok(()) }
    }

    #[cold]
    pub(super) fn error(self) -> Error {
        let Self { index, length, max } = self;
        Error::building(ErrorKind::TooLargeToEncode { index, length, max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn headers_are_as_long_as_empty_messages() {
        assert_eq!(wire::to_vec(&Framed::v0(b"")).unwrap().len(), SIZE_LEN + HEADER_V0);
        let empty = Flat::new(Compression::None, b"");
        assert_eq!(wire::to_vec(&empty).unwrap().len(), SIZE_LEN + HEADER_V1);
    }

    #[test]
    fn flat_is_the_same_message() {
        for (codec, payload) in [(Compression::None, &b"hello"[..]), (Compression::Snappy, b"")] {
            let attributes = codec.bits();
            let framed = Framed { body: MessageBody::V1 { attributes, crc: COMPUTED, payload } };
            let bytes = wire::to_vec(&framed).unwrap();
            assert_eq!(wire::to_vec(&Flat::new(codec, payload)).unwrap(), bytes);
            let head: FlatHead = wire::Reader::new(&bytes).read().unwrap();
            assert_eq!(usize::try_from(head.size).unwrap(), bytes.len() - SIZE_LEN);
            assert_eq!((head.magic, head.attributes), (1, attributes));
            assert_eq!(head.crc, crc32fast::hash(payload));
        }
    }
}
