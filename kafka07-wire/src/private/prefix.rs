//! Prefixes that are filled in later.

use crate::output::SliceOutput;
use crate::{Error, Output, Prefix};

/// The most bytes that a prefix may take.
const MOST: usize = 16;

static ZEROS: [u8; MOST] = [0; MOST];

/// Writes a prefix that is filled in later, and returns where it is.
///
/// # Errors
/// If the output is full.
#[inline]
pub(super) fn reserve<'v, P: Prefix, O: Output<'v>>(out: &mut O) -> Result<usize, Error> {
    const {
        assert!(P::MIN_LEN == P::MAX_LEN, "only a prefix of a fixed width can be filled in later");
        assert!(P::MAX_LEN <= MOST, "a prefix takes at most 16 bytes");
    }
    let position = out.position();
    out.put_slice(&ZEROS[..P::MAX_LEN])?;
    Ok(position)
}

/// Fills in `length` at `position`.
///
/// # Errors
/// If it is over what the prefix can say.
#[inline]
pub(super) fn fill<'v, P: Prefix, O: Output<'v>>(
    out: &mut O,
    position: usize,
    length: usize,
) -> Result<(), Error> {
    let mut bytes = [0; MOST];
    let bytes = &mut bytes[..P::MAX_LEN];
    SliceOutput::new(bytes).write_length::<P>(length).map_err(|error| error.moved_by(position))?;
    out.patch(position, bytes);
    Ok(())
}
