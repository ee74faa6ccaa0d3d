//! Functions that derived code calls, one file for each kind of layout. They are not part of the
//! public interface and change with the derive, which is released in the same version.

pub mod arithmetic;
pub mod bits;
mod blob;
pub mod bound;
pub mod by_trait;
pub mod check;
pub mod checksum;
pub mod constant;
pub mod each;
pub mod fixed;
pub mod frame;
pub mod given;
pub mod key;
mod list;
pub mod magic;
pub mod needs;
pub mod null;
pub mod pad;
pub mod path;
pub mod run;
pub mod tag;
pub mod tail;
pub mod until;
pub mod when;
mod zeros;

/// Takes what `max` says.
#[inline]
pub const fn most(length: usize) -> usize {
    length
}

/// Returns whether an array of `count` elements has one that another follows.
pub const fn several(count: usize) -> bool {
    count > 1
}

/// Returns whether one of several takes all bytes left.
pub const fn any(open: &[bool]) -> bool {
    let mut at = 0;
    while at < open.len() {
        if open[at] {
            return true;
        }
        at += 1;
    }
    false
}

/// Stops the build where a type that takes all bytes left is in a place where more follows.
///
/// # Panics
/// If `open`: in the evaluation of a constant, so while compiling.
#[track_caller]
pub const fn closed(open: bool, what: &'static str) {
    assert!(!open, "{}", what);
}

/// Stops the build where the size of a type has to be known and is not.
///
/// # Panics
/// If not `fixed`: in the evaluation of a constant, so while compiling.
#[track_caller]
pub const fn sized(fixed: bool, what: &'static str) {
    assert!(fixed, "{}", what);
}

pub use blob::{len, rest};
pub use each::MAX_EMPTY_ELEMENTS;
pub use list::{Bare, Each, Layout, count, rest as rest_list};
