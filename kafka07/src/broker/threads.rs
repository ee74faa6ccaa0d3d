//! The threads of a broker: started, counted, waited for.

use std::cell::Cell;
use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

thread_local! {
    /// Whose thread this is; 0 for nobody's.
    static OWNER: Cell<usize> = const { Cell::new(0) };
}

/// The threads of one broker.
#[derive(Debug)]
pub(super) struct Threads {
    owner: usize,
    list: Mutex<ThreadList>,
    ended: Condvar,
}

#[derive(Debug, Default)]
struct ThreadList {
    next: u64,
    running: HashMap<u64, JoinHandle<()>>,
    /// Those that have done all their work, to be joined.
    ended: Vec<JoinHandle<()>>,
}

impl Threads {
    pub(super) fn new() -> Self {
        static LAST: AtomicUsize = AtomicUsize::new(0);
        let owner = LAST.fetch_add(1, Ordering::Relaxed) + 1;
        Self { owner, list: Mutex::default(), ended: Condvar::new() }
    }

    /// Starts a thread.
    pub(super) fn spawn(
        self: &Arc<Self>,
        name: String,
        work: impl FnOnce() + Send + 'static,
    ) -> io::Result<()> {
        // Held until the thread is in the list, so that it cannot end before.
        let mut list = self.lock();
        let number = list.next;
        list.next += 1;
        let threads = Arc::clone(self);
        let thread = thread::Builder::new().name(name).spawn(move || {
            OWNER.set(threads.owner);
            // Also when the work panics.
            let _ended = Ended { threads: &threads, number };
            work();
        })?;
        list.running.insert(number, thread);
        Ok(())
    }

    /// Whether this runs on one of them.
    pub(super) fn is_own(&self) -> bool {
        OWNER.get() == self.owner
    }

    /// Joins those that have done their work, which takes no time.
    pub(super) fn join_ended(&self) {
        let ended = std::mem::take(&mut self.lock().ended);
        for thread in ended {
            if thread.join().is_err() {
                event!(Error, "a thread of the broker panicked");
            }
        }
    }

    /// Waits until all have ended, except the one that runs this, or `timeout` is over; says how
    /// many are left.
    pub(super) fn join_all(&self, timeout: Duration) -> usize {
        let this = usize::from(self.is_own());
        let deadline = Instant::now().checked_add(timeout);
        let mut list = self.lock();
        while list.running.len() > this {
            let left = match deadline {
                Some(deadline) => deadline.saturating_duration_since(Instant::now()),
                None => Duration::MAX,
            };
            if left.is_zero() {
                break;
            }
            list = self.ended.wait_timeout(list, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let left = list.running.len().saturating_sub(this);
        drop(list);
        self.join_ended();
        left
    }

    fn lock(&self) -> MutexGuard<'_, ThreadList> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a thread off the list at its end.
struct Ended<'t> {
    threads: &'t Threads,
    number: u64,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        let mut list = self.threads.lock();
        if let Some(thread) = list.running.remove(&self.number) {
            list.ended.push(thread);
        }
        self.threads.ended.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn all_are_waited_for_but_not_the_one_that_waits_and_not_longer_than_allowed() {
        let threads = Arc::new(Threads::new());
        assert!(!threads.is_own());
        let (go, gone) = mpsc::channel::<()>();
        threads.spawn("first".to_owned(), move || assert!(gone.recv().is_err())).unwrap();
        let (left, result) = mpsc::channel();
        let own = Arc::clone(&threads);
        threads
            .spawn("waits".to_owned(), move || {
                assert!(own.is_own());
                let _ = left.send(own.join_all(Duration::from_millis(10)));
            })
            .unwrap();
        assert_eq!(result.recv(), Ok(1));
        threads.spawn("panics".to_owned(), || panic!("as it should")).unwrap();
        drop(go);
        assert_eq!(threads.join_all(Duration::MAX), 0);
    }
}
