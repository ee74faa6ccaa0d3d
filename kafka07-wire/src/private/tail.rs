//! The end of a type: `rest` before fields of a fixed size, and values that are there if bytes are left.

use crate::error::Number;
use crate::{Error, ErrorKind, Output, Reader};

/// Checks that the fields after a `rest`, which take `widths` bytes each, are there.
///
/// # Errors
/// If they are not. The error comes with the index of the field that is cut.
#[inline]
pub fn require(widths: &[usize], input: &Reader<'_>) -> Result<(), (usize, Error)> {
    input.require_run(widths)
}

/// Lets `decode` read what is before the last `trailer` bytes, which are there. The last field before
/// them takes all of it.
///
/// # Errors
/// What `decode` returns. If bytes are left over by the last field.
#[inline]
pub fn before<'a, T>(
    trailer: usize,
    is_last: bool,
    input: &mut Reader<'a>,
    decode: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut part = input.before(trailer);
    let value = decode(&mut part).map_err(ends_early);
    // The value stays where it is, as it may be large.
    if value.is_ok() {
        if is_last {
            part.finish()?;
        }
        input.take(input.remaining() - trailer - part.remaining())?;
    }
    value
}

/// Says what ends where bytes are missing before a trailer.
#[cold]
#[inline(never)]
fn ends_early(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Incomplete { .. } => error.about(Number::Rest),
        _ => error,
    }
}

/// Reads a value that is there if bytes are left.
///
/// # Errors
/// What `decode` returns.
#[inline]
pub fn decode<'a, T>(
    input: &mut Reader<'a>,
    decode: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    if input.is_empty() { Ok(None) } else { decode(input).map(Some) }
}

/// Writes a value that is there. `absent` is the field before it, if that is not there.
///
/// # Errors
/// If `absent` is a field, or the value takes no byte: it would be read back as another one. What `encode`
/// returns.
#[inline]
pub fn encode<'v, O: Output<'v>>(
    absent: Option<&'static str>,
    out: &mut O,
    encode: impl FnOnce(&mut O) -> Result<(), Error>,
) -> Result<(), Error> {
    let start = out.position();
    if absent.is_none() {
        encode(out)?;
        if out.position() > start {
            return Ok(());
        }
    }
    Err(lost(absent, start))
}

#[cold]
#[inline(never)]
fn lost(after: Option<&'static str>, position: usize) -> Error {
    Error::new(ErrorKind::Optional { after }, position)
}
