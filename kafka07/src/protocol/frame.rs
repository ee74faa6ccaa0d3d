//! The frames of every request and every response.

use bytes::Bytes;

use super::ErrorCode;
use crate::wire::{Request, Wire};

/// `size:i32 key:i16 body`; the size counts key and body.
///
/// ```
/// use kafka07::protocol::{FetchRequest, RequestFrame};
/// use kafka07::wire;
///
/// let fetch = FetchRequest::new("web", 0, 0, 1024);
/// let bytes = wire::to_vec(&RequestFrame::new(&fetch))?;
/// assert_eq!(bytes[..6], [0, 0, 0, 23, 0, 1]);
/// # Ok::<(), wire::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct RequestFrame<T> {
    /// Key and body.
    #[wire(size = i32)]
    pub request: Keyed<T>,
}

/// `key:i16 body`: a request inside its frame.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Keyed<T> {
    /// Which request it is.
    pub key: i16,
    /// The request itself.
    #[wire(rest)]
    pub body: T,
}

impl<'r, R: Request> RequestFrame<&'r R> {
    /// The frame of `request`, with the key of its type.
    pub fn new(request: &'r R) -> Self {
        Self { request: Keyed { key: R::KEY, body: request } }
    }
}

/// `size:i32 error:i16 body`; the size counts error and body.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct ResponseFrame<T> {
    /// Error code and body.
    #[wire(size = i32)]
    pub response: Response<T>,
}

/// `error:i16 body`: a response inside its frame.
///
/// ```
/// use kafka07::protocol::{ErrorCode, OffsetsResponse, Response};
/// use kafka07::wire;
///
/// let response: Response<OffsetsResponse> = wire::from_slice(&[0xff, 0xff])?;
/// assert_eq!(response.into_result(), Err(ErrorCode::Unknown));
/// # Ok::<(), wire::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[wire(tag = i16)]
#[non_exhaustive]
pub enum Response<T> {
    /// Error code 0: what was asked for.
    #[wire(tag = 0)]
    Ok(#[wire(rest)] T),
    /// Any other error code.
    #[wire(other)]
    Failed {
        /// The error code as it is on the wire; see [`ErrorCode`].
        code: i16,
        /// What follows it, commonly nothing.
        #[wire(rest)]
        rest: Bytes,
    },
}

impl<T> Response<T> {
    /// A response that says `code` and nothing more.
    pub fn failed(code: ErrorCode) -> Self {
        Self::Failed { code: code.into(), rest: Bytes::new() }
    }

    /// What was asked for.
    ///
    /// # Errors
    /// The broker's error code.
    pub fn into_result(self) -> Result<T, ErrorCode> {
        match self {
            Self::Ok(body) => Ok(body),
            Self::Failed { code, .. } => Err(code.into()),
        }
    }
}
