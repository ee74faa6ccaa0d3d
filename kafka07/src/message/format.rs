//! The bytes of a message, declared.

use super::Compression;
use crate::Wire;

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

/// Messages one after the other.
#[derive(Wire)]
pub(super) struct Set<'a> {
    #[wire(rest)]
    pub(super) messages: Vec<Framed<'a>>,
}

impl<'a> Framed<'a> {
    /// A message of magic 0.
    #[inline]
    pub(super) fn v0(payload: &'a [u8]) -> Self {
        Self { body: Body::V0 { crc: COMPUTED, payload } }
    }

    /// A message of magic 1 whose payload is compressed as `codec` says.
    #[inline]
    pub(super) fn v1(codec: Compression, payload: &'a [u8]) -> Self {
        Self { body: Body::V1 { attributes: codec.bits(), crc: COMPUTED, payload } }
    }
}

/// Stands for a CRC: the encoder computes it.
const COMPUTED: u32 = 0;

/// How many bytes the frame of a message of magic 0 holds besides the payload.
pub(super) const HEADER_V0: usize = 5;

/// How many bytes the frame of a message of magic 1 holds besides the payload.
pub(super) const HEADER_V1: usize = 6;

/// How long a payload may be: what the size can say without the header.
pub(super) const fn max_payload(header: usize) -> usize {
    i32::MAX as usize - header
}
