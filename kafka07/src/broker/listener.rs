//! Where clients connect: waits for them, and for the order to stop, at the same time.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use mio::{Events, Interest, Poll, Token, Waker};

const CLIENT: Token = Token(0);
const WAKE: Token = Token(1);

/// A listening socket. Everything that it needs to stop it has from the start: there may be no file
/// descriptor left by then.
#[derive(Debug)]
pub(super) struct Listener {
    socket: mio::net::TcpListener,
    addr: SocketAddr,
    poll: Poll,
    events: Events,
}

impl Listener {
    /// Listens on the first of `addrs` where that is possible. The waker ends a
    /// [`wait`](Self::wait): the present one or the next.
    pub(super) fn bind(addrs: &[SocketAddr]) -> io::Result<(Self, Waker)> {
        let socket = std::net::TcpListener::bind(addrs)?;
        let addr = socket.local_addr()?;
        socket.set_nonblocking(true)?;
        let mut socket = mio::net::TcpListener::from_std(socket);
        let poll = Poll::new()?;
        poll.registry().register(&mut socket, CLIENT, Interest::READABLE)?;
        let waker = Waker::new(poll.registry(), WAKE)?;
        Ok((Self { socket, addr, poll, events: Events::with_capacity(2) }, waker))
    }

    /// The address with the port that it really has.
    pub(super) fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The next client that has connected, if there is one.
    pub(super) fn accept(&self) -> io::Result<Option<(TcpStream, SocketAddr)>> {
        match self.socket.accept() {
            Ok((stream, peer)) => {
                let stream = TcpStream::from(stream);
                stream.set_nonblocking(false)?;
                Ok(Some((stream, peer)))
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Waits, at most for `time`, until a client may have connected that [`accept`](Self::accept)
    /// has not been asked for since it had none.
    pub(super) fn wait(&mut self, time: Option<Duration>) -> io::Result<()> {
        match self.poll.poll(&mut self.events, time) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => Err(error),
            _ => Ok(()),
        }
    }
}
