//! The types that take the bytes their Rust type says: integers, floats, `bool`, arrays, boxes.

use std::marker::PhantomData;
use std::num::NonZero;

use super::{Decode, Encode, Error, ErrorKind, Output, Reader};

macro_rules! number {
    ($($number:ty)*) => {$(
        impl Encode for $number {
            const MIN_LEN: usize = size_of::<$number>();

            #[inline]
            fn encoded_len(&self) -> usize {
                size_of::<$number>()
            }

            #[inline]
            fn encode<'v, O: Output<'v>>(&'v self, out: &mut O) -> Result<(), Error> {
                out.put(self.to_be_bytes())
            }
        }

        impl<'a> Decode<'a> for $number {
            #[inline]
            fn decode(input: &mut Reader<'a>) -> Result<Self, Error> {
                Ok(Self::from_be_bytes(*input.take_array()?))
            }

            #[inline]
            fn decode_array<const N: usize>(input: &mut Reader<'a>) -> Result<[Self; N], Error> {
                let (numbers, _) = input.take(N * size_of::<$number>())?.as_chunks();
                Ok(std::array::from_fn(|index| Self::from_be_bytes(numbers[index])))
            }
        }
    )*};
}

number!(i8 i16 u16 i32 u32 i64 u64 i128 u128 f32 f64);

impl Encode for u8 {
    const MIN_LEN: usize = 1;

    #[inline]
    fn encoded_len(&self) -> usize {
        1
    }

    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O) -> Result<(), Error> {
        out.put([*self])
    }

    #[inline]
    fn encode_array<'v, O: Output<'v>>(items: &'v [Self], out: &mut O) -> Result<(), Error> {
        out.put_slice(items)
    }
}

impl<'a> Decode<'a> for u8 {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, Error> {
        let [byte] = *input.take_array()?;
        Ok(byte)
    }

    #[inline]
    fn decode_array<const N: usize>(input: &mut Reader<'a>) -> Result<[Self; N], Error> {
        input.take_array().copied()
    }
}

macro_rules! non_zero {
    ($($int:ty)*) => {$(
        impl Encode for NonZero<$int> {
            const MIN_LEN: usize = size_of::<$int>();

            #[inline]
            fn encoded_len(&self) -> usize {
                size_of::<$int>()
            }

            #[inline]
            fn encode<'v, O: Output<'v>>(&'v self, out: &mut O) -> Result<(), Error> {
                out.put(self.get().to_be_bytes())
            }
        }

        impl<'a> Decode<'a> for NonZero<$int> {
            #[inline]
            fn decode(input: &mut Reader<'a>) -> Result<Self, Error> {
                let offset = input.offset();
                NonZero::new(<$int>::decode(input)?).ok_or_else(|| {
                    Error::new(ErrorKind::InvalidValue { expected: "not zero", found: 0 }, offset)
                })
            }
        }
    )*};
}

non_zero!(i8 u8 i16 u16 i32 u32 i64 u64 i128 u128);

impl Encode for bool {
    const MIN_LEN: usize = 1;

    #[inline]
    fn encoded_len(&self) -> usize {
        1
    }

    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O) -> Result<(), Error> {
        out.put([u8::from(*self)])
    }
}

impl<'a> Decode<'a> for bool {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = input.offset();
        match u8::decode(input)? {
            0 => Ok(false),
            1 => Ok(true),
            found => Err(Error::new(
                ErrorKind::InvalidValue { expected: "0 or 1", found: i128::from(found) },
                offset,
            )),
        }
    }
}

impl Encode for () {
    const MIN_LEN: usize = 0;

    #[inline]
    fn encoded_len(&self) -> usize {
        0
    }

    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, _: &mut O) -> Result<(), Error> {
        Ok(())
    }
}

impl<'a> Decode<'a> for () {
    #[inline]
    fn decode(_: &mut Reader<'a>) -> Result<Self, Error> {
        Ok(())
    }
}

impl<T: Encode, const N: usize> Encode for [T; N] {
    const MIN_LEN: usize = T::MIN_LEN * N;

    #[inline]
    fn encoded_len(&self) -> usize {
        self.iter().map(Encode::encoded_len).sum()
    }

    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O) -> Result<(), Error> {
        T::encode_array(self, out)
    }
}

impl<'a, T: Decode<'a>, const N: usize> Decode<'a> for [T; N] {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, Error> {
        input.require(Self::MIN_LEN)?;
        T::decode_array(input)
    }
}

macro_rules! tuple {
    ($($item:ident $index:tt)*) => {
        impl<$($item: Encode),*> Encode for ($($item,)*) {
            const MIN_LEN: usize = 0 $(+ $item::MIN_LEN)*;

            #[inline]
            fn encoded_len(&self) -> usize {
                0 $(+ self.$index.encoded_len())*
            }

            #[inline]
            fn encode<'v, Out: Output<'v>>(&'v self, out: &mut Out) -> Result<(), Error> {
                $(self.$index.encode(out).map_err(|error| error.in_field("", stringify!($index)))?;)*
                Ok(())
            }
        }

        impl<'a, $($item: Decode<'a>),*> Decode<'a> for ($($item,)*) {
            #[inline]
            fn decode(input: &mut Reader<'a>) -> Result<Self, Error> {
                Ok(($(
                    $item::decode(input).map_err(|error| error.in_field("", stringify!($index)))?,
                )*))
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0 B 1);
tuple!(A 0 B 1 C 2);
tuple!(A 0 B 1 C 2 D 3);
tuple!(A 0 B 1 C 2 D 3 E 4);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);

impl<T: ?Sized> Encode for PhantomData<T> {
    const MIN_LEN: usize = 0;

    #[inline]
    fn encoded_len(&self) -> usize {
        0
    }

    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, _: &mut O) -> Result<(), Error> {
        Ok(())
    }
}

impl<'a, T: ?Sized> Decode<'a> for PhantomData<T> {
    #[inline]
    fn decode(_: &mut Reader<'a>) -> Result<Self, Error> {
        Ok(PhantomData)
    }
}

/// A reference encodes as what it refers to.
impl<T: Encode + ?Sized> Encode for &T {
    const MIN_LEN: usize = T::MIN_LEN;

    #[inline]
    fn encoded_len(&self) -> usize {
        (**self).encoded_len()
    }

    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O) -> Result<(), Error> {
        (**self).encode(out)
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    // A type may hold boxes of itself, so its own least length cannot be asked for here.
    const MIN_LEN: usize = 0;

    #[inline]
    fn encoded_len(&self) -> usize {
        (**self).encoded_len()
    }

    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O) -> Result<(), Error> {
        (**self).encode(out)
    }
}

impl<'a, T: Decode<'a>> Decode<'a> for Box<T> {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, Error> {
        input.nested(T::decode).map(Box::new)
    }
}
