//! Numbers and `bool`: their bytes are those of the Rust type, big-endian.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::num::NonZero;

use crate::{Decode, Encode, Error, ErrorKind, Output, Reader};

macro_rules! number {
    ($($number:ty)*) => {$(
        impl Encode for $number {
            #[inline]
            fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
                out.put(self.to_be_bytes())
            }
        }

        impl<'a> Decode<'a> for $number {
            const MIN_LEN: usize = size_of::<$number>();
            const FIXED: bool = true;

            #[inline]
            fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
                Ok(Self::from_be_bytes(*input.take_array()?))
            }

            #[inline]
            fn decode_array<const N: usize>(
                input: &mut Reader<'a>,
                (): (),
            ) -> Result<[Self; N], Error> {
                let (found, _) = input.take(N * size_of::<$number>())?.as_chunks();
                // Not `from_fn`: without optimisation it keeps several copies of a large array.
                let mut numbers = [Self::from_be_bytes([0; size_of::<$number>()]); N];
                for (number, bytes) in numbers.iter_mut().zip(found) {
                    *number = Self::from_be_bytes(*bytes);
                }
                Ok(numbers)
            }

            #[inline]
            fn decode_arrays<const N: usize>(
                count: usize,
                input: &mut Reader<'a>,
                (): (),
            ) -> Result<Vec<[Self; N]>, Error> {
                let (found, _) = input.take(count * N * size_of::<$number>())?.as_chunks();
                let numbers: Vec<_> = found.iter().map(|found| Self::from_be_bytes(*found)).collect();
                Ok(arrays(count, &numbers))
            }
        }
    )*};
}

number!(i8 i16 u16 i32 u32 i64 u64 i128 u128 f32 f64);

/// Copies numbers into arrays of them, which are not on the stack on the way.
fn arrays<T: Copy, const N: usize>(count: usize, numbers: &[T]) -> Vec<[T; N]> {
    if N > 0 {
        return numbers.as_chunks().0.to_vec();
    }
    // There are no chunks of no number.
    (0..count).map(|_| core::array::from_fn(|index| numbers[index])).collect()
}

impl Encode for u8 {
    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
        out.put([*self])
    }

    #[inline]
    fn encode_array<'v, O: Output<'v>>(
        items: &'v [Self],
        out: &mut O,
        (): (),
    ) -> Result<(), Error> {
        out.put_slice(items)
    }
}

impl<'a> Decode<'a> for u8 {
    const MIN_LEN: usize = 1;
    const FIXED: bool = true;

    #[inline]
    fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
        let [byte] = *input.take_array()?;
        Ok(byte)
    }

    #[inline]
    fn decode_array<const N: usize>(input: &mut Reader<'a>, (): ()) -> Result<[Self; N], Error> {
        input.take_array().copied()
    }

    #[inline]
    fn decode_arrays<const N: usize>(
        count: usize,
        input: &mut Reader<'a>,
        (): (),
    ) -> Result<Vec<[Self; N]>, Error> {
        Ok(arrays(count, input.take(count * N)?))
    }

    #[inline]
    fn decode_boxed_array<const N: usize>(
        input: &mut Reader<'a>,
        (): (),
    ) -> Result<Box<[Self; N]>, Error> {
        let bytes: Box<[u8]> = input.take(N)?.into();
        Ok(bytes.try_into().unwrap_or_else(|_| unreachable!("as many were taken")))
    }
}

macro_rules! non_zero {
    ($($int:ty)*) => {$(
        impl Encode for NonZero<$int> {
            #[inline]
            fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
                out.put(self.get().to_be_bytes())
            }
        }

        impl<'a> Decode<'a> for NonZero<$int> {
            const MIN_LEN: usize = size_of::<$int>();
            const FIXED: bool = true;

            #[inline]
            fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
                let offset = input.offset();
                NonZero::new(input.read::<$int>()?).ok_or_else(|| {
                    Error::new(ErrorKind::InvalidValue { expected: "not zero", found: 0 }, offset)
                })
            }
        }
    )*};
}

non_zero!(i8 u8 i16 u16 i32 u32 i64 u64 i128 u128);

impl Encode for bool {
    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
        out.put([u8::from(*self)])
    }
}

impl<'a> Decode<'a> for bool {
    const MIN_LEN: usize = 1;
    const FIXED: bool = true;

    #[inline]
    fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
        let offset = input.offset();
        match input.read::<u8>()? {
            0 => Ok(false),
            1 => Ok(true),
            found => Err(Error::new(
                ErrorKind::InvalidValue { expected: "0 or 1", found: i128::from(found) },
                offset,
            )),
        }
    }
}
