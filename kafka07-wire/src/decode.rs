//! Values that can be read from bytes, and the functions that read a whole value.

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::Bytes;

use crate::{Encode, Error, Reader};

/// A value that can be read from bytes, and may borrow from them for `'a`.
///
/// `#[derive(Wire)]` implements it. [`Encode`] has an example of a hand-written implementation for a
/// type that borrows.
///
/// `A` is the type of an argument that the value needs, such as the version of the protocol. It is
/// `()` for values that need none. Derived types need none, and pass `()` to their fields.
///
/// ```
/// use kafka07_wire::{Decode, Error, Reader, from_slice_with};
///
/// struct Id(u64);
///
/// /// Ids grew from four bytes to eight in version 2.
/// impl Decode<'_, u8> for Id {
///     const MIN_LEN: usize = 4;
///
///     fn decode(input: &mut Reader<'_>, version: u8) -> Result<Self, Error> {
///         Ok(Id(if version >= 2 { input.read()? } else { input.read::<u32>()?.into() }))
///     }
/// }
///
/// assert_eq!(from_slice_with::<Id, _>(&[0, 0, 0, 7], 1)?.0, 7);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no wire format",
    label = "not a `Wire` type",
    note = "derive it: `#[derive(Wire)]`, or say how the field is laid out: `len`, `count`, `rest`, `when`, `with` or `skip`"
)]
pub trait Decode<'a, A = ()>: Sized {
    /// Every value takes at least this many bytes.
    ///
    /// A count in the input is compared with it before memory is allocated. If it is larger than the
    /// smallest value, valid lists are refused. If it is smaller, the check is weaker.
    const MIN_LEN: usize;

    /// Says whether the value takes all bytes left of its frame, so that nothing can follow it.
    /// Defaults to `false`; see [`Encode::OPEN`].
    const OPEN: bool = false;

    /// Says whether the value, or what a box at its end holds, takes all bytes left.
    #[doc(hidden)]
    const ENDS_OPEN: bool = Self::OPEN;

    /// Says whether something follows such a value in an array or tuple.
    #[doc(hidden)]
    const MISPLACED: bool = false;

    /// Says whether every value takes exactly [`MIN_LEN`](Self::MIN_LEN) bytes.
    #[doc(hidden)]
    const FIXED: bool = false;

    /// Checks where open types are: the compiler evaluates it for its errors.
    #[doc(hidden)]
    const CHECK: () = ();

    /// The name of a derived type, for errors about all of it.
    #[doc(hidden)]
    const NAME: &'static str = "";

    /// Reads the value from the front of `input`, and leaves `input` after it.
    ///
    /// A type that contains values of its own kind reads them inside [`Reader::read_nested`], so that
    /// deep nesting is an error and does not exhaust the stack.
    ///
    /// # Errors
    /// If the bytes are not such a value. The position of `input` does not matter then.
    fn decode(input: &mut Reader<'a>, args: A) -> Result<Self, Error>;

    /// Reads an array of values; bytes are read in one piece.
    #[doc(hidden)]
    #[inline]
    fn decode_array<const N: usize>(input: &mut Reader<'a>, args: A) -> Result<[Self; N], Error>
    where
        A: Copy,
    {
        if size_of::<[Self; N]>() > ON_THE_STACK {
            return Self::decode_boxed_array(input, args).map(|items| *items);
        }
        // `try_from_fn` is not stable yet: after an error the elements left are `None`.
        let mut failed = None;
        let items: [Option<Self>; N] = core::array::from_fn(|index| {
            if failed.is_some() {
                return None;
            }
            Self::decode(input, args).map_err(|error| failed = Some(error.at_index(index))).ok()
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(items.map(|item| item.expect("every element was decoded"))),
        }
    }

    /// Reads an array of values that is built on the heap.
    #[doc(hidden)]
    #[inline]
    fn decode_boxed_array<const N: usize>(
        input: &mut Reader<'a>,
        args: A,
    ) -> Result<Box<[Self; N]>, Error>
    where
        A: Copy,
    {
        let mut items = Vec::with_capacity(N);
        for index in 0..N {
            items.push(Self::decode(input, args).map_err(|error| error.at_index(index))?);
        }
        let items = items.into_boxed_slice().try_into();
        Ok(items.unwrap_or_else(|_| unreachable!("as many were decoded")))
    }

    /// Reads `count` arrays of values. Of numbers, none is on the stack.
    #[doc(hidden)]
    #[inline]
    fn decode_arrays<const N: usize>(
        count: usize,
        input: &mut Reader<'a>,
        args: A,
    ) -> Result<Vec<[Self; N]>, Error>
    where
        A: Copy,
    {
        let mut items = Vec::with_capacity(count);
        for index in 0..count {
            items.push(<[Self; N]>::decode(input, args).map_err(|error| error.at_index(index))?);
        }
        Ok(items)
    }

    /// Reads a value that is kept in a box. An array is built there.
    #[doc(hidden)]
    #[inline]
    fn decode_boxed(input: &mut Reader<'a>, args: A) -> Result<Box<Self>, Error> {
        Self::decode(input, args).map(Box::new)
    }
}

/// Arrays of more bytes are built on the heap before they are moved to where they belong.
const ON_THE_STACK: usize = 4096;

/// Joins [`Encode`] and [`Decode`] in one bound. Every type that implements both implements it.
pub trait Wire<'a, A = ()>: Encode<A> + Decode<'a, A> {}

impl<'a, A, T: Encode<A> + Decode<'a, A>> Wire<'a, A> for T {}

/// Decodes a value that takes all of `bytes`.
///
/// ```
/// assert_eq!(kafka07_wire::from_slice::<u16>(&[1, 2])?, 258);
/// assert!(kafka07_wire::from_slice::<u16>(&[1, 2, 3]).is_err());
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
///
/// # Errors
/// If the bytes are not such a value, or some are left over.
#[inline]
pub fn from_slice<'a, T: Decode<'a>>(bytes: &'a [u8]) -> Result<T, Error> {
    from_reader(Reader::new(bytes), ())
}

/// Decodes a value that needs an argument and takes all of `bytes`; see [`from_slice`].
///
/// # Errors
/// If the bytes are not such a value, or some are left over.
#[inline]
pub fn from_slice_with<'a, T: Decode<'a, A>, A>(bytes: &'a [u8], args: A) -> Result<T, Error> {
    from_reader(Reader::new(bytes), args)
}

/// Decodes a value that takes all of `bytes`. Its fields of type [`Bytes`] share their memory.
///
/// # Errors
/// If the bytes are not such a value, or some are left over.
#[inline]
pub fn from_bytes<'a, T: Decode<'a>>(bytes: &'a Bytes) -> Result<T, Error> {
    from_reader(Reader::shared(bytes), ())
}

/// Decodes a value that needs an argument and takes all of `bytes`; see [`from_bytes`].
///
/// # Errors
/// If the bytes are not such a value, or some are left over.
#[inline]
pub fn from_bytes_with<'a, T: Decode<'a, A>, A>(bytes: &'a Bytes, args: A) -> Result<T, Error> {
    from_reader(Reader::shared(bytes), args)
}

#[inline]
fn from_reader<'a, T: Decode<'a, A>, A>(mut input: Reader<'a>, args: A) -> Result<T, Error> {
    let value = T::decode(&mut input, args);
    // The value stays where it is: without optimisation each `?` would make copies of it, and it may
    // be large.
    if value.is_ok() {
        input.finish().map_err(|error| error.in_type(T::NAME))?;
    }
    value
}
