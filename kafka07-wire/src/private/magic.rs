//! `magic = …`: bytes that are the same every time.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use crate::{Error, ErrorKind, Output, Reader};

/// Writes the bytes.
///
/// # Errors
/// If the output is full.
#[inline]
pub fn encode<'v, O: Output<'v>, const N: usize>(
    magic: &'static [u8; N],
    out: &mut O,
) -> Result<(), Error> {
    out.put(*magic)
}

/// Reads the bytes.
///
/// # Errors
/// If other bytes are there, or the input ends.
#[inline]
pub fn decode<const N: usize>(
    magic: &'static [u8; N],
    input: &mut Reader<'_>,
) -> Result<(), Error> {
    decode_slice(magic, input)
}

/// Writes the bytes of a constant.
///
/// # Errors
/// If the output is full.
#[inline]
pub fn encode_constant<'v, O: Output<'v>>(
    magic: &'static impl AsRef<[u8]>,
    out: &mut O,
) -> Result<(), Error> {
    out.put_slice(magic.as_ref())
}

/// Reads the bytes of a constant.
///
/// # Errors
/// If other bytes are there, or the input ends.
#[inline]
pub fn decode_constant(
    magic: &'static impl AsRef<[u8]>,
    input: &mut Reader<'_>,
) -> Result<(), Error> {
    decode_slice(magic.as_ref(), input)
}

#[inline]
fn decode_slice(magic: &[u8], input: &mut Reader<'_>) -> Result<(), Error> {
    let at = input.offset();
    // If the first bytes are wrong already, more input does not help.
    let there = &input.as_slice()[..magic.len().min(input.remaining())];
    if there != &magic[..there.len()] {
        return Err(wrong(magic, there, at));
    }
    input.take(magic.len()).map(|_| ())
}

#[cold]
#[inline(never)]
fn wrong(magic: &[u8], found: &[u8], at: usize) -> Error {
    let kind = ErrorKind::Magic { expected: say(magic).into(), found: say(found) };
    Error::new(kind, at)
}

/// `b"KAFK"` for bytes that are text, `0x0102` for others.
pub(crate) fn say(bytes: &[u8]) -> String {
    let readable = bytes.len() > 1 && bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    if readable {
        return format!("b\"{}\"", bytes.escape_ascii());
    }
    hex(bytes)
}

/// `0x0102`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use core::fmt::Write;

    bytes.iter().fold("0x".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
