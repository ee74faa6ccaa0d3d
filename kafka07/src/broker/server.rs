//! Accepts clients, gives each a thread, and closes the connections that wait for too long.

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use mio::Waker;

use super::client::{Client, PhaseLimits};
use super::connection::Service;
use super::listener::Listener;
use super::threads::Threads;

/// How many clients there may be, and how long they may be silent.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClientLimits {
    pub(super) max_connections: usize,
    /// After what silence a new client takes the place of one that was served; `None` if it never
    /// takes any.
    pub(super) replace_after: Option<Duration>,
    pub(super) phases: PhaseLimits,
}

/// The clients of a broker.
#[derive(Debug)]
pub(super) struct Server {
    service: Arc<Service>,
    threads: Arc<Threads>,
    addr: SocketAddr,
    limits: ClientLimits,
    /// `None` when nobody listens any more.
    waker: Mutex<Option<Waker>>,
    clients: Mutex<Clients>,
}

#[derive(Debug, Default)]
struct Clients {
    next_id: u64,
    connected: HashMap<u64, Arc<Client>>,
}

/// What becomes of a client that has just connected.
enum Admission {
    Admitted(u64),
    Full,
    Stopping,
}

/// How long to wait when the system has no file descriptor left for another connection.
const RETRY_PAUSE: Duration = Duration::from_millis(100);

impl Server {
    pub(super) fn new(
        service: Arc<Service>,
        threads: Arc<Threads>,
        (addr, waker): (SocketAddr, Waker),
        limits: ClientLimits,
    ) -> Self {
        let waker = Mutex::new(Some(waker));
        Self { service, threads, addr, limits, waker, clients: Mutex::default() }
    }

    /// Accepts clients until the order to stop.
    pub(super) fn run(self: &Arc<Self>, mut listener: Listener) {
        // Told once until all that wait have been accepted.
        let mut failing = false;
        while !self.service.stop.is_given() {
            let waited = match listener.accept() {
                Ok(Some((stream, peer))) => {
                    self.admit(stream, peer);
                    Ok(())
                }
                Ok(None) => {
                    failing = false;
                    listener.wait(self.evict_the_late())
                }
                Err(error) if is_the_clients(&error) => Ok(()),
                Err(error) => Err(error),
            };
            if let Err(error) = waited {
                if !failing {
                    event!(Error, "cannot accept connections on {}: {error}; tries on", self.addr);
                }
                failing = true;
                self.evict_the_late();
                self.service.stop.wait(RETRY_PAUSE);
            }
            self.threads.join_ended();
        }
        self.lock_waker().take();
    }

    /// How many clients are connected.
    pub(super) fn connections(&self) -> usize {
        self.lock().connected.len()
    }

    fn admit(self: &Arc<Self>, stream: TcpStream, peer: SocketAddr) {
        let client = Arc::new(Client::new(stream, peer));
        let id = match self.enlist(&client) {
            Admission::Admitted(id) => id,
            Admission::Stopping => return,
            Admission::Full => {
                let max = self.limits.max_connections;
                event!(Warn, "{peer} refused: there are {max} connections (`max_connections`)");
                return;
            }
        };
        let server = Arc::clone(self);
        let started = self.threads.spawn(format!("kafka07 {peer}"), move || {
            // Also when a handler panics.
            let _remove = RemoveWhenDone { server: &server, id };
            server.service.serve(&client);
            drop(client);
        });
        if let Err(error) = started {
            self.lock().connected.remove(&id);
            event!(Error, "{peer} refused: no thread for it: {error}");
        }
    }

    /// Puts a client on the list, in the place of another if there is no room.
    fn enlist(&self, client: &Arc<Client>) -> Admission {
        let mut clients = self.lock();
        if self.service.stop.is_given() {
            return Admission::Stopping;
        }
        if clients.connected.len() >= self.limits.max_connections
            && !self.limits.replace_after.is_some_and(|silence| clients.make_room(silence))
        {
            return Admission::Full;
        }
        let id = clients.next_id;
        clients.next_id += 1;
        clients.connected.insert(id, Arc::clone(client));
        Admission::Admitted(id)
    }

    /// Closes connections whose clients wait for too long; says after what time to look again.
    fn evict_the_late(&self) -> Option<Duration> {
        let (now, limits) = (Instant::now(), self.limits.phases);
        let clients: Vec<_> = self.lock().connected.values().cloned().collect();
        let due = clients.iter().filter_map(|client| client.evict_if_late(now, limits)).min();
        // One that begins to wait in the meantime waits from now on at the earliest.
        let new = limits.idle.into_iter().chain([limits.request]).min();
        due.map(|due| due - now).into_iter().chain(new).min()
    }

    /// Stops listening and ends all connections. Requests that are being handled are handled to
    /// their end first: it is for the caller to wait for the threads.
    pub(super) fn stop(&self) {
        self.service.stop.give();
        let woken = self.lock_waker().as_ref().map_or(Ok(()), Waker::wake);
        if let Err(error) = woken {
            event!(Error, "the listener on {} could not be told to stop: {error}", self.addr);
        }
        // After the order nobody is added to the list.
        let clients: Vec<_> = self.lock().connected.values().cloned().collect();
        for client in clients {
            client.close();
        }
    }

    fn lock_waker(&self) -> MutexGuard<'_, Option<Waker>> {
        self.waker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Clients> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clients {
    /// Closes the connection that waits longest; says whether there was one.
    fn make_room(&mut self, silence: Duration) -> bool {
        let now = Instant::now();
        let waiting = self
            .connected
            .iter()
            .filter_map(|(&id, client)| client.replaceable(now, silence).map(|waits| (waits, id)));
        let Some((_, id)) = waiting.min() else { return false };
        let evicted = self.connected[&id].evict_for_newcomer(now, silence);
        if evicted {
            // Its thread ends as soon as it notices, and does not count until then.
            self.connected.remove(&id);
        }
        evicted
    }
}

/// Takes a client off the list when its thread ends, however it ends.
struct RemoveWhenDone<'s> {
    server: &'s Server,
    id: u64,
}

impl Drop for RemoveWhenDone<'_> {
    fn drop(&mut self) {
        self.server.lock().connected.remove(&self.id);
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
