//! A server's settings.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

use super::core::Limits;
use super::hub::HubSettings;
use super::{Server, run};
use crate::zookeeper::protocol::DEFAULT_MAX_REQUEST_SIZE;
use crate::zookeeper::{Error, ErrorKind};

/// Settings of a [`Server`], from [`Server::builder`].
///
/// ```
/// use std::time::Duration;
///
/// use kafka07::zookeeper::Server;
///
/// let server = Server::builder()
///     .session_timeouts(Duration::from_millis(200), Duration::from_secs(60))
///     .start()?;
/// assert!(server.addr().ip().is_loopback());
/// # Ok::<(), kafka07::zookeeper::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a server runs only when it is started"]
pub struct ServerBuilder {
    addrs: io::Result<Vec<SocketAddr>>,
    limits: Limits,
    max_packet_size: usize,
    max_connections: usize,
}

impl Default for ServerBuilder {
    fn default() -> Self {
        Self {
            addrs: Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))]),
            limits: Limits {
                min_session_timeout: Duration::from_secs(4),
                max_session_timeout: Duration::from_secs(40),
                max_sessions: 10_000,
                max_nodes: 1_000_000,
                max_bytes: 256 << 20,
            },
            max_packet_size: DEFAULT_MAX_REQUEST_SIZE,
            max_connections: 1000,
        }
    }
}

impl ServerBuilder {
    /// Sets where to listen (`clientPort`). Defaults to a free port on 127.0.0.1, which
    /// [`Server::addr`] tells.
    ///
    /// Anyone who reaches this address can read and change everything. Listen on more than loopback
    /// only in a network that you trust.
    pub fn addr(mut self, addr: impl ToSocketAddrs) -> Self {
        self.addrs = addr.to_socket_addrs().map(Iterator::collect);
        self
    }

    /// Sets the shortest and the longest timeout that a session may have (`minSessionTimeout`,
    /// `maxSessionTimeout`). Defaults to 4 s and 40 s.
    pub fn session_timeouts(mut self, min: Duration, max: Duration) -> Self {
        self.limits.min_session_timeout = min;
        self.limits.max_session_timeout = max;
        self
    }

    /// Sets how many bytes a packet from a client may have (`jute.maxbuffer`). Defaults to 1,048,575.
    /// A connection that announces more is closed.
    pub fn max_packet_size(mut self, bytes: usize) -> Self {
        self.max_packet_size = bytes;
        self
    }

    /// Sets how many clients may be connected at once. Defaults to 1,000. Others are refused, with a
    /// warning in the log.
    pub fn max_connections(mut self, count: usize) -> Self {
        self.max_connections = count;
        self
    }

    /// Sets how many sessions there may be at once, with and without a connection. Defaults to
    /// 10,000. Others are refused.
    pub fn max_sessions(mut self, count: usize) -> Self {
        self.limits.max_sessions = count;
        self
    }

    /// Sets how many nodes there may be. Defaults to 1,000,000. Making another one fails with the
    /// code -1, and a warning in the log.
    pub fn max_nodes(mut self, count: usize) -> Self {
        self.limits.max_nodes = count;
        self
    }

    /// Sets how many bytes nodes and watches may take together, their paths included. Defaults to
    /// 256 MiB. A change that needs more fails with the code -1, and a watch that needs more closes
    /// its connection.
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_bytes = bytes;
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    /// If a setting is invalid, or the server cannot listen on the address or start its thread.
    pub fn start(self) -> Result<Server, Error> {
        self.check()?;
        let addrs = self.addrs.map_err(|source| ErrorKind::Listen { addrs: Vec::new(), source })?;
        let settings = HubSettings {
            max_packet: self.max_packet_size,
            max_connections: self.max_connections,
            handshake_timeout: self.limits.max_session_timeout,
        };
        run::start(addrs, self.limits, settings)
    }

    fn check(&self) -> Result<(), Error> {
        let wrong = |name, what: String| Err(ErrorKind::Setting { name, what }.into());
        let Limits { min_session_timeout: min, max_session_timeout: max, .. } = self.limits;
        if min.is_zero() || min > max {
            return wrong("session_timeouts", format!("{min:?} to {max:?} is no range above zero"));
        }
        if max.as_millis() > i32::MAX as u128 {
            return wrong("session_timeouts", format!("{max:?} is over 24 days"));
        }
        for (name, value) in [
            ("max_packet_size", self.max_packet_size),
            ("max_connections", self.max_connections),
            ("max_sessions", self.limits.max_sessions),
            ("max_nodes", self.limits.max_nodes),
            ("max_bytes", self.limits.max_bytes),
        ] {
            if value == 0 {
                return wrong(name, "it must be at least 1".to_owned());
            }
        }
        if self.max_packet_size > i32::MAX as usize / 2 {
            return wrong("max_packet_size", "it is over 1 GiB".to_owned());
        }
        Ok(())
    }
}
