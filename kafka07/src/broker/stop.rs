//! The order to stop, which threads can wait for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Given once, seen by all.
#[derive(Debug, Default)]
pub(super) struct Stop {
    given: AtomicBool,
    /// Held while the order is given, so that no thread begins to wait after it.
    giving: Mutex<()>,
    changed: Condvar,
}

impl Stop {
    pub(super) fn give(&self) {
        let _giving = self.lock();
        self.given.store(true, Ordering::SeqCst);
        self.changed.notify_all();
    }

    pub(super) fn is_given(&self) -> bool {
        self.given.load(Ordering::SeqCst)
    }

    /// Waits for `time`, or until the order comes if that is sooner; says whether it has come.
    pub(super) fn wait(&self, time: Duration) -> bool {
        let giving = self.lock();
        let waited = self.changed.wait_timeout_while(giving, time, |()| !self.is_given());
        drop(waited.unwrap_or_else(PoisonError::into_inner));
        self.is_given()
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.giving.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
