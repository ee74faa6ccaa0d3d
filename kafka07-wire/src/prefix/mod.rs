//! Integers that are a length, count or size: the trait, and those that no type of the language has.

mod fixed;
mod varint;

pub use fixed::{Le, Plus, U24};
pub use varint::{MqttLength, Varint, Zigzag};

use crate::{Error, ErrorKind, Output, Reader, SliceOutput};

/// An integer that is written before something as its length, count or size.
///
/// The integer types from `i8` to `u64` implement it, and so do the types of [`prefix`](crate::prefix).
/// Implement it for a type of your own if the number has another range, another byte order or another
/// width, and use it in `len`, `count`, `size` and `each`, or in hand-written code with
/// [`Reader::read_length`] and [`Output::write_length`]:
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
/// VecOutput::new(&mut bytes).write_length::<Short>(300)?;
/// assert_eq!(bytes, [0xff, 0, 0, 1, 44]);
/// assert_eq!(Reader::new(&bytes).read_length::<Short>()?, 300);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a prefix",
    label = "`len`, `count`, `size` and `each` take `i8` to `u64`, the types of `prefix`, and types that implement `Prefix`"
)]
pub trait Prefix {
    /// Every number takes at least this many bytes.
    const MIN_LEN: usize;

    /// Every number takes at most this many bytes. It may be 16 at most. If it equals
    /// [`MIN_LEN`](Self::MIN_LEN), all numbers take the same.
    const MAX_LEN: usize;

    /// Reads a number. It may be negative or very large: the caller checks that it is a length.
    ///
    /// # Errors
    /// If the input ends, or its bytes are not a number.
    fn read(input: &mut Reader<'_>) -> Result<i128, Error>;

    /// Writes a number.
    ///
    /// # Errors
    /// [`ErrorKind::PrefixOverflow`] if it is out of range. If the output is full.
    fn write<'v, O: Output<'v>>(number: i128, out: &mut O) -> Result<(), Error>;

    /// Writes a number that is filled in later, and returns where it is.
    #[doc(hidden)]
    #[inline]
    fn reserve<'v, O: Output<'v>>(out: &mut O) -> Result<usize, Error> {
        const {
            assert!(Self::MIN_LEN > 0, "a prefix takes at least one byte");
            assert!(Self::MIN_LEN <= Self::MAX_LEN, "a prefix takes no more than its most bytes");
            assert!(Self::MAX_LEN <= MOST, "a prefix takes at most 16 bytes");
        }
        let position = out.position();
        for _ in 0..Self::MIN_LEN {
            out.put([0])?;
        }
        Ok(position)
    }

    /// Fills in `number` at `position`.
    #[doc(hidden)]
    #[inline]
    fn fill<'v, O: Output<'v>>(out: &mut O, position: usize, number: i128) -> Result<(), Error> {
        let mut bytes = [0; MOST];
        let mut written = SliceOutput::new(&mut bytes[..Self::MAX_LEN]);
        Self::write(number, &mut written).map_err(|error| error.moved_by(position))?;
        let width = written.position();
        // What was written after the prefix gives way to a wider one.
        if width > Self::MIN_LEN {
            out.widen(position + Self::MIN_LEN, width - Self::MIN_LEN)?;
        }
        out.patch(position, &bytes[..width]);
        Ok(())
    }
}

/// The most bytes that a prefix may take.
const MOST: usize = 16;

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
                number: i128,
            ) -> Result<(), Error> {
                match <$int>::try_from(number) {
                    Ok(number) => {
                        out.patch(position, &number.to_be_bytes());
                        Ok(())
                    }
                    Err(_) => Err(overflow(number, <$int>::MAX.into(), position)),
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
