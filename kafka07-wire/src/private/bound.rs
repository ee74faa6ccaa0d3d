//! `Decode` and `DecodeBlob` as derived code asks for them of types with parameters.
//!
//! What the user says of a parameter may give it `Decode` for another lifetime, or for any. If the
//! derive asked for `Decode` itself, the compiler would have two ways to go and take neither (E0283).

use crate::{Decode, DecodeBlob, Error, Reader};

/// A value that can be read: what implements [`Decode`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no wire format",
    label = "not a `Wire` type",
    note = "derive it: `#[derive(Wire)]`, or say how the field is laid out: `len`, `count`, `rest`, `when`, `with` or `skip`"
)]
pub trait DecodeField<'a, A = ()>: Sized {
    /// Every value takes at least this many bytes.
    const MIN_LEN: usize;
    /// Says whether every value takes the same number of bytes.
    const FIXED: bool;
    /// Says whether it takes all bytes left.
    const OPEN: bool;
    /// Says whether it, or what a box at its end holds, takes all bytes left.
    const ENDS_OPEN: bool;
    /// Says whether something follows such a value in an array or tuple.
    const MISPLACED: bool;
    /// Checks where open types are.
    const CHECK: ();
    /// Reads the value. A function of this trait would have a copy of it on the stack.
    const DECODE: fn(&mut Reader<'a>, A) -> Result<Self, Error>;
}

#[diagnostic::do_not_recommend]
impl<'a, A, T: Decode<'a, A>> DecodeField<'a, A> for T {
    const MIN_LEN: usize = T::MIN_LEN;
    const FIXED: bool = T::FIXED;
    const OPEN: bool = T::OPEN;
    const ENDS_OPEN: bool = T::ENDS_OPEN;
    const MISPLACED: bool = T::MISPLACED;
    const CHECK: () = T::CHECK;
    const DECODE: fn(&mut Reader<'a>, A) -> Result<Self, Error> = T::decode;
}

/// Text or bytes: what implements [`DecodeBlob`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither text nor bytes",
    label = "`len` and `rest` take `String`, `&str`, `Vec<u8>`, `&[u8]`, `Bytes`, `Cow<str>` and the like",
    note = "a type of your own that is called like one of them is written as `self::Name`"
)]
pub trait DecodeBlobField<'a>: Sized {
    /// Makes the value from bytes; see [`DecodeBlob::from_wire`].
    const FROM_WIRE: FromWire<'a, Self>;
}

/// Makes a value from bytes.
pub type FromWire<'a, T> = fn(&'a [u8], usize, &Reader<'a>) -> Result<T, Error>;

#[diagnostic::do_not_recommend]
impl<'a, T: DecodeBlob<'a>> DecodeBlobField<'a> for T {
    const FROM_WIRE: FromWire<'a, Self> = T::from_wire;
}
