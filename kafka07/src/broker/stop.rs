//! The order to stop, which threads can wait for.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Given once, seen by all.
#[derive(Debug, Default)]
pub(super) struct Stop {
    given: Mutex<bool>,
    changed: Condvar,
}

impl Stop {
    pub(super) fn give(&self) {
        *self.lock() = true;
        self.changed.notify_all();
    }

    pub(super) fn is_given(&self) -> bool {
        *self.lock()
    }

    /// Waits for `time`, or until the order comes if that is sooner; says whether it has come.
    pub(super) fn wait(&self, time: Duration) -> bool {
        let given = self.lock();
        let waited = self.changed.wait_timeout_while(given, time, |given| !*given);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
