//! An embedded server, for tests and demonstrations.

mod acl;
mod builder;
mod children;
mod connection;
mod core;
mod fault_state;
mod faults;
mod hub;
mod run;
mod sessions;
mod tree;
mod watches;
mod words;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

pub use builder::ServerBuilder;
pub use faults::Faults;

use self::hub::Hub;
use self::run::Shared;
use super::Error;

/// A running `ZooKeeper` server. It stops when it is dropped.
///
/// It answers as a server 3.3.3 does, byte by byte: sessions that expire, ephemeral and sequential
/// nodes, watches, versions, stats, ACLs, and the commands `ruok`, `envi`, `srvr` and `stat`. It is alone,
/// and keeps everything in memory: what is in it is gone when it stops.
///
/// ```
/// use kafka07::zookeeper::{CreateMode, Server, Session};
///
/// let server = Server::start()?;
/// let session = Session::connect(server.addr().to_string())?;
/// session.create("/greeting", "hello", CreateMode::Persistent)?;
/// assert_eq!(session.get("/greeting")?.data.as_deref(), Some(&b"hello"[..]));
/// # Ok::<(), kafka07::zookeeper::Error>(())
/// ```
///
/// All that clients can take is limited:
///
/// | what | setting | default |
/// |---|---|---|
/// | size of a packet | [`max_packet_size`](ServerBuilder::max_packet_size) | 1,048,575 bytes |
/// | connections | [`max_connections`](ServerBuilder::max_connections) | 1,000 |
/// | sessions | [`max_sessions`](ServerBuilder::max_sessions) | 10,000 |
/// | nodes | [`max_nodes`](ServerBuilder::max_nodes) | 1,000,000 |
/// | memory of nodes and watches | [`max_bytes`](ServerBuilder::max_bytes) | 256 MiB |
///
/// A client that does not read its answers is not read from after 1 MiB of them; one for which 64
/// MiB of events wait is disconnected.
#[derive(Debug)]
pub struct Server {
    addr: SocketAddr,
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// A session as the server sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionInfo {
    /// Its number.
    pub id: i64,
    /// After what silence it expires.
    pub timeout: Duration,
    /// Whether its client is connected.
    pub connected: bool,
}

impl Server {
    /// Starts a server on a free port of 127.0.0.1, which [`addr`](Self::addr) tells.
    ///
    /// # Errors
    /// If it cannot listen, or start its thread.
    pub fn start() -> Result<Self, Error> {
        Self::builder().start()
    }

    /// Returns settings for a server.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::default()
    }

    /// Returns the address that it listens on, with the port that it really has.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Returns how many clients are connected.
    pub fn connections(&self) -> usize {
        self.shared.lock().connections()
    }

    /// Returns all sessions, in the order in which they were made.
    pub fn sessions(&self) -> Vec<SessionInfo> {
        let hub = self.shared.lock();
        let info = |(id, session): (i64, &sessions::SessionState)| SessionInfo {
            id,
            timeout: session.timeout,
            connected: session.connection.is_some(),
        };
        let mut sessions: Vec<_> = hub.core.sessions.iter().map(info).collect();
        sessions.sort_unstable_by_key(|session| session.id);
        sessions
    }

    /// Returns how many watches are set.
    pub fn watches(&self) -> usize {
        self.shared.lock().core.watches()
    }

    /// Returns the number of the last change.
    pub fn zxid(&self) -> i64 {
        self.shared.lock().core.zxid()
    }

    /// Returns faults for tests of how a client takes them.
    pub fn faults(&self) -> Faults<'_> {
        Faults(self)
    }

    /// Closes all connections and stops listening. It may be called any number of times.
    pub fn shutdown(&self) {
        self.change(|hub| hub.stopping = true);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            event!(Error, "the thread of the ZooKeeper server on {} panicked", self.addr);
        }
    }

    /// Changes something, and lets the thread see it.
    fn change<T>(&self, change: impl FnOnce(&mut Hub) -> T) -> T {
        let changed = change(&mut self.shared.lock());
        self.shared.wake();
        changed
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shutdown();
    }
}
