//! Accepts clients, gives each a thread, and closes the connections that wait for too long.

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use mio::Waker;

use super::client::{Client, Patience, PhaseLimits};
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
    /// Whether the listener wants to hear of a place that becomes free.
    awaited: bool,
}

/// A client that has connected, and has no place yet.
struct Newcomer {
    client: Arc<Client>,
    since: Instant,
    /// When to look again for a place.
    retry: Option<Instant>,
}

/// What becomes of a client that has just connected.
enum Admission {
    Admitted(u64),
    /// All places are taken, until this time at least.
    Waits(Option<Instant>),
    Refused,
    Stopping,
}

/// How long to wait when the system has no file descriptor left for another connection, or when
/// all clients are inside requests.
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
        // Others wait where the system keeps them.
        let mut first: Option<Newcomer> = None;
        while !self.service.stop.is_given() {
            let next = match first.take() {
                Some(newcomer) => Ok(Some(newcomer)),
                None => listener.accept().map(|accepted| accepted.map(Newcomer::new)),
            };
            let waited = match next {
                Ok(Some(newcomer)) => {
                    first = self.admit(newcomer);
                    match &first {
                        Some(newcomer) => {
                            let left = newcomer.retry.map(|at| at - Instant::now());
                            let late = self.evict_the_late();
                            listener.wait(left.into_iter().chain(late).min())
                        }
                        None => Ok(()),
                    }
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

    /// Serves a client that has connected, or gives it back if it has to wait for a place.
    fn admit(self: &Arc<Self>, newcomer: Newcomer) -> Option<Newcomer> {
        let peer = newcomer.client.peer;
        let max = self.limits.max_connections;
        let id = match self.enlist(&newcomer) {
            Admission::Admitted(id) => id,
            Admission::Waits(_) if newcomer.client.is_gone() => return None,
            Admission::Waits(retry) => {
                if newcomer.retry.is_none() {
                    event!(Warn, "{peer} waits: there are {max} connections (`max_connections`)");
                }
                return Some(Newcomer { retry, ..newcomer });
            }
            Admission::Stopping => return None,
            Admission::Refused => {
                event!(Warn, "{peer} refused: there are {max} connections (`max_connections`)");
                return None;
            }
        };
        let (server, client) = (Arc::clone(self), newcomer.client);
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
        None
    }

    /// Puts a client on the list, in the place of another if all are taken.
    fn enlist(&self, newcomer: &Newcomer) -> Admission {
        let mut clients = self.lock();
        clients.awaited = false;
        if self.service.stop.is_given() {
            return Admission::Stopping;
        }
        if clients.connected.len() >= self.limits.max_connections {
            let Some(silence) = self.limits.replace_after else { return Admission::Refused };
            if let Err(retry) = clients.make_room(silence, newcomer.since) {
                clients.awaited = true;
                return Admission::Waits(retry);
            }
        }
        let id = clients.next_id;
        clients.next_id += 1;
        clients.connected.insert(id, Arc::clone(&newcomer.client));
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
        self.wake();
        // After the order nobody is added to the list.
        let clients: Vec<_> = self.lock().connected.values().cloned().collect();
        for client in clients {
            client.close();
        }
    }

    /// Lets the listener look again at what there is to do.
    fn wake(&self) {
        let woken = self.lock_waker().as_ref().map_or(Ok(()), Waker::wake);
        if let Err(error) = woken {
            event!(Error, "the listener on {} could not be woken: {error}", self.addr);
        }
    }

    fn lock_waker(&self) -> MutexGuard<'_, Option<Waker>> {
        self.waker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Clients> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Newcomer {
    fn new((stream, peer): (TcpStream, SocketAddr)) -> Self {
        let client = Arc::new(Client::new(stream, peer));
        Self { client, since: Instant::now(), retry: None }
    }
}

impl Clients {
    /// Closes the connection that a client takes the place of which waits since `since`; if there
    /// is none yet, says when to look again.
    fn make_room(&mut self, silence: Duration, since: Instant) -> Result<(), Option<Instant>> {
        let now = Instant::now();
        let deadline = since.checked_add(silence);
        let overdue = deadline.is_some_and(|deadline| deadline <= now);
        let patience = Patience { silence, overdue };
        let places = self
            .connected
            .iter()
            .filter_map(|(&id, client)| client.replaceable(patience).map(|place| (place, id)));
        let (mut lowest, mut retry) = (None, deadline.filter(|_| !overdue));
        for ((due, rank), id) in places {
            if due <= now {
                lowest = lowest.into_iter().chain([(rank, id)]).min();
            } else {
                retry = retry.into_iter().chain([due]).min();
            }
        }
        if let Some((_, id)) = lowest
            && self.connected[&id].evict_for_newcomer(now, patience)
        {
            // Its thread ends as soon as it notices, and does not count until then.
            self.connected.remove(&id);
            return Ok(());
        }
        // Nobody tells when a request of another has been handled.
        let soon = (overdue || lowest.is_some()).then(|| now + RETRY_PAUSE);
        Err(retry.into_iter().chain(soon).min())
    }
}

/// Takes a client off the list when its thread ends, however it ends.
struct RemoveWhenDone<'s> {
    server: &'s Server,
    id: u64,
}

impl Drop for RemoveWhenDone<'_> {
    fn drop(&mut self) {
        let mut clients = self.server.lock();
        clients.connected.remove(&self.id);
        let awaited = clients.awaited;
        drop(clients);
        if awaited {
            self.server.wake();
        }
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

#[cfg(test)]
mod tests {
    use super::super::client::tests::client;
    use super::*;

    const SILENCE: Duration = Duration::from_secs(3600);

    fn served(clients: &mut Clients) -> Arc<Client> {
        let client = Arc::new(client());
        assert!(client.begin_request() && client.begin_work());
        client.begin_answer();
        clients.connected.insert(clients.next_id, Arc::clone(&client));
        clients.next_id += 1;
        client
    }

    #[test]
    fn a_newcomer_that_has_waited_takes_the_place_of_the_longest_without_a_request() {
        let mut clients = Clients::default();
        let [first, second, third] = [(); 3].map(|()| served(&mut clients));
        // What counts is when they asked, not when they had their answer.
        second.end_answer();
        first.end_answer();
        let now = Instant::now();
        let retry = clients.make_room(SILENCE, now).unwrap_err();
        assert_eq!(retry, now.checked_add(SILENCE).min(retry), "nobody is silent yet");
        let Some(long_ago) = now.checked_sub(SILENCE) else { return };
        clients.make_room(SILENCE, long_ago).unwrap();
        assert!(first.evicted().is_some() && second.evicted().is_none());
        clients.make_room(SILENCE, long_ago).unwrap();
        assert!(second.evicted().is_some());
        assert!(
            clients.make_room(SILENCE, long_ago).unwrap_err().is_some(),
            "one inside a request"
        );
        assert!(third.evicted().is_none());
    }
}
