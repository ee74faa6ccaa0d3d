//! Where encoded bytes go.

#[cfg(feature = "std")]
mod gather;
mod measure;
mod slice;
mod vec;

use core::ops::Range;

#[cfg(feature = "std")]
pub use gather::Gather;
pub(crate) use measure::Measure;
pub use slice::SliceOutput;
pub use vec::VecOutput;

use crate::depth::Depth;
use crate::{Encode, Error, Prefix};

/// What a value encodes itself into.
///
/// `'v` is the lifetime of the value being encoded, so that long runs of bytes may be kept by
/// reference instead of being copied. What was written can be patched: a size before its value is
/// filled in when the value has been written.
///
/// The outputs are those of this crate: [`VecOutput`], [`SliceOutput`], `Gather`, and one that only
/// counts. A hand-written [`Encode`] calls the methods here.
pub trait Output<'v>: sealed::Sealed + Sized {
    /// Whether the output only counts: checksums need not be computed then.
    #[doc(hidden)]
    const COUNTS: bool = false;

    /// Returns how many bytes have been written.
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

    /// Writes a value.
    ///
    /// # Errors
    /// If it cannot be encoded.
    #[inline]
    fn write<T: Encode + ?Sized>(&mut self, value: &'v T) -> Result<(), Error> {
        value.encode(self, ())
    }

    /// Writes a length, count or size.
    ///
    /// # Errors
    /// If it is over what the prefix can say, or the output is full.
    #[inline]
    fn write_length<P: Prefix>(&mut self, length: usize) -> Result<(), Error> {
        P::write(length as i128, self)
    }

    /// Overwrites what was written at `position`.
    ///
    /// What [`put_slice`](Self::put_slice) wrote may be kept by reference, and is then not to be
    /// patched; what [`put`](Self::put) wrote is.
    ///
    /// # Panics
    /// If nothing of that length was put there: a mistake in the calling code, never in data.
    fn patch(&mut self, position: usize, bytes: &[u8]);

    /// Hands what was written at `positions` to `read`, in order and in as many pieces as the output
    /// keeps it in: for checksums. An output that only counts hands over nothing.
    ///
    /// ```
    /// use kafka07_wire::{Output, VecOutput};
    ///
    /// let mut bytes = Vec::new();
    /// let mut out = VecOutput::new(&mut bytes);
    /// out.put([0; 2])?;
    /// out.put_slice(b"covered")?;
    /// let mut sum = 0_u16;
    /// out.written(2..9, |piece| sum += piece.iter().map(|byte| u16::from(*byte)).sum::<u16>());
    /// out.patch(0, &sum.to_be_bytes());
    /// assert_eq!(bytes, *b"\x02\xe8covered");
    /// # Ok::<(), kafka07_wire::Error>(())
    /// ```
    ///
    /// # Panics
    /// If less was written.
    fn written(&self, positions: Range<usize>, read: impl FnMut(&[u8]));

    /// Writes a value one level deeper; for types that contain values of their own kind. It counts
    /// as [`Reader::nested`](crate::Reader::nested) does when such a value is read.
    ///
    /// # Errors
    /// If that is too deep, or the value cannot be encoded.
    #[inline]
    fn write_nested<T: Encode>(&mut self, value: &'v T) -> Result<(), Error> {
        self.nested::<T>(|out| out.write(value))
    }

    /// Goes one level deeper, to values of the type `V`, while `encode` runs.
    #[doc(hidden)]
    #[inline]
    fn nested<V>(
        &mut self,
        encode: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let position = self.position();
        let before = self.depth().enter::<V>(position)?;
        let result = encode(self);
        *self.depth() = before;
        result
    }

    #[doc(hidden)]
    fn depth(&mut self) -> &mut Depth;
}

mod sealed {
    pub trait Sealed {}

    #[cfg(feature = "std")]
    impl Sealed for super::Gather<'_> {}
    impl Sealed for super::Measure {}
    impl Sealed for super::SliceOutput<'_> {}
    impl Sealed for super::VecOutput<'_> {}
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::vec;
    use std::vec::Vec;

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
        out.written(100..between + 104, |piece| crc.update(piece));
        out.patch(between, b"size");
        out.patch(0, &[7]);
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
                write(&runs, &mut VecOutput::new(&mut bytes)),
            ];
            assert_eq!(slice, expected);
            assert_eq!(
                gather.slices().iter().flat_map(|s| s.to_vec()).collect::<Vec<_>>(),
                expected
            );
            assert_eq!(bytes, [&[5], &expected[..]].concat());
            assert_eq!(crcs, [crc32fast::hash(&summed); 3]);
            assert_eq!(gather.slices().len(), if len == Gather::THRESHOLD { 5 } else { 1 });

            let mut measure = Measure::default();
            write(&runs, &mut measure);
            assert_eq!(measure.position(), expected.len());
        }
    }
}
