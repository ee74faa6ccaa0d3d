//! Where encoded bytes go: into an exactly sized slice, or gathered for one vectored write.

use std::io::IoSlice;
use std::ops::Range;

use super::{Error, ErrorKind};

/// What a value encodes itself into.
///
/// `'v` is the lifetime of the value being encoded, so that long runs of bytes may be kept by
/// reference instead of being copied. What was written can be patched: a size or a CRC in front of
/// what it stands for is filled in when that has been written.
pub trait Output<'v> {
    /// How many bytes have been written.
    fn position(&self) -> usize;

    /// Writes `bytes`.
    ///
    /// # Errors
    /// If the output has a fixed size and is full.
    fn put<const N: usize>(&mut self, bytes: [u8; N]) -> Result<(), Error>;

    /// Writes `bytes`, or keeps them by reference.
    ///
    /// # Errors
    /// If the output has a fixed size and is full.
    fn put_slice(&mut self, bytes: &'v [u8]) -> Result<(), Error>;

    /// Overwrites what [`put`](Self::put) wrote at `position`.
    ///
    /// # Panics
    /// If nothing of that length was put there: a mistake in the calling code, never in data.
    fn patch<const N: usize>(&mut self, position: usize, bytes: [u8; N]);

    /// Feeds what was written at `positions` to `crc`.
    fn crc32(&self, positions: Range<usize>, crc: &mut crc32fast::Hasher);
}

/// Writes into a slice: the fastest way where the size is known.
///
/// ```
/// use kafka07::wire::{Output, SliceOutput};
///
/// let mut bytes = [0; 4];
/// let mut output = SliceOutput::new(&mut bytes);
/// output.put([1, 2])?;
/// output.put_slice(b"ab")?;
/// assert!(output.put([0]).is_err());
/// assert_eq!(bytes, [1, 2, b'a', b'b']);
/// # Ok::<(), kafka07::wire::Error>(())
/// ```
#[derive(Debug)]
pub struct SliceOutput<'b> {
    buffer: &'b mut [u8],
    position: usize,
}

impl<'b> SliceOutput<'b> {
    /// An output that fills `buffer` from its start.
    #[inline]
    pub fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, position: 0 }
    }
}

#[cold]
#[inline(never)]
fn full(said: usize, position: usize, wanted: usize) -> Error {
    Error::new(ErrorKind::WrongLength { said, wrote: position + wanted }, position)
}

impl<'v> Output<'v> for SliceOutput<'_> {
    #[inline]
    fn position(&self) -> usize {
        self.position
    }

    #[inline]
    fn put<const N: usize>(&mut self, bytes: [u8; N]) -> Result<(), Error> {
        match self.buffer.get_mut(self.position..).and_then(<[u8]>::first_chunk_mut::<N>) {
            Some(place) => {
                *place = bytes;
                self.position += N;
                Ok(())
            }
            None => Err(full(self.buffer.len(), self.position, N)),
        }
    }

    #[inline]
    fn put_slice(&mut self, bytes: &'v [u8]) -> Result<(), Error> {
        match self.buffer.get_mut(self.position..).and_then(|left| left.get_mut(..bytes.len())) {
            Some(place) => {
                place.copy_from_slice(bytes);
                self.position += bytes.len();
                Ok(())
            }
            None => Err(full(self.buffer.len(), self.position, bytes.len())),
        }
    }

    #[inline]
    fn patch<const N: usize>(&mut self, position: usize, bytes: [u8; N]) {
        self.buffer[position..position + N].copy_from_slice(&bytes);
    }

    #[inline]
    fn crc32(&self, positions: Range<usize>, crc: &mut crc32fast::Hasher) {
        crc.update(&self.buffer[positions]);
    }
}

/// Gathers a value for one vectored write: short fields in a buffer, long runs of bytes by
/// reference.
///
/// ```
/// use kafka07::wire::{Gather, Output};
///
/// let payload = vec![7; 100_000];
/// let mut output = Gather::new(Vec::new());
/// output.put([0, 1])?;
/// output.put_slice(&payload)?;
/// output.put([2])?;
/// assert_eq!(output.position(), 100_003);
/// assert_eq!(output.slices().len(), 3);
/// # Ok::<(), kafka07::wire::Error>(())
/// ```
#[derive(Debug)]
pub struct Gather<'v> {
    /// All bytes that are not kept by reference, one after the other.
    inline: Vec<u8>,
    /// Runs kept by reference, each with the inline position that it stands before.
    runs: Vec<(usize, &'v [u8])>,
    runs_len: usize,
}

impl Gather<'_> {
    /// From this length on, a copy costs more than a slice of its own in the write.
    pub const THRESHOLD: usize = 4096;

    /// An empty output that uses the allocation of `buffer`, which is cleared.
    pub fn new(mut buffer: Vec<u8>) -> Self {
        buffer.clear();
        Self { inline: buffer, runs: Vec::new(), runs_len: 0 }
    }

    /// All that was written, in order.
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

    /// Gives the buffer back for the next value.
    pub fn into_buffer(self) -> Vec<u8> {
        self.inline
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

    fn patch<const N: usize>(&mut self, position: usize, bytes: [u8; N]) {
        let mut kept = 0;
        for &(before, run) in &self.runs {
            if position < before + kept {
                break;
            }
            kept += run.len();
        }
        let at = position - kept;
        self.inline[at..at + N].copy_from_slice(&bytes);
    }

    fn crc32(&self, positions: Range<usize>, crc: &mut crc32fast::Hasher) {
        let mut start = 0;
        for slice in self.slices() {
            let within = |position: usize| position.saturating_sub(start).min(slice.len());
            crc.update(&slice[within(positions.start)..within(positions.end)]);
            start += slice.len();
        }
    }
}

/// Writes behind what a buffer holds already; it should have room for all.
pub(super) struct Append<'b> {
    buffer: &'b mut Vec<u8>,
    start: usize,
}

impl<'b> Append<'b> {
    #[inline]
    pub(super) fn new(buffer: &'b mut Vec<u8>) -> Self {
        Self { start: buffer.len(), buffer }
    }
}

impl<'v> Output<'v> for Append<'_> {
    #[inline]
    fn position(&self) -> usize {
        self.buffer.len() - self.start
    }

    #[inline]
    fn put<const N: usize>(&mut self, bytes: [u8; N]) -> Result<(), Error> {
        self.buffer.extend_from_slice(&bytes);
        Ok(())
    }

    #[inline]
    fn put_slice(&mut self, bytes: &'v [u8]) -> Result<(), Error> {
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    #[inline]
    fn patch<const N: usize>(&mut self, position: usize, bytes: [u8; N]) {
        let at = self.start + position;
        self.buffer[at..at + N].copy_from_slice(&bytes);
    }

    #[inline]
    fn crc32(&self, positions: Range<usize>, crc: &mut crc32fast::Hasher) {
        crc.update(&self.buffer[self.start..][positions]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Short fields around two long runs, the second patched over from behind.
    fn write<'v>(runs: &'v [Vec<u8>; 2], out: &mut impl Output<'v>) -> u32 {
        out.put([1, 2]).unwrap();
        out.put_slice(&runs[0]).unwrap();
        let between = out.position();
        out.put([0; 4]).unwrap();
        out.put_slice(&runs[1]).unwrap();
        out.put([9]).unwrap();
        let mut crc = crc32fast::Hasher::new();
        // From inside the first run to inside the second.
        out.crc32(100..between + 104, &mut crc);
        out.patch(between, *b"size");
        out.patch(0, [7]);
        crc.finalize()
    }

    #[test]
    fn every_output_holds_the_same() {
        for len in [0, Gather::THRESHOLD - 1, Gather::THRESHOLD] {
            let runs = [vec![3; len.max(200)], vec![4; len.max(200)]];
            let expected = [&[7, 2][..], &runs[0], b"size", &runs[1], &[9]].concat();
            let summed = [&expected[100..2 + runs[0].len()], &[0; 4], &[4; 100]].concat();

            let mut slice = vec![0xff; expected.len()];
            let mut gather = Gather::new(vec![1]);
            let mut bytes = vec![5];
            let crcs = [
                write(&runs, &mut SliceOutput::new(&mut slice)),
                write(&runs, &mut gather),
                write(&runs, &mut Append::new(&mut bytes)),
            ];
            assert_eq!(slice, expected);
            assert_eq!(
                gather.slices().iter().flat_map(|s| s.to_vec()).collect::<Vec<_>>(),
                expected
            );
            assert_eq!(bytes, [&[5], &expected[..]].concat());
            assert_eq!(crcs, [crc32fast::hash(&summed); 3]);
            assert_eq!(gather.slices().len(), if len == Gather::THRESHOLD { 5 } else { 1 });
        }
    }
}
