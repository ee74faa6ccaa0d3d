//! A connection that an iteration has lost, and tries to find again.

use std::fmt;
use std::time::{Duration, Instant};

use super::stopper::Stopper;
use crate::error::Error;
use crate::guard::guarded;
use crate::transport::{Deadline, TransportSettings, Waits};

/// What happens to the connection of an iteration; see
/// [`on_connection_change`](super::MessageIter::on_connection_change).
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectionChange<'a> {
    /// It is lost. The iteration tries to open it again.
    #[non_exhaustive]
    Lost {
        /// What broke it.
        error: &'a Error,
    },
    /// It was lost, and the broker answers again.
    #[non_exhaustive]
    Found {
        /// How long it was lost.
        after: Duration,
        /// How many attempts that took.
        attempts: u64,
    },
}

/// A callback for what happens to the connection.
pub(super) type OnConnectionChange = Box<dyn FnMut(&ConnectionChange<'_>) + Send>;

/// Watches over the connection of an iteration that does not end with it.
pub(super) struct Outages {
    /// How long a lost connection is looked for, if the user said so.
    pub(super) patience: Option<Duration>,
    pub(super) callback: Option<OnConnectionChange>,
    current: Option<Outage>,
}

struct Outage {
    since: Instant,
    attempts: u64,
    waits: Waits,
    end: Deadline,
}

impl Outages {
    pub(super) fn new() -> Self {
        Self { patience: None, callback: None, current: None }
    }

    /// Notes that an attempt met `error`, and waits before the next one: longer each time, but not
    /// after `idle`. Whether there is to be a next one.
    pub(super) fn lost(
        &mut self,
        error: &Error,
        settings: &TransportSettings,
        idle: Deadline,
        stopper: &Stopper,
    ) -> bool {
        let patience = self.patience.unwrap_or(Duration::MAX);
        // The time ends it, not the number of attempts.
        let waits = || settings.waits(u32::MAX);
        let outage = match &mut self.current {
            Some(outage) => outage,
            current => {
                event!(Warn, "connection lost: {error:?}; trying to find it again");
                tell(&mut self.callback, &ConnectionChange::Lost { error });
                let end = Deadline::after(patience);
                let since = Instant::now();
                current.insert(Outage { since, attempts: 0, waits: waits(), end })
            }
        };
        outage.attempts += 1;
        let left = outage.end.left().min(idle.left());
        let wait = outage.waits.next().unwrap_or(settings.longest_wait);
        if left.is_zero() {
            // The next call looks for it as long again.
            (outage.waits, outage.end) = (waits(), Deadline::after(patience));
            return false;
        }
        event!(Debug, "{error:?}; trying again in {wait:.0?}");
        stopper.wait(wait.min(left));
        true
    }

    /// Notes that the broker has answered.
    pub(super) fn answered(&mut self, broker: &str) {
        let Some(Outage { since, attempts, .. }) = self.current.take() else { return };
        let after = since.elapsed();
        event!(Warn, "connection to broker {broker} found again after {after:.1?}");
        tell(&mut self.callback, &ConnectionChange::Found { after, attempts });
    }
}

/// Calls the callback. If it panics, the iteration goes on, with its waits: else a reader that
/// catches the panic would try again without a pause.
fn tell(callback: &mut Option<OnConnectionChange>, change: &ConnectionChange<'_>) {
    if let Some(callback) = callback
        && guarded(|| callback(change)).is_none()
    {
        event!(Error, "a connection callback panicked; what it was told: {change:?}");
    }
}

impl fmt::Debug for Outages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outages").field("patience", &self.patience).finish_non_exhaustive()
    }
}
