//! The error of sessions and of the embedded server: what happened, on which path, and what to do.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use super::protocol::ErrorCode;
use super::protocol::path::InvalidPath;
use crate::addresses::addresses;
use crate::chain::boxed_kind;

/// Why a call of a [`Session`](super::Session) failed, or a [`Server`](super::Server) did not start.
///
/// It names the call and the path; [`kind`](Self::kind) says what happened. It is one word wide and
/// never holds data of nodes. `Display` leaves out the cause that
/// [`source`](std::error::Error::source) returns; `Debug` has the text and its causes on one line.
pub struct Error(Box<Placed>);

/// What happened, and where.
pub(super) struct Placed {
    kind: ErrorKind,
    call: Option<&'static str>,
    path: Option<String>,
}

/// Says what exactly happened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The node does not exist; for a create, its parent does not.
    #[error("there is no such node, or no parent for it")]
    NoNode,
    /// There is such a node already.
    #[error("the node exists already")]
    NodeExists,
    /// The node has another version than the one that was asked for: somebody else has changed it.
    #[error("the node has another version; read it again")]
    BadVersion,
    /// The node has children. Delete them first.
    #[error("the node has children; delete them first")]
    NotEmpty,
    /// The parent is ephemeral, and such nodes have no children.
    #[error("the parent is ephemeral, and ephemeral nodes have no children")]
    NoChildrenForEphemerals,
    /// The node's ACL does not permit it.
    #[error("the node's ACL does not permit it; authenticate, or ask its owner")]
    NoAuth,
    /// The ACL is empty or invalid.
    #[error("the ACL is empty or invalid")]
    InvalidAcl,
    /// The server did not believe who the session said it was. The session is over.
    #[error("the server refused the authentication; check scheme and secret")]
    AuthFailed,
    /// Any other error of the server's.
    #[error("the server answered: {0}")]
    Server(ErrorCode),
    /// The connection was lost. The session goes on, if a server is reached in time.
    #[error("the connection was lost {}", if *.maybe_done {
        "before the answer came; it may or may not have been carried out"
    } else {
        "and it was not carried out; try again"
    })]
    ConnectionLoss {
        /// Whether the request may have been carried out all the same.
        maybe_done: bool,
    },
    /// The session has expired: its ephemeral nodes and watches are gone. Make a new one.
    #[error("the session has expired, its ephemeral nodes and watches are gone; make a new one")]
    SessionExpired,
    /// The session was closed by this program.
    #[error("the session was closed")]
    Closed,
    /// The path is invalid. Nothing was sent.
    #[error("invalid path: {0}")]
    Path(InvalidPath),
    /// The request is over [`max_request_size`](super::SessionBuilder::max_request_size). Nothing was
    /// sent.
    #[error("the request has {size} bytes, but servers take at most {max} (`max_request_size`)")]
    RequestTooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit.
        max: usize,
    },
    /// The answer is over [`max_answer_size`](super::SessionBuilder::max_answer_size).
    #[error("the answer has {size} bytes, but at most {max} are allowed; raise `max_answer_size`")]
    AnswerTooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit.
        max: usize,
    },
    /// The list of servers is invalid.
    #[error("invalid list of servers {text:?}: {what}; write host:port,host:port/chroot")]
    Servers {
        /// The list.
        text: String,
        /// What is wrong with it.
        what: String,
    },
    /// No server answered in time.
    #[error("no server of {servers} answered within {waited:.1?}; last: {last}")]
    Connect {
        /// The list of servers.
        servers: String,
        /// How long it was tried.
        waited: Duration,
        /// Why the last attempt failed.
        last: String,
    },
    /// An invalid setting.
    #[error("invalid setting `{name}`: {what}")]
    Setting {
        /// The builder's method.
        name: &'static str,
        /// What is wrong with its value.
        what: String,
    },
    /// The embedded server cannot listen on the address.
    #[error("could not listen on {}", addresses(.addrs))]
    Listen {
        /// The addresses tried; empty if there was nothing to try.
        addrs: Vec<SocketAddr>,
        /// Why not.
        source: io::Error,
    },
    /// A thread, or what it waits with, could not be had.
    #[error("could not start a thread")]
    Thread(#[source] io::Error),
}

impl ErrorKind {
    /// What a server's error code means.
    pub(super) fn of(code: ErrorCode) -> Self {
        match code {
            ErrorCode::NoNode => Self::NoNode,
            ErrorCode::NodeExists => Self::NodeExists,
            ErrorCode::BadVersion => Self::BadVersion,
            ErrorCode::NotEmpty => Self::NotEmpty,
            ErrorCode::NoChildrenForEphemerals => Self::NoChildrenForEphemerals,
            ErrorCode::NoAuth => Self::NoAuth,
            ErrorCode::InvalidAcl => Self::InvalidAcl,
            ErrorCode::AuthFailed => Self::AuthFailed,
            ErrorCode::SessionExpired => Self::SessionExpired,
            ErrorCode::ConnectionLoss => Self::ConnectionLoss { maybe_done: true },
            other => Self::Server(other),
        }
    }
}

impl Error {
    /// Returns what happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns the path that the call was about, as it was given: without the chroot.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Says whether the same call may succeed if it is tried again: after a lost connection. If the
    /// error says that it may have been carried out, look first.
    pub fn is_retriable(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::ConnectionLoss { .. }
                | ErrorKind::Connect { .. }
                | ErrorKind::Server(ErrorCode::OperationTimeout | ErrorCode::SessionMoved)
        )
    }

    /// Adds the call and the path.
    pub(super) fn in_call(mut self, call: &'static str, path: &str) -> Self {
        self.0.call.get_or_insert(call);
        if !path.is_empty() {
            self.0.path.get_or_insert_with(|| path.to_owned());
        }
        self
    }
}

impl From<ErrorKind> for Error {
    #[cold]
    fn from(kind: ErrorKind) -> Self {
        Placed { kind, call: None, path: None }.into()
    }
}

impl std::error::Error for Placed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.kind)
    }
}

impl fmt::Display for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.call, &self.path) {
            (Some(call), Some(path)) => write!(f, "{call} of {}: ", path.escape_debug())?,
            (Some(call), None) => write!(f, "{call}: ")?,
            (None, _) => {}
        }
        self.kind.fmt(f)
    }
}

impl fmt::Debug for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

boxed_kind!(Error, Placed);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::assert_readable;

    fn kinds() -> Vec<ErrorKind> {
        let denied = || io::ErrorKind::PermissionDenied.into();
        let what = "it is below 1".to_owned();
        vec![
            ErrorKind::NoNode,
            ErrorKind::NodeExists,
            ErrorKind::BadVersion,
            ErrorKind::NotEmpty,
            ErrorKind::NoChildrenForEphemerals,
            ErrorKind::NoAuth,
            ErrorKind::InvalidAcl,
            ErrorKind::AuthFailed,
            ErrorKind::Server(ErrorCode::BadArguments),
            ErrorKind::ConnectionLoss { maybe_done: true },
            ErrorKind::ConnectionLoss { maybe_done: false },
            ErrorKind::SessionExpired,
            ErrorKind::Closed,
            ErrorKind::Path(InvalidPath::EmptyName),
            ErrorKind::RequestTooLarge { size: 2, max: 1 },
            ErrorKind::AnswerTooLarge { size: 2, max: 1 },
            ErrorKind::Servers { text: "a:b".to_owned(), what: "no port".to_owned() },
            ErrorKind::Connect {
                servers: "a:1".to_owned(),
                waited: Duration::from_secs(1),
                last: "refused".to_owned(),
            },
            ErrorKind::Setting { name: "max_nodes", what },
            ErrorKind::Listen { addrs: Vec::new(), source: denied() },
            ErrorKind::Thread(denied()),
        ]
    }

    #[test]
    fn texts_say_what_happened_where_and_a_cause_once() {
        for kind in kinds() {
            assert_readable(&Error::from(kind));
        }
        for kind in kinds() {
            let error = Error::from(kind).in_call("create", "/a\n").in_call("get", "/b");
            assert!(error.to_string().starts_with("create of /a\\n: "), "{error}");
            assert_eq!(error.path(), Some("/a\n"));
            assert_readable(&error);
        }
    }

    #[test]
    fn is_one_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
