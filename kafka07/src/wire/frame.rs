//! `size = P`: a value in a frame of its own, which it must fill.

use super::{Decode, Encode, Error, ErrorKind, Output, Prefix, Reader};

/// The length of prefix and value.
#[inline]
pub fn encoded_len<P: Prefix>(value: &impl Encode) -> usize {
    P::LEN + value.encoded_len()
}

/// Writes the value behind its size.
///
/// # Errors
/// If the value is longer than the prefix can say, or than `max`, or cannot be encoded.
#[inline]
pub fn encode<'v, P: Prefix, O: Output<'v>>(
    value: &'v impl Encode,
    max: usize,
    out: &mut O,
) -> Result<(), Error> {
    encode_with::<P, O>(max, out, |out| value.encode(out))
}

/// Writes what `encode` writes behind its size.
///
/// # Errors
/// If that is longer than the prefix can say, or than `max`, or what `encode` returns.
#[inline]
pub fn encode_with<'v, P: Prefix, O: Output<'v>>(
    max: usize,
    out: &mut O,
    encode: impl FnOnce(&mut O) -> Result<(), Error>,
) -> Result<(), Error> {
    let position = P::reserve(out)?;
    encode(out)?;
    let size = out.position() - position - P::LEN;
    if size > max {
        return Err(Error::new(ErrorKind::TooLong { found: size, max }, position));
    }
    P::fill(out, position, size)
}

/// Reads the value out of its frame.
///
/// # Errors
/// If the size is none, over `max`, more than what is left, or not what the value takes.
#[inline]
pub fn decode<'a, P: Prefix, T: Decode<'a>>(
    max: usize,
    input: &mut Reader<'a>,
) -> Result<T, Error> {
    decode_with::<P, T>(max, input, T::decode)
}

/// Reads what `decode` reads out of a frame.
///
/// # Errors
/// If the size is none, over `max`, more than what is left, or not what `decode` takes.
#[inline]
pub fn decode_with<'a, P: Prefix, T>(
    max: usize,
    input: &mut Reader<'a>,
    decode: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<T, Error> {
    let start = input.offset();
    let size = P::read(input)?;
    if size > max {
        return Err(Error::new(ErrorKind::TooLong { found: size, max }, start));
    }
    let mut frame = input.frame(size)?;
    let value = decode(&mut frame)?;
    frame.finish()?;
    Ok(value)
}
