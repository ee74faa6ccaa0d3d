//! Finding the next message among other bytes, in linear time.

use std::ops::Range;

use crc32fast::Hasher;

use super::ReadOptions;
use super::head::{HeadStatus, WholeMessage};

/// How many bytes lie between two known CRCs.
const STRIDE: usize = 64;

/// Answers for the CRC-32 of any part of a set without hashing the part.
///
/// Bytes that are no messages can look like the heads of messages that overlap in any number (a
/// list of small integers does), and hashing each of their payloads would take the square of the
/// set's length. So the set is hashed once, and what the CRC was is kept every few bytes.
pub(super) struct Resync<S> {
    set: S,
    /// The CRC of the first `STRIDE * n` bytes.
    known: Vec<u32>,
}

impl<S: AsRef<[u8]>> Resync<S> {
    pub(super) fn new(set: S) -> Self {
        let mut hasher = Hasher::new();
        let mut known = vec![0];
        for step in set.as_ref().chunks_exact(STRIDE) {
            hasher.update(step);
            known.push(hasher.clone().finalize());
        }
        Self { set, known }
    }

    pub(super) fn len(&self) -> usize {
        self.set.as_ref().len()
    }

    /// The CRC-32 of a part of the set.
    pub(super) fn crc32(&self, part: Range<usize>) -> u32 {
        let length = part.len();
        if length <= 4 * STRIDE {
            return crc32fast::hash(&self.set.as_ref()[part]);
        }
        // The CRC of two runs in a row is that of the first one, shifted by the length of the
        // second, xor that of the second.
        let mut shifted = Hasher::new_with_initial(self.up_to(part.start));
        shifted.combine(&Hasher::new_with_initial_len(0, length as u64));
        shifted.finalize() ^ self.up_to(part.end)
    }

    /// The CRC-32 of all before `end`.
    fn up_to(&self, end: usize) -> u32 {
        let step = end / STRIDE;
        let mut hasher = Hasher::new_with_initial(self.known[step]);
        hasher.update(&self.set.as_ref()[step * STRIDE..end]);
        hasher.finalize()
    }

    /// The first position from `from` on where a message with the right CRC starts. If there is
    /// none, the first where one could begin that the set's end cuts; else the set's end.
    pub(super) fn next_message(&self, from: usize, options: &ReadOptions) -> usize {
        let set = self.set.as_ref();
        let mut cut = None;
        for at in from..set.len() {
            match HeadStatus::of(&set[at..], options) {
                HeadStatus::Whole { size } if self.is_message(at, size, options) => return at,
                HeadStatus::Cut { .. } => cut = cut.or(Some(at)),
                _ => {}
            }
        }
        cut.unwrap_or(set.len())
    }

    fn is_message(&self, at: usize, size: usize, options: &ReadOptions) -> bool {
        let set = &self.set.as_ref()[at..];
        let Some(found) = WholeMessage::read(set, false) else { return false };
        let payload = found.payload();
        if found.codec.is_none() {
            return false;
        }
        // An empty message of magic 0 is a 5 and zeros, as many a list of integers is: what follows
        // has to look right too.
        if payload.is_empty()
            && found.magic == 0
            && matches!(HeadStatus::of(&set[size..], options), HeadStatus::Invalid { .. })
        {
            return false;
        }
        self.crc32(at + payload.start..at + payload.end) == found.crc(set)
    }
}
