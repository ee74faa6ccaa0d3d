//! `when = …`: values that are there only if a condition over earlier ones holds.

use crate::{Error, ErrorKind, Output};

/// Makes the error for a value that is present although its condition does not hold, or missing.
#[cold]
#[inline(never)]
pub fn broken<'v>(wanted: bool, out: &impl Output<'v>) -> Error {
    Error::new(ErrorKind::Condition { wanted }, out.position())
}
