//! Numbers of a fixed width that no type of the language has, and numbers that are said in another way.

use core::marker::PhantomData;

use crate::{Decode, Encode, Error, Output, Prefix, Reader};

/// An unsigned number in three bytes, up to 16,777,215.
///
/// ```
/// use kafka07_wire::prefix::U24;
/// use kafka07_wire::{Wire, from_slice, to_vec};
///
/// #[derive(Debug, PartialEq, Wire)]
/// struct Handshake {
///     kind: u8,
///     #[wire(len = U24)]
///     body: Vec<u8>,
/// }
///
/// let hello = Handshake { kind: 1, body: vec![7, 8] };
/// assert_eq!(to_vec(&hello)?, [1, 0, 0, 2, 7, 8]);
/// assert_eq!(from_slice::<Handshake>(&[1, 0, 0, 2, 7, 8])?, hello);
/// assert_eq!(from_slice::<U24>(&[1, 0, 0])?, U24(65_536));
/// assert!(to_vec(&U24(16_777_216)).is_err());
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct U24(pub u32);

/// The largest number in three bytes.
const U24_MAX: u32 = (1 << 24) - 1;

impl Prefix for U24 {
    const MIN_LEN: usize = 3;
    const MAX_LEN: usize = 3;

    #[inline]
    fn read(input: &mut Reader<'_>) -> Result<i128, Error> {
        input.read::<Self>().map(|number| number.0.into())
    }

    #[inline]
    fn write<'v, O: Output<'v>>(number: i128, out: &mut O) -> Result<(), Error> {
        match u32::try_from(number) {
            Ok(number @ ..=U24_MAX) => {
                let [_, bytes @ ..] = number.to_be_bytes();
                out.put(bytes)
            }
            _ => Err(super::overflow(number, U24_MAX.into(), out.position())),
        }
    }
}

impl Encode for U24 {
    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
        <Self as Prefix>::write(self.0.into(), out)
    }
}

impl<'a> Decode<'a> for U24 {
    const MIN_LEN: usize = 3;
    const FIXED: bool = true;

    #[inline]
    fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
        let [high, middle, low] = *input.take_array()?;
        Ok(Self(u32::from_be_bytes([0, high, middle, low])))
    }
}

/// A prefix that says the length plus `N`.
///
/// `N` is positive where the number counts itself or a header as well, and negative where it leaves
/// something out: a message of `PostgreSQL` has `Plus<i32, 4>`, a box of MP4 `Plus<u32, 8>`. A number that
/// would mean a negative length is an error.
///
/// ```
/// use kafka07_wire::prefix::Plus;
/// use kafka07_wire::{Wire, from_slice, to_vec};
///
/// /// The length of a message of PostgreSQL counts its own four bytes.
/// #[derive(Debug, PartialEq, Wire)]
/// struct Message {
///     kind: u8,
///     #[wire(len = Plus<i32, 4>)]
///     body: Vec<u8>,
/// }
///
/// let message = Message { kind: b'Q', body: b"hi\0".to_vec() };
/// assert_eq!(to_vec(&message)?, b"Q\0\0\0\x07hi\0");
/// assert_eq!(from_slice::<Message>(b"Q\0\0\0\x07hi\0")?, message);
/// let error = from_slice::<Message>(b"Q\0\0\0\x03hi\0").unwrap_err();
/// assert_eq!(error.to_string(), "Message.body at byte 1: invalid length -1");
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[derive(Debug)]
pub struct Plus<P, const N: i64>(PhantomData<P>);

impl<P: Prefix, const N: i64> Prefix for Plus<P, N> {
    const MIN_LEN: usize = P::MIN_LEN;
    const MAX_LEN: usize = P::MAX_LEN;

    #[inline]
    fn read(input: &mut Reader<'_>) -> Result<i128, Error> {
        Ok(P::read(input)?.saturating_sub(N.into()))
    }

    #[inline]
    fn write<'v, O: Output<'v>>(number: i128, out: &mut O) -> Result<(), Error> {
        P::write(number.saturating_add(N.into()), out)
    }
}

/// A number in little-endian order, for the odd one in a big-endian protocol.
///
/// ```
/// use kafka07_wire::prefix::Le;
/// use kafka07_wire::{Wire, from_slice, to_vec};
///
/// #[derive(Debug, PartialEq, Wire)]
/// struct Section {
///     id: Le<u32>,
///     #[wire(len = Le<u16>)]
///     name: String,
/// }
///
/// let section = Section { id: Le(1), name: "a".into() };
/// assert_eq!(to_vec(&section)?, b"\x01\0\0\0\x01\0a");
/// assert_eq!(from_slice::<Section>(b"\x01\0\0\0\x01\0a")?, section);
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Le<T>(pub T);

macro_rules! little_endian {
    ($($number:ty)*) => {$(
        impl Encode for Le<$number> {
            #[inline]
            fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
                out.put(self.0.to_le_bytes())
            }
        }

        impl<'a> Decode<'a> for Le<$number> {
            const MIN_LEN: usize = size_of::<$number>();
            const FIXED: bool = true;

            #[inline]
            fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
                Ok(Self(<$number>::from_le_bytes(*input.take_array()?)))
            }
        }
    )*};
}

little_endian!(i16 u16 i32 u32 i64 u64 i128 u128 f32 f64);

macro_rules! little_endian_prefix {
    ($($int:ty)*) => {$(
        impl Prefix for Le<$int> {
            const MIN_LEN: usize = size_of::<$int>();
            const MAX_LEN: usize = size_of::<$int>();

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<i128, Error> {
                input.read::<Self>().map(|number| number.0.into())
            }

            #[inline]
            fn write<'v, O: Output<'v>>(number: i128, out: &mut O) -> Result<(), Error> {
                match <$int>::try_from(number) {
                    Ok(number) => out.put(number.to_le_bytes()),
                    Err(_) => Err(super::overflow(number, <$int>::MAX.into(), out.position())),
                }
            }
        }
    )*};
}

little_endian_prefix!(i16 u16 i32 u32 i64 u64);

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::{VecOutput, from_slice, to_vec};

    #[test]
    fn what_does_not_fit_is_an_error_with_the_number_on_the_wire() {
        let error = to_vec(&U24(1 << 24)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "at byte 0: length 16777216 does not fit its prefix, at most 16777215"
        );
        let mut bytes = alloc::vec::Vec::new();
        let mut out = VecOutput::new(&mut bytes);
        assert!(Plus::<u8, 4>::write(252, &mut out).is_err());
        assert!(Plus::<u8, -4>::write(3, &mut out).is_err());
        Plus::<u8, 4>::write(251, &mut out).unwrap();
        Plus::<u8, -4>::write(4, &mut out).unwrap();
        assert_eq!(bytes, [255, 0]);
        assert_eq!(Plus::<u8, -4>::read(&mut Reader::new(&[1])).unwrap(), 5);
    }

    #[test]
    fn the_low_byte_comes_first() {
        assert_eq!(to_vec(&Le(0x0102_i16)).unwrap(), [2, 1]);
        assert_eq!(from_slice::<Le<f32>>(&1.5_f32.to_le_bytes()).unwrap(), Le(1.5));
        assert_eq!(Le::<u32>::read(&mut Reader::new(&[1, 0, 0, 0])).unwrap(), 1);
        assert!(
            Le::<i16>::write(40_000, &mut VecOutput::new(&mut alloc::vec::Vec::new())).is_err()
        );
    }
}
