//! Arithmetic in `len = (…)` and the like: on numbers that are wider than any in the input, so that it does
//! not overflow. Where there is no result, the length is refused.

/// Stands for a missing result, such as that of a division by zero. As a length it is refused.
const NONE: i128 = i128::MIN;

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident($left:ident, $right:ident) $body:expr;)+) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name($left: i128, $right: i128) -> i128 {
            $body
        }
    )+};
}

operations! {
    /// Adds.
    add(left, right) left.saturating_add(right);
    /// Subtracts.
    sub(left, right) left.saturating_sub(right);
    /// Multiplies.
    mul(left, right) left.saturating_mul(right);
    /// Divides.
    div(left, right) left.checked_div(right).unwrap_or(NONE);
    /// Returns what is left over.
    rem(left, right) left.checked_rem(right).unwrap_or(NONE);
    /// Shifts up.
    shl(left, right) match right {
        0..=126 => left.saturating_mul(1 << right),
        _ => NONE,
    };
    /// Shifts down.
    shr(left, right) match right {
        0..=127 => left >> right,
        _ => NONE,
    };
    /// Takes the bits that are in both.
    and(left, right) left & right;
    /// Takes the bits that are in one or both.
    or(left, right) left | right;
    /// Takes the bits that are in one of them.
    xor(left, right) left ^ right;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overflows() {
        assert_eq!(sub(0, 1), -1);
        assert_eq!(mul(i128::MAX, 2), i128::MAX);
        for none in [div(1, 0), rem(1, 0), div(i128::MIN, -1), shl(1, 127), shl(1, -1), shr(1, 128)]
        {
            assert_eq!(none, NONE);
        }
        assert_eq!((shl(1, 4), shr(256, 4), shl(3, 126)), (16, 16, i128::MAX));
        assert_eq!((and(0xf5, 0x0f), or(0x50, 5), xor(0xff, 0xf0)), (5, 0x55, 0x0f));
    }
}
