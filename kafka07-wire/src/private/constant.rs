//! Constants by path, `magic = MAGIC` and `tag = kinds::PING`: the bytes of an integer, an array or a
//! slice. Traits have no `const` functions yet, so each type has functions of its own.

use core::marker::PhantomData;

/// A constant whose bytes are known.
#[diagnostic::on_unimplemented(
    message = "a constant of the type `{Self}` has no bytes of its own",
    label = "a constant here is an integer from `i8` to `u64`, `[u8; N]`, `&[u8; N]` or `&[u8]`"
)]
pub trait Constant {
    /// What has the functions. Where a type has none the compiler looks for no function, and so says
    /// nothing more.
    type Kind;

    /// The only value.
    const KIND: Self::Kind;
}

/// What has the functions of the type `T`.
#[derive(Debug)]
pub struct Kind<T>(PhantomData<T>);

/// Returns what has the functions of a constant's type.
pub const fn kind<T: Constant>(_: &T) -> T::Kind {
    T::KIND
}

macro_rules! integers {
    ($($int:ty)*) => {$(
        impl Constant for $int {
            type Kind = Kind<$int>;

            const KIND: Kind<$int> = Kind(PhantomData);
        }

        impl Kind<$int> {
            /// Returns the bytes.
            #[must_use]
            pub const fn bytes(self, constant: $int) -> [u8; size_of::<$int>()] {
                constant.to_be_bytes()
            }

            /// Returns how many bytes there are.
            #[must_use]
            pub const fn len(self, _: $int) -> usize {
                size_of::<$int>()
            }

            /// Returns the bytes, which are `N`.
            #[must_use]
            pub const fn array<const N: usize>(self, constant: $int) -> [u8; N] {
                array(&constant.to_be_bytes())
            }
        }
    )*};
}

integers!(i8 u8 i16 u16 i32 u32 i64 u64);

macro_rules! bytes {
    ($([$($generics:tt)*] $ty:ty, $constant:ident => $bytes:expr;)*) => {$(
        impl<$($generics)*> Constant for $ty {
            type Kind = Kind<$ty>;

            const KIND: Kind<$ty> = Kind(PhantomData);
        }

        impl<$($generics)*> Kind<$ty> {
            /// Returns the bytes.
            #[must_use]
            pub const fn bytes(self, constant: $ty) -> $ty {
                constant
            }

            /// Returns how many bytes there are.
            #[must_use]
            pub const fn len(self, constant: $ty) -> usize {
                constant.len()
            }

            /// Returns the bytes, which are `M`.
            #[must_use]
            pub const fn array<const M: usize>(self, $constant: $ty) -> [u8; M] {
                array($bytes)
            }
        }
    )*};
}

bytes! {
    [const N: usize] [u8; N], constant => &constant;
    ['a, const N: usize] &'a [u8; N], constant => constant;
    ['a] &'a [u8], constant => constant;
}

/// The first bytes, or zeros after them: whether there are as many says [`fits`].
const fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    let mut at = 0;
    while at < N && at < bytes.len() {
        array[at] = bytes[at];
        at += 1;
    }
    array
}

/// Stops the build if a constant has not as many bytes as the tag.
///
/// # Panics
/// If so: in the evaluation of a constant, so while compiling.
#[track_caller]
pub const fn fits(len: usize, tag: usize) {
    assert!(len == tag, "this constant has not as many bytes as the tag");
}
