//! A client of a broker: its connection, and what the broker waits for.

use std::fmt;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A connected client.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) stream: TcpStream,
    pub(super) peer: SocketAddr,
    activity: Mutex<Activity>,
}

#[derive(Debug)]
struct Activity {
    phase: Phase,
    /// When the phase began.
    since: Instant,
    /// When it began, or bytes of a request or an answer moved last.
    moved: Instant,
    /// When a request of it was handled last, if one was.
    served: Option<Instant>,
    evicted: Option<Eviction>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Waits for a request.
    Idle,
    /// Waits for the rest of a request: not silent, as long as it comes.
    Reading,
    /// Handles a request.
    Busy,
    /// Sends an answer: not silent, as long as the client takes it.
    Sending,
}

/// How long a client that takes nothing of its answer keeps its place at least. The system takes an
/// answer in portions of up to a megabyte, which a slow client needs some time to read.
const SENDING_PATIENCE: Duration = Duration::from_secs(10);

/// Why a connection is closed that did nothing wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Eviction {
    #[error("silent for {} while a new client needed its place: there are `max_connections`", Rounded(*.0))]
    ForNewcomer(Duration),
    #[error("inside a request for {}, longer than `request_timeout`", Rounded(*.0))]
    RequestTimeout(Duration),
    #[error("silent for {}, longer than `idle_timeout`", Rounded(*.0))]
    IdleTimeout(Duration),
    #[error(
        "its request was the largest of those that together need more than `max_request_memory`"
    )]
    Memory,
}

/// How long the phases may last that a client can draw out.
#[derive(Clone, Copy, Debug)]
pub(super) struct PhaseLimits {
    pub(super) request: Duration,
    pub(super) idle: Option<Duration>,
}

/// How long a new client waits for the place of another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// The silence after which a client loses its place.
    pub(super) silence: Duration,
    /// Whether the new client has waited so long that any pause between two requests is enough.
    pub(super) overdue: bool,
}

/// Of several that could lose their place the lowest does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// With the time since when it has not sent a whole request.
    NeverServed(Instant),
    /// With the time of its last request.
    Served(Instant),
    /// It takes nothing of the answer to its last request.
    Sending(Instant),
}

impl Client {
    pub(super) fn new(stream: TcpStream, peer: SocketAddr) -> Self {
        let (phase, since) = (Phase::Idle, Instant::now());
        let activity = Activity { phase, since, moved: since, served: None, evicted: None };
        Self { stream, peer, activity: Mutex::new(activity) }
    }

    /// The first bytes of a request have come. Says whether the client may go on.
    pub(super) fn begin_request(&self) -> bool {
        self.enter(Phase::Reading)
    }

    /// All of a request has come. Says whether it may be handled.
    pub(super) fn begin_work(&self) -> bool {
        self.enter(Phase::Busy)
    }

    /// A request has been handled, and the client has to take its answer.
    pub(super) fn begin_answer(&self) {
        self.enter(Phase::Sending);
        self.lock().served = Some(Instant::now());
    }

    /// The client has taken some of its answer, or sent some of its request.
    pub(super) fn note_progress(&self) {
        self.lock().moved = Instant::now();
    }

    /// The client has all of its answer, and has to send the next request.
    pub(super) fn end_answer(&self) {
        self.enter(Phase::Idle);
    }

    fn enter(&self, phase: Phase) -> bool {
        let mut activity = self.lock();
        let now = Instant::now();
        (activity.phase, activity.since, activity.moved) = (phase, now, now);
        activity.evicted.is_none()
    }

    /// Why its connection was closed by another thread, if it was.
    pub(super) fn evicted(&self) -> Option<Eviction> {
        self.lock().evicted
    }

    /// Closes the connection for the memory that its unfinished request takes.
    pub(super) fn evict_for_memory(&self) -> bool {
        self.evict(|activity| (activity.phase == Phase::Reading).then_some(Eviction::Memory))
    }

    /// Closes the connection if its phase has lasted too long; else says when it will have.
    pub(super) fn evict_if_late(&self, now: Instant, limits: PhaseLimits) -> Option<Instant> {
        let mut due = None;
        self.evict(|activity| {
            let limit = match activity.phase {
                Phase::Idle => limits.idle?,
                Phase::Reading => limits.request,
                // A client that takes nothing of its answer meets `stall_timeout`.
                Phase::Busy | Phase::Sending => return None,
            };
            due = activity.since.checked_add(limit);
            let time = now.saturating_duration_since(activity.since);
            (time >= limit).then_some(match activity.phase {
                Phase::Idle => Eviction::IdleTimeout(time),
                _ => Eviction::RequestTimeout(time),
            })
        });
        due.filter(|&due| due > now)
    }

    /// From when on a new client could take its place, and how it compares to others then.
    pub(super) fn replaceable(&self, patience: Patience) -> Option<(Instant, Rank)> {
        self.lock().replaceable(patience)
    }

    /// Closes the connection for a new client if it is still [`replaceable`](Self::replaceable).
    pub(super) fn evict_for_newcomer(&self, now: Instant, patience: Patience) -> bool {
        self.evict(|activity| {
            let (due, _) = activity.replaceable(patience)?;
            let time = now.saturating_duration_since(activity.moved);
            (due <= now).then_some(Eviction::ForNewcomer(time))
        })
    }

    /// Whether it has closed, with nothing left to read.
    pub(super) fn is_gone(&self) -> bool {
        let stream = &self.stream;
        let peeked = stream.set_nonblocking(true).and_then(|()| stream.peek(&mut [0]));
        let blocking = stream.set_nonblocking(false);
        blocking.is_err()
            || peeked
                .map_or_else(|error| error.kind() != io::ErrorKind::WouldBlock, |count| count == 0)
    }

    /// Closes the connection, whatever it does.
    pub(super) fn close(&self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    fn evict(&self, reason: impl FnOnce(&Activity) -> Option<Eviction>) -> bool {
        let mut activity = self.lock();
        if activity.evicted.is_some() {
            return false;
        }
        activity.evicted = reason(&activity);
        let evicted = activity.evicted.is_some();
        drop(activity);
        if evicted {
            self.close();
        }
        evicted
    }

    fn lock(&self) -> MutexGuard<'_, Activity> {
        self.activity.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Activity {
    fn replaceable(&self, patience: Patience) -> Option<(Instant, Rank)> {
        if self.evicted.is_some() {
            return None;
        }
        let Patience { silence, overdue } = patience;
        let (wait, rank) = match (self.phase, self.served) {
            (Phase::Busy, _) => return None,
            (_, None) => (Duration::ZERO, Rank::NeverServed(self.since)),
            (Phase::Idle, Some(time)) if overdue => (Duration::ZERO, Rank::Served(time)),
            (Phase::Idle | Phase::Reading, Some(time)) => (silence, Rank::Served(time)),
            (Phase::Sending, Some(time)) => (silence.max(SENDING_PATIENCE), Rank::Sending(time)),
        };
        Some((self.moved.checked_add(wait)?, rank))
    }
}

/// A time without the digits that nobody reads.
struct Rounded(Duration);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1?}", self.0)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::net::TcpListener;

    use super::*;

    pub(in super::super) fn client() -> Client {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let peer = stream.peer_addr().unwrap();
        Client::new(stream, peer)
    }

    #[test]
    fn a_served_client_that_sends_a_long_request_is_not_silent() {
        let silence = Duration::from_secs(5);
        let patience = Patience { silence, overdue: true };
        let client = client();
        assert!(client.begin_request() && client.begin_work());
        client.begin_answer();
        client.end_answer();
        assert!(client.begin_request());
        let begin = Instant::now();
        while begin.elapsed().is_zero() {}
        client.note_progress();
        assert!(!client.evict_for_newcomer(begin + silence, patience), "it has sent something");
        let limits = PhaseLimits { request: silence, idle: None };
        client.evict_if_late(begin, limits);
        assert_eq!(client.evicted(), None);
        client.evict_if_late(begin + silence, limits);
        assert!(matches!(client.evicted(), Some(Eviction::RequestTimeout(_))), "that is bounded");
    }

    #[test]
    fn a_client_that_takes_its_answer_is_not_silent() {
        let client = client();
        let idle = PhaseLimits { request: Duration::ZERO, idle: Some(Duration::ZERO) };
        assert!(client.begin_request() && client.begin_work());
        client.begin_answer();
        client.note_progress();
        let progress = Instant::now();
        let just_before = progress.checked_add(SENDING_PATIENCE / 2).unwrap();
        let after = progress.checked_add(SENDING_PATIENCE).unwrap();
        client.evict_if_late(after, idle);
        let patience = Patience { silence: Duration::ZERO, overdue: true };
        assert!(!client.evict_for_newcomer(just_before, patience));
        assert_eq!(client.evicted(), None);
        assert!(client.evict_for_newcomer(after, patience), "it takes nothing");
    }
}
