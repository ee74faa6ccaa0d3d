//! Types that are requests: a key, and the type of what comes back.

use super::Encode;

/// A request: what `#[wire(request(key = …, response = …))]` makes of a type.
///
/// The key is not part of the type's own bytes; it is in the frame around them.
pub trait Request: Encode {
    /// Which request it is.
    const KEY: i16;

    /// What the broker answers; [`NoResponse`] if it sends nothing.
    type Response;
}

/// The response of requests that get none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoResponse {}
