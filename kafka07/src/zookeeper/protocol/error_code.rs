//! What a server says went wrong.

use std::fmt;

use crate::wire::Wire;

/// The error code of a reply.
///
/// ```
/// use kafka07::zookeeper::protocol::ErrorCode;
///
/// assert_eq!(i32::from(ErrorCode::NoNode), -101);
/// assert_eq!(ErrorCode::NoNode.to_string(), "no such node (-101)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Wire)]
#[wire(tag = i32)]
pub enum ErrorCode {
    /// 0: no error.
    #[wire(tag = 0)]
    Ok,
    /// -1: the server failed.
    #[wire(tag = -1)]
    SystemError,
    /// -3: the server found its data inconsistent.
    #[wire(tag = -3)]
    DataInconsistency,
    /// -4: the connection was lost.
    #[wire(tag = -4)]
    ConnectionLoss,
    /// -5: the request is too short for its record, or wrong in another way.
    #[wire(tag = -5)]
    MarshallingError,
    /// -6: the server does not know the operation.
    #[wire(tag = -6)]
    Unimplemented,
    /// -7: it took the server too long.
    #[wire(tag = -7)]
    OperationTimeout,
    /// -8: an invalid path, create mode or the like.
    #[wire(tag = -8)]
    BadArguments,
    /// -101: the node does not exist; for create, its parent does not.
    #[wire(tag = -101)]
    NoNode,
    /// -102: the node's ACL does not permit it.
    #[wire(tag = -102)]
    NoAuth,
    /// -103: the node has another version.
    #[wire(tag = -103)]
    BadVersion,
    /// -108: the parent is ephemeral.
    #[wire(tag = -108)]
    NoChildrenForEphemerals,
    /// -110: there is such a node already.
    #[wire(tag = -110)]
    NodeExists,
    /// -111: the node has children.
    #[wire(tag = -111)]
    NotEmpty,
    /// -112: the session has expired.
    #[wire(tag = -112)]
    SessionExpired,
    /// -114: the ACL is null, empty or invalid.
    #[wire(tag = -114)]
    InvalidAcl,
    /// -115: the server does not believe who the client says it is.
    #[wire(tag = -115)]
    AuthFailed,
    /// -118: the session goes on at another server; known from 3.4 on.
    #[wire(tag = -118)]
    SessionMoved,
    /// Any other code, kept as it came.
    #[wire(other)]
    Other(i32),
}

impl ErrorCode {
    /// The number on the wire, and what it means.
    fn describe(self) -> (i32, &'static str) {
        match self {
            Self::Ok => (0, "no error"),
            Self::SystemError => (-1, "system error"),
            Self::DataInconsistency => (-3, "data inconsistency"),
            Self::ConnectionLoss => (-4, "connection loss"),
            Self::MarshallingError => (-5, "marshalling error"),
            Self::Unimplemented => (-6, "unimplemented"),
            Self::OperationTimeout => (-7, "operation timeout"),
            Self::BadArguments => (-8, "bad arguments"),
            Self::NoNode => (-101, "no such node"),
            Self::NoAuth => (-102, "not authorized"),
            Self::BadVersion => (-103, "bad version"),
            Self::NoChildrenForEphemerals => (-108, "ephemeral nodes have no children"),
            Self::NodeExists => (-110, "node exists"),
            Self::NotEmpty => (-111, "node has children"),
            Self::SessionExpired => (-112, "session expired"),
            Self::InvalidAcl => (-114, "invalid ACL"),
            Self::AuthFailed => (-115, "authentication failed"),
            Self::SessionMoved => (-118, "session moved"),
            Self::Other(code) => (code, "unknown error"),
        }
    }
}

impl From<ErrorCode> for i32 {
    fn from(code: ErrorCode) -> Self {
        code.describe().0
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, text) = self.describe();
        write!(f, "{text} ({code})")
    }
}

#[cfg(test)]
mod tests {
    use super::ErrorCode;
    use crate::wire;

    #[test]
    fn number_and_wire_form_agree_for_every_code() {
        for code in -130_i32..=10 {
            let typed: ErrorCode = wire::from_slice(&code.to_be_bytes()).unwrap();
            assert_eq!(i32::from(typed), code);
            assert_eq!(wire::to_vec(&typed).unwrap(), code.to_be_bytes());
        }
    }
}
