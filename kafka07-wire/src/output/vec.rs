//! Appends to a vector.

use alloc::vec::Vec;
use core::ops::Range;

use super::Output;
use crate::Error;
use crate::depth::Depth;

/// Appends to a vector, which grows as needed.
///
/// To encode one value, [`append`](crate::append) is simpler, and grows the vector only once. Use this
/// output to write many values into room reserved for all of them, or values that nest deeper than
/// [`DEFAULT_MAX_DEPTH`](crate::DEFAULT_MAX_DEPTH).
///
/// ```
/// use kafka07_wire::{Output, VecOutput};
///
/// let mut bytes = vec![1];
/// let mut output = VecOutput::new(&mut bytes);
/// for number in [2_u16, 3] {
///     output.write(&number)?;
/// }
/// assert_eq!(output.position(), 4);
/// assert_eq!(bytes, [1, 0, 2, 0, 3]);
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[derive(Debug)]
pub struct VecOutput<'b> {
    buffer: &'b mut Vec<u8>,
    start: usize,
    depth: Depth,
}

impl<'b> VecOutput<'b> {
    /// Makes an output that appends to `buffer`.
    #[inline]
    pub fn new(buffer: &'b mut Vec<u8>) -> Self {
        Self { start: buffer.len(), buffer, depth: Depth::default() }
    }

    /// Sets how many levels values may nest; see [`Reader::max_depth`](crate::Reader::max_depth).
    #[inline]
    #[must_use]
    pub fn max_depth(mut self, depth: u32) -> Self {
        self.depth = Depth::new(depth);
        self
    }
}

impl<'v> Output<'v> for VecOutput<'_> {
    #[inline]
    fn position(&self) -> usize {
        self.buffer.len() - self.start
    }

    #[inline]
    fn put<const N: usize>(&mut self, bytes: [u8; N]) -> Result<(), Error> {
        self.buffer.extend_from_slice(&bytes);
        Ok(())
    }

    // As the default, but faster where it is inlined.
    #[inline]
    fn put_with<const N: usize>(&mut self, fill: impl FnOnce(&mut [u8; N])) -> Result<(), Error> {
        let mut bytes = [0; N];
        fill(&mut bytes);
        self.buffer.extend_from_slice(&bytes);
        Ok(())
    }

    #[inline]
    fn put_slice(&mut self, bytes: &'v [u8]) -> Result<(), Error> {
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    #[inline]
    fn patch(&mut self, position: usize, bytes: &[u8]) {
        self.buffer[self.start..][position..][..bytes.len()].copy_from_slice(bytes);
    }

    fn widen(&mut self, position: usize, count: usize) -> Result<(), Error> {
        let at = self.start + position;
        self.buffer.splice(at..at, core::iter::repeat_n(0, count));
        Ok(())
    }

    #[inline]
    fn written(&self, positions: Range<usize>, mut read: impl FnMut(&[u8])) {
        read(&self.buffer[self.start..][positions]);
    }

    #[inline]
    fn depth(&mut self) -> &mut Depth {
        &mut self.depth
    }
}
