//! Counts bytes without keeping them.

use core::ops::Range;

use super::Output;
use crate::Error;
use crate::depth::Depth;

/// Counts what is written and keeps none of it.
#[derive(Debug, Default)]
pub(crate) struct Measure {
    position: usize,
    depth: Depth,
}

impl<'v> Output<'v> for Measure {
    const COUNTS: bool = true;

    #[inline]
    fn position(&self) -> usize {
        self.position
    }

    #[inline]
    fn put<const N: usize>(&mut self, _: [u8; N]) -> Result<(), Error> {
        self.position += N;
        Ok(())
    }

    #[inline]
    fn put_with<const N: usize>(&mut self, _: impl FnOnce(&mut [u8; N])) -> Result<(), Error> {
        self.position += N;
        Ok(())
    }

    #[inline]
    fn put_slice(&mut self, bytes: &'v [u8]) -> Result<(), Error> {
        self.position += bytes.len();
        Ok(())
    }

    #[inline]
    fn patch(&mut self, _: usize, _: &[u8]) {}

    #[inline]
    fn widen(&mut self, _: usize, count: usize) -> Result<(), Error> {
        self.position += count;
        Ok(())
    }

    #[inline]
    fn written(&self, _: Range<usize>, _: impl FnMut(&[u8])) {}

    #[inline]
    fn depth(&mut self) -> &mut Depth {
        &mut self.depth
    }
}
