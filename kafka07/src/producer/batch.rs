//! Messages that travel together: one set for one partition.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;

use super::report::{Delivery, Outcome, PendingReport, Report};
use crate::message::{Compression, MESSAGE_OVERHEAD};

/// Messages for one partition, with all that is needed to send them, again if need be, and to
/// report them.
pub(super) struct Batch {
    /// Ascending in the order in which batches were opened; the parts of a split one share theirs.
    pub(super) id: u64,
    pub(super) topic: Arc<str>,
    pub(super) partition: i32,
    pub(super) compression: Compression,
    pub(super) payloads: Vec<Bytes>,
    /// Of the payloads alone.
    pub(super) bytes: usize,
    /// When its first message came in.
    pub(super) opened: Instant,
    /// How often its sending was begun.
    pub(super) attempts: u32,
    /// Whether an attempt failed after the whole request had been handed to the connection.
    pub(super) perhaps_stored: bool,
    pending: PendingReport,
}

impl Batch {
    pub(super) fn new(
        id: u64,
        topic: Arc<str>,
        partition: i32,
        compression: Compression,
        opened: Instant,
    ) -> Self {
        Self {
            id,
            topic,
            partition,
            compression,
            payloads: Vec::new(),
            bytes: 0,
            opened,
            attempts: 0,
            perhaps_stored: false,
            pending: PendingReport::default(),
        }
    }

    pub(super) fn push(&mut self, payload: Bytes) -> Delivery {
        self.bytes += payload.len();
        self.payloads.push(payload);
        self.pending.add()
    }

    /// The length of its set before compression.
    pub(super) fn set_len(&self) -> usize {
        self.bytes + self.payloads.len() * MESSAGE_OVERHEAD
    }

    /// Two halves of at least one message each, or the batch itself if it is a single message.
    pub(super) fn split(mut self) -> Result<(Self, Self), Self> {
        if self.payloads.len() < 2 {
            return Err(self);
        }
        let at = self.payloads.len() / 2;
        let payloads = self.payloads.split_off(at);
        let bytes = payloads.iter().map(Bytes::len).sum();
        self.bytes -= bytes;
        let second = Self {
            payloads,
            bytes,
            topic: Arc::clone(&self.topic),
            pending: self.pending.split_off(at),
            ..self
        };
        Ok((self, second))
    }

    /// What a report callback is told.
    pub(super) fn as_report<'a>(&'a self, outcome: &'a Outcome) -> Report<'a> {
        Report {
            topic: &self.topic,
            partition: self.partition,
            payloads: &self.payloads,
            compression: self.compression,
            attempts: self.attempts,
            waited: self.opened.elapsed(),
            outcome,
        }
    }

    /// Tells the handles of its messages.
    pub(super) fn report(&mut self, outcome: Outcome) {
        self.pending.report(outcome);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_report_to_the_handles_of_the_whole() {
        let mut batch = Batch::new(0, "t".into(), 0, Compression::None, Instant::now());
        let deliveries: Vec<_> = (0..5).map(|i| batch.push(Bytes::from(vec![b'x'; i]))).collect();
        assert_eq!((batch.bytes, batch.set_len()), (10, 60));

        let (mut front, back) = batch.split().ok().unwrap();
        assert_eq!((front.payloads.len(), front.bytes), (2, 1));
        assert_eq!((back.payloads.len(), back.bytes), (3, 9));
        let (middle, mut last) = back.split().ok().unwrap();
        let middle = middle.split().err().unwrap();

        last.report(Outcome::Confirmed);
        let reported = |i: usize| deliveries[i].outcome().is_some();
        assert!(!reported(0) && !reported(2) && reported(3) && reported(4));
        front.report(Outcome::Confirmed);
        assert!(reported(0) && reported(1) && !reported(2));
        drop(middle);
        assert!(matches!(deliveries[2].outcome(), Some(Outcome::Unknown(_))), "never forgotten");
    }
}
