//! A connection to a server: packets out, packets in, never waiting.

use std::io::{self, Read};
use std::net::SocketAddr;
use std::time::Instant;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};

use crate::wire::{self, Encode};
use crate::zookeeper::inbox::{BadSize, Inbox};
use crate::zookeeper::outbox::Outbox;

/// Where its events are found.
pub(super) const LINK: Token = Token(1);

/// A connection.
#[derive(Debug)]
pub(super) struct Link {
    socket: TcpStream,
    pub(super) inbox: Inbox,
    outbox: Outbox,
    /// When something was last sent.
    pub(super) sent: Instant,
    /// When something last came.
    pub(super) heard: Instant,
    connected: bool,
}

/// Why a connection is given up.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error("it could not be connected to")]
    Connect(#[source] io::Error),
    #[error("the server closed the connection")]
    Closed,
    #[error("the connection failed")]
    Io(#[from] io::Error),
    #[error("the server did not answer in time")]
    Silent,
    #[error("the server announced a packet of {} bytes", .0.0)]
    Size(BadSize),
    #[error("what the server sent cannot be decoded")]
    Decode(#[from] wire::Error),
    #[error("the server answered what was not asked")]
    Order,
    #[error("the server gave the session another number")]
    OtherSession,
}

/// How much is read at once.
pub(super) const SCRATCH: usize = 1 << 16;

impl Link {
    /// Begins to connect.
    pub(super) fn connect(
        address: SocketAddr,
        registry: &Registry,
        max_answer: usize,
    ) -> Result<Self, Broken> {
        let mut socket = TcpStream::connect(address).map_err(Broken::Connect)?;
        let interest = Interest::READABLE | Interest::WRITABLE;
        registry.register(&mut socket, LINK, interest).map_err(Broken::Connect)?;
        let now = Instant::now();
        let (inbox, outbox) = (Inbox::new(max_answer), Outbox::default());
        Ok(Self { socket, inbox, outbox, sent: now, heard: now, connected: false })
    }

    /// Whether the connection is open by now.
    pub(super) fn is_connected(&mut self) -> Result<bool, Broken> {
        if !self.connected {
            if let Some(error) = self.socket.take_error()? {
                return Err(Broken::Connect(error));
            }
            match self.socket.peer_addr() {
                Ok(_) => {
                    self.connected = true;
                    // Without it small requests wait for each other.
                    let _ = self.socket.set_nodelay(true);
                }
                Err(error) if error.kind() == io::ErrorKind::NotConnected => {}
                Err(error) => return Err(Broken::Connect(error)),
            }
        }
        Ok(self.connected)
    }

    /// Adds a packet to what is to be sent.
    pub(super) fn push(&mut self, body: &impl Encode) -> Result<(), Broken> {
        Ok(self.outbox.push(body)?)
    }

    /// How many bytes wait to be sent.
    pub(super) fn unsent(&self) -> usize {
        self.outbox.len()
    }

    /// Sends as much as the server takes.
    pub(super) fn send(&mut self) -> Result<(), Broken> {
        if self.outbox.send(&mut self.socket)? {
            self.sent = Instant::now();
        }
        Ok(())
    }

    /// Reads what has come; `false` if nothing has.
    pub(super) fn read(&mut self, scratch: &mut [u8]) -> Result<bool, Broken> {
        match self.socket.read(scratch) {
            Ok(0) => Err(Broken::Closed),
            Ok(count) => {
                self.inbox.push(&scratch[..count]);
                self.heard = Instant::now();
                Ok(true)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
