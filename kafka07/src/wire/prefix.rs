//! Integers that stand in front of something as its length, count or size.

use super::{Decode, Encode, Error, ErrorKind, Output, Reader};

/// An integer type that can be a length, count or size prefix.
pub trait Prefix: Encode + for<'a> Decode<'a> + Copy {
    /// How many bytes the prefix takes.
    const LEN: usize;

    /// Reads a length, count or size.
    ///
    /// # Errors
    /// If it is negative or over the machine's range, or the input ends.
    fn read(input: &mut Reader<'_>) -> Result<usize, Error>;

    /// Writes a prefix that is filled in later.
    ///
    /// # Errors
    /// If the output is full.
    fn reserve<'v, O: Output<'v>>(out: &mut O) -> Result<usize, Error>;

    /// Fills in `length` at `position`.
    ///
    /// # Errors
    /// If it is over what the type can say.
    fn fill<'v, O: Output<'v>>(out: &mut O, position: usize, length: usize) -> Result<(), Error>;

    /// Writes `length`.
    ///
    /// # Errors
    /// If it is over what the type can say, or the output is full.
    fn write<'v, O: Output<'v>>(out: &mut O, length: usize) -> Result<(), Error>;
}

macro_rules! prefix {
    ($($int:ty)*) => {$(
        impl Prefix for $int {
            const LEN: usize = size_of::<$int>();

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<usize, Error> {
                let start = input.offset();
                let length = <$int>::from_be_bytes(*input.take_array()?);
                usize::try_from(length).map_err(|_| {
                    Error::new(ErrorKind::InvalidLength { found: i128::from(length) }, start)
                })
            }

            #[inline]
            fn reserve<'v, O: Output<'v>>(out: &mut O) -> Result<usize, Error> {
                let position = out.position();
                out.put([0; size_of::<$int>()])?;
                Ok(position)
            }

            #[inline]
            fn fill<'v, O: Output<'v>>(
                out: &mut O,
                position: usize,
                length: usize,
            ) -> Result<(), Error> {
                match <$int>::try_from(length) {
                    Ok(length) => {
                        out.patch(position, length.to_be_bytes());
                        Ok(())
                    }
                    Err(_) => Err(overflow(length, u128::try_from(<$int>::MAX).unwrap_or_default(), position)),
                }
            }

            #[inline]
            fn write<'v, O: Output<'v>>(out: &mut O, length: usize) -> Result<(), Error> {
                match <$int>::try_from(length) {
                    Ok(length) => out.put(length.to_be_bytes()),
                    Err(_) => Err(overflow(length, u128::try_from(<$int>::MAX).unwrap_or_default(), out.position())),
                }
            }
        }
    )*};
}

prefix!(i8 u8 i16 u16 i32 u32 i64 u64);

#[cold]
#[inline(never)]
fn overflow(length: usize, max: u128, position: usize) -> Error {
    Error::new(ErrorKind::PrefixOverflow { length, max }, position)
}
