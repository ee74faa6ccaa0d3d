//! What happens without a request: flushes by time, and retention.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::storage::{DataDir, Retention};

/// How long after the start retention is applied first, as 0.7 did.
const FIRST_CLEANUP: Duration = Duration::from_secs(60);

/// Sleeps until something is due or somebody calls.
#[derive(Debug)]
pub(super) struct Housekeeper {
    flush_interval: Duration,
    retention: Retention,
    cleanup_interval: Duration,
    schedule: Mutex<Schedule>,
    called: Condvar,
}

#[derive(Debug, Default)]
struct Schedule {
    /// When the next flush is due, if anything waits for one.
    flush_due: Option<Instant>,
    stopping: bool,
}

impl Housekeeper {
    pub(super) fn new(
        flush_interval: Duration,
        retention: Retention,
        cleanup_interval: Duration,
    ) -> Self {
        let (schedule, called) = Default::default();
        Self { flush_interval, retention, cleanup_interval, schedule, called }
    }

    /// A log has something to flush that had nothing before.
    pub(super) fn note_unflushed(&self) {
        let mut schedule = self.lock();
        if schedule.flush_due.is_none() {
            schedule.flush_due = after(Instant::now(), self.flush_interval);
            self.called.notify_all();
        }
    }

    /// Lets [`run`](Self::run) return.
    pub(super) fn stop(&self) {
        self.lock().stopping = true;
        self.called.notify_all();
    }

    /// Keeps house until [`stop`](Self::stop).
    pub(super) fn run(&self, data: &DataDir) {
        let first = FIRST_CLEANUP.min(self.cleanup_interval);
        let mut cleanup_due =
            after(Instant::now(), first).filter(|_| self.retention.is_asked_for());
        let mut schedule = self.lock();
        while !schedule.stopping {
            let now = Instant::now();
            if schedule.flush_due.is_some_and(|due| due <= now) {
                schedule.flush_due = None;
                drop(schedule);
                let next = self.flush(data, now);
                schedule = self.lock();
                schedule.flush_due = schedule.flush_due.into_iter().chain(next).min();
                continue;
            }
            if cleanup_due.is_some_and(|due| due <= now) {
                drop(schedule);
                self.clean_up(data);
                cleanup_due = after(now, self.cleanup_interval);
                schedule = self.lock();
                continue;
            }
            schedule = match schedule.flush_due.into_iter().chain(cleanup_due).min() {
                Some(due) => {
                    let left = due.saturating_duration_since(now);
                    self.called
                        .wait_timeout(schedule, left)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
                None => self.called.wait(schedule).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Flushes what has waited long enough; says when the next flush is due.
    fn flush(&self, data: &DataDir, now: Instant) -> Option<Instant> {
        let Some(before) = now.checked_sub(self.flush_interval) else {
            return after(now, self.flush_interval);
        };
        let mut next: Option<Instant> = None;
        for log in data.all() {
            let due = match log.flush_older_than(before) {
                Ok(since) => since.and_then(|since| after(since, self.flush_interval)),
                Err(error) => {
                    event!(Error, "flush of {}: {error:?}", log.dir().display());
                    after(now, self.flush_interval.max(Duration::from_secs(1)))
                }
            };
            next = next.into_iter().chain(due).min();
        }
        next
    }

    fn clean_up(&self, data: &DataDir) {
        for log in data.all() {
            match log.retain(self.retention, SystemTime::now()) {
                Ok(0) => {}
                Ok(count) => event!(Info, "{}: {count} old segments deleted", log.dir().display()),
                Err(error) => event!(Error, "retention of {}: {error:?}", log.dir().display()),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `None` for a time so far away that the clock cannot say it.
fn after(now: Instant, interval: Duration) -> Option<Instant> {
    now.checked_add(interval)
}
