//! The wire protocol of `ZooKeeper` 3.3, declared. It can be read as its specification.
//!
//! All numbers are big-endian. Text, buffers and lists have an `i32` in front, -1 for null.
//!
//! 1. A client sends a [`ConnectRequest`] and the server answers with a [`ConnectResponse`].
//! 2. Then the client sends [`Request`]s, and the server answers each in order with a [`Reply`].
//!    Which [`Answer`] follows its header depends on the request's [`OpCode`].
//! 3. At any time between two replies the server sends a [`WatchedEvent`] for a watch that fired.
//!
//! Each travels in a [`Packet`]. Replies and events begin with a [`ReplyHeader`], whose `xid` tells
//! them apart:
//!
//! | xid | packet |
//! |---|---|
//! | 0 or more | the reply to the request with this number |
//! | [`xid::EVENT`], -1 | a [`WatchedEvent`] |
//! | [`xid::PING`], -2 | the reply to [`Operation::Ping`] |
//! | [`xid::AUTH`], -4 | the reply to [`Operation::Auth`] |
//! | [`xid::SET_WATCHES`], -8 | the reply to [`Operation::SetWatches`] |

mod answer;
mod connect;
mod error_code;
mod event;
mod header;
mod operation;
mod packet;
pub mod path;
mod records;

pub use answer::{Answer, Data, Names, NamesAndStat, OpCode};
pub use connect::{ConnectRequest, ConnectResponse, PASSWORD_LEN};
pub use error_code::ErrorCode;
pub use event::{EventKind, ServerState, WatchedEvent};
pub use header::{Reply, ReplyHeader, Request, xid};
pub use operation::{
    Auth, Create, CreateMode, Delete, Operation, Read, SetAcl, SetData, SetWatches,
};
pub use packet::Packet;
pub use records::{Acl, AclAndStat, Id, Path, Stat, perms};

/// The port that servers listen on unless configured otherwise.
pub const DEFAULT_PORT: u16 = 2181;

/// `jute.maxbuffer` of a server that is not configured otherwise: the most bytes that a request may
/// have. A server closes the connection of a client that announces more.
pub const DEFAULT_MAX_REQUEST_SIZE: usize = 1_048_575;
