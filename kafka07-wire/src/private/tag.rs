//! `tag = P`: the integer that says which variant follows.

use crate::{Error, ErrorKind, Output, Reader};

/// The least of the least lengths of an enum's variants.
pub const fn least(of_variants: &[usize]) -> usize {
    let [mut least, ..] = *of_variants else { return 0 };
    let mut at = 0;
    while at < of_variants.len() {
        if of_variants[at] < least {
            least = of_variants[at];
        }
        at += 1;
    }
    least
}

/// Reads the fields of a variant. Without optimisation they take room on the stack for the time of
/// this call only, not for that of all variants together at every level of an enum that nests.
///
/// # Errors
/// What `decode` returns.
#[inline]
pub fn variant<'a, T>(
    input: &mut Reader<'a>,
    decode: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<T, Error> {
    decode(input)
}

/// The error for a tag that no variant of `container` has.
#[cold]
#[inline(never)]
pub fn unknown(found: impl Into<i128>, at: usize, container: &'static str) -> Error {
    Error::new(ErrorKind::UnknownTag { found: found.into() }, at).in_type(container)
}

/// The error for the variant of `container` for unknown tags, if it holds the tag of another.
#[cold]
#[inline(never)]
pub fn known<'v>(
    found: impl Into<i128>,
    out: &impl Output<'v>,
    container: &'static str,
    variant: &'static str,
) -> Error {
    let kind = ErrorKind::KnownTag { found: found.into() };
    Error::new(kind, out.position()).in_variant(container, variant)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_least_is_found_anywhere() {
        for (lengths, least) in [(&[][..], 0), (&[3], 3), (&[3, 1, 2], 1), (&[1, 2, 0], 0)] {
            assert_eq!(super::least(lengths), least);
        }
    }
}
