//! The memory that the requests of all clients share.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::client::Client;

/// So much of a request is read without asking, for every client: small requests are never in
/// anybody's way.
pub(super) const FREE: usize = 64 << 10;

/// Limits what all requests take together, from their first byte until they are handled.
///
/// When they would take more, the largest of those that are not there yet is given up with its
/// connection. So nobody gains by holding back the end of a request.
#[derive(Debug)]
pub(super) struct RequestMemory {
    limit: usize,
    state: Mutex<Reserved>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Reserved {
    used: usize,
    next: u64,
    shares: HashMap<u64, Taken>,
}

#[derive(Debug)]
struct Taken {
    bytes: usize,
    /// All of the request has come: it will be handled, and then its memory given back.
    complete: bool,
    client: Arc<Client>,
}

/// One request's part of the memory, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Share<'m> {
    memory: &'m RequestMemory,
    id: u64,
}

/// The memory for a request is all taken, and nothing of it will be given back soon.
#[derive(Debug)]
pub(super) struct NoMemory;

impl RequestMemory {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, state: Mutex::default(), freed: Condvar::new() }
    }

    /// A share that takes nothing yet.
    pub(super) fn share(&self, client: &Arc<Client>) -> Share<'_> {
        let mut state = self.lock();
        let id = state.next;
        state.next += 1;
        state.shares.insert(id, Taken { bytes: 0, complete: false, client: Arc::clone(client) });
        Share { memory: self, id }
    }

    fn lock(&self) -> MutexGuard<'_, Reserved> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share<'_> {
    /// Takes as much more as makes it `bytes`. Waits at most for `patience` until requests that are
    /// being handled give some back.
    pub(super) fn grow_to(&mut self, bytes: usize, patience: Duration) -> Result<(), NoMemory> {
        let deadline = Instant::now().checked_add(patience);
        let mut state = self.memory.lock();
        loop {
            let mine = state.shares.get(&self.id).map_or(0, |share| share.bytes);
            if state.used - mine + bytes <= self.memory.limit {
                state.used = state.used - mine + bytes;
                state.shares.entry(self.id).and_modify(|share| share.bytes = bytes);
                return Ok(());
            }
            let largest =
                state.shares.values().filter(|share| share.bytes > mine && !share.complete);
            if let Some(share) = largest.max_by_key(|share| share.bytes) {
                // If another has closed it already, its memory is about to come back.
                share.client.evict_for_memory();
            } else if !state.shares.values().any(|share| share.complete) {
                return Err(NoMemory);
            }
            let left = match deadline {
                Some(deadline) => deadline.saturating_duration_since(Instant::now()),
                None => Duration::MAX,
            };
            if left.is_zero() {
                return Err(NoMemory);
            }
            let waited = self.memory.freed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// All of the request has come.
    pub(super) fn complete(&mut self) {
        let mut state = self.memory.lock();
        state.shares.entry(self.id).and_modify(|share| share.complete = true);
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let mut state = self.memory.lock();
        if let Some(share) = state.shares.remove(&self.id) {
            state.used -= share.bytes;
        }
        self.memory.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener, TcpStream};
    use std::thread;

    use super::super::client::Eviction;
    use super::*;

    /// A client in the middle of a request.
    fn client() -> Arc<Client> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let peer = stream.peer_addr().unwrap();
        let client = Arc::new(Client::new(stream, peer));
        assert!(client.begin_request());
        client
    }

    const SOON: Duration = Duration::from_millis(10);

    #[test]
    fn the_largest_unfinished_request_makes_room() {
        let memory = RequestMemory::new(100);
        let clients = [client(), client(), client()];
        let mut shares = clients.each_ref().map(|client| memory.share(client));
        shares[0].grow_to(50, SOON).unwrap();
        shares[1].grow_to(40, SOON).unwrap();
        thread::scope(|scope| {
            let [first, second, third] = shares;
            let watcher = &clients[0];
            scope.spawn(move || {
                while watcher.evicted().is_none() {
                    thread::yield_now();
                }
                drop(first);
            });
            let mut third = third;
            third.grow_to(30, Duration::MAX).unwrap();
            assert_eq!(clients[0].evicted(), Some(Eviction::Memory));
            let mut second = second;
            assert!(second.grow_to(90, Duration::MAX).is_err(), "it is the largest itself");
            assert_eq!(clients[2].evicted(), None);
        });
    }

    #[test]
    fn a_request_that_is_handled_is_waited_for() {
        let memory = RequestMemory::new(100);
        let clients = [client(), client()];
        let [mut first, mut second] = clients.each_ref().map(|client| memory.share(client));
        first.grow_to(90, SOON).unwrap();
        first.complete();
        assert!(second.grow_to(20, SOON).is_err(), "for as long as it may");
        thread::scope(|scope| {
            scope.spawn(move || second.grow_to(20, Duration::MAX).unwrap());
            drop(first);
        });
        assert!(clients.iter().all(|client| client.evicted().is_none()));
    }
}
