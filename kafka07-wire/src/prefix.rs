//! Integers before something, as its length, count or size.

use crate::{Error, ErrorKind, Output, Reader};

/// An integer that is written before something as its length, count or size.
///
/// The integer types from `i8` to `u64` are prefixes. A type of your own is one if it can read and
/// write a number. It may have another range, another byte order or a variable width:
///
/// ```
/// use kafka07_wire::{Error, ErrorKind, Output, Prefix, Reader, VecOutput};
///
/// /// One byte up to 0xfe; above, 0xff and four bytes more.
/// struct Short;
///
/// impl Prefix for Short {
///     const MIN_LEN: usize = 1;
///     const MAX_LEN: usize = 5;
///
///     fn read(input: &mut Reader<'_>) -> Result<i128, Error> {
///         match input.read::<u8>()? {
///             0xff => Ok(input.read::<u32>()?.into()),
///             short => Ok(short.into()),
///         }
///     }
///
///     fn write<'v, O: Output<'v>>(number: i128, out: &mut O) -> Result<(), Error> {
///         match (u8::try_from(number), u32::try_from(number)) {
///             (Ok(short @ ..0xff), _) => out.put([short]),
///             (_, Ok(long)) => {
///                 out.put([0xff])?;
///                 out.put(long.to_be_bytes())
///             }
///             _ => {
///                 let kind = ErrorKind::PrefixOverflow { length: number, max: u32::MAX.into() };
///                 Err(Error::new(kind, out.position()))
///             }
///         }
///     }
/// }
///
/// let mut bytes = Vec::new();
/// Short::write(300, &mut VecOutput::new(&mut bytes))?;
/// assert_eq!(bytes, [0xff, 0, 0, 1, 44]);
/// assert_eq!(Short::read(&mut Reader::new(&bytes))?, 300);
/// # Ok::<(), Error>(())
/// ```
pub trait Prefix {
    /// The fewest bytes that a number takes.
    const MIN_LEN: usize;

    /// The most bytes that a number takes, 16 at most. If it is [`MIN_LEN`](Self::MIN_LEN), every
    /// number takes that many.
    const MAX_LEN: usize;

    /// Reads a number. It may be negative or large; the caller checks that it is a length.
    ///
    /// # Errors
    /// If the input ends, or its bytes are not a number.
    fn read(input: &mut Reader<'_>) -> Result<i128, Error>;

    /// Writes a number.
    ///
    /// # Errors
    /// [`ErrorKind::PrefixOverflow`] if it is out of range. If the output is full.
    fn write<'v, O: Output<'v>>(number: i128, out: &mut O) -> Result<(), Error>;
}

macro_rules! prefix {
    ($($int:ty)*) => {$(
        impl Prefix for $int {
            const MIN_LEN: usize = size_of::<$int>();
            const MAX_LEN: usize = size_of::<$int>();

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<i128, Error> {
                Ok(<$int>::from_be_bytes(*input.take_array()?).into())
            }

            #[inline]
            fn write<'v, O: Output<'v>>(number: i128, out: &mut O) -> Result<(), Error> {
                match <$int>::try_from(number) {
                    Ok(number) => out.put(number.to_be_bytes()),
                    Err(_) => Err(overflow(number, <$int>::MAX.into(), out.position())),
                }
            }
        }
    )*};
}

prefix!(i8 u8 i16 u16 i32 u32 i64 u64);

#[cold]
#[inline(never)]
fn overflow(length: i128, max: i128, position: usize) -> Error {
    Error::new(ErrorKind::PrefixOverflow { length, max }, position)
}
