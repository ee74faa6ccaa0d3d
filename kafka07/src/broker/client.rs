//! A client of a broker: its connection, and what the broker waits for.

use std::fmt;
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
    /// Whether a request of it has been handled.
    served: bool,
    evicted: Option<Eviction>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Waits for a request, or for the client to take an answer.
    Idle,
    /// Waits for the rest of a request.
    Reading,
    /// Handles a request.
    Busy,
}

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

impl Client {
    pub(super) fn new(stream: TcpStream, peer: SocketAddr) -> Self {
        let (phase, since) = (Phase::Idle, Instant::now());
        let activity = Activity { phase, since, served: false, evicted: None };
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

    /// A request has been handled, and the client has to take its answer and send the next one.
    pub(super) fn end_work(&self) {
        self.enter(Phase::Idle);
        self.lock().served = true;
    }

    fn enter(&self, phase: Phase) -> bool {
        let mut activity = self.lock();
        (activity.phase, activity.since) = (phase, Instant::now());
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
                Phase::Busy => return None,
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

    /// Since when a new client could take its place: those first that were never served, and those
    /// only that were silent for `silence` or have not been served.
    pub(super) fn replaceable(&self, now: Instant, silence: Duration) -> Option<(bool, Instant)> {
        let activity = self.lock();
        activity.replaceable(now, silence).then_some((activity.served, activity.since))
    }

    /// Closes the connection for a new client if it is still [`replaceable`](Self::replaceable).
    pub(super) fn evict_for_newcomer(&self, now: Instant, silence: Duration) -> bool {
        self.evict(|activity| {
            let time = now.saturating_duration_since(activity.since);
            activity.replaceable(now, silence).then_some(Eviction::ForNewcomer(time))
        })
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
    fn replaceable(&self, now: Instant, silence: Duration) -> bool {
        self.evicted.is_none()
            && self.phase != Phase::Busy
            && (!self.served || now.saturating_duration_since(self.since) >= silence)
    }
}

/// A time without the digits that nobody reads.
struct Rounded(Duration);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1?}", self.0)
    }
}
