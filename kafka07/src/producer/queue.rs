//! The bounded queue: open batches per partition, full ones in line, and what is not reported yet.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::batch::Batch;
use super::report::Delivery;
use crate::message::{Compression, MESSAGE_OVERHEAD};

/// When batches are full and when the queue is.
#[derive(Clone, Debug)]
pub(super) struct QueueLimits {
    pub(super) batch_messages: usize,
    /// Of a batch's set before compression.
    pub(super) batch_bytes: usize,
    pub(super) linger: Duration,
    pub(super) queue_messages: usize,
    /// Of payloads.
    pub(super) queue_bytes: usize,
}

/// No locks, no threads, no clock but the one handed in: see `SharedQueue` for those.
pub(super) struct BatchQueue {
    limits: QueueLimits,
    /// Batches that still take messages, by topic and partition.
    open: HashMap<Arc<str>, BTreeMap<i32, Batch>>,
    /// When the first message came into the open batches.
    open_since: Option<Instant>,
    /// Batches in line to be sent.
    ready: VecDeque<Batch>,
    /// Not later than when the oldest batch in here was opened.
    oldest: Option<Instant>,
    /// What is not reported yet, here or being sent.
    messages: usize,
    bytes: usize,
    /// Unreported messages of the batches that were closed, by the batch's number.
    unreported: BTreeMap<u64, usize>,
    next_id: u64,
}

impl BatchQueue {
    pub(super) fn new(limits: QueueLimits) -> Self {
        Self {
            limits,
            open: HashMap::new(),
            open_since: None,
            ready: VecDeque::new(),
            oldest: None,
            messages: 0,
            bytes: 0,
            unreported: BTreeMap::new(),
            next_id: 0,
        }
    }

    /// Whether a payload of `bytes` has room now.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        self.messages < self.limits.queue_messages && bytes <= self.limits.queue_bytes - self.bytes
    }

    /// Puts a message in, for which there is room, and says whether the sending thread has to hear
    /// of it: because a batch is full, or because the linger time begins to run.
    pub(super) fn push(
        &mut self,
        topic: &str,
        partition: i32,
        compression: Compression,
        payload: Bytes,
    ) -> (Delivery, bool) {
        self.messages += 1;
        self.bytes += payload.len();

        let mut wake = false;
        let open = self.open.get_mut(topic).and_then(|batches| batches.get_mut(&partition));
        if let Some(batch) = open {
            let grown = batch.set_len() + MESSAGE_OVERHEAD + payload.len();
            if grown <= self.limits.batch_bytes {
                let delivery = batch.push(payload);
                let full = self.limits.is_full(batch);
                if full {
                    self.close(topic, partition);
                }
                return (delivery, full);
            }
            self.close(topic, partition);
            wake = true;
        }

        let now = Instant::now();
        let name = match self.open.get_key_value(topic) {
            Some((name, _)) => Arc::clone(name),
            None => topic.into(),
        };
        let mut batch = Batch::new(self.next_id, Arc::clone(&name), partition, compression, now);
        self.next_id += 1;
        self.oldest.get_or_insert(now);
        let delivery = batch.push(payload);
        if self.limits.is_full(&batch) {
            self.line_up(batch);
            return (delivery, true);
        }
        self.open.entry(name).or_default().insert(partition, batch);
        if self.open_since.is_none() {
            self.open_since = Some(now);
            wake = true;
        }
        (delivery, wake)
    }

    /// Puts one open batch in line.
    fn close(&mut self, topic: &str, partition: i32) {
        let Some(batches) = self.open.get_mut(topic) else { return };
        let batch = batches.remove(&partition);
        if batches.is_empty() {
            self.open.remove(topic);
        }
        if self.open.is_empty() {
            self.open_since = None;
        }
        if let Some(batch) = batch {
            self.line_up(batch);
        }
    }

    /// Puts all open batches in line, in the order in which they were opened.
    pub(super) fn close_all(&mut self) {
        let mut batches: Vec<_> =
            self.open.drain().flat_map(|(_, batches)| batches.into_values()).collect();
        batches.sort_unstable_by_key(|batch| batch.id);
        self.open_since = None;
        for batch in batches {
            self.line_up(batch);
        }
    }

    fn line_up(&mut self, batch: Batch) {
        self.unreported.insert(batch.id, batch.payloads.len());
        self.ready.push_back(batch);
    }

    /// When the linger time of the open batches is over; `None` if there are none, or if the time
    /// is longer than the clock can tell.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.open_since?.checked_add(self.limits.linger)
    }

    /// Whether batches wait in line.
    pub(super) fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// Takes batches out of the line for one request: as many as there are, but no more than
    /// `max_parts` and, apart from the first, none that makes their sets longer than `max_bytes`.
    /// What is taken counts as queued until it is [reported](Self::reported).
    pub(super) fn take(&mut self, max_parts: usize, max_bytes: usize) -> Vec<Batch> {
        let (mut count, mut bytes) = (0, 0);
        for batch in &self.ready {
            bytes += batch.set_len();
            if count == max_parts || (count > 0 && bytes > max_bytes) {
                break;
            }
            count += 1;
        }
        self.ready.drain(..count).collect()
    }

    /// Takes the batches out that were opened at `limit` or before.
    pub(super) fn take_expired(&mut self, limit: Instant) -> Vec<Batch> {
        if self.oldest.is_none_or(|oldest| oldest > limit) {
            return Vec::new();
        }
        if self.open_since.is_some_and(|since| since <= limit) {
            self.close_all();
        }
        let (expired, ready): (VecDeque<_>, _) =
            std::mem::take(&mut self.ready).into_iter().partition(|batch| batch.opened <= limit);
        self.ready = ready;
        let opened = self.ready.iter().map(|batch| batch.opened);
        self.oldest = opened.chain(self.open_since).min();
        expired.into()
    }

    /// Notes that a batch, or the part that it is of one, has been reported.
    pub(super) fn reported(&mut self, batch: &Batch) {
        self.messages -= batch.payloads.len();
        self.bytes -= batch.bytes;
        if let Some(left) = self.unreported.get_mut(&batch.id) {
            *left -= batch.payloads.len();
            if *left == 0 {
                self.unreported.remove(&batch.id);
            }
        }
    }

    /// Gives up what is not reported: how many messages that were, and the batches that are still
    /// in here.
    pub(super) fn give_up(&mut self) -> (usize, Vec<Batch>) {
        self.close_all();
        let empty = Self { next_id: self.next_id, ..Self::new(self.limits.clone()) };
        let given_up = std::mem::replace(self, empty);
        (given_up.messages, given_up.ready.into())
    }

    /// The number that the next batch gets.
    pub(super) fn next_id(&self) -> u64 {
        self.next_id
    }

    /// Whether all closed batches with numbers below `id` have been reported.
    pub(super) fn all_reported_below(&self, id: u64) -> bool {
        self.unreported.first_key_value().is_none_or(|(&first, _)| first >= id)
    }

    /// Messages not reported yet.
    pub(super) fn messages(&self) -> usize {
        self.messages
    }

    /// Bytes of the payloads of messages not reported yet.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

impl QueueLimits {
    fn is_full(&self, batch: &Batch) -> bool {
        batch.payloads.len() >= self.batch_messages || batch.set_len() >= self.batch_bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue() -> BatchQueue {
        BatchQueue::new(QueueLimits {
            batch_messages: 3,
            batch_bytes: 100,
            linger: Duration::from_secs(1),
            queue_messages: 10,
            queue_bytes: 1000,
        })
    }

    fn push(queue: &mut BatchQueue, topic: &str, partition: i32, len: usize) -> bool {
        queue.push(topic, partition, Compression::None, vec![0; len].into()).1
    }

    fn taken(queue: &mut BatchQueue) -> Vec<(String, i32, usize)> {
        let batches = queue.take(usize::MAX, usize::MAX);
        batches.iter().map(|b| (b.topic.to_string(), b.partition, b.payloads.len())).collect()
    }

    #[test]
    fn a_batch_is_full_by_count_or_by_bytes() {
        let mut queue = queue();
        assert!(push(&mut queue, "t", 0, 1), "the linger time begins");
        assert!(!push(&mut queue, "t", 0, 1));
        assert!(!queue.is_ready());
        assert!(push(&mut queue, "t", 0, 1), "full by count");
        assert!(queue.is_ready() && queue.deadline().is_none());

        push(&mut queue, "t", 0, 60);
        assert!(push(&mut queue, "t", 0, 60), "the next one does not fit");
        assert!(push(&mut queue, "t", 0, 500), "nor that, which is full by itself");
        let sizes =
            [("t".into(), 0, 3), ("t".into(), 0, 1), ("t".into(), 0, 1), ("t".into(), 0, 1)];
        assert_eq!(taken(&mut queue), sizes);
    }

    #[test]
    fn a_batch_may_reach_the_limit_exactly() {
        let mut queue = queue();
        push(&mut queue, "t", 0, 40);
        assert!(push(&mut queue, "t", 0, 40), "100 bytes with the overhead of two");
        assert_eq!(taken(&mut queue), [("t".into(), 0, 2)]);
    }

    #[test]
    fn linger_runs_from_the_first_open_message_and_closes_all_in_order() {
        let mut queue = queue();
        let before = Instant::now();
        push(&mut queue, "b", 1, 1);
        let deadline = queue.deadline().unwrap();
        assert!(deadline >= before + Duration::from_secs(1));
        push(&mut queue, "a", 0, 1);
        push(&mut queue, "b", 0, 1);
        assert_eq!(queue.deadline(), Some(deadline));
        queue.close_all();
        assert_eq!(queue.deadline(), None);
        let order = [("b".into(), 1, 1), ("a".into(), 0, 1), ("b".into(), 0, 1)];
        assert_eq!(taken(&mut queue), order);
    }

    #[test]
    fn batches_expire_in_line_and_open() {
        let mut queue = queue();
        let now = Instant::now();
        assert!(queue.take_expired(now).is_empty());
        push(&mut queue, "t", 0, 200);
        push(&mut queue, "t", 0, 1);
        assert!(queue.take_expired(now).is_empty(), "they are younger");
        assert_eq!(queue.take_expired(Instant::now()).len(), 2);
        assert!(!queue.is_ready() && queue.deadline().is_none());
        assert_eq!(queue.messages(), 2, "they count until they are reported");
    }

    #[test]
    fn an_infinite_linger_sets_no_deadline() {
        let mut queue = queue();
        queue.limits.linger = Duration::MAX;
        assert!(push(&mut queue, "t", 0, 1));
        assert_eq!(queue.deadline(), None);
    }

    #[test]
    fn requests_respect_parts_and_bytes_but_take_one_at_least() {
        let mut queue = queue();
        for partition in 0..4 {
            push(&mut queue, "t", partition, 50);
        }
        queue.close_all();
        assert_eq!(queue.take(1, usize::MAX).len(), 1);
        assert_eq!(queue.take(9, 10).len(), 1);
        assert_eq!(queue.take(9, 120).len(), 2);
        assert!(queue.take(9, 120).is_empty());
    }

    #[test]
    fn room_is_freed_by_the_report_not_by_the_sending() {
        let mut queue = queue();
        for _ in 0..10 {
            assert!(queue.has_room(1));
            push(&mut queue, "t", 0, 1);
        }
        assert!(!queue.has_room(0));
        queue.close_all();
        let flushed = queue.next_id();
        let batches = queue.take(1, usize::MAX);
        assert!(!queue.has_room(0));
        assert!(!queue.all_reported_below(flushed));
        queue.reported(&batches[0]);
        assert!(queue.has_room(993) && !queue.has_room(994));
        assert_eq!((queue.messages(), queue.bytes()), (7, 7));

        push(&mut queue, "t", 0, 1);
        for batch in queue.take(usize::MAX, usize::MAX) {
            let (front, back) = match batch.split() {
                Ok(halves) => halves,
                Err(whole) => {
                    queue.reported(&whole);
                    continue;
                }
            };
            queue.reported(&front);
            assert!(!queue.all_reported_below(flushed), "one half is still to come");
            queue.reported(&back);
        }
        assert!(queue.all_reported_below(flushed), "what came later does not count");
        assert_eq!(queue.messages(), 1);
    }
}
