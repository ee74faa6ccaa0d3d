//! Text and bytes: `len = P` and `rest`.

/// `len = P`: a byte-length prefix, then the bytes.
pub mod len {
    use super::super::bound::DecodeBlobField;
    use crate::{Error, ErrorKind, Output, Prefix, Reader};

    /// Writes prefix and bytes.
    ///
    /// # Errors
    /// If there are more bytes than the prefix can say, or than `max`.
    #[inline]
    pub fn encode<'v, P: Prefix, O: Output<'v>>(
        bytes: &'v [u8],
        max: usize,
        out: &mut O,
    ) -> Result<(), Error> {
        if bytes.len() > max {
            return Err(too_long(bytes.len(), max, out.position()));
        }
        out.write_length::<P>(bytes.len())?;
        out.put_slice(bytes)
    }

    /// Reads prefix and bytes.
    ///
    /// # Errors
    /// If the length is invalid, over `max`, or more than the bytes left. If text is not UTF-8.
    #[inline]
    pub fn decode<'a, P: Prefix, T: DecodeBlobField<'a>>(
        max: usize,
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        let start = input.offset();
        let length = input.read_length::<P>()?;
        if length > max {
            return Err(too_long(length, max, start));
        }
        let offset = input.offset();
        let bytes = input.take(length)?;
        T::FROM_WIRE(bytes, offset, input)
    }

    #[cold]
    #[inline(never)]
    fn too_long(found: usize, max: usize, position: usize) -> Error {
        Error::new(ErrorKind::TooLong { found, max }, position)
    }
}

/// `rest` on text and bytes: all bytes left.
pub mod rest {
    use super::super::bound::DecodeBlobField;
    use crate::{Error, Output, Reader};

    /// Writes the bytes.
    ///
    /// # Errors
    /// If the output is full.
    #[inline]
    pub fn encode<'v, O: Output<'v>>(bytes: &'v [u8], out: &mut O) -> Result<(), Error> {
        out.put_slice(bytes)
    }

    /// Takes all bytes left.
    ///
    /// # Errors
    /// If text is not UTF-8.
    #[inline]
    pub fn decode<'a, T: DecodeBlobField<'a>>(input: &mut Reader<'a>) -> Result<T, Error> {
        let offset = input.offset();
        let bytes = input.take_rest();
        T::FROM_WIRE(bytes, offset, input)
    }
}
