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

/// The destination that a value is encoded into.
///
/// `'v` is the lifetime of the value: an output may keep long byte slices of the value by reference
/// instead of copying them. Bytes that were written can be patched, for example to fill in a size once
/// the value after it is written.
///
/// A hand-written [`Encode`] calls these methods. Only this crate implements the trait: for
/// [`VecOutput`], [`SliceOutput`], `Gather` and an output that only counts.
pub trait Output<'v>: sealed::Sealed + Sized {
    /// Says whether the output only counts, so that no checksum has to be computed.
    #[doc(hidden)]
    const COUNTS: bool = false;

    /// Returns how many bytes have been written.
    fn position(&self) -> usize;

    /// Writes an array of bytes.
    ///
    /// # Errors
    /// If the output has a fixed size and is full.
    fn put<const N: usize>(&mut self, bytes: [u8; N]) -> Result<(), Error>;

    /// Writes a slice of bytes. The output may keep it by reference.
    ///
    /// # Errors
    /// If the output has a fixed size and is full.
    fn put_slice(&mut self, bytes: &'v [u8]) -> Result<(), Error>;

    /// Writes an array of bytes that `fill` fills in. It is not called if the output only counts.
    #[doc(hidden)]
    #[inline]
    fn put_with<const N: usize>(&mut self, fill: impl FnOnce(&mut [u8; N])) -> Result<(), Error> {
        let mut bytes = [0; N];
        fill(&mut bytes);
        self.put(bytes)
    }

    /// Writes a value.
    ///
    /// # Errors
    /// If it cannot be encoded.
    #[inline]
    fn write<T: Encode + ?Sized>(&mut self, value: &'v T) -> Result<(), Error> {
        value.encode(self, ())
    }

    /// Writes a value that needs an argument.
    ///
    /// # Errors
    /// If it cannot be encoded.
    #[inline]
    fn write_with<A, T: Encode<A> + ?Sized>(&mut self, value: &'v T, args: A) -> Result<(), Error> {
        value.encode(self, args)
    }

    /// Writes a length, count or size.
    ///
    /// # Errors
    /// If it does not fit the prefix, or the output is full.
    #[inline]
    fn write_length<P: Prefix>(&mut self, length: usize) -> Result<(), Error> {
        P::write(length as i128, self)
    }

    /// Overwrites bytes that [`put`](Self::put) wrote at `position`.
    ///
    /// Bytes that [`put_slice`](Self::put_slice) wrote must not be patched, because the output may
    /// keep them by reference.
    ///
    /// # Panics
    /// If `put` did not write that many bytes there. This is a bug in the calling code; no value can
    /// cause it.
    fn patch(&mut self, position: usize, bytes: &[u8]);

    /// Makes room for `count` more bytes at `position`: what was written after it moves.
    ///
    /// # Errors
    /// If the output has a fixed size and is full.
    #[doc(hidden)]
    fn widen(&mut self, position: usize, count: usize) -> Result<(), Error>;

    /// Passes the bytes written at `positions` to `read`, in order and in one or more pieces. Use it
    /// to compute a checksum. An output that only counts passes nothing.
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
    /// If fewer bytes were written.
    fn written(&self, positions: Range<usize>, read: impl FnMut(&[u8]));

    /// Writes a value one nesting level deeper. Use it in types that contain values of their own kind.
    /// It counts levels as [`Reader::read_nested`](crate::Reader::read_nested) does when the value is read.
    ///
    /// # Errors
    /// If that is too deep, or the value cannot be encoded.
    #[inline]
    fn write_nested<T: Encode>(&mut self, value: &'v T) -> Result<(), Error> {
        self.write_nested_with(value, ())
    }

    /// Writes a value that needs an argument one nesting level deeper; see
    /// [`write_nested`](Self::write_nested).
    ///
    /// # Errors
    /// If that is too deep, or the value cannot be encoded.
    #[inline]
    fn write_nested_with<A, T: Encode<A>>(&mut self, value: &'v T, args: A) -> Result<(), Error> {
        self.nested::<T>(|out| value.encode(out, args))
    }

    /// Runs `encode` one nesting level deeper, where the values are of the type `V`.
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

    /// Returns the levels that are left.
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

    /// Writes short fields around two long runs, and patches them from the last to the first.
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
