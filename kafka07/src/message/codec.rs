//! Compresses and inflates sets with the codecs of this build.

use super::Compression;
use super::error::{ErrorKind, InflateError};

/// Compresses the bytes of a set.
#[cfg_attr(not(any(feature = "gzip", feature = "snappy")), expect(unused_variables))]
pub(super) fn compress(codec: Compression, set: &[u8]) -> Result<Vec<u8>, ErrorKind> {
    match codec {
        #[cfg(feature = "gzip")]
        Compression::Gzip => Ok(super::gzip::compress(set)),
        #[cfg(feature = "snappy")]
        Compression::Snappy => Ok(super::snappy::compress(set)),
        _ => Err(ErrorKind::CodecDisabled { codec }),
    }
}

/// Inflates the payload of a compressed message into the empty `set`, to at most `limit` bytes.
#[cfg_attr(
    not(any(feature = "gzip", feature = "snappy")),
    expect(unused_variables, clippy::ptr_arg)
)]
pub(super) fn inflate(
    codec: Compression,
    payload: &[u8],
    limit: usize,
    set: &mut Vec<u8>,
) -> Result<(), InflateError> {
    match codec {
        #[cfg(feature = "gzip")]
        Compression::Gzip => super::gzip::inflate(payload, limit, set),
        #[cfg(feature = "snappy")]
        Compression::Snappy => super::snappy::inflate(payload, limit, set),
        _ => Err(InflateError::Disabled),
    }
}
