//! Values that can be written as bytes, and the functions that write a whole value.

use alloc::vec::Vec;

use crate::Error;
use crate::output::{Measure, Output, VecOutput};

/// A value that can be written as bytes.
///
/// `#[derive(Wire)]` implements it. Write it by hand for a type whose bytes cannot be declared:
///
/// ```
/// use kafka07_wire::{Decode, Encode, Error, Output, Reader, from_slice, to_vec};
///
/// /// A kind in one byte, then data up to the end. The data borrows from the input.
/// #[derive(Debug, PartialEq)]
/// struct Chunk<'a> {
///     kind: u8,
///     data: &'a [u8],
/// }
///
/// impl Encode for Chunk<'_> {
///     const OPEN: bool = true; // the data takes all bytes left
///
///     fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
///         out.write(&self.kind)?;
///         out.put_slice(self.data)
///     }
/// }
///
/// impl<'a> Decode<'a> for Chunk<'a> {
///     const MIN_LEN: usize = 1;
///     const OPEN: bool = true;
///
///     fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
///         Ok(Chunk { kind: input.read()?, data: input.take_rest() })
///     }
/// }
///
/// let chunk = Chunk { kind: 7, data: b"abc" };
/// assert_eq!(to_vec(&chunk)?, b"\x07abc");
/// assert_eq!(from_slice::<Chunk>(b"\x07abc")?, chunk);
/// # Ok::<(), Error>(())
/// ```
///
/// `A` is the type of an argument that the value needs, such as the version of the protocol. It is
/// `()` for values that need none. Derived types need none, and pass `()` to their fields.
///
/// ```
/// use kafka07_wire::{Encode, Error, Output, encoded_len_with, to_vec_with};
///
/// struct Id(u64);
///
/// /// Ids grew from four bytes to eight in version 2.
/// impl Encode<u8> for Id {
///     fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, version: u8) -> Result<(), Error> {
///         if version >= 2 {
///             return out.write(&self.0);
///         }
///         match u32::try_from(self.0) {
///             Ok(short) => out.put(short.to_be_bytes()),
///             Err(_) => Err(Error::custom("this id needs version 2", out.position())),
///         }
///     }
/// }
///
/// assert_eq!(to_vec_with(&Id(7), 1)?, [0, 0, 0, 7]);
/// assert_eq!(encoded_len_with(&Id(7), 2)?, 8);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no wire format",
    label = "not a `Wire` type",
    note = "derive it: `#[derive(Wire)]`, or say how the field is laid out: `len`, `count`, `rest`, `when`, `with` or `skip`"
)]
pub trait Encode<A = ()> {
    /// Says whether the value takes all bytes left of its frame, so that nothing can follow it.
    /// Defaults to `false`.
    ///
    /// In derived types a field of such a type has to be the last one, or to have a frame of its own
    /// with `size`. Anything else is a compile-time error, which may come from `cargo build` only if
    /// the types are generic.
    const OPEN: bool = false;

    /// Says whether the value, or what a box at its end holds, takes all bytes left.
    #[doc(hidden)]
    const ENDS_OPEN: bool = Self::OPEN;

    /// Says whether something follows such a value in an array or tuple.
    #[doc(hidden)]
    const MISPLACED: bool = false;

    /// Checks where open types are: the compiler evaluates it for its errors.
    #[doc(hidden)]
    const CHECK: () = ();

    /// Writes the value.
    ///
    /// [`to_vec`] and the functions like it call it twice: first with an output that only counts, so
    /// that memory is allocated once and in the right size. It must write the same both times.
    ///
    /// A type that contains values of its own kind writes them with [`Output::write_nested`], so that
    /// deep nesting is an error and does not exhaust the stack.
    ///
    /// # Errors
    /// If the value would not be read back the same, for example because a length does not fit its
    /// prefix. If values nest deeper than the output allows, or the output is full.
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, args: A) -> Result<(), Error>;

    /// Writes an array of values; bytes are written in one piece.
    #[doc(hidden)]
    #[inline]
    fn encode_array<'v, O: Output<'v>>(items: &'v [Self], out: &mut O, args: A) -> Result<(), Error>
    where
        Self: Sized,
        A: Copy,
    {
        items.iter().enumerate().try_for_each(|(index, item)| {
            item.encode(out, args).map_err(|error| error.at_index(index))
        })
    }
}

/// Returns the exact number of bytes that [`to_vec`] would return, without writing them.
///
/// ```
/// assert_eq!(kafka07_wire::encoded_len(&258_u32)?, 4);
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
///
/// # Errors
/// If the value cannot be encoded.
#[inline]
pub fn encoded_len<T: Encode + ?Sized>(value: &T) -> Result<usize, Error> {
    encoded_len_with(value, ())
}

/// Returns the exact number of bytes of a value that needs an argument; see [`encoded_len`].
///
/// # Errors
/// If the value cannot be encoded.
#[inline]
pub fn encoded_len_with<A, T: Encode<A> + ?Sized>(value: &T, args: A) -> Result<usize, Error> {
    let mut out = Measure::default();
    value.encode(&mut out, args)?;
    Ok(out.position())
}

/// Encodes `value` into a new vector, in one allocation of the exact size.
///
/// ```
/// assert_eq!(kafka07_wire::to_vec(&258_u32)?, [0, 0, 1, 2]);
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
///
/// # Errors
/// If the value cannot be encoded.
#[inline]
pub fn to_vec<T: Encode + ?Sized>(value: &T) -> Result<Vec<u8>, Error> {
    to_vec_with(value, ())
}

/// Encodes a value that needs an argument into a new vector; see [`to_vec`].
///
/// # Errors
/// If the value cannot be encoded.
#[inline]
pub fn to_vec_with<A: Copy, T: Encode<A> + ?Sized>(value: &T, args: A) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    append_with(value, &mut bytes, args)?;
    Ok(bytes)
}

/// Appends the encoded `value` to `bytes`. After an error `bytes` is unchanged.
///
/// ```
/// let mut bytes = vec![1];
/// kafka07_wire::append(&2_u16, &mut bytes)?;
/// assert_eq!(bytes, [1, 0, 2]);
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
///
/// # Errors
/// If the value cannot be encoded.
#[inline]
pub fn append<T: Encode + ?Sized>(value: &T, bytes: &mut Vec<u8>) -> Result<(), Error> {
    append_with(value, bytes, ())
}

/// Appends an encoded value that needs an argument to `bytes`; see [`append`].
///
/// # Errors
/// If the value cannot be encoded.
#[inline]
pub fn append_with<A: Copy, T: Encode<A> + ?Sized>(
    value: &T,
    bytes: &mut Vec<u8>,
    args: A,
) -> Result<(), Error> {
    let start = bytes.len();
    bytes.reserve_exact(encoded_len_with(value, args)?);
    let result = value.encode(&mut VecOutput::new(bytes), args);
    if result.is_err() {
        bytes.truncate(start);
    }
    result
}
