//! Writes into a slice.

use core::ops::Range;

use super::Output;
use crate::depth::Depth;
use crate::{Error, ErrorKind};

/// Writes into a slice, which is the fastest way if the size is known.
///
/// ```
/// use kafka07_wire::{Output, SliceOutput};
///
/// let mut bytes = [0; 4];
/// let mut output = SliceOutput::new(&mut bytes);
/// output.put([1, 2])?;
/// output.put_slice(b"ab")?;
/// assert!(output.put([0]).is_err());
/// assert_eq!(bytes, [1, 2, b'a', b'b']);
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[derive(Debug)]
pub struct SliceOutput<'b> {
    buffer: &'b mut [u8],
    position: usize,
    depth: Depth,
}

impl<'b> SliceOutput<'b> {
    /// Makes an output that fills `buffer` from its start.
    #[inline]
    pub fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, position: 0, depth: Depth::default() }
    }

    /// Sets how many levels values may nest; see [`Reader::max_depth`](crate::Reader::max_depth).
    #[inline]
    #[must_use]
    pub fn max_depth(mut self, depth: u32) -> Self {
        self.depth = Depth::new(depth);
        self
    }
}

#[cold]
#[inline(never)]
fn full(room: usize, position: usize, wanted: usize) -> Error {
    Error::new(ErrorKind::OutputFull { room, needed: position + wanted }, position)
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
    fn patch(&mut self, position: usize, bytes: &[u8]) {
        self.buffer[..self.position][position..][..bytes.len()].copy_from_slice(bytes);
    }

    fn widen(&mut self, position: usize, count: usize) -> Result<(), Error> {
        let end = self.position + count;
        if end > self.buffer.len() {
            return Err(full(self.buffer.len(), self.position, count));
        }
        self.buffer.copy_within(position..self.position, position + count);
        self.position = end;
        Ok(())
    }

    #[inline]
    fn written(&self, positions: Range<usize>, mut read: impl FnMut(&[u8])) {
        read(&self.buffer[..self.position][positions]);
    }

    #[inline]
    fn depth(&mut self) -> &mut Depth {
        &mut self.depth
    }
}
