//! Values that can be read, and the calls that read a whole value.

use bytes::Bytes;

use crate::{Encode, Error, Reader};

/// A value that can be read from bytes, and may borrow from them for `'a`.
///
/// `#[derive(Wire)]` implements it. [`Encode`] shows how to write it by hand, with the bound that a
/// type which borrows needs.
///
/// `A` is what the value has to be told by its surroundings, such as the version of the protocol.
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
    /// The fewest bytes that any value takes. A count in the input is checked against it before
    /// memory is allocated; if it is too large, lists that are right are refused.
    const MIN_LEN: usize;

    /// Whether the value takes all that is left of its frame, so that nothing can follow it; see
    /// [`Encode::OPEN`].
    const OPEN: bool = false;

    /// The checks of the places of open types: evaluated for its errors.
    #[doc(hidden)]
    const CHECK: () = ();

    /// Reads the value from the front of `input`, and leaves `input` after it.
    ///
    /// A type that contains values of its own kind reads them inside [`Reader::nested`], so that
    /// bytes which nest without end are an error and do not exhaust the stack.
    ///
    /// # Errors
    /// If the bytes are not such a value. Where `input` is afterwards does not matter.
    fn decode(input: &mut Reader<'a>, args: A) -> Result<Self, Error>;

    /// Reads an array of values; bytes are read in one piece.
    #[doc(hidden)]
    #[inline]
    fn decode_array<const N: usize>(input: &mut Reader<'a>, args: A) -> Result<[Self; N], Error>
    where
        A: Copy,
    {
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
}

/// [`Encode`] and [`Decode`] in one bound: what `#[derive(Wire)]` gives a type.
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

/// Decodes a value that needs arguments and takes all of `bytes`; see [`from_slice`].
///
/// # Errors
/// If the bytes are not such a value, or some are left over.
#[inline]
pub fn from_slice_with<'a, T: Decode<'a, A>, A>(bytes: &'a [u8], args: A) -> Result<T, Error> {
    from_reader(Reader::new(bytes), args)
}

/// Decodes a value that takes all of `bytes`. Its fields of type [`Bytes`] share them.
///
/// # Errors
/// If the bytes are not such a value, or some are left over.
#[inline]
pub fn from_bytes<'a, T: Decode<'a>>(bytes: &'a Bytes) -> Result<T, Error> {
    from_reader(Reader::shared(bytes), ())
}

/// Decodes a value that needs arguments and takes all of `bytes`; see [`from_bytes`].
///
/// # Errors
/// If the bytes are not such a value, or some are left over.
#[inline]
pub fn from_bytes_with<'a, T: Decode<'a, A>, A>(bytes: &'a Bytes, args: A) -> Result<T, Error> {
    from_reader(Reader::shared(bytes), args)
}

#[inline]
fn from_reader<'a, T: Decode<'a, A>, A>(mut input: Reader<'a>, args: A) -> Result<T, Error> {
    let value = T::decode(&mut input, args)?;
    input.finish()?;
    Ok(value)
}
