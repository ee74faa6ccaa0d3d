//! Records that several packets hold.

use crate::wire::Wire;

/// What is known of a node besides its data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Wire)]
pub struct Stat {
    /// The change that made the node.
    pub czxid: i64,
    /// The last change of its data.
    pub mzxid: i64,
    /// When it was made, in milliseconds since 1970 by the server's clock.
    pub ctime: i64,
    /// When its data was last changed.
    pub mtime: i64,
    /// How often its data was changed.
    pub version: i32,
    /// How often a child was made or deleted.
    pub cversion: i32,
    /// How often its ACL was changed.
    pub aversion: i32,
    /// The session that it ends with; 0 if it is persistent.
    pub ephemeral_owner: i64,
    /// How many bytes of data it has; 0 if the data is null.
    pub data_length: i32,
    /// How many children it has.
    pub num_children: i32,
    /// The last change of its children, or the one that made it.
    pub pzxid: i64,
}

/// What one identity may do with a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Wire)]
pub struct Acl {
    /// The sum of [`perms`].
    pub perms: i32,
    /// Who may.
    pub id: Id,
}

impl Acl {
    /// Anyone may do anything.
    pub fn open() -> Self {
        Self { perms: perms::ALL, id: Id::anyone() }
    }
}

/// An identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Wire)]
pub struct Id {
    /// `world`, `auth`, `digest` or `ip`.
    #[wire(len = i32)]
    pub scheme: String,
    /// Who it is, as the scheme says it.
    #[wire(len = i32)]
    pub id: String,
}

impl Id {
    /// Everyone: `world:anyone`.
    pub fn anyone() -> Self {
        Self { scheme: "world".to_owned(), id: "anyone".to_owned() }
    }
}

/// What an [`Acl`] permits.
pub mod perms {
    /// Reading the data, and the names of the children.
    pub const READ: i32 = 1;
    /// Replacing the data.
    pub const WRITE: i32 = 1 << 1;
    /// Making children.
    pub const CREATE: i32 = 1 << 2;
    /// Deleting children.
    pub const DELETE: i32 = 1 << 3;
    /// Changing the ACL.
    pub const ADMIN: i32 = 1 << 4;
    /// All of it.
    pub const ALL: i32 = 31;
}

/// The path of a node, or the name of a child.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Wire)]
pub struct Path(#[wire(len = i32)] pub String);

impl From<&str> for Path {
    fn from(path: &str) -> Self {
        Self(path.to_owned())
    }
}

/// Who may do what with a node, and its stat.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct AclAndStat {
    /// Who may do what.
    #[wire(count = i32, null = -1)]
    pub acl: Option<Vec<Acl>>,
    /// The node's stat.
    pub stat: Stat,
}
