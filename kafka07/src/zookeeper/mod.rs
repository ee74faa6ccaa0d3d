//! `ZooKeeper` 3.3 and later: its protocol, a blocking session, and an embedded server.

mod error;
mod inbox;
mod outbox;
pub mod protocol;
mod server;
mod session;

pub use error::{Error, ErrorKind};
pub use protocol::{Acl, CreateMode, Stat};
pub use server::{Faults, Server, ServerBuilder, SessionInfo};
pub use session::{
    Children, Event, EventWaker, Events, Node, NodeChange, NodeData, Pending, Pipelined, Session,
    SessionBuilder, State,
};
