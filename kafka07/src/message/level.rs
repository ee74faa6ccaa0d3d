//! What is left of one set, and what stands at the front of it.

use std::ops::Range;

use bytes::{Buf, Bytes};

use super::format::{Body, CODEC_BITS, Framed, HEADER_V0, HEADER_V1, Head};
use super::message::Payload;
use super::resync::Resync;
use super::{Compression, ErrorKind, ReadOptions};
use crate::wire::{self, Reader};

/// Bytes that messages are read from: borrowed, or shared.
pub(super) trait Source<'a>: AsRef<[u8]> + Clone {
    /// A part of them as a payload.
    fn payload(&self, range: Range<usize>) -> Payload<'a>;

    /// Drops the first `count` of them.
    fn skip(&mut self, count: usize);
}

impl<'a> Source<'a> for &'a [u8] {
    #[inline]
    fn payload(&self, range: Range<usize>) -> Payload<'a> {
        Payload::Borrowed(&self[range])
    }

    #[inline]
    fn skip(&mut self, count: usize) {
        *self = &self[count..];
    }
}

impl Source<'static> for Bytes {
    #[inline]
    fn payload(&self, range: Range<usize>) -> Payload<'static> {
        Payload::Shared(self.slice(range))
    }

    #[inline]
    fn skip(&mut self, count: usize) {
        self.advance(count);
    }
}

/// A whole message at the front of a set, in numbers.
#[derive(Clone, Copy)]
pub(super) struct Found {
    /// How many bytes it takes, its size field included.
    pub(super) size: usize,
    /// How many of them, at the end, are the payload.
    pub(super) payload: usize,
    pub(super) magic: u8,
    pub(super) codec: u8,
    pub(super) crc: u32,
}

impl Found {
    /// Reads the message at the front of `set`.
    #[inline]
    pub(super) fn read(set: &[u8], check_crc: bool) -> Result<Self, wire::Error> {
        let mut input = Reader::new(set).check_crc(check_crc);
        let Framed { body } = input.read()?;
        let (magic, codec, crc, payload) = match body {
            Body::V0 { crc, payload } => (0, 0, crc, payload),
            Body::V1 { attributes, crc, payload } => (1, attributes & CODEC_BITS, crc, payload),
        };
        let size = set.len() - input.remaining();
        Ok(Self { size, payload: payload.len(), magic, codec, crc })
    }

    /// Where in the set the payload stands.
    #[inline]
    pub(super) fn range(&self) -> Range<usize> {
        self.size - self.payload..self.size
    }
}

/// What the head of a message at the front of a set says, before the payload is looked at.
pub(super) enum Judged {
    /// There is nothing.
    End,
    /// The set ends inside the message.
    Cut { size: Option<usize> },
    /// The message is all there, and takes so many bytes.
    Whole { size: usize },
    /// It is no message. If it has a size that can be, that is `size`.
    Bad { kind: ErrorKind, size: Option<usize> },
}

impl Judged {
    pub(super) fn of(set: &[u8], options: &ReadOptions) -> Self {
        if set.is_empty() {
            return Self::End;
        }
        let mut input = Reader::new(set);
        let Ok(found) = input.read::<i32>() else { return Self::Cut { size: None } };
        let magic = Reader::new(set).read::<Head>().ok().map(|head| head.magic);
        let least = if magic == Some(1) { HEADER_V1 } else { HEADER_V0 };
        let invalid = Self::Bad { kind: ErrorKind::InvalidSize { found }, size: None };
        let Some(size) = usize::try_from(found).ok().and_then(|size| size.checked_add(4)) else {
            return invalid;
        };
        let whole = size <= set.len();
        match magic {
            Some(found @ 2..) => {
                let kind = ErrorKind::UnknownMagic { found };
                Self::Bad { kind, size: whole.then_some(size) }
            }
            _ if size < 4 + least => invalid,
            _ if whole => Self::Whole { size },
            _ if size > options.max_message_size => invalid,
            _ => Self::Cut { size: Some(size) },
        }
    }
}

/// What stands at the front of a set.
pub(super) enum Front {
    End,
    Cut { size: Option<usize> },
    Message(Found),
    Wrapper(Found, Compression),
    Bad { kind: ErrorKind, size: Option<usize> },
}

/// A set on its way through a walk.
pub(super) struct Level<S> {
    /// What is left of it.
    pub(super) rest: S,
    /// How long it was.
    length: usize,
    /// Made when the set had to be searched for the next message; from then on it answers for
    /// every CRC, so that no bytes are hashed twice.
    resync: Option<Box<Resync<S>>>,
}

impl<'a, S: Source<'a>> Level<S> {
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

    /// What stands at the front.
    pub(super) fn front(&self, options: &ReadOptions) -> Front {
        match &self.resync {
            None => self.classify(Found::read(self.rest.as_ref(), options.check_crc), options),
            Some(resync) => {
                let set = self.rest.as_ref();
                let found = match Found::read(set, false) {
                    Ok(found) if options.check_crc => found,
                    other => return self.classify(other, options),
                };
                let at = resync.len() - set.len();
                let computed = resync.crc32(at + found.range().start..at + found.size);
                if computed == found.crc {
                    self.classify(Ok(found), options)
                } else {
                    let kind = ErrorKind::Crc { found: found.crc, computed };
                    Front::Bad { kind, size: Some(found.size) }
                }
            }
        }
    }

    /// What it means that the front was read as `read`.
    pub(super) fn classify(
        &self,
        read: Result<Found, wire::Error>,
        options: &ReadOptions,
    ) -> Front {
        let error = match read {
            Ok(found) => {
                return match Compression::from_bits(found.codec) {
                    Some(Compression::None) => Front::Message(found),
                    Some(codec) => Front::Wrapper(found, codec),
                    None => Front::Bad {
                        kind: ErrorKind::UnknownCodec { found: found.codec },
                        size: Some(found.size),
                    },
                };
            }
            Err(error) => error,
        };
        match Judged::of(self.rest.as_ref(), options) {
            Judged::End => Front::End,
            Judged::Cut { size } => Front::Cut { size },
            Judged::Bad { kind, size } => Front::Bad { kind, size },
            Judged::Whole { size } => Front::Bad {
                kind: match *error.kind() {
                    wire::ErrorKind::Crc { found, computed } => ErrorKind::Crc { found, computed },
                    // The head is a message's and the payload any bytes, so nothing else is left.
                    _ => ErrorKind::InvalidSize { found: i32::try_from(size - 4).unwrap_or(-1) },
                },
                size: Some(size),
            },
        }
    }

    /// Steps over what is no message at the front: by its size if that leads to something that
    /// looks like a message or to the end, else to where the next message is, or could begin.
    pub(super) fn step_over(&mut self, size: Option<usize>, options: &ReadOptions) {
        let set = self.rest.as_ref();
        let by_size = size.filter(|&size| {
            set.get(size..)
                .is_some_and(|behind| !matches!(Judged::of(behind, options), Judged::Bad { .. }))
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
