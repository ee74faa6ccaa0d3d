//! Every request that a server 3.3 knows.

use bytes::Bytes;

use super::records::Acl;
use crate::wire::Wire;

/// `type:i32 record`: what a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[wire(tag = i32)]
pub enum Operation {
    /// 1: makes a node.
    #[wire(tag = 1)]
    Create(Create),
    /// 2: deletes a node without children.
    #[wire(tag = 2)]
    Delete(Delete),
    /// 3: asks for a node's stat.
    #[wire(tag = 3)]
    Exists(Read),
    /// 4: asks for a node's data.
    #[wire(tag = 4)]
    GetData(Read),
    /// 5: replaces a node's data.
    #[wire(tag = 5)]
    SetData(SetData),
    /// 6: asks who may do what with a node.
    #[wire(tag = 6)]
    GetAcl(super::Path),
    /// 7: says who may do what with a node.
    #[wire(tag = 7)]
    SetAcl(SetAcl),
    /// 8: asks for the names of a node's children.
    #[wire(tag = 8)]
    GetChildren(Read),
    /// 9: waits until the server is as far as the others were.
    #[wire(tag = 9)]
    Sync(super::Path),
    /// 11: says that the client lives.
    #[wire(tag = 11)]
    Ping,
    /// 12: asks for the names of a node's children and the node's stat.
    #[wire(tag = 12)]
    GetChildren2(Read),
    /// 100: says who the client is.
    #[wire(tag = 100)]
    Auth(Auth),
    /// 101: sets watches again on a new connection.
    #[wire(tag = 101)]
    SetWatches(SetWatches),
    /// -11: ends the session.
    #[wire(tag = -11)]
    CloseSession,
    /// Any other type, such as those of newer versions. A server 3.3 drops it in silence.
    #[wire(other)]
    Unknown {
        /// The type.
        code: i32,
        /// The record.
        #[wire(rest)]
        record: Bytes,
    },
}

/// Makes a node.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Create {
    /// Its path, or what its path begins with if it is sequential.
    #[wire(len = i32)]
    pub path: String,
    /// Its data. Null and empty are different.
    #[wire(len = i32, null = -1)]
    pub data: Option<Bytes>,
    /// Who may do what with it; not null and not empty.
    #[wire(count = i32, null = -1)]
    pub acl: Option<Vec<Acl>>,
    /// How long it lives, and whether a number is added to its path.
    pub mode: CreateMode,
}

/// How long a node lives, and whether the server adds a number to its path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Wire)]
#[wire(tag = i32)]
pub enum CreateMode {
    /// It lives until it is deleted.
    #[default]
    #[wire(tag = 0)]
    Persistent,
    /// It is deleted when the session that made it ends, and has no children.
    #[wire(tag = 1)]
    Ephemeral,
    /// It lives until it is deleted. Ten digits are added to its path, which grow with each child of
    /// its parent.
    #[wire(tag = 2)]
    PersistentSequential,
    /// Both.
    #[wire(tag = 3)]
    EphemeralSequential,
    /// Any other number: invalid in 3.3.
    #[wire(other)]
    Other(i32),
}

impl CreateMode {
    /// Says whether the node is deleted when the session ends.
    pub fn is_ephemeral(self) -> bool {
        matches!(self, Self::Ephemeral | Self::EphemeralSequential)
    }

    /// Says whether the server adds a number to the path.
    pub fn is_sequential(self) -> bool {
        matches!(self, Self::PersistentSequential | Self::EphemeralSequential)
    }
}

/// Deletes a node.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Delete {
    /// Its path.
    #[wire(len = i32)]
    pub path: String,
    /// The version that it must have; -1 for any.
    pub version: i32,
}

/// Reads something of a node: its stat, its data or its children.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Read {
    /// Its path.
    #[wire(len = i32)]
    pub path: String,
    /// Whether to tell when it changes. It is told once.
    pub watch: bool,
}

/// Replaces a node's data.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct SetData {
    /// Its path.
    #[wire(len = i32)]
    pub path: String,
    /// The new data.
    #[wire(len = i32, null = -1)]
    pub data: Option<Bytes>,
    /// The version that it must have; -1 for any.
    pub version: i32,
}

/// Says who may do what with a node.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct SetAcl {
    /// Its path.
    #[wire(len = i32)]
    pub path: String,
    /// Who may do what.
    #[wire(count = i32, null = -1)]
    pub acl: Option<Vec<Acl>>,
    /// The version that its ACL must have; -1 for any.
    pub version: i32,
}

/// Says who the client is. It does not show the secret in `Debug`.
#[derive(Clone, PartialEq, Eq, Wire)]
pub struct Auth {
    /// 0; servers do not look at it.
    pub kind: i32,
    /// How the client proves it: `digest` for name and password.
    #[wire(len = i32)]
    pub scheme: String,
    /// The proof: `name:password` for `digest`.
    #[wire(len = i32, null = -1)]
    pub auth: Option<Vec<u8>>,
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

/// Sets watches again after the connection was lost. What has changed since is told before the reply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Wire)]
pub struct SetWatches {
    /// The last change that the client knew when the connection was lost.
    pub relative_zxid: i64,
    /// Nodes whose data is watched.
    #[wire(count = i32, null = -1)]
    pub data: Option<Vec<super::Path>>,
    /// Paths without a node: their creation is watched.
    #[wire(count = i32, null = -1)]
    pub exist: Option<Vec<super::Path>>,
    /// Nodes whose children are watched.
    #[wire(count = i32, null = -1)]
    pub child: Option<Vec<super::Path>>,
}
