//! `crc32(of = …)`: the CRC-32 (IEEE) of fields, computed when encoding, verified when decoding.

use crate::{Error, ErrorKind, Output, Reader};

/// Returns the bytes of the CRC-32 of `source`, which is written to `out` as it is. Where `out` only
/// counts, any four bytes will do.
#[inline]
pub fn of<'v, O: Output<'v>>(source: &[u8], _: &O) -> [u8; 4] {
    if O::COUNTS { [0; 4] } else { crc32fast::hash(source).to_be_bytes() }
}

/// Writes a checksum that is filled in later, and returns where it is.
///
/// # Errors
/// If the output is full.
#[inline]
pub fn reserve<'v, O: Output<'v>>(out: &mut O) -> Result<usize, Error> {
    let at = out.position();
    out.put([0; 4])?;
    Ok(at)
}

/// Fills in the CRC-32 of what was written in `runs`, each from its first position up to its last.
#[inline]
pub fn fill<'v, O: Output<'v>, const N: usize>(runs: [(usize, usize); N], at: usize, out: &mut O) {
    let mut crc = crc32fast::Hasher::new();
    for (from, to) in runs {
        out.written(from..to, |piece| crc.update(piece));
    }
    out.patch(at, &crc.finalize().to_be_bytes());
}

/// What `input` has given out since `from` was all that was left.
#[inline]
pub fn taken<'a>(from: &'a [u8], input: &Reader<'a>) -> &'a [u8] {
    &from[..from.len() - input.remaining()]
}

/// Verifies `found`, which is at `at`, against the bytes it covers, if `input` asks for it.
///
/// # Errors
/// If it is not their CRC-32.
#[inline]
pub fn verify<const N: usize>(
    runs: [&[u8]; N],
    found: u32,
    at: usize,
    input: &Reader<'_>,
) -> Result<(), Error> {
    if !input.checks_crc() {
        return Ok(());
    }
    let computed = if let [run] = runs.as_slice() {
        crc32fast::hash(run)
    } else {
        let mut crc = crc32fast::Hasher::new();
        for run in runs {
            crc.update(run);
        }
        crc.finalize()
    };
    if computed == found { Ok(()) } else { Err(mismatch(found, computed, at)) }
}

#[cold]
#[inline(never)]
fn mismatch(found: u32, computed: u32, at: usize) -> Error {
    Error::new(ErrorKind::Crc { found, computed }, at)
}
