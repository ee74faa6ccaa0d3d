//! Types of which every value takes the same number of bytes.

/// Returns whether all lengths are the same.
pub const fn same(lengths: &[usize]) -> bool {
    let mut at = 1;
    while at < lengths.len() {
        if lengths[at] != lengths[0] {
            return false;
        }
        at += 1;
    }
    true
}

/// Returns whether all of several are fixed.
pub const fn all(fixed: &[bool]) -> bool {
    let mut at = 0;
    while at < fixed.len() {
        if !fixed[at] {
            return false;
        }
        at += 1;
    }
    true
}
