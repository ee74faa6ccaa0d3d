//! What a session tells without being asked: watches that fired, and how it is with the session.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::zookeeper::protocol::EventKind;

/// A queue of events, from [`Session::events`](super::Session::events).
///
/// It gets every change of the session's [`State`], and what the watches see that were set with it.
/// A watch fires once, so the queue has at most one event for each watch; the last 100 changes of
/// the state are kept if nobody reads them.
///
/// ```
/// use std::time::Duration;
///
/// use kafka07::zookeeper::{CreateMode, Event, NodeChange, Server, Session};
///
/// let server = Server::start()?;
/// let session = Session::connect(server.addr().to_string())?;
/// let events = session.events();
/// session.exists_watched("/a", &events)?;
/// session.create("/a", "", CreateMode::Persistent)?;
/// let event = events.wait(Duration::from_secs(5));
/// assert_eq!(event, Some(Event::Node { path: "/a".to_owned(), change: NodeChange::Created }));
/// # Ok::<(), kafka07::zookeeper::Error>(())
/// ```
#[derive(Debug)]
pub struct Events(Arc<EventQueue>);

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A watch has fired, and is gone. Read again, and set it again.
    Node {
        /// The node, as it was named when the watch was set.
        path: String,
        /// What has happened to it.
        change: NodeChange,
    },
    /// The session's state has changed.
    State(State),
    /// [`EventWaker::wake`] was called.
    Woken,
}

/// What has happened to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeChange {
    /// It was made.
    Created,
    /// It was deleted.
    Deleted,
    /// Its data was replaced. After a lost connection it may also have been made.
    DataChanged,
    /// A child was made or deleted.
    ChildrenChanged,
}

impl NodeChange {
    pub(super) fn of(kind: EventKind) -> Option<Self> {
        match kind {
            EventKind::Created => Some(Self::Created),
            EventKind::Deleted => Some(Self::Deleted),
            EventKind::DataChanged => Some(Self::DataChanged),
            EventKind::ChildrenChanged => Some(Self::ChildrenChanged),
            EventKind::None | EventKind::Other(_) => None,
        }
    }
}

/// How it is with a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is connected to a server.
    Connected,
    /// The connection was lost. The session goes on if a server is reached in time.
    Disconnected,
    /// The session is over: its ephemeral nodes and its watches are gone. Also if all servers refuse
    /// it because their data is older than what it has seen.
    Expired,
    /// The session was closed by this program, or a server refused its authentication.
    Closed,
}

impl State {
    /// Says whether the session is over.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Expired | Self::Closed)
    }
}

/// Puts [`Event::Woken`] into a queue, from any thread.
#[derive(Clone, Debug)]
pub struct EventWaker(Arc<EventQueue>);

impl EventWaker {
    /// Wakes the thread that waits for the queue's next event. Calls before it is taken count once.
    pub fn wake(&self) {
        let mut list = self.0.lock();
        if !list.woken {
            list.woken = true;
            list.events.push_back(Event::Woken);
            self.0.changed.notify_all();
        }
    }
}

/// What a handle and the session's thread share.
#[derive(Debug, Default)]
pub(super) struct EventQueue {
    list: Mutex<EventList>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct EventList {
    events: VecDeque<Event>,
    states: usize,
    woken: bool,
    /// Nothing will be added by the session.
    over: bool,
    /// Nobody reads it any more.
    dropped: bool,
}

/// How many changes of the state are kept.
const KEPT_STATES: usize = 100;

impl Events {
    pub(super) fn new() -> Self {
        Self(Arc::default())
    }

    pub(super) fn queue(&self) -> &Arc<EventQueue> {
        &self.0
    }

    /// Takes the next event, and waits for it at most as long as that. `None` if there is none, or
    /// if the session is over and all was taken.
    pub fn wait(&self, timeout: Duration) -> Option<Event> {
        let end = Instant::now().checked_add(timeout);
        let mut list = self.0.lock();
        loop {
            if let Some(event) = list.take() {
                return Some(event);
            }
            if list.over {
                return None;
            }
            let left = match end {
                Some(end) => end.saturating_duration_since(Instant::now()),
                None => Duration::MAX,
            };
            if left.is_zero() {
                return None;
            }
            list =
                self.0.changed.wait_timeout(list, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Takes the next event and waits for it; `None` when the session is over and all was taken.
    pub fn next(&self) -> Option<Event> {
        self.wait(Duration::MAX)
    }

    /// Takes the next event if it is there.
    pub fn try_next(&self) -> Option<Event> {
        self.0.lock().take()
    }

    /// Returns what another thread wakes this queue with.
    pub fn waker(&self) -> EventWaker {
        EventWaker(Arc::clone(&self.0))
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        let mut list = self.0.lock();
        list.dropped = true;
        list.events = VecDeque::new();
    }
}

impl EventQueue {
    /// Adds what a watch has seen.
    pub(super) fn push_node(&self, path: &str, change: NodeChange) {
        self.push(Event::Node { path: path.to_owned(), change });
    }

    /// Adds a change of the state; after the end nothing follows.
    pub(super) fn push_state(&self, state: State) {
        let mut list = self.lock();
        list.over |= state.is_over();
        if list.states >= KEPT_STATES {
            let oldest = list.events.iter().position(|event| matches!(event, Event::State(_)));
            if let Some(oldest) = oldest {
                list.events.remove(oldest);
                list.states -= 1;
            }
        }
        list.states += 1;
        drop(list);
        self.push(Event::State(state));
    }

    /// Whether nobody reads it any more.
    pub(super) fn is_dropped(&self) -> bool {
        self.lock().dropped
    }

    fn push(&self, event: Event) {
        let mut list = self.lock();
        if !list.dropped {
            list.events.push_back(event);
            self.changed.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, EventList> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventList {
    fn take(&mut self) -> Option<Event> {
        let event = self.events.pop_front()?;
        match event {
            Event::State(_) => self.states -= 1,
            Event::Woken => self.woken = false,
            Event::Node { .. } => {}
        }
        Some(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_order_and_end_with_the_session() {
        let events = Events::new();
        events.queue().push_state(State::Connected);
        events.queue().push_node("/a", NodeChange::Deleted);
        events.queue().push_state(State::Expired);
        assert_eq!(events.next(), Some(Event::State(State::Connected)));
        assert!(matches!(events.next(), Some(Event::Node { .. })));
        assert_eq!(events.next(), Some(Event::State(State::Expired)));
        assert_eq!(events.next(), None);
    }

    #[test]
    fn a_queue_that_nobody_reads_does_not_grow() {
        let events = Events::new();
        let waker = events.waker();
        for _ in 0..1000 {
            events.queue().push_state(State::Disconnected);
            events.queue().push_state(State::Connected);
            waker.wake();
        }
        let kept = std::iter::from_fn(|| events.try_next()).count();
        assert_eq!(kept, KEPT_STATES + 1);
        let queue = Arc::clone(events.queue());
        drop(events);
        queue.push_node("/a", NodeChange::Created);
        assert!(queue.is_dropped() && queue.lock().events.is_empty());
    }

    #[test]
    fn waiting_ends_when_it_is_woken_or_takes_too_long() {
        let events = Events::new();
        assert_eq!(events.wait(Duration::from_millis(1)), None);
        let waker = events.waker();
        let thread = std::thread::spawn(move || waker.wake());
        assert_eq!(events.next(), Some(Event::Woken));
        thread.join().unwrap();
    }
}
