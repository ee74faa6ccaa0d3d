//! A blocking session.

mod builder;
mod context;
mod data;
mod events;
mod link;
mod lookup;
mod pending;
mod pipelined;
mod reach;
mod servers;
mod shared;
mod watches;
mod worker;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub use builder::SessionBuilder;
pub use data::{Children, Node, NodeData};
pub use events::{Event, EventWaker, Events, NodeChange, State};
pub use pending::Pending;
pub use pipelined::Pipelined;

use self::servers::Servers;
use self::shared::Shared;
use super::protocol::{Acl, Create, CreateMode, Operation, Stat};
use super::{Error, ErrorKind};

/// A session with a `ZooKeeper` cluster, 3.3 or later.
///
/// All methods take `&self`: any number of threads may use it at once. A thread of its own keeps it
/// alive whatever they do, moves it to another server when the connection breaks, and sets its
/// watches again. It is closed when it is dropped.
///
/// ```
/// use kafka07::zookeeper::{CreateMode, ErrorKind, Server, Session};
///
/// let server = Server::start()?;
/// let session = Session::connect(format!("{}/kafka", server.addr()))?;
///
/// session.create_all("/brokers/ids")?;
/// session.create("/brokers/ids/1", "host:9092", CreateMode::Ephemeral)?;
/// let node = session.get("/brokers/ids/1")?;
/// assert_eq!(node.data.as_deref(), Some(&b"host:9092"[..]));
/// assert_eq!(session.children("/brokers/ids")?.names, ["1"]);
///
/// session.set("/brokers/ids/1", "other:9092", node.stat.version)?;
/// let error = session.set("/brokers/ids/1", "third:9092", node.stat.version).unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::BadVersion));
/// session.close()?;
/// # Ok::<(), kafka07::zookeeper::Error>(())
/// ```
///
/// # When the connection breaks
///
/// Requests that only read are sent again on the next connection, once. Those that change something
/// fail with [`ErrorKind::ConnectionLoss`], which says whether they may have been carried out.
/// Requests that are made meanwhile wait for a connection, as long as
/// [`request_timeout`](SessionBuilder::request_timeout) says. If no server is reached in time the
/// session expires: all calls fail from then on, and a new session has to be made.
#[derive(Debug)]
pub struct Session {
    shared: Arc<Shared>,
    servers: Servers,
    request_timeout: Option<Duration>,
    close_timeout: Duration,
    max_request: usize,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Session {
    /// Begins a session with one of the servers `host:port,host:port/chroot`; see
    /// [`SessionBuilder::connect`].
    ///
    /// # Errors
    /// If the list is invalid, no server is reached within 10 s, or the chroot cannot be made.
    pub fn connect(servers: impl AsRef<str>) -> Result<Self, Error> {
        Self::builder().connect(servers)
    }

    /// Returns settings for a session.
    pub fn builder() -> SessionBuilder {
        SessionBuilder::default()
    }

    /// Returns the session's number.
    pub fn id(&self) -> i64 {
        self.shared.lock().credentials.id
    }

    /// Returns the session's password, with which [`SessionBuilder::resume`] comes back to it.
    pub fn password(&self) -> Vec<u8> {
        self.shared.lock().credentials.password.clone()
    }

    /// Returns the timeout that the server has agreed to.
    pub fn timeout(&self) -> Duration {
        self.shared.lock().timeout
    }

    /// Returns how it is with the session.
    pub fn state(&self) -> State {
        self.shared.lock().state.unwrap_or(State::Disconnected)
    }

    /// Returns the server that it is, or was last, connected to.
    pub fn server(&self) -> String {
        self.shared.lock().server.as_deref().unwrap_or_default().to_owned()
    }

    /// Makes a queue for events: of the session, and of watches that are set with it.
    pub fn events(&self) -> Events {
        self.shared.subscribe()
    }

    /// Returns the same calls, without waiting for the answers.
    pub fn pipelined(&self) -> Pipelined<'_> {
        Pipelined(self)
    }

    /// Makes a node, and returns its path: a sequential one has ten digits added.
    ///
    /// Anyone may do anything with it; see [`create_with_acl`](Self::create_with_acl).
    ///
    /// # Errors
    /// [`ErrorKind::NoNode`] without a parent, [`ErrorKind::NodeExists`],
    /// [`ErrorKind::NoChildrenForEphemerals`], [`ErrorKind::NoAuth`]; those of all calls.
    pub fn create(
        &self,
        path: &str,
        data: impl Into<NodeData>,
        mode: CreateMode,
    ) -> Result<String, Error> {
        self.pipelined().create(path, data, mode).wait()
    }

    /// Makes a node with an ACL.
    ///
    /// # Errors
    /// Those of [`create`](Self::create), and [`ErrorKind::InvalidAcl`].
    pub fn create_with_acl(
        &self,
        path: &str,
        data: impl Into<NodeData>,
        mode: CreateMode,
        acl: &[Acl],
    ) -> Result<String, Error> {
        self.pipelined().create_with_acl(path, data, mode, acl).wait()
    }

    /// Makes a persistent node with null data and all of its parents, as far as they are not there.
    ///
    /// # Errors
    /// Those of [`create`](Self::create), except [`ErrorKind::NoNode`] and
    /// [`ErrorKind::NodeExists`].
    pub fn create_all(&self, path: &str) -> Result<(), Error> {
        if path == "/" || self.exists(path)?.is_some() {
            return Ok(());
        }
        let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
        let made: Vec<_> = ends
            .map(|end| {
                self.pipelined().create(&path[..end], NodeData::null(), CreateMode::Persistent)
            })
            .collect();
        let result = made.into_iter().map(Pending::wait).next_back();
        match result {
            Some(Err(error)) if !matches!(error.kind(), ErrorKind::NodeExists) => Err(error),
            _ => Ok(()),
        }
    }

    /// Deletes a node. It must have this version; any with `None`.
    ///
    /// # Errors
    /// [`ErrorKind::NoNode`], [`ErrorKind::BadVersion`], [`ErrorKind::NotEmpty`],
    /// [`ErrorKind::NoAuth`]; those of all calls.
    pub fn delete(&self, path: &str, version: impl Into<Option<i32>>) -> Result<(), Error> {
        self.pipelined().delete(path, version).wait()
    }

    /// Returns a node's stat, or `None` if the node does not exist.
    ///
    /// # Errors
    /// Those of all calls: [`ErrorKind::Path`], [`ErrorKind::RequestTooLarge`],
    /// [`ErrorKind::AnswerTooLarge`], [`ErrorKind::ConnectionLoss`],
    /// [`ErrorKind::SessionExpired`], [`ErrorKind::Closed`], [`ErrorKind::Server`].
    pub fn exists(&self, path: &str) -> Result<Option<Stat>, Error> {
        self.pipelined().exists(path).wait()
    }

    /// Returns a node's stat, and tells `events` when it is made, changed or deleted.
    ///
    /// # Errors
    /// Those of [`exists`](Self::exists).
    pub fn exists_watched(&self, path: &str, events: &Events) -> Result<Option<Stat>, Error> {
        self.pipelined().exists_watched(path, events).wait()
    }

    /// Reads a node.
    ///
    /// # Errors
    /// [`ErrorKind::NoNode`], [`ErrorKind::NoAuth`]; those of all calls.
    pub fn get(&self, path: &str) -> Result<Node, Error> {
        self.pipelined().get(path).wait()
    }

    /// Reads a node, and tells `events` when it is changed or deleted.
    ///
    /// # Errors
    /// Those of [`get`](Self::get). Then no watch is set.
    pub fn get_watched(&self, path: &str, events: &Events) -> Result<Node, Error> {
        self.pipelined().get_watched(path, events).wait()
    }

    /// Returns the names of a node's children, in no order.
    ///
    /// # Errors
    /// [`ErrorKind::NoNode`], [`ErrorKind::NoAuth`]; those of all calls.
    pub fn children(&self, path: &str) -> Result<Children, Error> {
        self.pipelined().children(path).wait()
    }

    /// Returns the names of a node's children, and tells `events` when one is made or deleted, or
    /// the node itself is deleted.
    ///
    /// # Errors
    /// Those of [`children`](Self::children). Then no watch is set.
    pub fn children_watched(&self, path: &str, events: &Events) -> Result<Children, Error> {
        self.pipelined().children_watched(path, events).wait()
    }

    /// Replaces a node's data, and returns its new stat. It must have this version; any with `None`.
    ///
    /// # Errors
    /// [`ErrorKind::NoNode`], [`ErrorKind::BadVersion`], [`ErrorKind::NoAuth`]; those of all calls.
    pub fn set(
        &self,
        path: &str,
        data: impl Into<NodeData>,
        version: impl Into<Option<i32>>,
    ) -> Result<Stat, Error> {
        self.pipelined().set(path, data, version).wait()
    }

    /// Returns who may do what with a node, and its stat.
    ///
    /// # Errors
    /// [`ErrorKind::NoNode`]; those of all calls.
    pub fn acl(&self, path: &str) -> Result<(Vec<Acl>, Stat), Error> {
        self.pipelined().acl(path).wait()
    }

    /// Says who may do what with a node. Its ACL must have this version (`aversion`); any with
    /// `None`.
    ///
    /// # Errors
    /// [`ErrorKind::NoNode`], [`ErrorKind::BadVersion`], [`ErrorKind::NoAuth`],
    /// [`ErrorKind::InvalidAcl`]; those of all calls.
    pub fn set_acl(
        &self,
        path: &str,
        acl: &[Acl],
        version: impl Into<Option<i32>>,
    ) -> Result<Stat, Error> {
        self.pipelined().set_acl(path, acl, version).wait()
    }

    /// Waits until the server knows all changes that others had made when it was asked. A read after
    /// it sees them.
    ///
    /// # Errors
    /// Those of all calls.
    pub fn sync(&self, path: &str) -> Result<(), Error> {
        self.pipelined().sync(path).wait()
    }

    /// Ends the session: its ephemeral nodes are gone when it returns `Ok`. What is on its way is
    /// answered first. Dropping it does the same.
    ///
    /// # Errors
    /// [`ErrorKind::SessionExpired`] or [`ErrorKind::AuthFailed`] if it had ended before;
    /// [`ErrorKind::ConnectionLoss`] if no server answered within
    /// [`close_timeout`](SessionBuilder::close_timeout): then it expires by itself, later.
    pub fn close(&self) -> Result<(), Error> {
        self.end(self.close_timeout);
        let (ended, cleanly) = (self.shared.ended(), self.shared.lock().closed_cleanly);
        match ended {
            Some(ErrorKind::Closed) if cleanly => Ok(()),
            Some(ErrorKind::Closed) | None => {
                let lost = ErrorKind::ConnectionLoss { maybe_done: true };
                Err(Error::from(lost).in_call("close", ""))
            }
            Some(kind) => Err(Error::from(kind).in_call("close", "")),
        }
    }

    /// Stops using the session without ending it: its ephemeral nodes stay until it expires, and
    /// [`SessionBuilder::resume`] comes back to it.
    pub fn leave(&self) {
        self.end(Duration::ZERO);
    }

    fn end(&self, timeout: Duration) {
        let by = Instant::now() + timeout.min(Duration::from_secs(24 * 3600));
        self.shared.lock().close_by.get_or_insert(by);
        self.shared.wake();
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take()
            && thread.join().is_err()
        {
            event!(Error, "the thread of a ZooKeeper session panicked");
        }
    }

    /// Makes the chroot, which is above all paths that calls know.
    fn make_chroot(&self) -> Result<(), Error> {
        let chroot = &self.servers.chroot;
        if chroot.is_empty() || self.exists("/")?.is_some() {
            return Ok(());
        }
        let request = |path: &str| {
            let (data, acl) = (None, Some(vec![Acl::open()]));
            let (path, mode) = (path.to_owned(), CreateMode::Persistent);
            let slot =
                self.pipelined().send(Operation::Create(Create { path, data, acl, mode }), None);
            Pending::new(slot, "create", chroot, |outcome| outcome.map(|_| ()))
        };
        let made: Vec<_> = self.servers.chroot_and_parents().map(request).collect();
        match made.into_iter().map(Pending::wait).next_back() {
            Some(Err(error)) if !matches!(error.kind(), ErrorKind::NodeExists) => Err(error),
            _ => Ok(()),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.close();
    }
}
