//! A cursor over a byte slice: what derived code decodes from.

use bytes::Bytes;

use crate::depth::Depth;
use crate::{Decode, Error, ErrorKind, Prefix};

/// Reads values from a byte slice, front to back.
///
/// A reader knows its position in the outermost input, so the offset of an error inside a frame is the
/// one that a hex dump shows. [`frame`](Self::frame) splits off a reader over a part whose size is
/// known.
///
/// ```
/// use kafka07_wire::Reader;
///
/// let mut input = Reader::new(&[0, 0, 0, 2, 0xab, 0xcd, 0xff]);
/// let size: u32 = input.read()?;
/// let mut frame = input.frame(size as usize)?;
/// assert_eq!(frame.read::<u16>()?, 0xabcd);
/// frame.finish()?;
/// assert_eq!(input.remaining(), 1);
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    input: &'a [u8],
    /// The position in the outermost input where this reader's bytes end.
    end: usize,
    /// The buffer that `input` is a part of, for fields that share instead of copying.
    shared: Option<&'a Bytes>,
    depth: Depth,
    framed: bool,
    check_crc: bool,
}

impl<'a> Reader<'a> {
    /// Makes a reader over all of `input`.
    #[inline]
    pub fn new(input: &'a [u8]) -> Self {
        Self {
            input,
            end: input.len(),
            shared: None,
            depth: Depth::default(),
            framed: false,
            check_crc: true,
        }
    }

    /// Makes a reader over all of `input`. Fields of type [`Bytes`] share its memory.
    #[inline]
    pub fn shared(input: &'a Bytes) -> Self {
        Self { shared: Some(input), ..Self::new(input) }
    }

    /// Sets whether checksums are verified, CRC-32 and others. Defaults to `true`.
    #[inline]
    #[must_use]
    pub fn check_crc(mut self, check: bool) -> Self {
        self.check_crc = check;
        self
    }

    /// Sets how many levels boxed values and lists may nest, so that no input exhausts the stack.
    /// Defaults to [`DEFAULT_MAX_DEPTH`](crate::DEFAULT_MAX_DEPTH).
    ///
    /// A level of values that take much memory counts for more: for one more with every 512 bytes of
    /// such a value, up to 32. Outputs count the same.
    #[inline]
    #[must_use]
    pub fn max_depth(mut self, depth: u32) -> Self {
        self.depth = Depth::new(depth);
        self
    }

    /// Returns the position in the outermost input.
    #[inline]
    pub fn offset(&self) -> usize {
        self.end - self.input.len()
    }

    /// Returns how many bytes are left.
    #[inline]
    pub fn remaining(&self) -> usize {
        self.input.len()
    }

    /// Returns whether all bytes were read.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.input.is_empty()
    }

    /// Returns the bytes left without taking them.
    #[inline]
    pub fn as_slice(&self) -> &'a [u8] {
        self.input
    }

    /// Returns whether the bytes end where a size said, so that more input would not help.
    #[inline]
    pub(crate) const fn is_framed(&self) -> bool {
        self.framed
    }

    /// Returns whether checksums are verified.
    #[inline]
    pub fn checks_crc(&self) -> bool {
        self.check_crc
    }

    /// Reads a value.
    ///
    /// # Errors
    /// If the bytes are not such a value.
    #[inline]
    pub fn read<T: Decode<'a>>(&mut self) -> Result<T, Error> {
        T::decode(self, ())
    }

    /// Reads a value that needs an argument.
    ///
    /// # Errors
    /// If the bytes are not such a value.
    #[inline]
    pub fn read_with<T: Decode<'a, A>, A>(&mut self, args: A) -> Result<T, Error> {
        T::decode(self, args)
    }

    /// Reads a length, count or size.
    ///
    /// ```
    /// # use kafka07_wire::Reader;
    /// let mut input = Reader::new(&[0, 3, 0xff, 0xfe]);
    /// assert_eq!(input.read_length::<i16>()?, 3);
    /// let error = input.read_length::<i16>().unwrap_err();
    /// assert_eq!(error.to_string(), "at byte 2: invalid length -2");
    /// # Ok::<(), kafka07_wire::Error>(())
    /// ```
    ///
    /// # Errors
    /// If it is negative or too large for the machine, or the input ends.
    #[inline]
    pub fn read_length<P: Prefix>(&mut self) -> Result<usize, Error> {
        let start = self.offset();
        let found = P::read(self)?;
        usize::try_from(found).map_err(|_| Error::new(ErrorKind::InvalidLength { found }, start))
    }

    /// Takes the next `count` bytes.
    ///
    /// # Errors
    /// If fewer are left.
    #[inline]
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        match self.input.split_at_checked(count) {
            Some((taken, left)) => {
                self.input = left;
                Ok(taken)
            }
            None => Err(short(count - self.input.len(), self.offset(), self.framed)),
        }
    }

    /// Takes the next `N` bytes, `N` known at compile time.
    ///
    /// # Errors
    /// If fewer are left.
    #[inline]
    pub fn take_array<const N: usize>(&mut self) -> Result<&'a [u8; N], Error> {
        match self.input.split_first_chunk::<N>() {
            Some((taken, left)) => {
                self.input = left;
                Ok(taken)
            }
            None => Err(short(N - self.input.len(), self.offset(), self.framed)),
        }
    }

    /// Takes the next `N` bytes, which are numbers of `widths` bytes each. An error comes with the
    /// index of the number that is cut.
    #[inline]
    pub(crate) fn take_run<const N: usize>(
        &mut self,
        widths: &[usize],
    ) -> Result<&'a [u8; N], (usize, Error)> {
        match self.input.split_first_chunk::<N>() {
            Some((taken, left)) => {
                self.input = left;
                Ok(taken)
            }
            None => Err(short_run(widths, self.input.len(), self.offset(), self.framed)),
        }
    }

    /// Checks that at least `count` bytes are left.
    ///
    /// # Errors
    /// If fewer are left.
    #[inline]
    pub fn require(&self, count: usize) -> Result<(), Error> {
        match count.checked_sub(self.input.len()) {
            Some(missing) if missing > 0 => Err(short(missing, self.offset(), self.framed)),
            _ => Ok(()),
        }
    }

    /// Checks that at least the bytes of `widths` are left. An error comes with the index of the width
    /// that is cut.
    #[inline]
    pub(crate) fn require_run(&self, widths: &[usize]) -> Result<(), (usize, Error)> {
        if self.input.len() >= widths.iter().sum() {
            return Ok(());
        }
        Err(short_run(widths, self.input.len(), self.offset(), self.framed))
    }

    /// Makes a reader over all bytes but the last `count`, of which there are that many.
    #[inline]
    pub(crate) fn before(&self, count: usize) -> Self {
        let input = &self.input[..self.input.len() - count];
        Self { input, end: self.end - count, ..*self }
    }

    /// Takes all bytes left.
    #[inline]
    pub fn take_rest(&mut self) -> &'a [u8] {
        let (taken, left) = self.input.split_at(self.input.len());
        self.input = left;
        taken
    }

    /// Splits off a reader over the next `size` bytes. [`finish`](Self::finish) on it checks that its
    /// value fills it.
    ///
    /// # Errors
    /// If fewer are left.
    #[inline]
    pub fn frame(&mut self, size: usize) -> Result<Self, Error> {
        let end = self.offset() + size.min(self.input.len());
        let input = self.take(size)?;
        Ok(Self { input, end, framed: true, ..*self })
    }

    /// Checks that all bytes of the frame, or of the whole input, were read.
    ///
    /// # Errors
    /// If bytes are left over.
    #[inline]
    pub fn finish(&self) -> Result<(), Error> {
        if self.input.is_empty() { Ok(()) } else { Err(left_over(self.input.len(), self.offset())) }
    }

    /// Decodes a value one nesting level deeper. Use it in types that contain values of their own
    /// kind. It counts levels as [`Output::write_nested`](crate::Output::write_nested) does.
    ///
    /// # Errors
    /// If that is too deep, or the bytes are not such a value.
    #[inline]
    pub fn read_nested<T: Decode<'a>>(&mut self) -> Result<T, Error> {
        self.nested(Self::read)
    }

    /// Decodes a value that needs an argument one nesting level deeper; see
    /// [`read_nested`](Self::read_nested).
    ///
    /// # Errors
    /// If that is too deep, or the bytes are not such a value.
    #[inline]
    pub fn read_nested_with<T: Decode<'a, A>, A>(&mut self, args: A) -> Result<T, Error> {
        self.nested(|input| T::decode(input, args))
    }

    /// Runs `decode` one nesting level deeper. A level counts by the size of what `decode` returns, so
    /// return the value itself and box it afterwards; [`read_nested`](Self::read_nested) does.
    ///
    /// # Errors
    /// If that is too deep. Any error of `decode`.
    #[inline]
    pub fn nested<T>(
        &mut self,
        decode: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.nested_in::<T, T>(decode)
    }

    /// Does the same where the values of the level are of the type `V`.
    #[inline]
    pub(crate) fn nested_in<V, T>(
        &mut self,
        decode: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let before = self.depth.enter::<V>(self.offset())?;
        let value = decode(self);
        self.depth = before;
        value
    }

    /// Returns `taken` as [`Bytes`]: shared if the reader was made with [`shared`](Self::shared), else
    /// copied.
    #[inline]
    pub fn share(&self, taken: &'a [u8]) -> Bytes {
        match self.shared {
            Some(all) if !taken.is_empty() => all.slice_ref(taken),
            _ => Bytes::copy_from_slice(taken),
        }
    }

    /// Makes the error for a count at `start` of more elements than the bytes left can hold if each
    /// takes at least `least` bytes.
    #[cold]
    #[inline(never)]
    pub(crate) fn too_many(&self, found: usize, least: usize, start: usize) -> Error {
        let missing = found.saturating_mul(least).saturating_sub(self.input.len());
        let missing = (!self.framed).then_some(missing);
        let fits = self.input.len() / least.max(1);
        Error::new(ErrorKind::CountTooLarge { found, fits, missing }, start)
    }

    /// Makes an error at the current position.
    #[cold]
    #[inline(never)]
    pub fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind, self.offset())
    }
}

// These take values instead of the reader: a reader that is never borrowed stays in registers.

#[cold]
#[inline(never)]
fn short(missing: usize, offset: usize, framed: bool) -> Error {
    let kind = if framed {
        ErrorKind::FrameTooShort { missing }
    } else {
        ErrorKind::Incomplete { missing }
    };
    Error::new(kind, offset)
}

#[cold]
#[inline(never)]
fn short_run(widths: &[usize], mut left: usize, mut offset: usize, framed: bool) -> (usize, Error) {
    let mut index = 0;
    while left >= widths[index] {
        left -= widths[index];
        offset += widths[index];
        index += 1;
    }
    (index, short(widths[index] - left, offset, framed))
}

#[cold]
#[inline(never)]
fn left_over(left: usize, offset: usize) -> Error {
    Error::new(ErrorKind::TrailingBytes { left }, offset)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn offsets_count_from_the_outermost_input() {
        let mut input = Reader::new(&[0, 1, 2, 3, 4, 5]);
        input.take(1).unwrap();
        let mut frame = input.frame(3).unwrap();
        let mut inner = frame.frame(2).unwrap();
        assert_eq!((frame.offset(), inner.offset(), input.offset()), (3, 1, 4));
        inner.take(1).unwrap();
        let short = inner.take(4).unwrap_err();
        assert_eq!((short.offset(), short.kind()), (2, &ErrorKind::FrameTooShort { missing: 3 }));
        let left = inner.finish().unwrap_err();
        assert_eq!((left.offset(), left.kind()), (2, &ErrorKind::TrailingBytes { left: 1 }));
        let short = input.frame(3).unwrap_err();
        assert_eq!((short.offset(), short.missing()), (4, Some(1)));
    }

    #[test]
    fn what_is_shared_is_not_copied() {
        let bytes = Bytes::from(vec![1, 2, 3]);
        let mut shared = Reader::shared(&bytes);
        let taken = shared.frame(2).unwrap().take(2).unwrap();
        assert_eq!(shared.share(taken).as_ptr(), bytes.as_ptr());
        let copy = Reader::new(&bytes).share(&bytes[..2]);
        assert_ne!(copy.as_ptr(), bytes.as_ptr());
        assert_eq!(copy, &bytes[..2]);
    }

    #[test]
    fn settings_hold_in_frames() {
        let mut input = Reader::new(&[0; 4]).check_crc(false).max_depth(0);
        let mut frame = input.frame(2).unwrap();
        assert!(!frame.checks_crc());
        let error = frame.nested(|_| Ok(())).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::TooDeep { limit: 0 });
    }
}
