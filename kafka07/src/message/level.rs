//! What is left of one set, and what stands at the front of it.

use std::ops::Range;

use bytes::{Buf, Bytes};

use super::format::{Body, CODEC_BITS, FlatHead, Framed, HEADER_V0, HEADER_V1, Head};
use super::message::Payload;
use super::resync::Resync;
use super::{Compression, ErrorKind, ReadOptions};
use crate::wire::{Decode, Reader};

/// Bytes that messages are read from: borrowed, or shared.
pub(super) trait Source<'a>: AsRef<[u8]> + Clone + Default {
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

/// A whole message at the front of a set, in numbers: few enough of them to be returned in one
/// register.
#[derive(Clone, Copy)]
pub(super) struct Found {
    /// How many bytes it takes, its size field included.
    size: u32,
    /// How many of them stand before the payload, which is the rest.
    header: u8,
    pub(super) magic: u8,
    /// `None` if its attributes name no codec.
    pub(super) codec: Option<Compression>,
}

impl Found {
    /// Reads the message at the front of `set`; `None` if there is none, or not all of it, or its
    /// CRC is wrong.
    // Not inlined, so that all that it calls is, here and not in every loop over messages.
    #[inline(never)]
    pub(super) fn read(set: &[u8], check_crc: bool) -> Option<Self> {
        let mut input = Reader::new(set).check_crc(check_crc);
        let Framed { body } = input.read().ok()?;
        let (magic, codec, payload) = match body {
            Body::V0 { payload, .. } => (0, Some(Compression::None), payload),
            Body::V1 { attributes, payload, .. } => {
                (1, Compression::from_bits(attributes), payload)
            }
        };
        let size = set.len() - input.remaining();
        let header = size - payload.len();
        #[expect(clippy::cast_possible_truncation, reason = "four bytes more than an i32, and ten")]
        Some(Self { size: size as u32, header: header as u8, magic, codec })
    }

    /// Reads the message at the front of `set` if it is as nearly all of them are: whole, of magic
    /// 1, not compressed, its CRC right. `None` says nothing but that [`read`](Self::read) has to
    /// look.
    #[expect(clippy::inline_always, reason = "measured: called, it takes twice as long")]
    #[inline(always)]
    pub(super) fn read_plain(set: &[u8], check_crc: bool) -> Option<Self> {
        // Out of an array nothing can be missing, so that no error is made for what ends a set.
        let head: FlatHead = Reader::new(set.first_chunk::<FLAT>()?).read().ok()?;
        let size = 4 + usize::try_from(head.size).ok()?;
        let payload = set.get(FLAT..size)?;
        if head.magic != 1
            || head.attributes & CODEC_BITS != 0
            || (check_crc && crc32fast::hash(payload) != head.crc)
        {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "four bytes more than an i32, and ten")]
        let (size, header) = (size as u32, FLAT as u8);
        Some(Self { size, header, magic: 1, codec: Some(Compression::None) })
    }

    /// How many bytes the message takes.
    #[inline]
    pub(super) fn size(self) -> usize {
        self.size as usize
    }

    /// Where in the set the payload stands.
    #[inline]
    pub(super) fn payload(self) -> Range<usize> {
        usize::from(self.header)..self.size()
    }

    /// The CRC that the message says, which stands before its payload.
    pub(super) fn crc(self, set: &[u8]) -> u32 {
        let mut input = Reader::new(&set[..self.payload().start]);
        let _ = input.take(input.remaining().saturating_sub(4));
        input.read().unwrap_or_default()
    }
}

/// How many bytes of a message of magic 1 stand before its payload.
const FLAT: usize = <FlatHead as Decode<'_>>::MIN_LEN;

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

impl Front {
    /// What a message is whose CRC is right.
    fn of(found: Found) -> Self {
        match found.codec {
            Some(Compression::None) => Self::Message(found),
            Some(codec) => Self::Wrapper(found, codec),
            None => Self::Bad {
                kind: ErrorKind::UnknownCodec { found: CODEC_BITS },
                size: Some(found.size()),
            },
        }
    }

    fn wrong_crc(found: Found, set: &[u8], computed: u32) -> Self {
        let kind = ErrorKind::Crc { found: found.crc(set), computed };
        Self::Bad { kind, size: Some(found.size()) }
    }
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

    /// The message at the front, if it takes no more than a look to see that it is one.
    #[inline]
    pub(super) fn plain_front(&self, options: &ReadOptions) -> Option<Found> {
        if self.is_resynced() {
            return None;
        }
        Found::read_plain(self.rest.as_ref(), options.check_crc)
    }

    /// What stands at the front.
    pub(super) fn front(&self, options: &ReadOptions) -> Front {
        let set = self.rest.as_ref();
        let size = match Judged::of(set, options) {
            Judged::End => return Front::End,
            Judged::Cut { size } => return Front::Cut { size },
            Judged::Bad { kind, size } => return Front::Bad { kind, size },
            Judged::Whole { size } => size,
        };
        let check_now = options.check_crc && self.resync.is_none();
        if let Some(found) = Found::read(set, check_now) {
            match &self.resync {
                Some(resync) if options.check_crc => {
                    let at = resync.len() - set.len();
                    let payload = found.payload();
                    let computed = resync.crc32(at + payload.start..at + payload.end);
                    if computed != found.crc(set) {
                        return Front::wrong_crc(found, set, computed);
                    }
                }
                _ => {}
            }
            return Front::of(found);
        }
        if let Some(found) = Found::read(set, false) {
            return Front::wrong_crc(found, set, crc32fast::hash(&set[found.payload()]));
        }
        // A whole message whose head can be one has nothing else that could be wrong.
        let found = i32::try_from(size - 4).unwrap_or(i32::MAX);
        Front::Bad { kind: ErrorKind::InvalidSize { found }, size: Some(size) }
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
