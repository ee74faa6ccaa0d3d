//! Finding the next message among other bytes, in linear time.

use std::ops::Range;

use crc32fast::Hasher;

use super::ReadOptions;
use super::crc::{crc32, crc32_of_rest};
use super::format::SIZE_LEN;
use super::head::{HeadStatus, WholeMessage, header};

/// How many bytes lie between two known CRCs.
const STRIDE: usize = 64;

/// How many bytes may be looked at in vain, besides as many as the search has come past.
const CREDIT: usize = 64 << 10;

/// How many of them at once.
const MAX_CREDIT: usize = 1 << 20;

/// How many bytes before an empty message say whether it is among zeros.
const CONTEXT: usize = 2;

/// Answers for the CRC-32 of any part of a set without hashing the part.
///
/// Bytes that are no messages can look like the heads of messages that overlap in any number (a
/// list of small integers does), and hashing each of their payloads would take the square of the
/// set's length. So the set is hashed once, and what the CRC was is kept every few bytes.
pub(super) struct Resync<S> {
    set: S,
    /// The CRC of the first `STRIDE * n` bytes.
    known: Vec<u32>,
    /// How many bytes were looked at in vain for the end of messages whose size is wrong.
    spent: usize,
    /// After which position no whole message starts, as a search of a page has found.
    barren: usize,
    /// Up to where damaged messages claim to go, of those that are there in whole.
    claimed: usize,
}

/// What a search for the next message comes to.
#[derive(Clone, Copy)]
pub(super) enum NextMessage {
    At(usize),
    /// What may be the beginning of one that the end of the page cuts; the page has no whole one.
    Cut(usize),
    /// What begins there, or up to [`CONTEXT`] bytes after it, is one or not: bytes after the set
    /// decide.
    Undecided(usize),
    /// There is none up to the end of the set.
    None,
}

/// Whether a message starts at a position.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Message,
    Other,
    /// The set ends too early to say.
    Cut,
}

impl<S: AsRef<[u8]>> Resync<S> {
    pub(super) fn new(set: S) -> Self {
        #[cfg(test)]
        super::crc::count::add(set.as_ref().len());
        let mut hasher = Hasher::new();
        let mut known = Vec::with_capacity(set.as_ref().len() / STRIDE + 1);
        known.push(0);
        for step in set.as_ref().chunks_exact(STRIDE) {
            hasher.update(step);
            known.push(hasher.clone().finalize());
        }
        Self { set, known, spent: 0, barren: usize::MAX, claimed: 0 }
    }

    /// Whether a damaged message claims the bytes at `at`: it may be compressed, and hold messages of
    /// which not all bytes are readable.
    pub(super) fn is_claimed(&self, at: usize) -> bool {
        at < self.claimed
    }

    pub(super) fn len(&self) -> usize {
        self.set.as_ref().len()
    }

    /// The CRC-32 of a part of the set.
    pub(super) fn crc32(&self, part: Range<usize>) -> u32 {
        match u32::try_from(part.len()) {
            Ok(length) if part.len() > 4 * STRIDE => {
                crc32_of_rest(self.up_to(part.start), self.up_to(part.end), length)
            }
            _ => crc32(&self.set.as_ref()[part]),
        }
    }

    /// The CRC-32 of all before `end`.
    fn up_to(&self, end: usize) -> u32 {
        let step = end / STRIDE;
        let mut hasher = Hasher::new_with_initial(self.known[step]);
        hasher.update(&self.set.as_ref()[step * STRIDE..end]);
        hasher.finalize()
    }

    /// Where to go on after something at `at` that is not a message, though `size` says that it is
    /// one that long.
    ///
    /// That is the next whole message, even if it is before where the size leads: what is damaged
    /// may have lost bytes, and then claims those of messages that follow it.
    pub(super) fn next_after(
        &mut self,
        at: usize,
        size: Option<usize>,
        options: &ReadOptions,
    ) -> NextMessage {
        let expected = size.map(|size| at + size);
        self.claimed = self.claimed.max(expected.unwrap_or(0));
        let sure = expected.filter(|&end| self.leads_on(end, options));
        let cut = || expected.filter(|&end| end < self.len() && self.is_cut(end, options));
        let claimed = sure.or_else(cut);
        let next = match claimed {
            Some(_) if at >= self.barren => NextMessage::Cut(at + 1),
            _ => self.next_message(at + 1..self.len(), expected, options),
        };
        if matches!(next, NextMessage::Cut(_)) {
            self.barren = self.barren.min(at);
        }
        // What was found may be a part of the payload still.
        let until = match (next, claimed) {
            // A page alone ends without saying what follows. Rather than to a beginning, which may
            // be anything, it goes where the size leads.
            (NextMessage::Cut(first), Some(end)) => {
                let by_crc = self.end_by_crc(at, first..end, options);
                return NextMessage::At(by_crc.unwrap_or_else(|| self.cut_by(at, end, options)));
            }
            (NextMessage::At(first) | NextMessage::Cut(first), _) => {
                first..sure.unwrap_or(self.len() + 1).min(first + self.credit(at))
            }
            (NextMessage::Undecided(_) | NextMessage::None, _) => return next,
        };
        if let Some(end) = self.end_by_crc(at, until.clone(), options) {
            return NextMessage::At(end);
        }
        self.spent += until.len();
        next
    }

    /// Where the message starts that the set's end cuts, and the size of one at `at` leads to: up
    /// to three bytes before `end`, if that number is missing, as a size read from within a size is
    /// larger.
    fn cut_by(&self, at: usize, end: usize, options: &ReadOptions) -> usize {
        let size = |at: &usize| match HeadStatus::of(&self.set.as_ref()[*at..], options) {
            HeadStatus::Cut { size } => size.unwrap_or(usize::MAX),
            _ => usize::MAX,
        };
        let near = (end.saturating_sub(SIZE_LEN - 1).max(at + 1)..=end).rev();
        near.filter(|&at| at == end || self.is_cut(at, options)).min_by_key(size).unwrap_or(end)
    }

    /// How many bytes may be looked at in vain before `at`, so that it takes linear time.
    fn credit(&self, at: usize) -> usize {
        at.saturating_add(CREDIT).saturating_sub(self.spent).min(MAX_CREDIT)
    }

    /// Whether a whole message, or the end of the set, is at `end`. The beginning of one says
    /// nothing: a byte after the start of any message there is what looks like a larger one.
    fn leads_on(&self, end: usize, options: &ReadOptions) -> bool {
        match options.beyond {
            None | Some(0) if end == self.len() => true,
            _ => end < self.len() && self.judge(end, options) == Verdict::Message,
        }
    }

    /// Whether what is at `at` may be a message that the set's end cuts.
    fn is_cut(&self, at: usize, options: &ReadOptions) -> bool {
        self.judge(at, options) == Verdict::Cut
    }

    /// The first position in `range` where a message starts. An empty one at `expected`, where a
    /// size has led to, needs no message after it.
    ///
    /// In a page a message that is all there comes before one that the end may cut, because bytes
    /// that are none often look like the latter.
    pub(super) fn next_message(
        &self,
        range: Range<usize>,
        expected: Option<usize>,
        options: &ReadOptions,
    ) -> NextMessage {
        let (start, mut cut) = (range.start, None);
        for at in range {
            let verdict = match self.judge(at, options) {
                Verdict::Message if expected != Some(at) => self.judge_empty(at, options),
                verdict => verdict,
            };
            match verdict {
                Verdict::Message => return NextMessage::At(at),
                Verdict::Cut if options.beyond.is_some() => {
                    return NextMessage::Undecided(at.saturating_sub(CONTEXT).max(start));
                }
                Verdict::Cut => cut = cut.or(Some(at)),
                Verdict::Other => {}
            }
        }
        cut.map_or(NextMessage::None, NextMessage::Cut)
    }

    /// Where in `range` the message at `at` ends if its size is wrong: its CRC is right up to
    /// where the next message starts, or the set ends. That of no bytes is 0, as is that of any
    /// zeros read as a head, so an empty message ends only where a whole one starts.
    pub(super) fn end_by_crc(
        &self,
        at: usize,
        range: Range<usize>,
        options: &ReadOptions,
    ) -> Option<usize> {
        let (length, crc) = header(&self.set.as_ref()[at..], None)?;
        let payload = at + length;
        (payload.max(range.start)..range.end).find(|&end| {
            let ends = match self.judge(end, options) {
                Verdict::Message => true,
                Verdict::Cut => end > payload,
                Verdict::Other => end > payload && end == self.len(),
            };
            ends && self.crc32(payload..end) == crc
        })
    }

    /// Whether a message with the right CRC starts at `at`.
    fn judge(&self, at: usize, options: &ReadOptions) -> Verdict {
        #[cfg(test)]
        super::crc::count::add(1);
        let set = &self.set.as_ref()[at..];
        // What nearly all bytes that are no message fail at.
        if set.get(SIZE_LEN).is_some_and(|&magic| magic > 1) {
            return Verdict::Other;
        }
        match HeadStatus::of(set, options) {
            HeadStatus::Whole { .. } => {}
            // At the very end of a log nothing makes a size of it.
            HeadStatus::Cut { size: None } if options.beyond == Some(0) => return Verdict::Other,
            HeadStatus::Cut { .. } => return Verdict::Cut,
            HeadStatus::Empty | HeadStatus::Invalid { .. } => return Verdict::Other,
        }
        let Some(found) = WholeMessage::read(set).filter(|found| found.codec.is_some()) else {
            return Verdict::Other;
        };
        let payload = found.payload();
        if self.crc32(at + payload.start..at + payload.end) == found.crc(set) {
            Verdict::Message
        } else {
            Verdict::Other
        }
    }

    /// The same, looking harder at an empty message: that is a 5 or 6 and zeros, as many a list of
    /// integers is. It counts if another message, or the end, follows it; with an attribute byte in
    /// it also if it does not follow zeros.
    fn judge_empty(&self, at: usize, options: &ReadOptions) -> Verdict {
        let (before, set) = self.set.as_ref().split_at(at);
        match WholeMessage::read(set) {
            Some(found) if found.magic == 1 && !before.ends_with(&[0; CONTEXT]) => Verdict::Message,
            Some(found) if found.payload().is_empty() => {
                match (at + found.size(), options.beyond) {
                    (end, None | Some(0)) if end == self.len() => Verdict::Message,
                    (end, Some(_)) if end == self.len() => Verdict::Cut,
                    (end, beyond) => match self.judge(end, options) {
                        // In a page it is the message that the end cuts.
                        Verdict::Cut if beyond.is_none() => Verdict::Message,
                        verdict => verdict,
                    },
                }
            }
            _ => Verdict::Message,
        }
    }
}
