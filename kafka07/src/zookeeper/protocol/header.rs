//! What is in front of every request and every reply.

use super::{ErrorCode, Operation};
use crate::wire::Wire;

/// Request numbers with a meaning of their own.
pub mod xid {
    /// A watch has fired: no request was sent.
    pub const EVENT: i32 = -1;
    /// A ping and its reply.
    pub const PING: i32 = -2;
    /// An authentication and its reply.
    pub const AUTH: i32 = -4;
    /// Watches that are set again and the reply.
    pub const SET_WATCHES: i32 = -8;
}

/// `xid:i32 type:i32 record`: a request inside its packet.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Request<O = Operation> {
    /// The request's number, which its reply repeats. See [`xid`] for negative ones.
    pub xid: i32,
    /// What to do.
    #[wire(rest)]
    pub operation: O,
}

/// `xid:i32 zxid:i64 err:i32`: in front of every reply and event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Wire)]
pub struct ReplyHeader {
    /// The request's number.
    pub xid: i32,
    /// The number of the last change of the tree that the server knew; -1 in an event.
    pub zxid: i64,
    /// Whether it was done.
    pub error: ErrorCode,
}

/// A header, and what was asked for if the request succeeded.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Reply<A> {
    /// Which request it is about, and whether it was done.
    pub header: ReplyHeader,
    /// What was asked for.
    #[wire(when = header.error == ErrorCode::Ok)]
    pub answer: Option<A>,
}

impl<A> Reply<A> {
    /// Makes the reply to the request number `xid`, at the time of the change `zxid`.
    pub fn new(xid: i32, zxid: i64, result: Result<A, ErrorCode>) -> Self {
        let (error, answer) = match result {
            Ok(answer) => (ErrorCode::Ok, Some(answer)),
            Err(error) => (error, None),
        };
        Self { header: ReplyHeader { xid, zxid, error }, answer }
    }
}
