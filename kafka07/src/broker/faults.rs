//! Faults on request, for tests of how a client takes them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::protocol::ErrorCode;

/// Makes the broker misbehave, so that a client's error handling can be tested.
///
/// Every fault happens once unless [`times`](Self::times) or [`always`](Self::always) says
/// otherwise, on whichever connection the next request comes that it fits. Faults of one kind
/// happen in the order in which they were asked for; faults of several kinds add up.
///
/// ```
/// use kafka07::broker::Broker;
/// use kafka07::{ErrorCode, FetchRequest, KafkaClient};
///
/// let broker = Broker::temporary()?;
/// let mut kafka = KafkaClient::connect(broker.addr())?;
///
/// broker.faults().answer_with(ErrorCode::OffsetOutOfRange);
/// assert!(kafka.fetch(&FetchRequest::new("web", 0, 0, 1024)).is_err());
/// assert!(kafka.fetch(&FetchRequest::new("web", 0, 0, 1024)).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "a fault is asked for by the methods that return nothing"]
pub struct Faults<'b> {
    pending: &'b PendingFaults,
    times: usize,
}

impl<'b> Faults<'b> {
    pub(super) fn new(pending: &'b PendingFaults) -> Self {
        Self { pending, times: 1 }
    }

    /// The fault that is asked for next happens `count` times.
    pub fn times(self, count: usize) -> Self {
        Self { times: count, ..self }
    }

    /// The fault that is asked for next happens every time, until [`clear`](Self::clear).
    pub fn always(self) -> Self {
        self.times(usize::MAX)
    }

    /// The next Produce or `MultiProduce` is read and forgotten; the connection stays open, as with
    /// a message over the broker's maximum size.
    pub fn drop_next_produce(self) {
        self.pending.lock().drop_produce.push(self.times, ());
    }

    /// The next request is handled only after `time`.
    pub fn delay(self, time: Duration) {
        self.pending.lock().delay.push(self.times, time);
    }

    /// The next request that has an answer is not handled, but answered with `code` and an empty
    /// body.
    pub fn answer_with(self, code: ErrorCode) {
        self.pending.lock().answer_with.push(self.times, code);
    }

    /// Of the next answer only the first `bytes` bytes are sent, then the connection is closed.
    /// With 0 the request is handled and the connection closed without an answer.
    pub fn close_after(self, bytes: u64) {
        self.pending.lock().close_after.push(self.times, bytes);
    }

    /// Forgets all faults that have not happened yet.
    pub fn clear(self) {
        *self.pending.lock() = FaultQueues::default();
    }
}

/// The faults that have not happened yet.
#[derive(Debug, Default)]
pub(super) struct PendingFaults(Mutex<FaultQueues>);

#[derive(Debug, Default)]
struct FaultQueues {
    drop_produce: FaultQueue<()>,
    delay: FaultQueue<Duration>,
    answer_with: FaultQueue<ErrorCode>,
    close_after: FaultQueue<u64>,
}

/// What of a fault can happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestKind {
    /// It can be forgotten.
    Produce,
    /// One of the user's own that has no answer.
    Silent,
    /// Its answer can be wrong.
    Answered,
}

/// What is to go wrong with one request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FaultPlan {
    pub(super) dropped: bool,
    pub(super) delay: Option<Duration>,
    pub(super) answer_with: Option<ErrorCode>,
    pub(super) close_after: Option<u64>,
}

impl PendingFaults {
    /// Takes what is to happen to a request of this kind.
    pub(super) fn plan(&self, kind: RequestKind) -> FaultPlan {
        let mut queues = self.lock();
        let mut plan = FaultPlan { delay: queues.delay.pop(), ..FaultPlan::default() };
        match kind {
            RequestKind::Produce => plan.dropped = queues.drop_produce.pop().is_some(),
            RequestKind::Silent => {}
            RequestKind::Answered => {
                plan.answer_with = queues.answer_with.pop();
                plan.close_after = queues.close_after.pop();
            }
        }
        plan
    }

    fn lock(&self) -> MutexGuard<'_, FaultQueues> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Values to be taken in order, each several times.
#[derive(Debug)]
struct FaultQueue<T>(VecDeque<(usize, T)>);

impl<T: Copy> FaultQueue<T> {
    fn push(&mut self, times: usize, value: T) {
        if times > 0 {
            self.0.push_back((times, value));
        }
    }

    fn pop(&mut self) -> Option<T> {
        let (times, value) = self.0.front_mut()?;
        let value = *value;
        if *times != usize::MAX {
            *times -= 1;
        }
        if *times == 0 {
            self.0.pop_front();
        }
        Some(value)
    }
}

impl<T> Default for FaultQueue<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_planned_unless_asked_for() {
        let pending = PendingFaults::default();
        assert_eq!(pending.plan(RequestKind::Produce), FaultPlan::default());
        assert_eq!(pending.plan(RequestKind::Answered), FaultPlan::default());
    }

    #[test]
    fn a_fault_waits_for_a_request_that_it_fits() {
        let pending = PendingFaults::default();
        Faults::new(&pending).drop_next_produce();
        Faults::new(&pending).close_after(3);
        assert_eq!(pending.plan(RequestKind::Silent), FaultPlan::default());
        assert_eq!(
            pending.plan(RequestKind::Answered),
            FaultPlan { close_after: Some(3), ..FaultPlan::default() }
        );
        assert_eq!(
            pending.plan(RequestKind::Produce),
            FaultPlan { dropped: true, ..FaultPlan::default() }
        );
        assert_eq!(pending.plan(RequestKind::Produce), FaultPlan::default());
    }

    #[test]
    fn faults_are_counted_and_come_in_order() {
        let pending = PendingFaults::default();
        Faults::new(&pending).times(2).answer_with(ErrorCode::Unknown);
        Faults::new(&pending).times(0).answer_with(ErrorCode::InvalidMessage);
        Faults::new(&pending).answer_with(ErrorCode::Other(9));
        let codes: Vec<_> =
            (0..4).map(|_| pending.plan(RequestKind::Answered).answer_with).collect();
        assert_eq!(
            codes,
            [Some(ErrorCode::Unknown), Some(ErrorCode::Unknown), Some(ErrorCode::Other(9)), None]
        );
    }

    #[test]
    fn always_lasts_until_it_is_cleared() {
        let pending = PendingFaults::default();
        Faults::new(&pending).always().delay(Duration::from_secs(1));
        for _ in 0..100 {
            assert_eq!(pending.plan(RequestKind::Answered).delay, Some(Duration::from_secs(1)));
        }
        Faults::new(&pending).clear();
        assert_eq!(pending.plan(RequestKind::Answered), FaultPlan::default());
    }
}
