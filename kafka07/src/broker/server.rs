//! The listener, its connections, and how all of them end.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::connection::Service;

/// Accepts connections and gives each a thread.
#[derive(Debug)]
pub(super) struct Server {
    service: Arc<Service>,
    addr: SocketAddr,
    max_connections: usize,
    connections: Mutex<Connections>,
}

#[derive(Debug, Default)]
struct Connections {
    next_id: u64,
    open: HashMap<u64, OpenConnection>,
    /// Threads that have served their client, to be joined.
    finished: Vec<JoinHandle<()>>,
}

#[derive(Debug)]
struct OpenConnection {
    stream: Arc<TcpStream>,
    thread: JoinHandle<()>,
}

/// How long to wait when the system has no file descriptor left for another connection.
const RETRY_PAUSE: Duration = Duration::from_millis(100);

/// How long the connection may take that wakes the listener: it is on this very machine.
const WAKE_TIMEOUT: Duration = Duration::from_secs(1);

impl Server {
    pub(super) fn new(service: Arc<Service>, addr: SocketAddr, max_connections: usize) -> Self {
        Self { service, addr, max_connections, connections: Mutex::default() }
    }

    /// Accepts connections until the order to stop.
    pub(super) fn run(self: &Arc<Self>, listener: &TcpListener) {
        while !self.service.stop.is_given() {
            match listener.accept() {
                Ok((stream, peer)) if !self.service.stop.is_given() => self.admit(stream, peer),
                Ok(_) => {}
                Err(error) if is_the_clients(&error) => {}
                Err(error) => {
                    event!(Error, "cannot accept a connection on {}: {error}", self.addr);
                    self.service.stop.wait(RETRY_PAUSE);
                }
            }
            self.join_finished();
        }
    }

    fn join_finished(&self) {
        let finished = std::mem::take(&mut self.lock().finished);
        for thread in finished {
            join(thread);
        }
    }

    /// How many connections are open.
    pub(super) fn connections(&self) -> usize {
        self.lock().open.len()
    }

    fn admit(self: &Arc<Self>, stream: TcpStream, peer: SocketAddr) {
        // Held until the thread is in the list, so that it cannot end before.
        let mut connections = self.lock();
        if connections.open.len() >= self.max_connections {
            event!(Warn, "{peer} refused: there are {} connections", connections.open.len());
            return;
        }
        let id = connections.next_id;
        connections.next_id += 1;
        let stream = Arc::new(stream);
        let (server, client) = (Arc::clone(self), Arc::clone(&stream));
        let thread = thread::Builder::new().name(format!("kafka07 {peer}")).spawn(move || {
            // Also when a handler panics.
            let _remove = RemoveWhenDone { server: &server, id };
            server.service.serve(&client);
            drop(client);
        });
        match thread {
            Ok(thread) => {
                connections.open.insert(id, OpenConnection { stream, thread });
            }
            Err(error) => event!(Error, "{peer} refused: no thread for it: {error}"),
        }
    }

    /// Stops listening and ends all connections. Requests that are being handled are handled to
    /// their end first.
    pub(super) fn stop(&self, listening: JoinHandle<()>) {
        self.service.stop.give();
        // The listener waits for a connection: here it is.
        while TcpStream::connect_timeout(&self.own_addr(), WAKE_TIMEOUT).is_err() {
            if listening.is_finished() {
                break;
            }
            // There may be no file descriptor left for it: connections that end give some back.
            self.shut_connections_down();
            thread::sleep(RETRY_PAUSE);
        }
        join(listening);
        self.shut_connections_down();
        let open = std::mem::take(&mut self.lock().open);
        for connection in open.into_values() {
            join(connection.thread);
        }
        self.join_finished();
    }

    fn shut_connections_down(&self) {
        for connection in self.lock().open.values() {
            let _ = connection.stream.shutdown(Shutdown::Both);
        }
    }

    /// Where this machine reaches the listener, also if it listens on all addresses.
    fn own_addr(&self) -> SocketAddr {
        let mut addr = self.addr;
        if addr.ip().is_unspecified() {
            addr.set_ip(match addr {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        addr
    }

    fn lock(&self) -> MutexGuard<'_, Connections> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a connection off the list when its thread ends, however it ends.
struct RemoveWhenDone<'s> {
    server: &'s Server,
    id: u64,
}

impl Drop for RemoveWhenDone<'_> {
    fn drop(&mut self) {
        let mut connections = self.server.lock();
        if let Some(connection) = connections.open.remove(&self.id) {
            connections.finished.push(connection.thread);
        }
    }
}

/// Waits for a thread to end; not for the one that runs this, which would never be.
pub(super) fn join(thread: JoinHandle<()>) {
    if thread.thread().id() != thread::current().id() && thread.join().is_err() {
        event!(Error, "a thread of the broker panicked");
    }
}

/// Whether an accept failed because of the client that was to be accepted.
fn is_the_clients(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}
