//! `checksum(with = C, of = …)` and `crc32(of = …)`: the checksum of fields, computed when encoding,
//! verified when decoding.

use alloc::string::String;
use alloc::vec::Vec;

use super::magic::hex;
use super::zeros;
use crate::{
    Checksum, Decode, Encode, Error, ErrorKind, Output, Prefix, Reader, SliceOutput, VecOutput,
};

/// A sum takes at most this many bytes.
const MOST: usize = 64;

/// A prefix takes at most this many bytes.
const PREFIX: usize = 16;

/// CRC-32 (IEEE).
#[derive(Debug, Default)]
pub struct Crc32(crc32fast::Hasher);

impl Checksum for Crc32 {
    type Sum = u32;

    #[inline]
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    #[inline]
    fn finish(self) -> u32 {
        self.0.finalize()
    }
}

/// Returns how many bytes a sum of the type `S` takes.
const fn width<S: for<'a> Decode<'a>>() -> usize {
    assert!(<S as Decode<'static>>::FIXED, "a checksum takes the same number of bytes every time");
    assert!(<S as Decode<'static>>::MIN_LEN <= MOST, "a checksum takes at most 64 bytes");
    <S as Decode<'static>>::MIN_LEN
}

#[inline]
fn sum<'a, C: Checksum>(runs: impl IntoIterator<Item = &'a [u8]>) -> C::Sum {
    let mut sum = C::default();
    runs.into_iter().for_each(|run| sum.update(run));
    sum.finish()
}

/// Returns the bytes of the checksum of `source`, which is written to `out` as it is. If `out` only
/// counts, they may be any.
#[inline]
pub fn of<'v, S, C: Checksum<Sum = S>, O: Output<'v>, const N: usize>(
    source: &[u8],
    to_bytes: fn(S) -> [u8; N],
    _: &O,
) -> [u8; N] {
    if O::COUNTS { [0; N] } else { to_bytes(sum::<C>([source])) }
}

/// Returns the bytes of the CRC-32 of `source` in the same way.
#[inline]
pub fn of_crc32<'v, O: Output<'v>>(source: &[u8], _: &O) -> [u8; 4] {
    if O::COUNTS { [0; 4] } else { crc32fast::hash(source).to_be_bytes() }
}

/// Writes zeros in place of a checksum that is filled in later, and returns where it is.
///
/// # Errors
/// If the output is full.
#[inline]
pub fn reserve<'v, C: Checksum, O: Output<'v>>(out: &mut O) -> Result<usize, Error> {
    let at = out.position();
    zeros::write(const { width::<C::Sum>() }, out)?;
    Ok(at)
}

/// Fills in the checksum of what was written in `runs`, each from its first position up to its last.
///
/// # Errors
/// If the sum cannot be encoded.
#[inline]
pub fn fill<'v, C: Checksum, O: Output<'v>, const N: usize>(
    runs: [(usize, usize); N],
    at: usize,
    out: &mut O,
) -> Result<(), Error> {
    if O::COUNTS {
        return Ok(());
    }
    let mut sum = C::default();
    for (from, to) in runs {
        out.written(from..to, |piece| sum.update(piece));
    }
    let mut bytes = [0; MOST];
    let bytes = &mut bytes[..const { width::<C::Sum>() }];
    let sum = sum.finish();
    sum.encode(&mut SliceOutput::new(bytes), ()).map_err(|error| error.moved_by(at))?;
    out.patch(at, bytes);
    Ok(())
}

/// Returns where the content of a field begins that was written from `from` up to `to`, after its prefix.
#[inline]
pub fn content_at<'v, P: Prefix, O: Output<'v>>(from: usize, to: usize, out: &O) -> usize {
    // Nothing at all was written of a value that is absent.
    if O::COUNTS || from == to {
        return from;
    }
    if P::MIN_LEN == P::MAX_LEN {
        return from + P::MIN_LEN;
    }
    let (mut prefix, mut length) = ([0; PREFIX], 0);
    out.written(from..to.min(from + P::MAX_LEN), |piece| {
        prefix[length..][..piece.len()].copy_from_slice(piece);
        length += piece.len();
    });
    from + length - content::<P>(&prefix[..length]).len()
}

/// Returns what follows the prefix in the bytes of a field.
#[inline]
pub fn content<P: Prefix>(field: &[u8]) -> &[u8] {
    if P::MIN_LEN == P::MAX_LEN {
        // Nothing at all is there of a value that is absent.
        return field.get(P::MIN_LEN..).unwrap_or_default();
    }
    let mut input = Reader::new(field);
    match P::read(&mut input) {
        Ok(_) => input.as_slice(),
        Err(_) => &[],
    }
}

/// Returns the bytes that were taken from `input` since it had the bytes `from` left.
#[inline]
pub fn taken<'a>(from: &'a [u8], input: &Reader<'a>) -> &'a [u8] {
    &from[..from.len() - input.remaining()]
}

/// Returns the bytes of a checksum that counts as zero in what it covers.
#[inline]
pub fn as_zeros<C: Checksum>() -> &'static [u8] {
    &[0; MOST][..const { width::<C::Sum>() }]
}

/// Verifies `found`, which is at `at`, against the bytes it covers, if `input` asks for it.
///
/// # Errors
/// If it is not their checksum.
#[inline]
pub fn verify<S: Encode + PartialEq, C: Checksum<Sum = S>, const N: usize>(
    runs: [&[u8]; N],
    found: &S,
    at: usize,
    input: &Reader<'_>,
) -> Result<(), Error> {
    if !input.checks_crc() {
        return Ok(());
    }
    let computed = sum::<C>(runs);
    if *found == computed { Ok(()) } else { Err(mismatch(found, &computed, at)) }
}

#[cold]
#[inline(never)]
fn mismatch<S: Encode>(found: &S, computed: &S, at: usize) -> Error {
    Error::new(ErrorKind::Checksum { found: say(found), computed: say(computed) }, at)
}

/// Returns the bytes of a value as one number.
fn say(value: &impl Encode) -> String {
    let mut bytes = Vec::new();
    // What cannot be written is a sum that no field can hold.
    let _ = value.encode(&mut VecOutput::new(&mut bytes), ());
    hex(&bytes)
}

/// Verifies a CRC-32 in the same way.
///
/// # Errors
/// If it is not theirs.
#[inline]
pub fn verify_crc32<const N: usize>(
    runs: [&[u8]; N],
    &found: &u32,
    at: usize,
    input: &Reader<'_>,
) -> Result<(), Error> {
    if !input.checks_crc() {
        return Ok(());
    }
    let computed =
        if let [run] = runs.as_slice() { crc32fast::hash(run) } else { sum::<Crc32>(runs) };
    if found == computed { Ok(()) } else { Err(mismatch_crc32(found, computed, at)) }
}

#[cold]
#[inline(never)]
fn mismatch_crc32(found: u32, computed: u32, at: usize) -> Error {
    Error::new(ErrorKind::Crc { found, computed }, at)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::VecOutput;
    use crate::prefix::Varint;

    #[test]
    fn content_begins_after_the_prefix_that_is_there() {
        let long: Vec<u8> = (0..200).map(|_| 7).collect();
        for (content, prefix) in [(&b""[..], 1), (b"ab", 1), (&long, 2)] {
            let mut bytes = Vec::from([9]);
            let mut out = VecOutput::new(&mut bytes);
            out.put([1, 2]).unwrap();
            assert_eq!(content_at::<Varint, _>(2, 2, &out), 2);
            out.write_length::<Varint>(content.len()).unwrap();
            out.put_slice(content).unwrap();
            let to = out.position();
            assert_eq!(content_at::<Varint, _>(2, to, &out), 2 + prefix);
            assert_eq!(super::content::<Varint>(&bytes[3..]), content);
        }
        assert_eq!(content::<u16>(&[]), []);
        assert_eq!(content::<u16>(&[0, 1, 2]), [2]);
        assert_eq!(content::<Varint>(&[]), []);
    }
}
