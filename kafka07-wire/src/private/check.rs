//! `check = …`: what must hold of a value.

use crate::{Error, ErrorKind};

/// Makes the error for a value at `position` of which `condition` does not hold.
#[cold]
#[inline(never)]
pub fn broken(condition: &'static str, position: usize) -> Error {
    Error::new(ErrorKind::Check { condition }, position)
}
