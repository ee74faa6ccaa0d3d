//! What became of messages: an outcome for each that entered the queue.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::error::{Error, ErrorKind};
use crate::message::Compression;

/// What became of a message.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The broker has handled it. That is the most that 0.7 can tell: the message may still wait
    /// for the broker's next flush, and a message over the broker's own `max.message.size` is
    /// dropped in silence if the producer was told a larger one.
    Confirmed,
    /// It was certainly not stored, and never will be: no byte of it was ever written to a
    /// connection.
    Failed(Arc<Error>),
    /// It was sent, and the connection failed, or the time was over, before the broker said that it
    /// had handled it: it may or may not be stored, and that may happen at any later time. Sending
    /// it again avoids loss but may store it twice.
    Unknown(Arc<Error>),
}

impl Outcome {
    /// Whether the broker has handled it.
    pub fn is_confirmed(&self) -> bool {
        matches!(self, Self::Confirmed)
    }

    /// Why it was not, if it was not.
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Confirmed => None,
            Self::Failed(error) | Self::Unknown(error) => Some(error),
        }
    }

    /// Nothing, if the broker has handled it.
    ///
    /// # Errors
    /// Why it was not handled, or why that is not known.
    pub fn into_result(self) -> Result<(), Arc<Error>> {
        match self {
            Self::Confirmed => Ok(()),
            Self::Failed(error) | Self::Unknown(error) => Err(error),
        }
    }
}

/// The outcome, and why it is not confirmed, with all causes on one line.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Confirmed => f.write_str("confirmed"),
            Self::Failed(error) => write!(f, "not stored: {error:?}"),
            Self::Unknown(error) => write!(f, "may or may not have been stored: {error:?}"),
        }
    }
}

/// What became of one batch: given to [`on_report`](super::ProducerBuilder::on_report).
pub struct Report<'a> {
    pub(super) topic: &'a str,
    pub(super) partition: i32,
    pub(super) payloads: &'a [Bytes],
    pub(super) compression: Compression,
    pub(super) attempts: u32,
    pub(super) waited: Duration,
    pub(super) outcome: &'a Outcome,
}

impl<'a> Report<'a> {
    /// The topic's name.
    pub fn topic(&self) -> &'a str {
        self.topic
    }

    /// The partition; [`ANY_PARTITION`](crate::protocol::ANY_PARTITION) if the broker chose it.
    pub fn partition(&self) -> i32 {
        self.partition
    }

    /// The payloads of its messages, in the order in which they were sent.
    pub fn payloads(&self) -> &'a [Bytes] {
        self.payloads
    }

    /// How the batch was to be compressed.
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// How often it was tried to send the batch; 0 if it never came to that.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long its first message took from the queue to this report.
    pub fn waited(&self) -> Duration {
        self.waited
    }

    /// What became of it, all messages alike.
    pub fn outcome(&self) -> &'a Outcome {
        self.outcome
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("topic", &self.topic)
            .field("partition", &self.partition)
            .field("messages", &self.payloads.len())
            .field("attempts", &self.attempts)
            .field("waited", &self.waited)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// A report callback.
pub(super) type OnReport = Box<dyn FnMut(&Report<'_>) + Send>;

/// A handle to what becomes of one message; dropping it changes nothing.
///
/// It costs no allocation: all messages of a batch share what it points to.
///
/// ```
/// # use kafka07::{broker::Broker, Producer};
/// # let broker = Broker::temporary()?;
/// let producer = Producer::connect(broker.addr())?;
/// let delivery = producer.send("visits", "someone came")?;
/// assert!(delivery.wait().is_confirmed());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Delivery {
    outcomes: Arc<BatchOutcomes>,
    index: usize,
}

impl Delivery {
    /// Waits until the message is reported; the batch it is in goes out in its own time, see
    /// [`linger`](super::ProducerBuilder::linger) and [`flush`](super::Producer::flush).
    ///
    /// Never call it from a report callback: that runs in the thread which this waits for.
    pub fn wait(&self) -> Outcome {
        let mut parts = self.outcomes.lock();
        loop {
            if let Some(outcome) = parts.outcome(self.index) {
                return outcome;
            }
            parts = self.outcomes.reported.wait(parts).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits until the message is reported, but no longer than `timeout`.
    pub fn wait_timeout(&self, timeout: Duration) -> Option<Outcome> {
        let deadline = Instant::now().checked_add(timeout);
        let mut parts = self.outcomes.lock();
        loop {
            if let Some(outcome) = parts.outcome(self.index) {
                return Some(outcome);
            }
            let Some(deadline) = deadline else {
                drop(parts);
                return Some(self.wait());
            };
            let left = deadline.checked_duration_since(Instant::now())?;
            (parts, _) = self
                .outcomes
                .reported
                .wait_timeout(parts, left)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// What became of the message, if it has been reported yet.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcomes.lock().outcome(self.index)
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("outcome", &self.outcome()).finish_non_exhaustive()
    }
}

/// Where the outcomes of a batch's messages are put down.
#[derive(Default)]
struct BatchOutcomes {
    parts: Mutex<PartOutcomes>,
    reported: Condvar,
}

/// A batch may have been split: the outcome of each part, with the messages it covers.
#[derive(Default)]
struct PartOutcomes(Vec<(Range<usize>, Outcome)>);

impl PartOutcomes {
    fn outcome(&self, index: usize) -> Option<Outcome> {
        self.0.iter().find(|(part, _)| part.contains(&index)).map(|(_, outcome)| outcome.clone())
    }
}

impl BatchOutcomes {
    fn lock(&self) -> MutexGuard<'_, PartOutcomes> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The duty to report some of a outcomes's messages: done once, at the latest when it is dropped.
#[derive(Default)]
pub(super) struct PendingReport {
    outcomes: Arc<BatchOutcomes>,
    messages: Range<usize>,
}

impl PendingReport {
    /// Takes on one more message.
    pub(super) fn add(&mut self) -> Delivery {
        let index = self.messages.end;
        self.messages.end += 1;
        Delivery { outcomes: Arc::clone(&self.outcomes), index }
    }

    /// Hands over all messages but the first `at`.
    pub(super) fn split_off(&mut self, at: usize) -> Self {
        let middle = self.messages.start + at;
        let messages = middle..self.messages.end;
        self.messages.end = middle;
        Self { outcomes: Arc::clone(&self.outcomes), messages }
    }

    /// Reports all messages that are left.
    pub(super) fn report(&mut self, outcome: Outcome) {
        let messages = std::mem::take(&mut self.messages);
        if !messages.is_empty() {
            self.outcomes.lock().0.push((messages, outcome));
            self.outcomes.reported.notify_all();
        }
    }
}

impl Drop for PendingReport {
    fn drop(&mut self) {
        if !self.messages.is_empty() {
            let stopped = Error::new(ErrorKind::ProducerStopped);
            self.report(Outcome::Unknown(Arc::new(stopped)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_of_a_split_batch_has_its_own_outcome() {
        let mut first = PendingReport::default();
        let deliveries: Vec<_> = (0..6).map(|_| first.add()).collect();
        let reported = |index: usize| deliveries[index].outcome().is_some();

        let mut second = first.split_off(2);
        let third = second.split_off(3);
        second.report(Outcome::Confirmed);
        assert_eq!(
            (0..6).map(reported).collect::<Vec<_>>(),
            [false, false, true, true, true, false]
        );
        assert!(deliveries[1].wait_timeout(Duration::ZERO).is_none());
        drop(third);
        assert!(matches!(deliveries[5].wait(), Outcome::Unknown(_)));
        assert!(deliveries[4].wait().is_confirmed(), "once reported, it stays so");
    }

    #[test]
    fn a_waiting_thread_is_woken() {
        let mut pending = PendingReport::default();
        let delivery = pending.add();
        let waiting = std::thread::spawn(move || delivery.wait_timeout(Duration::MAX));
        pending.report(Outcome::Confirmed);
        assert!(waiting.join().unwrap().unwrap().is_confirmed());
    }
}
