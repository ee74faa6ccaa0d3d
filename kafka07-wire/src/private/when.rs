//! `when = …`: values that are there only if a condition over earlier ones holds.

use crate::{Error, ErrorKind, Output};

/// The error for a value that is there although it should not be, or the other way round.
#[cold]
#[inline(never)]
pub fn broken<'v>(wanted: bool, out: &impl Output<'v>) -> Error {
    Error::new(ErrorKind::Condition { wanted }, out.position())
}
