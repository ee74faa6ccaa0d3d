//! A set on its way through a walk: what is left of it, and what is at the front of that.

use std::ops::Range;

use bytes::{Buf, Bytes};

use super::compression::CODEC_BITS;
use super::format::SIZE_LEN;
use super::head::{HeadStatus, WholeMessage};
use super::message::Payload;
use super::resync::Resync;
use super::{Compression, ErrorKind, ReadOptions};

/// Bytes that messages are read from: borrowed, or shared.
pub(super) trait SetBytes<'a>: AsRef<[u8]> + Clone + Default {
    /// A part of them as a payload.
    fn payload(&self, range: Range<usize>) -> Payload<'a>;

    /// Drops the first `count` of them.
    fn skip(&mut self, count: usize);
}

impl<'a> SetBytes<'a> for &'a [u8] {
    #[inline]
    fn payload(&self, range: Range<usize>) -> Payload<'a> {
        Payload::Borrowed(&self[range])
    }

    #[inline]
    fn skip(&mut self, count: usize) {
        *self = &self[count..];
    }
}

impl SetBytes<'static> for Bytes {
    #[inline]
    fn payload(&self, range: Range<usize>) -> Payload<'static> {
        Payload::Shared(self.slice(range))
    }

    #[inline]
    fn skip(&mut self, count: usize) {
        self.advance(count);
    }
}

/// What is at the front of a set.
pub(super) enum SetFront {
    End,
    Cut { size: Option<usize> },
    Message(WholeMessage),
    Wrapper(WholeMessage, Compression),
    Invalid { kind: ErrorKind, size: Option<usize> },
}

impl SetFront {
    /// What a message is whose CRC is right.
    fn of(found: WholeMessage) -> Self {
        match found.codec {
            Some(Compression::None) => Self::Message(found),
            Some(codec) => Self::Wrapper(found, codec),
            None => Self::Invalid {
                kind: ErrorKind::UnknownCodec { found: CODEC_BITS },
                size: Some(found.size()),
            },
        }
    }

    fn wrong_crc(found: WholeMessage, set: &[u8], computed: u32) -> Self {
        let kind = ErrorKind::Crc { found: found.crc(set), computed };
        Self::Invalid { kind, size: Some(found.size()) }
    }
}

/// A set on its way through a walk.
pub(super) struct SetCursor<S> {
    /// What is left of it.
    pub(super) rest: S,
    /// How long it was.
    length: usize,
    /// Made when the set had to be searched for the next message; from then on it answers for
    /// every CRC, so that no bytes are hashed twice.
    resync: Option<Box<Resync<S>>>,
}

impl<'a, S: SetBytes<'a>> SetCursor<S> {
    pub(super) fn new(set: S) -> Self {
        Self { length: set.as_ref().len(), rest: set, resync: None }
    }

    /// Whether nothing has been taken of it.
    pub(super) fn is_untouched(&self) -> bool {
        self.rest.as_ref().len() == self.length
    }

    pub(super) fn is_resynced(&self) -> bool {
        self.resync.is_some()
    }

    /// The message at the front, if it takes no more than a look to see that it is one.
    #[inline]
    pub(super) fn plain_front(&self, options: &ReadOptions) -> Option<WholeMessage> {
        if self.is_resynced() {
            return None;
        }
        WholeMessage::read_plain(self.rest.as_ref(), options.check_crc)
    }

    /// What is at the front.
    pub(super) fn front(&self, options: &ReadOptions) -> SetFront {
        let set = self.rest.as_ref();
        let size = match HeadStatus::of(set, options) {
            HeadStatus::Empty => return SetFront::End,
            HeadStatus::Cut { size } => return SetFront::Cut { size },
            HeadStatus::Invalid { kind, size } => return SetFront::Invalid { kind, size },
            HeadStatus::Whole { size } => size,
        };
        let check_now = options.check_crc && self.resync.is_none();
        if let Some(found) = WholeMessage::read(set, check_now) {
            match &self.resync {
                Some(resync) if options.check_crc => {
                    let at = resync.len() - set.len();
                    let payload = found.payload();
                    let computed = resync.crc32(at + payload.start..at + payload.end);
                    if computed != found.crc(set) {
                        return SetFront::wrong_crc(found, set, computed);
                    }
                }
                _ => {}
            }
            return SetFront::of(found);
        }
        if let Some(found) = WholeMessage::read(set, false) {
            return SetFront::wrong_crc(found, set, crc32fast::hash(&set[found.payload()]));
        }
        // A whole message whose head can be one has nothing else that could be wrong.
        let found = i32::try_from(size - SIZE_LEN).unwrap_or(i32::MAX);
        SetFront::Invalid { kind: ErrorKind::InvalidSize { found }, size: Some(size) }
    }

    /// Steps over what is not a message at the front: by its size if that leads to something that
    /// looks like a message or to the end, else to where the next message is, or could begin.
    pub(super) fn step_over(&mut self, size: Option<usize>, options: &ReadOptions) {
        let set = self.rest.as_ref();
        let by_size = size.filter(|&size| {
            set.get(size..).is_some_and(|behind| {
                !matches!(HeadStatus::of(behind, options), HeadStatus::Invalid { .. })
            })
        });
        let count = by_size.unwrap_or_else(|| {
            let resync =
                self.resync.get_or_insert_with(|| Box::new(Resync::new(self.rest.clone())));
            let at = resync.len() - set.len();
            resync.next_message(at + 1, options) - at
        });
        self.rest.skip(count);
    }
}
