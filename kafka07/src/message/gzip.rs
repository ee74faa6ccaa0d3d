//! gzip: RFC 1952, read with any number of members.

use std::io::{Read, Write};

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::error::InflateError;

/// What deflate can make of one byte at most, rounded up: a match of 258 bytes in two bits.
const MAX_RATIO: usize = 1032;

/// Compresses `set` into one member.
pub(super) fn compress(set: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(set).and_then(|()| encoder.finish()).expect("a Vec takes what it is given")
}

/// Inflates all members of `payload`, each with its trailer checked, into the empty `set`, to at
/// most `limit` bytes.
pub(super) fn inflate(payload: &[u8], limit: usize, set: &mut Vec<u8>) -> Result<(), InflateError> {
    // The last member ends with its inflated size: with one member, all of it. Room for one byte
    // more lets the end be found without growing.
    let said = payload.last_chunk().map_or(0, |size| u32::from_le_bytes(*size) as usize);
    let likely = said.min(limit).min(payload.len().saturating_mul(MAX_RATIO));
    set.reserve_exact(likely + 1);
    let inflated = MultiGzDecoder::new(payload)
        .take((limit as u64).saturating_add(1))
        .read_to_end(set)
        .map_err(|error| InflateError::Corrupt(error.into()))?;
    if inflated > limit { Err(InflateError::TooLarge) } else { Ok(()) }
}
