//! What the first bytes of a set say: a whole message, a cut one, or none.

use std::ops::Range;

use super::compression::CODEC_BITS;
use super::crc::crc32;
use super::format::{
    CRC_LEN, FlatHead, Framed, MessageBody, MessageHead, SIZE_LEN, least_size, payload_size,
};
use super::{Compression, ErrorKind, ReadOptions};
use crate::wire::Reader;

/// A whole message at the front of a set, in numbers: few enough of them to be returned in one
/// register.
#[derive(Clone, Copy)]
pub(super) struct WholeMessage {
    /// How many bytes it takes, its size field included.
    size: u32,
    /// How many of them come before the payload, which is the rest.
    header: u8,
    pub(super) magic: u8,
    /// `None` if its attributes name no codec.
    pub(super) codec: Option<Compression>,
}

impl WholeMessage {
    /// Reads the message at the front of `set`, but does not check its CRC; `None` if there is
    /// none, or not all of it.
    // Not inlined, so that all that it calls is, here and not in every loop over messages.
    #[inline(never)]
    pub(super) fn read(set: &[u8]) -> Option<Self> {
        let mut input = Reader::new(set).check_crc(false);
        let Framed { body } = input.read().ok()?;
        let (magic, codec, payload) = match body {
            MessageBody::V0 { payload, .. } => (0, Some(Compression::None), payload),
            MessageBody::V1 { attributes, payload, .. } => {
                (1, Compression::from_bits(attributes), payload)
            }
        };
        let size = set.len() - input.remaining();
        let header = size - payload.len();
        #[expect(clippy::cast_possible_truncation, reason = "four bytes more than an i32, and ten")]
        Some(Self { size: size as u32, header: header as u8, magic, codec })
    }

    /// Reads the message at the front of `set` if it is as nearly all of them are: whole, of magic
    /// 1, not compressed, of at most `limit` bytes in all, its CRC right. `None` says nothing but that [`read`](Self::read) has to
    /// look.
    #[expect(clippy::inline_always, reason = "measured: called, it takes twice as long")]
    #[inline(always)]
    pub(super) fn read_plain(set: &[u8], check_crc: bool, limit: usize) -> Option<Self> {
        // Out of an array nothing can be missing, so that no error is made for what ends a set.
        let head: FlatHead = Reader::new(set.first_chunk::<{ FlatHead::LEN }>()?).read().ok()?;
        let size = SIZE_LEN + usize::try_from(head.size).ok()?;
        let payload = set.get(FlatHead::LEN..size)?;
        if head.magic != 1
            || head.attributes & CODEC_BITS != 0
            || size > limit
            || (check_crc && crc32(payload) != head.crc)
        {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "four bytes more than an i32, and ten")]
        let (size, header) = (size as u32, FlatHead::LEN as u8);
        Some(Self { size, header, magic: 1, codec: Some(Compression::None) })
    }

    /// How many bytes the message takes.
    #[inline]
    pub(super) fn size(self) -> usize {
        self.size as usize
    }

    /// Where in the set the payload is.
    #[inline]
    pub(super) fn payload(self) -> Range<usize> {
        usize::from(self.header)..self.size()
    }

    /// The CRC that the message says, which its header ends with.
    pub(super) fn crc(self, set: &[u8]) -> u32 {
        let crc = set[..self.payload().start].last_chunk::<CRC_LEN>();
        crc.and_then(|crc| Reader::new(crc).read().ok()).unwrap_or_default()
    }
}

/// The bytes of the message at the front of `set`, if all of them are there.
pub(crate) fn front(set: &[u8]) -> Option<&[u8]> {
    set.get(..WholeMessage::read(set)?.size())
}

/// How long the header of the message at the front of `set` is, and the CRC that it ends with. If
/// the magic is another, it is that of `magic`.
pub(super) fn header(set: &[u8], magic: Option<u8>) -> Option<(usize, u32)> {
    let head: MessageHead = Reader::new(set).read().ok()?;
    let length = least_size(Some(magic.unwrap_or(head.magic)));
    let crc = set.get(..length)?.last_chunk::<CRC_LEN>()?;
    Some((length, Reader::new(crc).read().ok()?))
}

/// What the head of a message at the front of a set says, before the payload is looked at.
pub(super) enum HeadStatus {
    /// There is nothing.
    Empty,
    /// The set ends inside the message.
    Cut { size: Option<usize> },
    /// The message is all there, and takes that many bytes.
    Whole { size: usize },
    /// It is not a message. If its size is valid, that is `size`.
    Invalid { kind: ErrorKind, size: Option<usize> },
}

impl HeadStatus {
    pub(super) fn of(set: &[u8], options: &ReadOptions) -> Self {
        if set.is_empty() {
            return Self::Empty;
        }
        let mut input = Reader::new(set);
        let Ok(found) = input.read::<i32>() else { return Self::Cut { size: None } };
        let magic = Reader::new(set).read::<MessageHead>().ok().map(|head| head.magic);
        let invalid = Self::Invalid { kind: ErrorKind::InvalidSize { found }, size: None };
        let Some(size) = usize::try_from(found).ok().and_then(|size| size.checked_add(SIZE_LEN))
        else {
            return invalid;
        };
        let whole = size <= set.len();
        let limited = !whole || options.limits_whole;
        let ends_in_log =
            options.beyond.is_none_or(|beyond| size.saturating_sub(set.len()) <= beyond);
        match magic {
            Some(found @ 2..) => {
                let kind = ErrorKind::UnknownMagic { found };
                Self::Invalid { kind, size: whole.then_some(size) }
            }
            _ if size < least_size(magic) => invalid,
            _ if limited && payload_size(size, magic) > options.max_message_size => invalid,
            _ if whole => Self::Whole { size },
            _ if !ends_in_log => invalid,
            _ => Self::Cut { size: Some(size) },
        }
    }
}

impl ErrorKind {
    /// How many bytes the message takes, if its size is one that messages have: it may be over a
    /// limit, or lead out of the log.
    pub(crate) fn claimed_size(&self) -> Option<usize> {
        match *self {
            Self::InvalidSize { found } => {
                let size = SIZE_LEN.checked_add(usize::try_from(found).ok()?)?;
                (size >= least_size(None)).then_some(size)
            }
            _ => None,
        }
    }
}
