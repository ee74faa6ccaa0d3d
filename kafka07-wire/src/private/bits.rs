//! `bits = u16`: named parts of one integer.

use core::marker::PhantomData;
use core::ops::Deref;

use crate::prefix::{Le, U24};
use crate::{Decode, Encode, Error, ErrorKind, Output, Reader, SliceOutput};

/// An unsigned integer on the wire, up to 64 bits.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an integer that has parts",
    label = "`bits` takes `u8`, `u16`, `u32`, `u64`, `U24` of `prefix`, or `Le` of one of them"
)]
pub trait Word {
    /// How many bytes it takes.
    const LEN: usize;

    /// Writes it.
    ///
    /// # Errors
    /// If the output is full.
    fn write<'v, O: Output<'v>>(bits: u64, out: &mut O) -> Result<(), Error>;

    /// Reads it.
    ///
    /// # Errors
    /// If the input ends.
    fn read(input: &mut Reader<'_>) -> Result<u64, Error>;
}

macro_rules! words {
    ($($int:ty)*) => {$(
        impl Word for $int {
            const LEN: usize = size_of::<$int>();

            #[inline]
            fn write<'v, O: Output<'v>>(bits: u64, out: &mut O) -> Result<(), Error> {
                // The parts have no more bits.
                #[allow(clippy::cast_possible_truncation)]
                out.put((bits as $int).to_be_bytes())
            }

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<u64, Error> {
                input.read::<$int>().map(u64::from)
            }
        }

        impl Word for Le<$int> {
            const LEN: usize = size_of::<$int>();

            #[inline]
            fn write<'v, O: Output<'v>>(bits: u64, out: &mut O) -> Result<(), Error> {
                #[allow(clippy::cast_possible_truncation)]
                out.put((bits as $int).to_le_bytes())
            }

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<u64, Error> {
                Ok(<$int>::from_le_bytes(*input.take_array()?).into())
            }
        }
    )*};
}

words!(u8 u16 u32 u64);

impl Word for U24 {
    const LEN: usize = 3;

    #[inline]
    fn write<'v, O: Output<'v>>(bits: u64, out: &mut O) -> Result<(), Error> {
        let [.., high, middle, low] = bits.to_be_bytes();
        out.put([high, middle, low])
    }

    #[inline]
    fn read(input: &mut Reader<'_>) -> Result<u64, Error> {
        input.read::<Self>().map(|number| number.0.into())
    }
}

impl Word for Le<U24> {
    const LEN: usize = 3;

    #[inline]
    fn write<'v, O: Output<'v>>(bits: u64, out: &mut O) -> Result<(), Error> {
        let [low, middle, high, ..] = bits.to_le_bytes();
        out.put([low, middle, high])
    }

    #[inline]
    fn read(input: &mut Reader<'_>) -> Result<u64, Error> {
        let [low, middle, high] = *input.take_array()?;
        Ok(u32::from_le_bytes([low, middle, high, 0]).into())
    }
}

/// An integer or `bool` that is a part.
pub trait Number: Copy {
    /// Whether it may be negative.
    const SIGNED: bool;

    /// Returns the value.
    fn value(self) -> i128;

    /// Returns the value that has `bits`, with the sign in all bits above.
    fn from_bits(bits: u64) -> Self;
}

macro_rules! numbers {
    ($($int:ty)*) => {$(
        impl Number for $int {
            const SIGNED: bool = <$int>::MIN != 0;

            #[inline]
            fn value(self) -> i128 {
                self.into()
            }

            #[inline]
            fn from_bits(bits: u64) -> Self {
                // The derive has compared the number of bits.
                #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
                {
                    bits as $int
                }
            }
        }
    )*};
}

numbers!(i8 u8 i16 u16 i32 u32 i64 u64);

impl Number for bool {
    const SIGNED: bool = false;

    #[inline]
    fn value(self) -> i128 {
        self.into()
    }

    #[inline]
    fn from_bits(bits: u64) -> Self {
        bits != 0
    }
}

/// Returns where the integer is written.
#[inline]
pub fn at<'v>(out: &impl Output<'v>) -> usize {
    out.position()
}

/// Returns the bits of a number, which has `count` of them.
///
/// # Errors
/// If it does not fit.
#[inline]
pub fn encode<T: Number>(number: &T, count: u32, at: usize) -> Result<u64, Error> {
    fit(number.value(), T::SIGNED, count, at)
}

/// Returns the number in the last `count` of some bits.
///
/// # Errors
/// None.
#[inline]
pub fn decode<T: Number>(bits: u64, count: u32, _: usize) -> Result<T, Error> {
    let unused = u64::BITS - count;
    let bits = bits << unused;
    Ok(T::from_bits(if T::SIGNED {
        (bits.cast_signed() >> unused).cast_unsigned()
    } else {
        bits >> unused
    }))
}

/// Checks the last `count` of some bits, which are reserved.
///
/// # Errors
/// If they are not zero.
#[inline]
pub fn reserved(bits: u64, count: u32, at: usize) -> Result<(), Error> {
    match decode::<u64>(bits, count, at)? {
        0 => Ok(()),
        found => Err(not_zero(found, at)),
    }
}

/// A type that a part may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of an integer",
    label = "a part is an integer, `bool`, `()`, or of a type with a wire format that borrows nothing"
)]
pub trait PartType: Encode + for<'a> Decode<'a> {}

#[diagnostic::do_not_recommend]
impl<T: Encode + for<'a> Decode<'a>> PartType for T {}

/// Writes and reads a part that is a number, by whatever name.
#[derive(Debug)]
pub struct Part<T>(Value<T>);

/// Writes and reads a part whose bytes are a number.
#[derive(Debug)]
pub struct Value<T>(Neither<T>);

/// Has the compiler say that the type cannot be a part.
#[derive(Debug)]
pub struct Neither<T>(PhantomData<T>);

/// Returns what writes and reads a part: by the traits that its type has, as in `by_trait`.
#[inline]
#[must_use]
pub const fn part<T>() -> Part<T> {
    Part(Value(Neither(PhantomData)))
}

impl<T> Deref for Part<T> {
    type Target = Value<T>;

    #[inline]
    fn deref(&self) -> &Value<T> {
        &self.0
    }
}

impl<T> Deref for Value<T> {
    type Target = Neither<T>;

    #[inline]
    fn deref(&self) -> &Neither<T> {
        &self.0
    }
}

impl<T: Number> Part<T> {
    /// Returns the bits of a number, which has `count` of them.
    ///
    /// # Errors
    /// If it does not fit.
    #[inline]
    pub fn __encode(&self, number: &T, count: u32, at: usize) -> Result<u64, Error> {
        encode(number, count, at)
    }

    /// Returns the number in the last `count` of some bits.
    ///
    /// # Errors
    /// If it has more bits than its type.
    #[inline]
    pub fn __decode(&self, bits: u64, count: u32, at: usize) -> Result<T, Error> {
        let number: T = decode(bits, count, at)?;
        if encode(&number, count, at) == Ok(decode::<u64>(bits, count, at)?) {
            Ok(number)
        } else {
            Err(too_large(at))
        }
    }
}

impl<T: PartType> Value<T> {
    /// Returns the bits of a value whose bytes are a number.
    ///
    /// # Errors
    /// If it cannot be encoded, or the number does not fit.
    #[inline]
    pub fn __encode(&self, value: &T, count: u32, at: usize) -> Result<u64, Error> {
        const { fits_a_part::<T>() };
        let mut bytes = [0; 8];
        let mut out = SliceOutput::new(&mut bytes);
        value.encode(&mut out, ()).map_err(|error| error.moved_by(at))?;
        let len = out.position();
        if len != <T as Decode<'static>>::MIN_LEN {
            return Err(other_length::<T>(at));
        }
        let number = bytes[..len].iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        fit(number.into(), false, count, at)
    }

    /// Returns the value whose bytes are the number in the last `count` of some bits.
    ///
    /// # Errors
    /// If no value has these bits.
    #[inline]
    pub fn __decode(&self, bits: u64, count: u32, at: usize) -> Result<T, Error> {
        const { fits_a_part::<T>() };
        let bytes = decode::<u64>(bits, count, at)?.to_be_bytes();
        let (zeros, bytes) = bytes.split_at(bytes.len() - <T as Decode<'static>>::MIN_LEN);
        if zeros.iter().any(|byte| *byte != 0) {
            return Err(too_large(at));
        }
        let mut input = Reader::new(bytes);
        let value = T::decode(&mut input, ()).map_err(|error| error.moved_by(at))?;
        if input.is_empty() { Ok(value) } else { Err(other_length::<T>(at)) }
    }
}

impl<T> Neither<T> {
    /// Never called: what reads the type does not compile.
    ///
    /// # Errors
    /// None.
    pub fn __encode(&self, _: &T, _: u32, _: usize) -> Result<u64, Error> {
        unreachable!("{NEITHER}")
    }

    /// Has the compiler say that the type cannot be a part.
    ///
    /// # Errors
    /// None: it is never called.
    pub fn __decode(&self, _: u64, _: u32, _: usize) -> Result<T, Error>
    where
        T: PartType,
    {
        unreachable!("{NEITHER}")
    }
}

const NEITHER: &str = "a type that can be a part has methods of its own";

/// Stops the build if the bytes of a type are not a number that may be a part.
#[track_caller]
const fn fits_a_part<T: PartType>() {
    assert!(
        <T as Decode<'static>>::MIN_LEN > 0 && <T as Decode<'static>>::MIN_LEN <= 8,
        "a part of an integer is a value of 1 to 8 bytes"
    );
}

#[inline]
fn fit(found: i128, signed: bool, count: u32, at: usize) -> Result<u64, Error> {
    let (min, max) =
        if signed { (-(1 << (count - 1)), (1 << (count - 1)) - 1) } else { (0, (1 << count) - 1) };
    if found < min || found > max {
        return Err(out_of_range(found, min, max, at));
    }
    // Without the sign in the bits above.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Ok(found as u64 & (u64::MAX >> (u64::BITS - count)))
}

#[cold]
#[inline(never)]
fn out_of_range(found: i128, min: i128, max: i128, at: usize) -> Error {
    Error::new(ErrorKind::OutOfRange { found, min, max }, at)
}

#[cold]
#[inline(never)]
fn not_zero(found: u64, at: usize) -> Error {
    Error::new(ErrorKind::InvalidValue { expected: "0 in reserved bits", found: found.into() }, at)
}

#[cold]
#[inline(never)]
fn other_length<T: PartType>(at: usize) -> Error {
    let wanted = <T as Decode<'static>>::MIN_LEN;
    Error::custom(alloc::format!("a part of this type has always {wanted} bytes"), at)
}

#[cold]
#[inline(never)]
fn too_large(at: usize) -> Error {
    Error::custom("the number has more bytes than its type", at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_to_their_bits() {
        assert_eq!(encode(&15_u8, 4, 0), Ok(15));
        assert_eq!(encode(&-1_i8, 4, 0), Ok(15));
        assert_eq!(encode(&-8_i64, 4, 0), Ok(8));
        assert_eq!(encode(&u64::MAX, 64, 0), Ok(u64::MAX));
        assert_eq!(encode(&i64::MIN, 64, 0), Ok(1 << 63));
        let error = encode(&-9_i8, 4, 7).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::OutOfRange { found: -9, min: -8, max: 7 });
        assert_eq!(error.offset(), 7);
        assert!(encode(&16_u16, 4, 0).is_err());
        assert_eq!(decode::<i8>(0x1f, 4, 0), Ok(-1));
        assert_eq!(decode::<u8>(0x1f, 4, 0), Ok(15));
        assert_eq!(decode::<u64>(u64::MAX, 64, 0), Ok(u64::MAX));
        assert_eq!(decode::<i16>(0x7fff, 15, 0), Ok(-1));
        assert_eq!(decode::<bool>(2, 1, 0), Ok(false));
        assert!(reserved(0x10, 4, 0).is_ok());
        assert!(reserved(0x18, 4, 0).is_err());
    }

    #[test]
    fn a_value_whose_bytes_are_a_number_is_a_part() {
        let two = part::<(u8, u8)>();
        assert_eq!(two.__encode(&(1, 2), 9, 0), Ok(0x102));
        assert!(two.__encode(&(1, 2), 8, 0).is_err());
        assert_eq!(two.__decode(0x102, 9, 0), Ok((1, 2)));
        assert!(part::<u8>().__decode(0x102, 9, 0).is_err());
        assert_eq!(part::<i8>().__decode(0xf, 4, 0), Ok(-1));
        assert_eq!(part::<i8>().__encode(&-1, 4, 0), Ok(0xf));
    }
}
