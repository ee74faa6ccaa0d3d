//! `null = N`: a prefix that says the number `N` in place of a length if the value is absent.

use core::marker::PhantomData;

use crate::{Error, Output, Prefix, Reader};

/// A prefix of the type `P` for values that are there: the length `NULL` would be read back as none.
#[derive(Debug)]
pub struct Nullable<P, const NULL: i128>(PhantomData<P>);

impl<P: Prefix, const NULL: i128> Prefix for Nullable<P, NULL> {
    const MIN_LEN: usize = P::MIN_LEN;
    const MAX_LEN: usize = P::MAX_LEN;

    #[inline]
    fn read(input: &mut Reader<'_>) -> Result<i128, Error> {
        P::read(input)
    }

    #[inline]
    fn write<'v, O: Output<'v>>(number: i128, out: &mut O) -> Result<(), Error> {
        if number == NULL { Err(means_null(NULL, out.position())) } else { P::write(number, out) }
    }

    #[inline]
    fn reserve<'v, O: Output<'v>>(out: &mut O) -> Result<usize, Error> {
        P::reserve(out)
    }

    #[inline]
    fn fill<'v, O: Output<'v>>(out: &mut O, position: usize, number: i128) -> Result<(), Error> {
        if number == NULL {
            Err(means_null(NULL, position))
        } else {
            P::fill(out, position, number)
        }
    }
}

#[cold]
#[inline(never)]
fn means_null(null: i128, position: usize) -> Error {
    Error::custom(alloc::format!("{null} means that there is no value"), position)
}

/// Writes that the value is absent.
///
/// # Errors
/// If the number does not fit the prefix, or the output is full.
#[inline]
pub fn encode<'v, P: Prefix, const NULL: i128, O: Output<'v>>(out: &mut O) -> Result<(), Error> {
    P::write(NULL, out)
}

/// Reads a value unless its prefix says that it is absent.
///
/// # Errors
/// If the prefix cannot be read, or what `decode` returns.
#[inline]
pub fn decode<'a, P: Prefix, const NULL: i128, T>(
    input: &mut Reader<'a>,
    decode: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    let mut ahead = input.clone();
    if P::read(&mut ahead)? == NULL {
        *input = ahead;
        return Ok(None);
    }
    decode(input).map(Some)
}
