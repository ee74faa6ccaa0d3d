//! Bytes that are zero.

use crate::{Error, Output};

/// Writes `count` bytes that are zero.
///
/// # Errors
/// If the output is full.
#[inline]
pub(super) fn write<'v, O: Output<'v>>(count: usize, out: &mut O) -> Result<(), Error> {
    // In one piece where the compiler knows how many.
    match count {
        2 => out.put([0; 2]),
        4 => out.put([0; 4]),
        8 => out.put([0; 8]),
        16 => out.put([0; 16]),
        _ => (0..count).try_for_each(|_| out.put([0])),
    }
}
