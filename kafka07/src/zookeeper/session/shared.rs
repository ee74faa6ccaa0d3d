//! What the handles of a session and its thread share.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use mio::Waker;

use super::events::{EventQueue, Events, State};
use super::pending::{Outcome, Slot, Submitted};
use crate::zookeeper::ErrorKind;
use crate::zookeeper::protocol::PASSWORD_LEN;

/// What is needed to come back to a session.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Credentials {
    pub(super) id: i64,
    pub(super) password: Vec<u8>,
}

impl Credentials {
    /// Those of a session that there is not yet.
    pub(super) fn new() -> Self {
        Self { id: 0, password: vec![0; PASSWORD_LEN] }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The shared part.
#[derive(Debug)]
pub(super) struct Shared {
    inner: Mutex<Inner>,
    /// There is room again, or the state has changed.
    changed: Condvar,
    waker: Waker,
    max_waiting: usize,
    max_waiting_bytes: usize,
}

/// What the lock is for.
#[derive(Debug)]
pub(super) struct Inner {
    /// `None` until a server was reached for the first time.
    pub(super) state: Option<State>,
    pub(super) credentials: Credentials,
    pub(super) timeout: Duration,
    /// The server that it is or was connected to.
    pub(super) server: Option<Arc<str>>,
    /// Why the last attempt to reach a server failed.
    pub(super) last_failure: String,
    /// Why the session is over.
    ended: Option<fn() -> ErrorKind>,
    /// By then the session is to be closed.
    pub(super) close_by: Option<Instant>,
    /// Whether the end was agreed with a server.
    pub(super) closed_cleanly: bool,
    queue: VecDeque<Submitted>,
    /// Requests without an answer, sent or not.
    waiting: usize,
    waiting_bytes: usize,
    subscribers: Vec<Weak<EventQueue>>,
}

impl Shared {
    pub(super) fn new(
        waker: Waker,
        timeout: Duration,
        credentials: Credentials,
        max_waiting: usize,
        max_waiting_bytes: usize,
    ) -> Self {
        let inner = Inner {
            state: None,
            credentials,
            timeout,
            server: None,
            last_failure: String::new(),
            ended: None,
            close_by: None,
            closed_cleanly: false,
            queue: VecDeque::new(),
            waiting: 0,
            waiting_bytes: 0,
            subscribers: Vec::new(),
        };
        let (inner, changed) = (Mutex::new(inner), Condvar::new());
        Self { inner, changed, waker, max_waiting, max_waiting_bytes }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the thread look at what has changed.
    pub(super) fn wake(&self) {
        if let Err(error) = self.waker.wake() {
            event!(Error, "the thread of a ZooKeeper session could not be woken: {error}");
        }
    }

    /// Hands a request to the thread. Waits while too many are on their way.
    pub(super) fn submit(&self, submitted: Submitted) -> Arc<Slot> {
        let mut inner = self.lock();
        loop {
            if let Some(ended) = inner.ended {
                return Slot::failed(ended());
            }
            if inner.close_by.is_some() {
                return Slot::failed(ErrorKind::Closed);
            }
            let fits = inner.waiting < self.max_waiting
                && inner.waiting_bytes + submitted.size <= self.max_waiting_bytes;
            if fits || inner.waiting == 0 {
                break;
            }
            inner = self.changed.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
        inner.waiting += 1;
        inner.waiting_bytes += submitted.size;
        let slot = Arc::clone(&submitted.slot);
        // A thread that has not looked yet does not need to be told again.
        let idle = inner.queue.is_empty();
        inner.queue.push_back(submitted);
        drop(inner);
        if idle {
            self.wake();
        }
        slot
    }

    /// Counts a request that the thread makes itself.
    pub(super) fn count(&self, submitted: &Submitted) {
        let mut inner = self.lock();
        inner.waiting += 1;
        inner.waiting_bytes += submitted.size;
    }

    /// Takes requests to be sent, up to a number of bytes.
    pub(super) fn take_queued(&self, bytes: usize) -> VecDeque<Submitted> {
        let mut inner = self.lock();
        let mut size = 0;
        let fits = |submitted: &&Submitted| {
            size += submitted.size;
            size <= bytes
        };
        // One at least.
        let count = inner.queue.iter().take_while(fits).count().max(1).min(inner.queue.len());
        if count == inner.queue.len() {
            return std::mem::take(&mut inner.queue);
        }
        inner.queue.drain(..count).collect()
    }

    /// Puts requests back in front of the others.
    pub(super) fn put_back(&self, mut requests: VecDeque<Submitted>) {
        let mut inner = self.lock();
        requests.append(&mut inner.queue);
        inner.queue = requests;
    }

    /// When the first request that was not sent has waited too long.
    pub(super) fn first_send_by(&self) -> Option<Instant> {
        self.lock().queue.front().and_then(|submitted| submitted.send_by)
    }

    /// Whether something is to be sent.
    pub(super) fn has_queued(&self) -> bool {
        !self.lock().queue.is_empty()
    }

    /// Fails the requests that have waited too long for a connection.
    pub(super) fn fail_the_late(&self, now: Instant) {
        loop {
            let mut inner = self.lock();
            let late = |submitted: &Submitted| submitted.send_by.is_some_and(|by| by <= now);
            if !inner.queue.front().is_some_and(late) {
                return;
            }
            let Some(submitted) = inner.queue.pop_front() else { return };
            drop(inner);
            self.complete(&submitted, Err(ErrorKind::ConnectionLoss { maybe_done: false }));
        }
    }

    /// A request has its answer, or never will.
    pub(super) fn complete(&self, submitted: &Submitted, outcome: Outcome) {
        submitted.slot.fill(outcome);
        let mut inner = self.lock();
        let full = inner.waiting >= self.max_waiting
            || inner.waiting_bytes + submitted.size > self.max_waiting_bytes / 2;
        inner.waiting -= 1;
        inner.waiting_bytes -= submitted.size;
        if full || inner.waiting == 0 {
            self.changed.notify_all();
        }
    }

    /// Says how it is with the session from now on.
    pub(super) fn set_state(&self, state: State) {
        let mut inner = self.lock();
        if inner.state == Some(state) {
            return;
        }
        inner.state = Some(state);
        inner.subscribers.retain(|subscriber| match subscriber.upgrade() {
            Some(queue) => {
                queue.push_state(state);
                true
            }
            None => false,
        });
        self.changed.notify_all();
    }

    /// The session is over: nothing is taken any more, and what waits fails.
    pub(super) fn end(&self, state: State, why: fn() -> ErrorKind) {
        self.lock().ended.get_or_insert(why);
        self.set_state(state);
        loop {
            let Some(submitted) = self.lock().queue.pop_front() else { break };
            self.complete(&submitted, Err(why()));
        }
        self.changed.notify_all();
    }

    /// Why the session is over.
    pub(super) fn ended(&self) -> Option<ErrorKind> {
        self.lock().ended.map(|ended| ended())
    }

    /// Waits until a server was reached for the first time, or the session is over; `false` if that
    /// takes too long.
    pub(super) fn wait_connected(&self, timeout: Duration) -> bool {
        let undecided = |inner: &mut Inner| inner.state.is_none() && inner.ended.is_none();
        let waited = self.changed.wait_timeout_while(self.lock(), timeout, undecided);
        let (inner, result) = waited.unwrap_or_else(PoisonError::into_inner);
        drop(inner);
        !result.timed_out()
    }

    /// Makes a queue of events.
    pub(super) fn subscribe(&self) -> Events {
        let events = Events::new();
        let mut inner = self.lock();
        inner.subscribers.retain(|subscriber| subscriber.strong_count() > 0);
        match inner.state {
            Some(state) if state.is_over() => events.queue().push_state(state),
            _ => inner.subscribers.push(Arc::downgrade(events.queue())),
        }
        events
    }
}
