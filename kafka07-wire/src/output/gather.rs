//! Gathers a value for one vectored write.

use core::ops::Range;
use std::io::IoSlice;
use std::vec::Vec;

use super::Output;
use crate::Error;
use crate::depth::Depth;

/// Gathers a value for one vectored write: short fields in a buffer, long byte slices by reference.
///
/// ```
/// use kafka07_wire::{Gather, Output};
///
/// let payload = vec![7; 100_000];
/// let mut output = Gather::new(Vec::new());
/// output.put([0, 1])?;
/// output.put_slice(&payload)?;
/// output.put([2])?;
/// assert_eq!(output.position(), 100_003);
/// assert_eq!(output.slices().len(), 3);
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[derive(Debug)]
pub struct Gather<'v> {
    /// All bytes that are not kept by reference, one after the other.
    inline: Vec<u8>,
    /// Runs kept by reference, each with the inline position before which it comes.
    runs: Vec<(usize, &'v [u8])>,
    runs_len: usize,
    depth: Depth,
}

impl Gather<'_> {
    /// Slices of at least this many bytes are kept by reference: a copy of them would cost more than
    /// one slice more in the write.
    pub const THRESHOLD: usize = 4096;

    /// Makes an empty output. It clears `buffer` and uses its allocation.
    pub fn new(mut buffer: Vec<u8>) -> Self {
        buffer.clear();
        Self { inline: buffer, runs: Vec::new(), runs_len: 0, depth: Depth::default() }
    }

    /// Sets how many levels values may nest; see [`Reader::max_depth`](crate::Reader::max_depth).
    #[must_use]
    pub fn max_depth(mut self, depth: u32) -> Self {
        self.depth = Depth::new(depth);
        self
    }

    /// Returns all slices to write, in order.
    pub fn slices(&self) -> Vec<IoSlice<'_>> {
        let mut slices = Vec::with_capacity(2 * self.runs.len() + 1);
        let mut from = 0;
        for &(before, run) in &self.runs {
            if from < before {
                slices.push(IoSlice::new(&self.inline[from..before]));
            }
            slices.push(IoSlice::new(run));
            from = before;
        }
        if from < self.inline.len() {
            slices.push(IoSlice::new(&self.inline[from..]));
        }
        slices
    }

    /// Returns the buffer, so that the next value can use it.
    pub fn into_buffer(self) -> Vec<u8> {
        self.inline
    }
}

impl Gather<'_> {
    /// Where in the buffer the byte at `position` is, which is not kept by reference.
    fn inline_at(&self, position: usize) -> usize {
        let mut kept = 0;
        for &(before, run) in &self.runs {
            if position < before + kept {
                break;
            }
            kept += run.len();
        }
        position - kept
    }
}

impl<'v> Output<'v> for Gather<'v> {
    #[inline]
    fn position(&self) -> usize {
        self.inline.len() + self.runs_len
    }

    #[inline]
    fn put<const N: usize>(&mut self, bytes: [u8; N]) -> Result<(), Error> {
        self.inline.extend_from_slice(&bytes);
        Ok(())
    }

    #[inline]
    fn put_slice(&mut self, bytes: &'v [u8]) -> Result<(), Error> {
        if bytes.len() < Self::THRESHOLD {
            self.inline.extend_from_slice(bytes);
        } else {
            self.runs.push((self.inline.len(), bytes));
            self.runs_len += bytes.len();
        }
        Ok(())
    }

    fn patch(&mut self, position: usize, bytes: &[u8]) {
        let at = self.inline_at(position);
        self.inline[at..][..bytes.len()].copy_from_slice(bytes);
    }

    fn widen(&mut self, position: usize, count: usize) -> Result<(), Error> {
        // After the byte before it, which `put` wrote: a run that follows it moves too.
        let at = self.inline_at(position - 1) + 1;
        self.inline.splice(at..at, std::iter::repeat_n(0, count));
        for (before, _) in self.runs.iter_mut().filter(|(before, _)| *before >= at) {
            *before += count;
        }
        Ok(())
    }

    fn written(&self, positions: Range<usize>, mut read: impl FnMut(&[u8])) {
        assert!(
            positions.start <= positions.end && positions.end <= self.position(),
            "only what was written can be read"
        );
        let mut start = 0;
        for slice in self.slices() {
            let within = |position: usize| position.saturating_sub(start).min(slice.len());
            read(&slice[within(positions.start)..within(positions.end)]);
            start += slice.len();
        }
    }

    #[inline]
    fn depth(&mut self) -> &mut Depth {
        &mut self.depth
    }
}
