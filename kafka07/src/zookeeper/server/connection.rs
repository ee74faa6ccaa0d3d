//! One client's connection: bytes in, bytes out, never waiting.

use std::io::{self, Read};
use std::net::{Shutdown, SocketAddr};
use std::time::{Duration, Instant};

use mio::net::TcpStream;

use super::acl;
use crate::zookeeper::inbox::{BadSize, Inbox, SIZE_LEN};
use crate::zookeeper::outbox::Outbox;
use crate::zookeeper::protocol::Id;

/// A connection.
#[derive(Debug)]
pub(super) struct Connection {
    socket: TcpStream,
    pub(super) peer: SocketAddr,
    pub(super) inbox: Inbox,
    pub(super) outbox: Outbox,
    pub(super) phase: Phase,
    /// The session whose requests it carries.
    pub(super) session: Option<i64>,
    /// Who the client is.
    pub(super) ids: Vec<Id>,
    /// Whether there may be something to read.
    pub(super) readable: bool,
    /// When the next request may be handled, if that is put off.
    pub(super) held_until: Option<Instant>,
    max_packet: usize,
}

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// It has no session yet, and should have one by then.
    New(Instant),
    /// Its requests are handled.
    Serving(i64),
    /// It is closed when its answers are sent and the client has closed, or by then.
    Closing(Instant),
}

/// Why a connection is closed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Closed {
    #[error("the client closed it")]
    ByClient,
    #[error("it failed")]
    Io(#[from] io::Error),
    #[error("a packet of {} bytes was announced", .0.0)]
    Size(BadSize),
    #[error("what came cannot be decoded")]
    Decode(#[from] crate::wire::Error),
    #[error("{0}")]
    Refused(&'static str),
    #[error("it had no session in time")]
    Silent,
    #[error("its client does not read its answers")]
    Unread,
    #[error("its session expired")]
    Expired,
    #[error("the session was taken over by another connection")]
    Replaced,
    #[error("a fault for tests asked for it")]
    Fault,
    #[error("all was said")]
    Done,
}

/// How long the end of a connection may take, so that the client gets its last answers.
const CLOSING_TIME: Duration = Duration::from_secs(2);

impl Connection {
    pub(super) fn new(socket: TcpStream, peer: SocketAddr, max_packet: usize, by: Instant) -> Self {
        // Without it small answers wait for each other; a socket that refuses works all the same.
        let _ = socket.set_nodelay(true);
        Self {
            socket,
            peer,
            inbox: Inbox::new(max_packet),
            outbox: Outbox::default(),
            phase: Phase::New(by),
            session: None,
            ids: vec![acl::address(peer.ip())],
            readable: true,
            held_until: None,
            max_packet,
        }
    }

    /// The socket, to be registered.
    pub(super) fn socket(&mut self) -> &mut TcpStream {
        &mut self.socket
    }

    /// Its requests are those of this session from now on.
    pub(super) fn serve(&mut self, session: i64) {
        self.session = Some(session);
        self.phase = Phase::Serving(session);
    }

    /// Reads what is there, as far as it is needed for a whole packet. Says whether something came.
    pub(super) fn read(&mut self, scratch: &mut [u8]) -> Result<bool, Closed> {
        if !self.readable || self.inbox.waiting().len() >= self.max_packet + SIZE_LEN {
            return Ok(false);
        }
        match self.socket.read(scratch) {
            Ok(0) => Err(Closed::ByClient),
            Ok(count) => {
                // At the end of a connection it is read so that the client does not get a reset.
                if !matches!(self.phase, Phase::Closing(_)) {
                    self.inbox.push(&scratch[..count]);
                }
                Ok(true)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.readable = false;
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Sends what the client takes.
    pub(super) fn send(&mut self) -> Result<(), Closed> {
        self.outbox.send(&mut self.socket)?;
        if self.outbox.is_empty() && matches!(self.phase, Phase::Closing(_)) {
            let _ = self.socket.shutdown(Shutdown::Write);
        }
        Ok(())
    }

    /// Handles nothing more; the connection ends when all was sent.
    pub(super) fn finish(&mut self, now: Instant) {
        self.phase = Phase::Closing(now + CLOSING_TIME);
        self.held_until = None;
    }

    /// When something has to be done although nothing comes.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let end = match self.phase {
            Phase::New(by) | Phase::Closing(by) => Some(by),
            Phase::Serving(_) => None,
        };
        end.into_iter().chain(self.held_until).min()
    }
}
