//! The bytes of a message, declared.

use super::Compression;
use crate::Wire;
use crate::wire::Decode;

/// `attributes & CODEC_BITS` says how the payload is compressed; the other bits carry nothing.
pub(super) const CODEC_BITS: u8 = 3;

/// A message as it stands in a set: in a frame with its size in front.
#[derive(Wire)]
pub(super) struct Framed<'a> {
    #[wire(size = i32)]
    pub(super) body: Body<'a>,
}

/// What the frame holds. The CRC is the payload's alone.
#[derive(Wire)]
#[wire(tag = u8)]
pub(super) enum Body<'a> {
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

/// The first bytes of a message: what tells a cut message from bytes that are none.
#[derive(Wire)]
pub(super) struct Head {
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
        Self { body: Body::V0 { crc: COMPUTED, payload } }
    }
}

/// Stands for a CRC: the encoder computes it.
const COMPUTED: u32 = 0;

/// How many bytes the frame of a message of magic 0 holds besides the payload.
pub(super) const HEADER_V0: usize = 5;

/// How many bytes the frame of a message of magic 1 holds besides the payload.
pub(super) const HEADER_V1: usize = 6;

/// How many bytes a message of magic 1 takes in a set besides the payload.
pub(crate) const MESSAGE_OVERHEAD: usize = <FlatHead as Decode<'_>>::MIN_LEN;

/// How long a payload may be: what the size can say without the header.
pub(super) const fn max_payload(header: usize) -> usize {
    i32::MAX as usize - header
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn flat_is_the_same_message() {
        for (codec, payload) in [(Compression::None, &b"hello"[..]), (Compression::Snappy, b"")] {
            let attributes = codec.bits();
            let framed = Framed { body: Body::V1 { attributes, crc: COMPUTED, payload } };
            let bytes = wire::to_vec(&framed).unwrap();
            assert_eq!(wire::to_vec(&Flat::new(codec, payload)).unwrap(), bytes);
            let head: FlatHead = wire::Reader::new(&bytes).read().unwrap();
            assert_eq!(usize::try_from(head.size).unwrap(), bytes.len() - 4);
            assert_eq!((head.magic, head.attributes), (1, attributes));
            assert_eq!(head.crc, crc32fast::hash(payload));
        }
    }
}
