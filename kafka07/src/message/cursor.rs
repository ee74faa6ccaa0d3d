//! A set on its way through a walk: what is left of it, and what is at the front of that.

use std::ops::Range;

use bytes::{Buf, Bytes};

use super::compression::CODEC_BITS;
use super::crc::crc32;
use super::format::SIZE_LEN;
use super::head::{HeadStatus, WholeMessage, header};
use super::message::Payload;
use super::resync::{NextMessage, Resync};
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
        WholeMessage::read_plain(self.rest.as_ref(), options.check_crc, options.whole_limit())
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
        let Some(found) = WholeMessage::read(set) else {
            // A whole message whose head can be one has nothing else that could be wrong.
            let found = i32::try_from(size - SIZE_LEN).unwrap_or(i32::MAX);
            return SetFront::Invalid { kind: ErrorKind::InvalidSize { found }, size: Some(size) };
        };
        if options.check_crc {
            let (found_crc, computed) = (found.crc(set), self.crc32(found.payload()));
            if found_crc != computed {
                let kind = ErrorKind::Crc { found: found_crc, computed };
                return SetFront::Invalid { kind, size: Some(size) };
            }
        }
        SetFront::of(found)
    }

    /// The CRC-32 of a part of what is left.
    fn crc32(&self, part: Range<usize>) -> u32 {
        let set = self.rest.as_ref();
        match &self.resync {
            Some(resync) => {
                let at = resync.len() - set.len();
                resync.crc32(at + part.start..at + part.end)
            }
            None => crc32(&set[part]),
        }
    }

    /// Steps over what is not a message at the front: by its size if the CRC vouches for that, else
    /// to the next message. Says whether that was found, or none is there: if not, bytes after the
    /// set decide whether one starts where the set goes on.
    pub(super) fn step_over(&mut self, size: Option<usize>, options: &ReadOptions) -> bool {
        if let Some(size) = size.filter(|&size| self.crc_is_right(size)) {
            self.rest.skip(size);
            return true;
        }
        let (resync, at) = self.resync();
        let next = resync.next_after(at, size, options);
        self.go_to(next)
    }

    /// Whether the CRC of the message at the front, which takes `size` bytes, is right, even if its
    /// magic is not.
    fn crc_is_right(&self, size: usize) -> bool {
        let set = self.rest.as_ref();
        [0, 1].into_iter().filter_map(|magic| header(set, Some(magic))).any(|(length, crc)| {
            length <= size && size <= set.len() && self.crc32(length..size) == crc
        })
    }

    /// Goes to the first message; see [`step_over`](Self::step_over).
    pub(super) fn search(&mut self, options: &ReadOptions) -> bool {
        let (resync, at) = self.resync();
        let next = resync.next_message(at..resync.len(), None, options);
        self.go_to(next)
    }

    fn go_to(&mut self, next: NextMessage) -> bool {
        let (resync, at) = self.resync();
        let (to, decided) = match next {
            NextMessage::At(to) | NextMessage::Cut(to) => (to, true),
            NextMessage::Undecided(to) => (to, false),
            NextMessage::None => (resync.len(), true),
        };
        self.rest.skip(to - at);
        decided
    }

    /// Steps over a message at the front that the set's end cuts, if only its size says so.
    #[must_use]
    pub(super) fn step_over_wrong_size(&mut self, options: &ReadOptions) -> bool {
        let (resync, at) = self.resync();
        let Some(end) = resync.end_by_crc(at, at..resync.len() + 1, options) else { return false };
        self.rest.skip(end - at);
        true
    }

    /// Steps over a message at the front that the end of a complete set cuts, if another message
    /// follows: nobody has written anything after a cut message.
    #[must_use]
    pub(super) fn step_over_cut(&mut self, options: &ReadOptions) -> bool {
        let (resync, at) = self.resync();
        let rest = at + 1..resync.len();
        let NextMessage::At(to) = resync.next_message(rest, None, &options.in_log(0)) else {
            return false;
        };
        self.rest.skip(to - at);
        true
    }

    /// Whether what is at the front is a part of a damaged message, as far as its size says.
    pub(super) fn is_claimed(&self) -> bool {
        let left = self.rest.as_ref().len();
        self.resync.as_ref().is_some_and(|resync| resync.is_claimed(resync.len() - left))
    }

    /// The CRCs of the set, and which of its positions is at the front.
    fn resync(&mut self) -> (&mut Resync<S>, usize) {
        let resync = self.resync.get_or_insert_with(|| Box::new(Resync::new(self.rest.clone())));
        let at = resync.len() - self.rest.as_ref().len();
        (resync, at)
    }
}
