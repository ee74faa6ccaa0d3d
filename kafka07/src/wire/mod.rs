//! Values as big-endian bytes: the traits behind `#[derive(Wire)]`, and what derived code calls.
//!
//! Nothing here knows of Kafka. See [`Wire`](derive@crate::Wire) for the attributes.

mod blob;
mod error;
mod list;
mod output;
mod prefix;
mod primitives;
mod reader;
mod request;

pub mod crc32;
pub mod frame;
pub mod magic;
pub mod run;
pub mod tag;
pub mod when;

#[doc = include_str!("guide.md")]
pub mod guide {}

pub use blob::{Blob, DecodeBlob, len, rest};
pub use error::{Error, ErrorKind};
pub use list::{
    Bare, DecodeList, Each, Layout, List, MAX_EMPTY_ELEMENTS, count, rest as rest_list,
};
pub use output::{Gather, Output, SliceOutput};
pub use prefix::Prefix;
pub use reader::{DEFAULT_MAX_DEPTH, Reader};
pub use request::{NoResponse, Request};

// The reference stands here, not at the macro: its examples need this crate, which the macro's own
// cannot depend on without a circle that `cargo package` does not resolve.
#[doc = include_str!("reference.md")]
pub use kafka07_derive::Wire;

use bytes::Bytes;

/// A value that knows its bytes: how many there are, and which.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no wire format",
    label = "not a `Wire` type",
    note = "derive it: `#[derive(Wire)]`, or say how the field is laid out: `len`, `count`, `rest`, `when`, `with` or `skip`"
)]
pub trait Encode {
    /// A lower bound of [`encoded_len`](Self::encoded_len) over all values: what a count in the
    /// input is checked against before anything is allocated.
    const MIN_LEN: usize;

    /// How many bytes [`encode`](Self::encode) writes, exactly.
    fn encoded_len(&self) -> usize;

    /// Writes the value.
    ///
    /// # Errors
    /// If it cannot be written so that it would be read back the same: a length over its prefix
    /// type, a count over its bound.
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O) -> Result<(), Error>;

    /// Writes an array of values; bytes are written in one piece.
    #[doc(hidden)]
    #[inline]
    fn encode_array<'v, O: Output<'v>>(items: &'v [Self], out: &mut O) -> Result<(), Error>
    where
        Self: Sized,
    {
        items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| item.encode(out).map_err(|error| error.at_index(index)))
    }
}

/// A value that can be read from bytes, of which it may borrow for `'a`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no wire format",
    label = "not a `Wire` type",
    note = "derive it: `#[derive(Wire)]`, or say how the field is laid out: `len`, `count`, `rest`, `when`, `with` or `skip`"
)]
pub trait Decode<'a>: Encode + Sized {
    /// Reads the value from where `input` stands, and leaves `input` behind it.
    ///
    /// # Errors
    /// If the bytes are not such a value; `input` then stands anywhere.
    fn decode(input: &mut Reader<'a>) -> Result<Self, Error>;

    /// Reads an array of values; bytes are read in one piece.
    #[doc(hidden)]
    #[inline]
    fn decode_array<const N: usize>(input: &mut Reader<'a>) -> Result<[Self; N], Error> {
        // `try_from_fn` is not stable yet: after an error the elements left are `None`.
        let mut failed = None;
        let items: [Option<Self>; N] = std::array::from_fn(|index| {
            if failed.is_some() {
                return None;
            }
            Self::decode(input).map_err(|error| failed = Some(error.at_index(index))).ok()
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(items.map(|item| item.expect("every element was decoded"))),
        }
    }
}

/// [`Encode`] and [`Decode`] in one bound: what `#[derive(Wire)]` gives a type.
pub trait Wire<'a>: Decode<'a> {}

impl<'a, T: Decode<'a>> Wire<'a> for T {}

/// Encodes `value` in one allocation of the exact size.
///
/// ```
/// assert_eq!(kafka07::wire::to_vec(&258_u32)?, [0, 0, 1, 2]);
/// # Ok::<(), kafka07::wire::Error>(())
/// ```
///
/// # Errors
/// If it cannot be encoded.
#[inline]
pub fn to_vec<T: Encode + ?Sized>(value: &T) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    append(value, &mut bytes)?;
    Ok(bytes)
}

/// Encodes `value` behind what `bytes` holds already; after an error `bytes` is as it was.
///
/// ```
/// let mut bytes = vec![1];
/// kafka07::wire::append(&2_u16, &mut bytes)?;
/// assert_eq!(bytes, [1, 0, 2]);
/// # Ok::<(), kafka07::wire::Error>(())
/// ```
///
/// # Errors
/// If it cannot be encoded.
#[inline]
pub fn append<T: Encode + ?Sized>(value: &T, bytes: &mut Vec<u8>) -> Result<(), Error> {
    let (start, said) = (bytes.len(), value.encoded_len());
    bytes.reserve_exact(said);
    let mut out = output::Append::new(bytes);
    let result = value.encode(&mut out).and_then(|()| {
        let wrote = out.position();
        if wrote == said {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::WrongLength { said, wrote }, wrote))
        }
    });
    if result.is_err() {
        bytes.truncate(start);
    }
    result
}

/// Encodes values one behind the other, in one allocation of the exact size.
#[inline]
pub(crate) fn each_to_vec<T: Encode>(
    values: impl Iterator<Item = T> + Clone,
) -> Result<Vec<u8>, Error> {
    let said = values.clone().map(|value| value.encoded_len()).sum();
    let mut bytes = Vec::with_capacity(said);
    let mut out = output::Append::new(&mut bytes);
    for value in values {
        value.encode(&mut out)?;
    }
    Ok(bytes)
}

/// Decodes a value that takes all of `bytes`.
///
/// ```
/// assert_eq!(kafka07::wire::from_slice::<u16>(&[1, 2])?, 258);
/// assert!(kafka07::wire::from_slice::<u16>(&[1, 2, 3]).is_err());
/// # Ok::<(), kafka07::wire::Error>(())
/// ```
///
/// # Errors
/// If the bytes are not such a value, or some are left over.
#[inline]
pub fn from_slice<'a, T: Decode<'a>>(bytes: &'a [u8]) -> Result<T, Error> {
    from_reader(Reader::new(bytes))
}

/// Decodes a value that takes all of `bytes`; its fields of type [`Bytes`] share them.
///
/// # Errors
/// If the bytes are not such a value, or some are left over.
#[inline]
pub fn from_bytes<'a, T: Decode<'a>>(bytes: &'a Bytes) -> Result<T, Error> {
    from_reader(Reader::shared(bytes))
}

#[inline]
fn from_reader<'a, T: Decode<'a>>(mut input: Reader<'a>) -> Result<T, Error> {
    let value = T::decode(&mut input)?;
    input.finish()?;
    Ok(value)
}
