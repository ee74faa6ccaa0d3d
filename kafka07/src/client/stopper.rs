//! Stops an iteration from another thread.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::transport::Deadline;

/// Stops a [`MessageIter`](super::MessageIter) from another thread, even while it waits at the
/// log's end.
///
/// ```
/// use std::time::Duration;
///
/// use kafka07::{FetchRequest, KafkaClient};
/// # use kafka07::broker::Broker;
/// # let broker = Broker::temporary().unwrap();
///
/// let mut kafka = KafkaClient::connect(broker.addr())?;
/// let messages = kafka
///     .iter_messages(FetchRequest::new("web", 0, 0, 1024 * 1024))
///     .follow(Duration::from_secs(3600));
/// let stopper = messages.stopper();
/// std::thread::scope(|scope| {
///     let reader = scope.spawn(move || messages.count());
///     stopper.stop();
///     assert_eq!(reader.join().unwrap(), 0);
/// });
/// # Ok::<(), kafka07::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stopper(Arc<StopSignal>);

#[derive(Debug, Default)]
struct StopSignal {
    stopped: AtomicBool,
    lock: Mutex<()>,
    changed: Condvar,
}

impl Stopper {
    /// Makes the iteration end: the call that is being made, or the next one, returns `None`, and
    /// so do those after it until [`resume`](Self::resume).
    ///
    /// A call that reads from the broker ends when the answer is there, or the
    /// [`read_timeout`](crate::ClientBuilder::read_timeout) has passed. One that opens a lost
    /// connection ends within a tenth of a second, whatever the
    /// [`connect_timeout`](crate::ClientBuilder::connect_timeout).
    pub fn stop(&self) {
        self.set(true);
    }

    /// Lets the iteration go on, from its position.
    pub fn resume(&self) {
        self.set(false);
    }

    /// Whether the iteration is stopped.
    pub fn is_stopped(&self) -> bool {
        self.0.stopped.load(Ordering::Relaxed)
    }

    fn set(&self, stopped: bool) {
        let _guard = self.0.lock.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.stopped.store(stopped, Ordering::Relaxed);
        self.0.changed.notify_all();
    }

    /// Waits until `time` has passed, or the iteration is stopped.
    pub(super) fn wait(&self, time: Duration) {
        let deadline = Deadline::after(time);
        let mut guard = self.0.lock.lock().unwrap_or_else(PoisonError::into_inner);
        while !self.is_stopped() && !deadline.has_passed() {
            let waited = self.0.changed.wait_timeout(guard, deadline.left());
            guard = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_when_it_is_stopped() {
        let stopper = Stopper::default();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| stopper.wait(Duration::MAX));
            stopper.stop();
            waiting.join().unwrap();
        });
        stopper.wait(Duration::MAX);
        stopper.resume();
        assert!(!stopper.is_stopped());
        stopper.wait(Duration::from_millis(1));
    }
}
