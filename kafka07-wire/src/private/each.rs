//! Elements of a list, written and read by functions.

use alloc::vec::Vec;

use super::given::Given;
use crate::error::Number;
use crate::{DecodeList, Error, ErrorKind, Output, Prefix, Reader};

/// How many elements that take no byte at all one list may hold; a count could otherwise ask for
/// more of them than any input has bytes. Fewer if they take much memory.
pub const MAX_EMPTY_ELEMENTS: usize = 1024;

/// How much memory the elements of a list that take no byte may take together.
const EMPTY_AT_MOST: usize = 4096;

/// A list reserves at most this much memory at once, even if its count is larger.
const RESERVE_AT_MOST: usize = 1 << 16;

/// How many elements of the type `T` that take no byte a list may hold.
const fn max_empty_of<T>() -> usize {
    let affordable = EMPTY_AT_MOST / if size_of::<T>() == 0 { 1 } else { size_of::<T>() };
    if affordable < MAX_EMPTY_ELEMENTS { affordable } else { MAX_EMPTY_ELEMENTS }
}

/// How many of these elements may take no byte.
pub const fn max_empty<T>(_: &[T]) -> usize {
    max_empty_of::<T>()
}

/// Writes the elements, each by `encode`.
///
/// # Errors
/// If one cannot be encoded, or more than `max_empty` take no byte.
#[inline]
pub fn encode<'v, E, O: Output<'v>>(
    elements: &'v [E],
    max_empty: usize,
    out: &mut O,
    mut encode: impl FnMut(&'v E, &mut O) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut empty = 0;
    out.nested::<E>(|out| {
        for (index, element) in elements.iter().enumerate() {
            let start = out.position();
            encode(element, out).map_err(|error| error.at_index(index))?;
            if out.position() == start {
                empty += 1;
                if empty > max_empty {
                    let kind = ErrorKind::TooManyEmpty { limit: max_empty };
                    return Err(Error::new(kind, start).at_index(index));
                }
            }
        }
        Ok(())
    })
}

/// A count that was read, and where.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    count: usize,
    start: usize,
}

/// Reads a count.
///
/// # Errors
/// If it is invalid, or over `max`.
#[inline]
pub fn read_count<P: Prefix>(max: usize, input: &mut Reader<'_>) -> Result<Count, Error> {
    let start = input.offset();
    let count = input.read_length::<P>().map_err(|error| error.about(Number::Count))?;
    if count > max { Err(too_long(count, max, start)) } else { Ok(Count { count, start }) }
}

/// Takes the count that an expression says.
///
/// # Errors
/// If it is invalid, or over `max`.
#[inline]
pub fn given_count(given: Given, max: usize, input: &Reader<'_>) -> Result<Count, Error> {
    let start = input.offset();
    Ok(Count { count: given.checked(max, start)?, start })
}

/// Writes the count of the elements.
///
/// # Errors
/// If there are more than the prefix can say, or than `max`.
#[inline]
pub fn write_count<'v, P: Prefix, E, O: Output<'v>>(
    elements: &[E],
    max: usize,
    out: &mut O,
) -> Result<(), Error> {
    if elements.len() > max {
        return Err(too_long(elements.len(), max, out.position()));
    }
    out.write_length::<P>(elements.len()).map_err(|error| error.about(Number::Count))
}

/// Checks that there are as many elements as an expression says.
///
/// # Errors
/// If there are more or fewer, or more than `max`.
#[inline]
pub fn hold_count<'v, E>(
    elements: &[E],
    given: Given,
    max: usize,
    out: &impl Output<'v>,
) -> Result<(), Error> {
    given.holds(elements.len(), max, out.position())
}

#[cold]
#[inline(never)]
fn too_long(found: usize, max: usize, position: usize) -> Error {
    Error::new(ErrorKind::TooLong { found, max }, position).about(Number::Count)
}

/// Reads as many elements as the count says, each by `decode` and of `least` bytes at least.
///
/// # Errors
/// If the count is more than the bytes left could hold, or an element is wrong.
#[inline]
pub fn decode<'a, T: DecodeList<Element = E>, E>(
    Count { count, start }: Count,
    least: usize,
    input: &mut Reader<'a>,
    mut decode: impl FnMut(&mut Reader<'a>) -> Result<E, Error>,
) -> Result<T, Error> {
    let fits = input.remaining().checked_div(least).unwrap_or(usize::MAX);
    if count > fits {
        return Err(input.too_many(count, least, start));
    }
    let affordable = RESERVE_AT_MOST / size_of::<E>().max(1);
    let mut elements = Vec::new();
    elements.reserve_exact(count.min(affordable).min(input.remaining()));
    let mut empty = 0;
    input.nested_in::<E, _>(|input| {
        for index in 0..count {
            let before = input.remaining();
            elements.push(decode(input).map_err(|error| error.at_index(index))?);
            if input.remaining() == before {
                empty += 1;
                let limit = max_empty_of::<E>();
                if empty > limit {
                    let kind = ErrorKind::TooManyEmpty { limit };
                    return Err(input.error(kind).at_index(index));
                }
            }
        }
        Ok(())
    })?;
    Ok(T::from_elements(elements))
}

/// Reads elements, each by `decode`, until nothing is left.
///
/// # Errors
/// If an element is wrong, or takes no byte.
#[inline]
pub fn decode_rest<'a, T: DecodeList<Element = E>, E>(
    input: &mut Reader<'a>,
    mut decode: impl FnMut(&mut Reader<'a>) -> Result<E, Error>,
) -> Result<T, Error> {
    let mut elements = Vec::new();
    input.nested_in::<E, _>(|input| {
        while !input.is_empty() {
            let (index, before) = (elements.len(), input.remaining());
            elements.push(decode(input).map_err(|error| error.at_index(index))?);
            if input.remaining() == before {
                let kind = ErrorKind::TooManyEmpty { limit: 0 };
                return Err(input.error(kind).at_index(index));
            }
        }
        Ok(())
    })?;
    Ok(T::from_elements(elements))
}
