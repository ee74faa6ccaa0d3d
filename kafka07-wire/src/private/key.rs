//! `tag = (kind)` on a field: its enum is told the tag, which is not on the wire again.
//!
//! An enum has its code in the impls for [`Keyed`]; those for the arguments alone call them without a
//! key. So what passes arguments on passes keys on too: boxes, arrays, lists.

use alloc::string::String;

use super::given::Integer;
use super::tag::Tag;
use crate::{Decode, Encode, Error, ErrorKind, Output, Reader};

/// What an enum is told: its tag, unless that is on the wire, and its arguments.
#[derive(Clone, Copy, Debug)]
pub struct Keyed<T, A> {
    /// The tag.
    pub key: Option<T>,
    /// What the enum is told besides.
    pub args: A,
}

impl<T, A> Keyed<T, A> {
    /// Has the tag on the wire.
    #[inline]
    pub const fn on_the_wire(args: A) -> Self {
        Self { key: None, args }
    }

    /// Has the tag from somewhere else.
    #[inline]
    pub const fn told(key: T, args: A) -> Self {
        Self { key: Some(key), args }
    }
}

/// An enum that can be told its tag, which is of the type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum that has a tag",
    label = "`tag = (…)` is for an enum that derives `Wire`, and lists, arrays and boxes of one",
    note = "what such an enum is told is written in `args`"
)]
pub trait KeyedType<T, A>: Encode<Keyed<T, A>> + Decode<'static, Keyed<T, A>> {}

#[diagnostic::do_not_recommend]
impl<K, T, A> KeyedType<T, A> for K where K: Encode<Keyed<T, A>> + Decode<'static, Keyed<T, A>> {}

/// Asks for an enum with a tag.
pub const fn needs<K: KeyedType<T, A>, T, A>() {}

/// A tag that a key of the type `K` says.
#[diagnostic::on_unimplemented(
    message = "a `{K}` does not say which tag of the type `{Self}` it is",
    label = "a tag that is a number is said by any integer, and one of bytes by an array of them"
)]
pub trait TagOf<K>: Sized {
    /// Returns the tag.
    ///
    /// # Errors
    /// If no tag of the type is that.
    fn tag_of(key: K) -> Result<Self, ErrorKind>;
}

macro_rules! tags {
    ($($int:ty)*) => {$(
        impl<K: Integer> TagOf<K> for $int {
            #[inline]
            fn tag_of(key: K) -> Result<Self, ErrorKind> {
                let found = key.number();
                found.try_into().map_err(|_| ErrorKind::UnknownTag { found })
            }
        }
    )*};
}

tags!(i8 u8 i16 u16 i32 u32 i64 u64);

impl<const N: usize> TagOf<Self> for [u8; N] {
    #[inline]
    fn tag_of(key: Self) -> Result<Self, ErrorKind> {
        Ok(key)
    }
}

impl<const N: usize> TagOf<&Self> for [u8; N] {
    #[inline]
    fn tag_of(key: &Self) -> Result<Self, ErrorKind> {
        Ok(*key)
    }
}

/// Returns the tag that `key` says, for the enum that is at `at`.
///
/// # Errors
/// If no tag of the enum's type is that.
#[inline]
pub fn of<K, T: TagOf<K>>(key: K, at: usize) -> Result<T, Error> {
    T::tag_of(key).map_err(|kind| Error::new(kind, at))
}

/// Returns the tag of an enum: the one that it was told, or the next on the wire.
///
/// # Errors
/// If the input ends.
#[inline]
pub fn tag<'a, T: Decode<'a>>(key: Option<T>, input: &mut Reader<'a>) -> Result<T, Error> {
    match key {
        Some(key) => Ok(key),
        None => T::decode(input, ()),
    }
}

/// Writes a tag, or compares it with the one that the enum was told.
///
/// # Errors
/// If it is another one, or the output is full.
#[inline]
pub fn put<'v, T: Tag, const N: usize, O: Output<'v>>(
    key: Option<T>,
    out: &mut O,
    bytes: [u8; N],
) -> Result<(), Error> {
    match key {
        Some(key) => put_rest(key, out, &bytes),
        None => out.put(bytes),
    }
}

/// Writes a tag and numbers after it, or compares the tag with the one that the enum was told.
///
/// # Errors
/// If it is another one, or the output is full.
#[inline]
pub fn put_with<'v, T: Tag, const N: usize, O: Output<'v>>(
    key: Option<T>,
    out: &mut O,
    fill: impl FnOnce(&mut [u8; N]),
) -> Result<(), Error> {
    let Some(key) = key else { return out.put_with(fill) };
    let mut bytes = [0; N];
    fill(&mut bytes);
    put_rest(key, out, &bytes)
}

/// Writes what follows the tag in `bytes`, if it is the one that the enum was told. In a function of its
/// own, as most enums are told none: the code of those stays small.
///
/// # Errors
/// If it is another one, or the output is full.
#[inline(never)]
fn put_rest<'v, T: Tag, O: Output<'v>>(key: T, out: &mut O, bytes: &[u8]) -> Result<(), Error> {
    let mut rest = compare(key, bytes, out)?;
    while let Some((eight, left)) = rest.split_first_chunk::<8>() {
        out.put(*eight)?;
        rest = left;
    }
    rest.iter().try_for_each(|byte| out.put([*byte]))
}

/// Returns what follows the tag in `bytes`.
#[inline]
fn compare<'v, 'b, T: Tag>(
    key: T,
    bytes: &'b [u8],
    out: &impl Output<'v>,
) -> Result<&'b [u8], Error> {
    let (tag, rest) = bytes.split_at(size_of::<T>());
    if tag == key.bytes().as_ref() {
        Ok(rest)
    } else {
        Err(mismatch(key.say(), T::say_bytes(tag), out.position()))
    }
}

#[cold]
#[inline(never)]
fn mismatch(key: String, tag: String, at: usize) -> Error {
    Error::new(ErrorKind::OtherTag { wanted: key, found: tag }, at)
}
