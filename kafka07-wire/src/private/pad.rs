//! `align`, `pad` and `reserved`: bytes that say nothing.

use super::zeros;
use crate::{Error, ErrorKind, Output, Reader};

/// Padding goes up to a multiple of at most this number.
const MOST: usize = 65_536;

/// Returns `multiple`, which padding can go up to.
///
/// # Panics
/// If it cannot: in the evaluation of a constant, so while compiling.
#[track_caller]
pub const fn multiple(multiple: usize) -> usize {
    assert!(multiple > 1, "padding goes up to a multiple of 2 or more");
    assert!(multiple <= MOST, "padding goes up to a multiple of at most 65536");
    multiple
}

/// Returns `count`, which is of bytes that are reserved.
///
/// # Panics
/// If there are none: in the evaluation of a constant, so while compiling.
#[track_caller]
pub const fn count(count: usize) -> usize {
    assert!(count > 0, "at least one byte is reserved");
    count
}

/// Returns the length with padding up to a multiple.
pub const fn up(length: usize, multiple: usize) -> usize {
    length.next_multiple_of(multiple)
}

/// How many bytes of padding follow the first `length` bytes of a type.
#[inline]
const fn missing(length: usize, multiple: usize) -> usize {
    up(length, multiple) - length
}

/// Writes padding up to a multiple of bytes since `start`.
///
/// # Errors
/// If the output is full.
#[inline]
pub fn encode<'v, O: Output<'v>>(start: usize, multiple: usize, out: &mut O) -> Result<(), Error> {
    zeros::write(missing(out.position() - start, multiple), out)
}

/// Reads padding up to a multiple of bytes since `start`.
///
/// # Errors
/// If the input ends, or a byte is not zero and `ignore` does not allow that.
#[inline]
pub fn decode(
    start: usize,
    multiple: usize,
    ignore: bool,
    input: &mut Reader<'_>,
) -> Result<(), Error> {
    skip(missing(input.offset() - start, multiple), ignore, input)
}

/// Writes bytes that are reserved.
///
/// # Errors
/// If the output is full.
#[inline]
pub fn reserve<'v, O: Output<'v>>(count: usize, out: &mut O) -> Result<(), Error> {
    zeros::write(count, out)
}

/// Reads `count` bytes that say nothing.
///
/// # Errors
/// If the input ends, or a byte is not zero and `ignore` does not allow that.
#[inline]
pub fn skip(count: usize, ignore: bool, input: &mut Reader<'_>) -> Result<(), Error> {
    let offset = input.offset();
    let bytes = input.take(count)?;
    match bytes.iter().position(|byte| *byte != 0) {
        Some(at) if !ignore => Err(not_zero(bytes[at], offset + at)),
        _ => Ok(()),
    }
}

#[cold]
#[inline(never)]
fn not_zero(found: u8, offset: usize) -> Error {
    Error::new(ErrorKind::NotZero { found }, offset)
}
