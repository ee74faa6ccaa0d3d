//! What a server tells without being asked.

use crate::wire::Wire;

/// A watch has fired, and is gone.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct WatchedEvent {
    /// What has happened.
    pub kind: EventKind,
    /// How it is with the session.
    pub state: ServerState,
    /// The node.
    #[wire(len = i32)]
    pub path: String,
}

/// What has happened to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Wire)]
#[wire(tag = i32)]
pub enum EventKind {
    /// -1: nothing; it is about the session.
    #[wire(tag = -1)]
    None,
    /// 1: it was made.
    #[wire(tag = 1)]
    Created,
    /// 2: it was deleted.
    #[wire(tag = 2)]
    Deleted,
    /// 3: its data was replaced.
    #[wire(tag = 3)]
    DataChanged,
    /// 4: a child was made or deleted.
    #[wire(tag = 4)]
    ChildrenChanged,
    /// Any other number.
    #[wire(other)]
    Other(i32),
}

/// How it is with the session, as the server sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Wire)]
#[wire(tag = i32)]
pub enum ServerState {
    /// 0: not connected.
    #[wire(tag = 0)]
    Disconnected,
    /// 3: connected. In practice it is always this one.
    #[wire(tag = 3)]
    Connected,
    /// -112: expired.
    #[wire(tag = -112)]
    Expired,
    /// Any other number.
    #[wire(other)]
    Other(i32),
}
