//! Counters of what a producer has done so far.

/// A snapshot of a producer's counters; see [`Producer::stats`](super::Producer::stats).
///
/// Messages and their bytes count payloads, before compression. At any time
/// `accepted_messages = queued_messages + confirmed_messages + failed_messages + unknown_messages`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Messages that entered the queue.
    pub accepted_messages: u64,
    /// Their bytes.
    pub accepted_bytes: u64,
    /// Messages that a send gave back with an error: queue full, too large, no such partition.
    pub refused_messages: u64,
    /// Messages that are not reported yet: waiting, or sent and not confirmed.
    pub queued_messages: u64,
    /// Their bytes.
    pub queued_bytes: u64,
    /// Messages reported as confirmed.
    pub confirmed_messages: u64,
    /// Messages reported as certainly not stored.
    pub failed_messages: u64,
    /// Messages reported as sent, which may or may not be stored.
    pub unknown_messages: u64,
    /// Batches reported, with any outcome.
    pub reported_batches: u64,
    /// Batches that were split because they were too large, compressed, for a message or a request.
    pub split_batches: u64,
    /// Batches sent after a first attempt had failed, counted each time.
    pub resent_batches: u64,
    /// Produce and multi-produce requests written.
    pub requests: u64,
    /// Bytes of message sets written, compressed where they are, resent ones included.
    pub set_bytes: u64,
    /// Report callbacks that panicked.
    pub callback_panics: u64,
    /// Payloads whose owner panicked when it was dropped.
    pub payload_panics: u64,
}
