//! `len = (…)`, `count = (…)`, `size = (…)`: what an expression over earlier fields says. Nothing is on
//! the wire for it.

use super::frame;
use crate::error::Number;
use crate::prefix::{Le, MqttLength, U24, Varint, Zigzag};
use crate::{Error, ErrorKind, Output, Prefix, Reader, SliceOutput};

/// A number that an expression in place of a prefix may be.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an integer",
    label = "a length, a count, a size or a tag is said by an integer of any type"
)]
pub trait Integer: Copy {
    /// Returns the number. One that is larger than any length may be another such number.
    fn number(self) -> i128;
}

macro_rules! integers {
    ($($int:ty)*) => {$(
        impl Integer for $int {
            #[inline]
            fn number(self) -> i128 {
                i128::try_from(self).unwrap_or(i128::MAX)
            }
        }
    )*};
}

integers!(i8 u8 i16 u16 i32 u32 i64 u64 i128 u128 isize usize);

macro_rules! wrapped {
    ($($name:ident)*) => {$(
        impl Integer for $name {
            #[inline]
            fn number(self) -> i128 {
                self.0.into()
            }
        }
    )*};
}

wrapped!(U24 Varint Zigzag MqttLength);

impl<T: Integer> Integer for Le<T> {
    #[inline]
    fn number(self) -> i128 {
        self.0.number()
    }
}

/// Takes the number that an expression says, or a part of it.
#[inline]
pub fn number(number: impl Integer) -> i128 {
    number.number()
}

/// What an expression says, and of what.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    number: i128,
    of: Number,
}

/// Takes what `len = (…)` says.
#[inline]
pub fn length(number: impl Integer) -> Given {
    Given { number: number.number(), of: Number::Length }
}

/// Takes what `count = (…)` says.
#[inline]
pub fn count(number: impl Integer) -> Given {
    Given { number: number.number(), of: Number::Count }
}

/// Takes what `size = (…)` says.
#[inline]
pub fn size(number: impl Integer) -> Given {
    Given { number: number.number(), of: Number::Size }
}

impl Given {
    /// Checks that a value has as many bytes or elements as said.
    ///
    /// # Errors
    /// If it has not, or more than `max`.
    #[inline]
    pub fn holds(self, found: usize, max: usize, position: usize) -> Result<(), Error> {
        if usize::try_from(self.number) == Ok(found) && found <= max {
            return Ok(());
        }
        Err(self.broken(found, max, position))
    }

    /// Returns what is said as a number that a value may have.
    ///
    /// # Errors
    /// If it is negative, too large for the machine, or over `max`.
    #[inline]
    pub fn checked(self, max: usize, position: usize) -> Result<usize, Error> {
        match usize::try_from(self.number) {
            Ok(number) if number <= max => Ok(number),
            _ => Err(self.invalid(max, position)),
        }
    }

    #[cold]
    #[inline(never)]
    fn broken(self, found: usize, max: usize, position: usize) -> Error {
        let kind = if found > max {
            ErrorKind::TooLong { found, max }
        } else {
            ErrorKind::LengthMismatch { found, expected: self.number }
        };
        Error::new(kind, position).about(self.of)
    }

    #[cold]
    #[inline(never)]
    fn invalid(self, max: usize, position: usize) -> Error {
        let kind = match usize::try_from(self.number) {
            Ok(found) => ErrorKind::TooLong { found, max },
            Err(_) => ErrorKind::InvalidLength { found: self.number },
        };
        Error::new(kind, position).about(self.of)
    }
}

/// Writes what `encode` writes, which has the size given. `size` is asked when that is known.
///
/// # Errors
/// If it has another size, or one over `max`, or what `encode` returns.
#[inline]
pub fn encode<'v, O: Output<'v>>(
    size: impl FnOnce(usize) -> Result<Given, Error>,
    max: usize,
    out: &mut O,
    encode: impl FnOnce(&mut O) -> Result<(), Error>,
) -> Result<(), Error> {
    let start = out.position();
    encode(out)?;
    let found = out.position() - start;
    size(found).map_err(|error| error.moved_by(start))?.holds(found, max, start)
}

/// Lets `decode` read a frame of the size given.
///
/// # Errors
/// If the size is invalid, over `max`, more than the bytes left, or not what `decode` takes.
#[inline]
pub fn decode<'a, T>(
    size: Given,
    max: usize,
    input: &mut Reader<'a>,
    decode: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<T, Error> {
    let size = size.checked(max, input.offset())?;
    frame::read(size, input, decode)
}

/// A number that is computed from what it counts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold a count or length",
    label = "`count_of` and `len_of` take an integer from `i8` to `u64`, or a type of `prefix`"
)]
pub trait Computed: Integer + Prefix {
    /// Makes one of a number, unless the type has no such number at all.
    fn of(number: i128) -> Option<Self>;
}

macro_rules! computed {
    ($($int:ty)*) => {$(
        impl Computed for $int {
            #[inline]
            fn of(number: i128) -> Option<Self> {
                Self::try_from(number).ok()
            }
        }
    )*};
}

computed!(i8 u8 i16 u16 i32 u32 i64 u64);

macro_rules! computed_inside {
    ($($name:ident)*) => {$(
        impl Computed for $name {
            #[inline]
            fn of(number: i128) -> Option<Self> {
                number.try_into().ok().map(Self)
            }
        }
    )*};
}

computed_inside!(U24 Varint Zigzag MqttLength);

impl<T: Computed> Computed for Le<T>
where
    Self: Prefix,
{
    #[inline]
    fn of(number: i128) -> Option<Self> {
        T::of(number).map(Self)
    }
}

/// Returns the number to be written at `position` for what was counted.
///
/// # Errors
/// If the type has no such number.
#[inline]
pub fn written<T: Computed>(counted: Given, position: usize) -> Result<T, Error> {
    T::of(counted.number).ok_or_else(|| overflow::<T>(counted, position))
}

/// Returns the number that is the length of a field.
///
/// # Errors
/// If the type has no such number.
#[inline]
pub fn computed<T: Computed>(length: usize) -> Result<T, Error> {
    written(self::length(length), 0)
}

/// Writes a number that was computed.
///
/// # Errors
/// If it is out of the range of its type, or the output is full.
#[inline]
pub fn put<'v, T: Computed, O: Output<'v>>(number: T, out: &mut O) -> Result<(), Error> {
    T::write(number.number(), out)
}

/// Has the type say what does not fit it.
#[cold]
#[inline(never)]
fn overflow<T: Computed>(counted: Given, position: usize) -> Error {
    let mut bytes = [0; 16];
    let mut out = SliceOutput::new(&mut bytes);
    let error = match T::write(counted.number, &mut out) {
        Ok(()) => {
            let kind = ErrorKind::PrefixOverflow { length: counted.number, max: i64::MAX.into() };
            Error::new(kind, 0)
        }
        Err(error) => error,
    };
    error.moved_by(position).about(counted.of)
}

/// Asks for a number that can be filled in later.
///
/// # Panics
/// If it takes more bytes or fewer, as it is larger or smaller: while compiling.
#[track_caller]
pub const fn filled_in<T: Computed>() {
    assert!(
        T::MIN_LEN == T::MAX_LEN,
        "a length that is filled in takes the same number of bytes every time: `u32`, not a varint"
    );
}

/// Leaves room for a length that is filled in later, and returns where it is.
///
/// # Errors
/// If the output is full.
#[inline]
pub fn reserve<'v, T: Computed, O: Output<'v>>(out: &mut O) -> Result<usize, Error> {
    T::reserve(out)
}

/// Fills in the length of what was written since `from`.
///
/// # Errors
/// If the type has no such number.
#[inline]
pub fn fill<'v, T: Computed, O: Output<'v>>(
    position: usize,
    from: usize,
    out: &mut O,
) -> Result<(), Error> {
    let length = out.position() - from;
    T::fill(out, position, length as i128)
}

/// Checks that a number at `position` says what was counted.
///
/// # Errors
/// If it does not.
#[inline]
pub fn verify<T: Computed>(counted: Given, said: T, position: usize) -> Result<(), Error> {
    let found = usize::try_from(counted.number).unwrap_or(usize::MAX);
    Given { number: said.number(), of: counted.of }.holds(found, usize::MAX, position)
}
