//! `tag = P`: the integer or the bytes that say which variant follows.

use alloc::string::{String, ToString};

use super::magic::say;
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

/// A tag: an integer, or bytes.
pub trait Tag: Copy {
    /// The error for a tag that no variant has.
    fn unknown(self) -> ErrorKind;

    /// The error for a tag that another variant has.
    fn known(self) -> ErrorKind;

    /// Its bytes on the wire.
    type Bytes: AsRef<[u8]>;

    /// Returns its bytes on the wire.
    fn bytes(self) -> Self::Bytes;

    /// As an error says it.
    fn say(self) -> String;

    /// As an error says the tag of these bytes.
    fn say_bytes(bytes: &[u8]) -> String;
}

macro_rules! integers {
    ($($int:ident)*) => {$(
        impl Tag for $int {
            fn unknown(self) -> ErrorKind {
                ErrorKind::UnknownTag { found: self.into() }
            }

            fn known(self) -> ErrorKind {
                ErrorKind::KnownTag { found: self.into() }
            }

            type Bytes = [u8; size_of::<$int>()];

            #[inline]
            fn bytes(self) -> Self::Bytes {
                self.to_be_bytes()
            }

            fn say(self) -> String {
                self.to_string()
            }

            fn say_bytes(bytes: &[u8]) -> String {
                bytes.try_into().map_or_else(|_| say(bytes), |bytes| Self::from_be_bytes(bytes).say())
            }
        }
    )*};
}

integers!(i8 u8 i16 u16 i32 u32 i64 u64);

impl<const N: usize> Tag for [u8; N] {
    fn unknown(self) -> ErrorKind {
        ErrorKind::UnknownTagBytes { found: say(&self) }
    }

    fn known(self) -> ErrorKind {
        ErrorKind::KnownTagBytes { found: say(&self) }
    }

    type Bytes = Self;

    #[inline]
    fn bytes(self) -> Self {
        self
    }

    fn say(self) -> String {
        say(&self)
    }

    fn say_bytes(bytes: &[u8]) -> String {
        say(bytes)
    }
}

macro_rules! numbers {
    ($($int:ident)*) => {$(
        /// Returns a tag of bytes as a number, which is compared faster.
        #[inline]
        #[must_use]
        pub const fn $int<const N: usize>(tag: [u8; N]) -> $int {
            let mut bytes = [0; size_of::<$int>()];
            let mut at = 0;
            while at < N {
                bytes[size_of::<$int>() - N + at] = tag[at];
                at += 1;
            }
            $int::from_be_bytes(bytes)
        }
    )*};
}

numbers!(u8 u16 u32 u64 u128);

/// Tags of a variant, as far as the compiler compares them.
#[derive(Clone, Copy, Debug)]
pub struct Tags {
    /// The first.
    pub first: i128,
    /// The last.
    pub last: i128,
    /// Whether the last is not one of them.
    pub half_open: bool,
    /// Whether one of them is a constant, and so asked for itself.
    pub constant: bool,
    /// The variant.
    pub variant: &'static str,
}

impl Tags {
    const fn last(self) -> i128 {
        if self.half_open { self.last - 1 } else { self.last }
    }
}

/// Stops the build if one of the tags at `at` is somewhere else too.
///
/// # Panics
/// If so: in the evaluation of a constant, so while compiling.
#[track_caller]
pub const fn apart(tags: &[Tags], at: usize) {
    let found = tags[at];
    if found.first > found.last() {
        Text::new().add("no tag is in this range of `").add(found.variant).add("`").panic();
    }
    let mut other = 0;
    while other < tags.len() {
        let taken = tags[other];
        let asked = other < at || other > at && !taken.constant;
        if asked && taken.first <= found.last() && found.first <= taken.last() {
            let (first, second) = if other < at { (taken, found) } else { (found, taken) };
            let text = Text::new().add("`").add(second.variant).add("` has a tag that `");
            text.add(first.variant).add("` has already").panic();
        }
        other += 1;
    }
}

/// A text that is put together while compiling.
struct Text {
    bytes: [u8; 256],
    len: usize,
}

impl Text {
    const fn new() -> Self {
        Self { bytes: [0; 256], len: 0 }
    }

    const fn add(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut at = 0;
        // Names of variants may be of any length. What is cut off is not missed.
        while at < text.len() && self.len < self.bytes.len() {
            self.bytes[self.len] = if text[at].is_ascii() { text[at] } else { b'?' };
            self.len += 1;
            at += 1;
        }
        self
    }

    #[track_caller]
    const fn panic(&self) -> ! {
        let (text, _) = self.bytes.split_at(self.len);
        match core::str::from_utf8(text) {
            Ok(text) => panic!("{}", text),
            Err(_) => unreachable!(),
        }
    }
}

/// Makes the error for a tag that no variant of `container` has.
#[cold]
#[inline(never)]
pub fn unknown(found: impl Tag, at: usize, container: &'static str) -> Error {
    Error::new(found.unknown(), at).in_type(container)
}

/// Makes the error for a variant for unknown tags of `container` that holds the tag of another.
#[cold]
#[inline(never)]
pub fn known<'v>(
    found: impl Tag,
    out: &impl Output<'v>,
    container: &'static str,
    variant: &'static str,
) -> Error {
    Error::new(found.known(), out.position()).in_variant(container, variant)
}

/// Makes the error for a variant of `container` that holds a tag which is not one of its own.
#[cold]
#[inline(never)]
pub fn foreign<'v>(
    found: impl Tag,
    out: &impl Output<'v>,
    container: &'static str,
    variant: &'static str,
) -> Error {
    let kind = ErrorKind::ForeignTag { found: found.say() };
    Error::new(kind, out.position()).in_variant(container, variant)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_number_of_bytes_is_big_endian() {
        assert_eq!(super::u32(*b"\x01\x02\x03"), 0x01_0203);
        assert_eq!(super::u8([7]), 7);
        assert_eq!(super::u128([0xff; 16]), u128::MAX);
    }

    #[test]
    fn the_least_is_found_anywhere() {
        for (lengths, least) in [(&[][..], 0), (&[3], 3), (&[3, 1, 2], 1), (&[1, 2, 0], 0)] {
            assert_eq!(super::least(lengths), least);
        }
    }
}
