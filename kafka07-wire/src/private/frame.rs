//! `size = P`: a value in a frame of its own, which it must fill.

use crate::error::Number;
use crate::{Error, ErrorKind, Output, Prefix, Reader};

/// Writes a size, then the bytes that `encode` writes.
///
/// # Errors
/// If that is longer than the prefix can say, or than `max`, or what `encode` returns.
#[inline]
pub fn encode<'v, P: Prefix, O: Output<'v>>(
    max: usize,
    out: &mut O,
    encode: impl FnOnce(&mut O) -> Result<(), Error>,
) -> Result<(), Error> {
    let position = P::reserve(out)?;
    let start = out.position();
    encode(out)?;
    let size = out.position() - start;
    if size > max {
        return Err(too_long(size, max, position));
    }
    P::fill(out, position, size as i128).map_err(|error| error.about(Number::Size))
}

/// Reads a size, then lets `decode` read a frame of it.
///
/// # Errors
/// If the size is invalid, over `max`, more than the bytes left, or not what `decode` takes.
#[inline]
pub fn decode<'a, P: Prefix, T>(
    max: usize,
    input: &mut Reader<'a>,
    decode: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<T, Error> {
    let start = input.offset();
    let size = input.read_length::<P>().map_err(|error| error.about(Number::Size))?;
    if size > max {
        return Err(too_long(size, max, start));
    }
    read(size, input, decode)
}

/// Lets `decode` read a frame of `size` bytes, all of which it has to take.
///
/// # Errors
/// If that is more than the bytes left, or not what `decode` takes.
#[inline]
pub fn read<'a, T>(
    size: usize,
    input: &mut Reader<'a>,
    decode: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut frame = input.frame(size)?;
    let value = decode(&mut frame);
    // The value stays where it is, as it may be large.
    if value.is_ok() {
        frame.finish()?;
    }
    value
}

#[cold]
#[inline(never)]
fn too_long(found: usize, max: usize, position: usize) -> Error {
    Error::new(ErrorKind::TooLong { found, max }, position).about(Number::Size)
}
