//! What follows the header of a reply, which depends on what was asked.

use bytes::Bytes;

use super::records::{AclAndStat, Path, Stat};
use super::{Operation, xid};
use crate::wire::{Decode, Encode, Error, Output, Reader, Wire};

/// What a reply holds after its header if the request succeeded.
///
/// A reply does not say which of them it is: decoding needs the [`OpCode`] that was asked.
///
/// ```
/// use kafka07::wire;
/// use kafka07::zookeeper::protocol::{Answer, OpCode};
///
/// let answer = wire::from_slice_with::<Answer, _>(b"\0\0\0\x02/a", OpCode::Create)?;
/// assert_eq!(answer, Answer::Path("/a".into()));
/// # Ok::<(), wire::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// delete, ping, auth, setWatches, closeSession: nothing.
    Done,
    /// create, sync: a path.
    Path(Path),
    /// exists, setData, setACL: a stat.
    Stat(Stat),
    /// getData: data and stat.
    Data(Data),
    /// getChildren: names.
    Children(Names),
    /// getChildren2: names and stat.
    Children2(NamesAndStat),
    /// getACL: an ACL and a stat.
    Acl(AclAndStat),
}

/// The type of a request, as far as replies depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Wire)]
#[wire(tag = i32)]
pub enum OpCode {
    /// 1: makes a node.
    #[wire(tag = 1)]
    Create,
    /// 2: deletes a node.
    #[wire(tag = 2)]
    Delete,
    /// 3: asks for a stat.
    #[wire(tag = 3)]
    Exists,
    /// 4: asks for data.
    #[wire(tag = 4)]
    GetData,
    /// 5: replaces data.
    #[wire(tag = 5)]
    SetData,
    /// 6: asks for an ACL.
    #[wire(tag = 6)]
    GetAcl,
    /// 7: replaces an ACL.
    #[wire(tag = 7)]
    SetAcl,
    /// 8: asks for names.
    #[wire(tag = 8)]
    GetChildren,
    /// 9: waits until the server is up to date.
    #[wire(tag = 9)]
    Sync,
    /// 11: says that the client lives.
    #[wire(tag = 11)]
    Ping,
    /// 12: asks for names and a stat.
    #[wire(tag = 12)]
    GetChildren2,
    /// 100: says who the client is.
    #[wire(tag = 100)]
    Auth,
    /// 101: sets watches again.
    #[wire(tag = 101)]
    SetWatches,
    /// -11: ends the session.
    #[wire(tag = -11)]
    CloseSession,
    /// Any other: nothing is answered.
    #[wire(other)]
    Unknown(i32),
}

impl OpCode {
    /// Returns the name that `ZooKeeper` gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Delete => "delete",
            Self::Exists => "exists",
            Self::GetData => "getData",
            Self::SetData => "setData",
            Self::GetAcl => "getACL",
            Self::SetAcl => "setACL",
            Self::GetChildren => "getChildren",
            Self::Sync => "sync",
            Self::Ping => "ping",
            Self::GetChildren2 => "getChildren2",
            Self::Auth => "auth",
            Self::SetWatches => "setWatches",
            Self::CloseSession => "closeSession",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Returns the request number that it always has, if it has one.
    pub fn fixed_xid(self) -> Option<i32> {
        match self {
            Self::Ping => Some(xid::PING),
            Self::Auth => Some(xid::AUTH),
            Self::SetWatches => Some(xid::SET_WATCHES),
            _ => None,
        }
    }

    /// Says whether the request changes the tree, so that it has a zxid of its own.
    pub fn is_write(self) -> bool {
        matches!(
            self,
            Self::Create | Self::Delete | Self::SetData | Self::SetAcl | Self::CloseSession
        )
    }
}

impl Operation {
    /// Returns its type.
    pub fn op_code(&self) -> OpCode {
        match self {
            Self::Create(_) => OpCode::Create,
            Self::Delete(_) => OpCode::Delete,
            Self::Exists(_) => OpCode::Exists,
            Self::GetData(_) => OpCode::GetData,
            Self::SetData(_) => OpCode::SetData,
            Self::GetAcl(_) => OpCode::GetAcl,
            Self::SetAcl(_) => OpCode::SetAcl,
            Self::GetChildren(_) => OpCode::GetChildren,
            Self::Sync(_) => OpCode::Sync,
            Self::Ping => OpCode::Ping,
            Self::GetChildren2(_) => OpCode::GetChildren2,
            Self::Auth(_) => OpCode::Auth,
            Self::SetWatches(_) => OpCode::SetWatches,
            Self::CloseSession => OpCode::CloseSession,
            Self::Unknown { code, .. } => OpCode::Unknown(*code),
        }
    }
}

impl Decode<'_, OpCode> for Answer {
    const MIN_LEN: usize = 0;

    fn decode(input: &mut Reader<'_>, asked: OpCode) -> Result<Self, Error> {
        Ok(match asked {
            OpCode::Create | OpCode::Sync => Self::Path(input.read()?),
            OpCode::Exists | OpCode::SetData | OpCode::SetAcl => Self::Stat(input.read()?),
            OpCode::GetData => Self::Data(input.read()?),
            OpCode::GetChildren => Self::Children(input.read()?),
            OpCode::GetChildren2 => Self::Children2(input.read()?),
            OpCode::GetAcl => Self::Acl(input.read()?),
            OpCode::Delete
            | OpCode::Ping
            | OpCode::Auth
            | OpCode::SetWatches
            | OpCode::CloseSession
            | OpCode::Unknown(_) => Self::Done,
        })
    }
}

impl Encode for Answer {
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
        match self {
            Self::Done => Ok(()),
            Self::Path(path) => out.write(path),
            Self::Stat(stat) => out.write(stat),
            Self::Data(data) => out.write(data),
            Self::Children(names) => out.write(names),
            Self::Children2(names) => out.write(names),
            Self::Acl(acl) => out.write(acl),
        }
    }
}

/// A node's data and stat.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Data {
    /// The data. Null and empty are different.
    #[wire(len = i32, null = -1)]
    pub data: Option<Bytes>,
    /// The stat.
    pub stat: Stat,
}

/// The names of a node's children, in no order.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Names {
    /// The names.
    #[wire(count = i32, null = -1)]
    pub names: Option<Vec<Path>>,
}

/// The names of a node's children, in no order, and the node's stat.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct NamesAndStat {
    /// The names.
    #[wire(count = i32, null = -1)]
    pub names: Option<Vec<Path>>,
    /// The node's stat.
    pub stat: Stat,
}
