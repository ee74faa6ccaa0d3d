//! Runs of bytes and text, owned, borrowed or shared: what `len` and `rest` stand before.

use std::borrow::Cow;

use bytes::Bytes;

use super::{Error, ErrorKind, Output, Prefix, Reader};

/// A run of bytes whose length is said by something outside it: text or plain bytes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither text nor bytes",
    label = "`len` and `rest` take `String`, `&str`, `Vec<u8>`, `&[u8]`, `Bytes`, `Cow<str>` and the like"
)]
pub trait Blob {
    /// The bytes as they stand on the wire.
    fn wire_bytes(&self) -> &[u8];
}

/// A [`Blob`] that can be made from bytes of the input.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither text nor bytes",
    label = "`len` and `rest` take `String`, `&str`, `Vec<u8>`, `&[u8]`, `Bytes`, `Cow<str>` and the like"
)]
pub trait DecodeBlob<'a>: Blob + Sized {
    /// Makes the value from `bytes`, which `input` has just given out and which start at `offset`.
    ///
    /// # Errors
    /// If text is not UTF-8.
    fn from_wire(bytes: &'a [u8], offset: usize, input: &Reader<'a>) -> Result<Self, Error>;
}

#[inline]
fn text(bytes: &[u8], offset: usize) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|error| {
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

/// `len = P`: a byte-length prefix, then the bytes.
pub mod len {
    use super::{DecodeBlob, Error, ErrorKind, Output, Prefix, Reader};

    /// The length of prefix and bytes.
    #[inline]
    pub fn encoded_len<P: Prefix>(bytes: &[u8]) -> usize {
        P::LEN + bytes.len()
    }

    /// Writes prefix and bytes.
    ///
    /// # Errors
    /// If there are more bytes than the prefix can say, or than `max`.
    #[inline]
    pub fn encode<'v, P: Prefix, O: Output<'v>>(
        bytes: &'v [u8],
        max: usize,
        out: &mut O,
    ) -> Result<(), Error> {
        if bytes.len() > max {
            return Err(too_long(bytes.len(), max, out.position()));
        }
        P::write(out, bytes.len())?;
        out.put_slice(bytes)
    }

    /// Reads prefix and bytes.
    ///
    /// # Errors
    /// If the length is none, over `max`, or more than what is left; if text is not UTF-8.
    #[inline]
    pub fn decode<'a, P: Prefix, T: DecodeBlob<'a>>(
        max: usize,
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        let start = input.offset();
        let length = P::read(input)?;
        if length > max {
            return Err(too_long(length, max, start));
        }
        let offset = input.offset();
        let bytes = input.take(length)?;
        T::from_wire(bytes, offset, input)
    }

    #[cold]
    #[inline(never)]
    fn too_long(found: usize, max: usize, position: usize) -> Error {
        Error::new(ErrorKind::TooLong { found, max }, position)
    }
}

/// `rest` on text and bytes: all that is left.
pub mod rest {
    use super::{DecodeBlob, Error, Output, Reader};

    /// The length of the bytes.
    #[inline]
    pub fn encoded_len(bytes: &[u8]) -> usize {
        bytes.len()
    }

    /// Writes the bytes.
    ///
    /// # Errors
    /// If the output is full.
    #[inline]
    pub fn encode<'v, O: Output<'v>>(bytes: &'v [u8], out: &mut O) -> Result<(), Error> {
        out.put_slice(bytes)
    }

    /// Takes all that is left.
    ///
    /// # Errors
    /// If text is not UTF-8.
    #[inline]
    pub fn decode<'a, T: DecodeBlob<'a>>(input: &mut Reader<'a>) -> Result<T, Error> {
        let offset = input.offset();
        let bytes = input.take_rest();
        T::from_wire(bytes, offset, input)
    }
}
