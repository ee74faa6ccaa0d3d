//! Text and bytes, owned, borrowed or shared: the fields that `len` and `rest` are for.

use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

use crate::{Error, ErrorKind, Reader};

/// Text or bytes, whose length is known from outside: from a prefix or from the frame around them.
///
/// Implement it, and [`DecodeBlob`] for reading, to use a type of your own in fields with `len`:
///
/// ```
/// use kafka07_wire::{Blob, DecodeBlob, Error, Reader, Wire, from_slice, to_vec};
///
/// /// A name in ASCII.
/// #[derive(Debug, PartialEq)]
/// struct Name(String);
///
/// impl Blob for Name {
///     fn wire_bytes(&self) -> &[u8] {
///         self.0.as_bytes()
///     }
/// }
///
/// impl<'a> DecodeBlob<'a> for Name {
///     fn from_wire(bytes: &'a [u8], offset: usize, _: &Reader<'a>) -> Result<Self, Error> {
///         match bytes.iter().position(|byte| !byte.is_ascii()) {
///             None => Ok(Self(bytes.iter().map(|byte| char::from(*byte)).collect())),
///             Some(at) => Err(Error::custom("a name is ASCII", offset + at)),
///         }
///     }
/// }
///
/// #[derive(Debug, PartialEq, Wire)]
/// struct Host {
///     #[wire(len = u8)]
///     name: Name,
/// }
///
/// let host = Host { name: Name("web".into()) };
/// assert_eq!(to_vec(&host)?, b"\x03web");
/// assert_eq!(from_slice::<Host>(b"\x03web")?, host);
/// let error = from_slice::<Host>(b"\x03w\xffb").unwrap_err();
/// assert_eq!(error.to_string(), "Host.name at byte 2: a name is ASCII");
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither text nor bytes",
    label = "`len` and `rest` take `String`, `&str`, `Vec<u8>`, `&[u8]`, `Bytes`, `Cow<str>` and the like",
    note = "a type of your own that is called like one of them is written as `self::Name`"
)]
pub trait Blob {
    /// Returns the bytes as they are on the wire.
    fn wire_bytes(&self) -> &[u8];
}

/// A [`Blob`] that can be made from bytes of the input.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither text nor bytes",
    label = "`len` and `rest` take `String`, `&str`, `Vec<u8>`, `&[u8]`, `Bytes`, `Cow<str>` and the like",
    note = "a type of your own that is called like one of them is written as `self::Name`"
)]
pub trait DecodeBlob<'a>: Blob + Sized {
    /// Makes the value from `bytes`, which start at `offset` and were just taken from `input`.
    ///
    /// [`Reader::share`] makes [`Bytes`](bytes::Bytes) of them, without a copy if it can.
    ///
    /// # Errors
    /// If the bytes are not such a value, for example text that is not UTF-8.
    fn from_wire(bytes: &'a [u8], offset: usize, input: &Reader<'a>) -> Result<Self, Error>;
}

#[inline]
fn text(bytes: &[u8], offset: usize) -> Result<&str, Error> {
    core::str::from_utf8(bytes).map_err(|error| {
        Error::new(ErrorKind::InvalidUtf8 { valid_up_to: error.valid_up_to() }, offset)
    })
}

macro_rules! blob {
    ($($(#[$generics:tt])? $type:ty, $self:ident => $bytes:expr,
        ($from:pat, $offset:pat, $input:pat) => $value:expr;)*) => {$(
        impl Blob for $type {
            #[inline]
            fn wire_bytes(&self) -> &[u8] {
                let $self = self;
                $bytes
            }
        }

        impl<'a> DecodeBlob<'a> for $type {
            #[inline]
            fn from_wire(
                $from: &'a [u8],
                $offset: usize,
                $input: &Reader<'a>,
            ) -> Result<Self, Error> {
                $value
            }
        }
    )*};
}

blob! {
    Vec<u8>, this => this, (bytes, _, _) => Ok(bytes.to_vec());
    Box<[u8]>, this => this, (bytes, _, _) => Ok(bytes.into());
    Bytes, this => this, (bytes, _, input) => Ok(input.share(bytes));
    String, this => this.as_bytes(), (bytes, offset, _) => text(bytes, offset).map(str::to_owned);
    Box<str>, this => this.as_bytes(), (bytes, offset, _) => text(bytes, offset).map(Box::from);
}

impl Blob for &[u8] {
    #[inline]
    fn wire_bytes(&self) -> &[u8] {
        self
    }
}

impl<'a: 'b, 'b> DecodeBlob<'a> for &'b [u8] {
    #[inline]
    fn from_wire(bytes: &'a [u8], _: usize, _: &Reader<'a>) -> Result<Self, Error> {
        Ok(bytes)
    }
}

impl Blob for &str {
    #[inline]
    fn wire_bytes(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl<'a: 'b, 'b> DecodeBlob<'a> for &'b str {
    #[inline]
    fn from_wire(bytes: &'a [u8], offset: usize, _: &Reader<'a>) -> Result<Self, Error> {
        text(bytes, offset)
    }
}

impl Blob for Cow<'_, [u8]> {
    #[inline]
    fn wire_bytes(&self) -> &[u8] {
        self
    }
}

impl<'a: 'b, 'b> DecodeBlob<'a> for Cow<'b, [u8]> {
    #[inline]
    fn from_wire(bytes: &'a [u8], _: usize, _: &Reader<'a>) -> Result<Self, Error> {
        Ok(Cow::Borrowed(bytes))
    }
}

impl Blob for Cow<'_, str> {
    #[inline]
    fn wire_bytes(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl<'a: 'b, 'b> DecodeBlob<'a> for Cow<'b, str> {
    #[inline]
    fn from_wire(bytes: &'a [u8], offset: usize, _: &Reader<'a>) -> Result<Self, Error> {
        text(bytes, offset).map(Cow::Borrowed)
    }
}
