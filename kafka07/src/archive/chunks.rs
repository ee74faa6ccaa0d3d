//! A segment, read in chunks.

use std::fs::File;

use bytes::Bytes;

use super::file::read_segment;
use super::{Error, SegmentInfo};

/// How much of a segment is read at once; more only for a message that is larger, and to decide
/// whether something is one.
pub(super) const CHUNK: u64 = 1 << 20;

/// A part of a segment.
pub(super) struct SegmentChunk {
    pub(super) offset: i64,
    pub(super) bytes: Bytes,
    /// How many bytes of the segment follow it.
    pub(super) beyond: u64,
}

impl SegmentChunk {
    /// The offset after its last byte.
    pub(super) fn end(&self) -> i64 {
        self.offset.saturating_add_unsigned(self.bytes.len() as u64)
    }

    /// What it holds from `offset` on.
    pub(super) fn from(&self, offset: i64) -> &[u8] {
        let at = usize::try_from(offset.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        self.bytes.get(at..).unwrap_or_default()
    }
}

/// A segment on its way through chunks.
pub(super) struct Chunks {
    pub(super) segment: SegmentInfo,
    file: Option<File>,
    /// Whether the file stays open between two chunks, and so readable if it is deleted.
    pub(super) keeps_open: bool,
    /// Where the next chunk starts.
    position: i64,
    /// How long it is, unless the segment ends before.
    window: u64,
    /// How long chunks may become: twice the largest message.
    max_window: u64,
}

impl Chunks {
    /// The chunks of `segment` from `position` on, which messages of up to `max_size` bytes fit
    /// into.
    pub(super) fn new(segment: SegmentInfo, position: i64, max_size: u64) -> Self {
        let max_window = max_size.saturating_mul(2).max(CHUNK);
        let window = CHUNK;
        Self { segment, file: None, keeps_open: true, position, window, max_window }
    }

    /// Where the next chunk starts.
    pub(super) fn position(&self) -> i64 {
        self.position
    }

    /// The next chunk; `None` at the end of the segment.
    pub(super) fn next(&mut self) -> Result<Option<SegmentChunk>, Error> {
        let left = u64::try_from(self.segment.end() - self.position).unwrap_or(0);
        if left == 0 {
            return Ok(None);
        }
        let Self { segment, file, position, window, .. } = self;
        let file = match file {
            Some(file) => file,
            none => {
                none.insert(File::open(&segment.path).map_err(Error::io("open", &segment.path))?)
            }
        };
        let bytes = read_segment(file, segment, *position, *window)?;
        if !self.keeps_open {
            self.file = None;
        }
        Ok(Some(SegmentChunk { offset: self.position, beyond: left - bytes.len() as u64, bytes }))
    }

    /// Goes on after `chunk` at `position`, which is in it or its end; `needed` bytes at least are
    /// wanted next, if that is known.
    ///
    /// A chunk of which less than half was used is followed by one of twice its length. So all
    /// that is read stays in proportion to the segment, however many sizes lead far away.
    pub(super) fn go_on(&mut self, chunk: &SegmentChunk, position: i64, needed: Option<u64>) {
        let (used, length) = (position.abs_diff(chunk.offset), chunk.bytes.len() as u64);
        let needed = needed.unwrap_or(0);
        self.window = if used < length / 2 {
            needed.max((length * 2).min(self.max_window))
        } else {
            needed.max(CHUNK)
        };
        self.position = position;
    }
}
