//! The producer: messages in from any thread, batches out in the background, a report for each.

mod batch;
mod builder;
mod partitioner;
mod queue;
mod report;
mod sender;
mod shared;
mod stats;

use std::collections::HashMap;
use std::fmt;
use std::net::ToSocketAddrs;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use bytes::Bytes;

pub use builder::{OnFull, ProducerBuilder};
pub use partitioner::{Partitioner, Record};
pub use report::{Delivery, Outcome, Report};
pub use stats::Stats;

use crate::Compression;
use crate::error::{Error, ErrorKind};
use crate::protocol::{ANY_PARTITION, topic};
use batch::MESSAGE_OVERHEAD;
use shared::Shared;

/// The most that stands in a request beside one set: key, count, the topic's name with its length,
/// partition, the set's size.
const MOST_OVERHEAD: usize = 2 + 2 + (2 + topic::MAX_FOLDER_LEN) + 4 + 4;

/// Sends messages in the background, many in one request.
///
/// Messages go into a bounded queue, are gathered into a batch for each partition, and leave when
/// the batch is [full](ProducerBuilder::batch_bytes), when they have
/// [waited](ProducerBuilder::linger) long enough, or at a [`flush`](Self::flush): all batches that
/// are due in one multi-produce. Behind each request stands a question whose answer confirms it, so
/// every message ends with a report: [confirmed](Outcome::Confirmed), certainly
/// [not stored](Outcome::Failed), or [unknown](Outcome::Unknown). Reports come by
/// [callback](ProducerBuilder::on_report), by the [handle](Delivery) of each message, and summed
/// up by `flush` and [`close`](Self::close). Messages for one partition stay in order.
///
/// All threads share one producer by reference; it talks to one broker over one connection.
/// Dropping it flushes; what then cannot be delivered is logged, so call `close` where that is
/// worth knowing.
///
/// ```
/// use std::time::Duration;
///
/// use kafka07::Producer;
/// # use kafka07::broker::Broker;
///
/// # let broker = Broker::builder().partitions(2).start()?;
/// let producer = Producer::builder()
///     .linger(Duration::from_millis(5))
///     .partitions(2)
///     .connect(broker.addr())?;
/// producer.send("visits", "the broker picks the partition")?;
/// producer.send_keyed("visits", "user-17", "the key picks it")?;
/// producer.send_to("visits", 0, vec![1, 2, 3])?;
/// producer.close()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Producer {
    shared: Arc<Shared>,
    topics: Topics,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What was said of topics, and what their messages have to keep to.
struct Topics {
    compression: Compression,
    compression_for: HashMap<String, Compression>,
    partitioner: Partitioner,
    partitions: Option<i32>,
    partitions_for: HashMap<String, i32>,
    max_message_size: usize,
    max_request_size: usize,
    queue_bytes: usize,
}

/// A message that did not enter the queue, with why.
///
/// It turns into an [`Error`] with `?`, which leaves the payload behind.
pub struct SendError {
    error: Error,
    payload: Bytes,
}

impl Producer {
    /// A producer with the default settings.
    ///
    /// # Errors
    /// If the name does not resolve, or no address answers.
    pub fn connect(addresses: impl ToSocketAddrs) -> Result<Self, Error> {
        Self::builder().connect(addresses)
    }

    /// A producer with other settings than the defaults.
    pub fn builder() -> ProducerBuilder {
        ProducerBuilder::default()
    }

    fn start(shared: Arc<Shared>, topics: Topics, thread: JoinHandle<()>) -> Self {
        Self { shared, topics, thread: Mutex::new(Some(thread)) }
    }

    /// Sends a message to a partition that the [partitioner](ProducerBuilder::partitioner)
    /// chooses: unless set, the broker does, anew for every batch.
    ///
    /// It returns when the message is in the queue. The payload is not copied until it is encoded.
    ///
    /// # Errors
    /// If the queue is full and the producer does not wait for room, or not longer; if the topic's
    /// name cannot be; if the message is too large for the broker; if the producer is closed. The
    /// error holds the payload.
    pub fn send(
        &self,
        topic: impl AsRef<str>,
        payload: impl Into<Bytes>,
    ) -> Result<Delivery, SendError> {
        self.choose_and_send(topic.as_ref(), None, payload.into())
    }

    /// Sends a message to the partition that its key stands for. The key itself is not sent: 0.7
    /// has no place for it.
    ///
    /// # Errors
    /// As [`send`](Self::send); if choosing by key takes the
    /// [number of partitions](ProducerBuilder::partitions) and nobody said.
    pub fn send_keyed(
        &self,
        topic: impl AsRef<str>,
        key: impl AsRef<[u8]>,
        payload: impl Into<Bytes>,
    ) -> Result<Delivery, SendError> {
        self.choose_and_send(topic.as_ref(), Some(key.as_ref()), payload.into())
    }

    /// Sends a message to one partition.
    ///
    /// # Errors
    /// As [`send`](Self::send); if there is no such partition.
    pub fn send_to(
        &self,
        topic: impl AsRef<str>,
        partition: i32,
        payload: impl Into<Bytes>,
    ) -> Result<Delivery, SendError> {
        self.send_there(topic.as_ref(), partition, payload.into())
    }

    fn choose_and_send(
        &self,
        topic: &str,
        key: Option<&[u8]>,
        payload: Bytes,
    ) -> Result<Delivery, SendError> {
        let partitions = self.topics.partitions_of(topic);
        let record = Record { topic, key, payload: &payload, partitions };
        if let Some(partition) = self.topics.partitioner.choose(&record) {
            self.send_there(topic, partition, payload)
        } else {
            let error = Error::new(ErrorKind::PartitionsUnknown);
            Err(self.refuse(error.on_topic(topic), payload))
        }
    }

    fn send_there(
        &self,
        topic: &str,
        partition: i32,
        payload: Bytes,
    ) -> Result<Delivery, SendError> {
        let compression = self.topics.compression_of(topic);
        let on = |kind| Error::new(kind).on(topic, partition);
        if let Err(kind) = self.topics.check(topic, partition, compression, &payload) {
            return Err(self.refuse(on(kind), payload));
        }
        self.shared
            .accept(topic, partition, compression, payload)
            .map_err(|(kind, payload)| SendError { error: on(kind).in_call("send"), payload })
    }

    #[cold]
    fn refuse(&self, error: Error, payload: Bytes) -> SendError {
        self.shared.count(|stats| stats.refused_messages += 1);
        SendError { error: error.in_call("send"), payload }
    }

    /// Sends everything that is in the queue now, and returns when all of it is reported.
    ///
    /// Messages that other threads send meanwhile are not waited for.
    ///
    /// # Errors
    /// If messages were reported as not confirmed, by this flush or at any time since the last one
    /// that told: [`ErrorKind::Undelivered`] says how many, [`Error::cause`] why the first were not.
    /// Every loss is told once. If it is called from a report callback.
    pub fn flush(&self) -> Result<(), Error> {
        self.shared.flush().map_err(|error| error.in_call("flush"))
    }

    /// Accepts nothing more, and returns when all that is in the queue is reported. Closing again
    /// does nothing.
    ///
    /// # Errors
    /// As [`flush`](Self::flush).
    pub fn close(&self) -> Result<(), Error> {
        self.shared.close();
        let told = self.shared.flush().map_err(|error| error.in_call("close"));
        if !self.shared.is_deliverer() {
            let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(thread) = thread {
                // It catches its own panics, and reports what they leave behind.
                let _ = thread.join();
            }
        }
        told
    }

    /// What the producer has done so far.
    pub fn stats(&self) -> Stats {
        self.shared.stats()
    }
}

impl Drop for Producer {
    /// As [`close`](Producer::close), with what was lost in the log. In a report callback it does
    /// not wait: what is in the queue is delivered all the same.
    fn drop(&mut self) {
        if let Err(error) = self.close()
            && !self.shared.is_deliverer()
        {
            event!(Error, "a producer was dropped: {error:?}");
        }
    }
}

impl fmt::Debug for Producer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer").field("stats", &self.stats()).finish_non_exhaustive()
    }
}

impl Topics {
    fn compression_of(&self, topic: &str) -> Compression {
        if self.compression_for.is_empty() {
            return self.compression;
        }
        self.compression_for.get(topic).copied().unwrap_or(self.compression)
    }

    fn partitions_of(&self, topic: &str) -> Option<i32> {
        if self.partitions_for.is_empty() {
            return self.partitions;
        }
        self.partitions_for.get(topic).copied().or(self.partitions)
    }

    /// Whether a message can be sent at all, as far as one knows before it is compressed.
    fn check(
        &self,
        topic: &str,
        partition: i32,
        compression: Compression,
        payload: &Bytes,
    ) -> Result<(), ErrorKind> {
        topic::check(topic, partition).map_err(ErrorKind::Topic)?;
        if partition < ANY_PARTITION {
            return Err(ErrorKind::Partition { partition, least: ANY_PARTITION });
        }
        if let Some(partitions) = self.partitions_of(topic)
            && partition >= partitions
        {
            return Err(ErrorKind::NoSuchPartition { partition, partitions });
        }
        let size = payload.len();
        if compression == Compression::None {
            if size > self.max_message_size {
                let max = self.max_message_size;
                return Err(ErrorKind::MessageTooLarge { index: 0, size, max });
            }
            let request = size + MESSAGE_OVERHEAD + MOST_OVERHEAD - topic::MAX_FOLDER_LEN;
            let (size, max) = (request + topic.len(), self.max_request_size);
            if size > max {
                return Err(ErrorKind::RequestTooLarge { size, max });
            }
        }
        if size > self.queue_bytes {
            return Err(ErrorKind::LargerThanQueue { size, max: self.queue_bytes });
        }
        Ok(())
    }
}

impl SendError {
    /// Why.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Whether the queue was full: a later attempt may succeed.
    pub fn is_full(&self) -> bool {
        matches!(self.error.kind(), ErrorKind::QueueFull { .. })
    }

    /// The message's payload, to be sent again or kept elsewhere.
    pub fn into_payload(self) -> Bytes {
        self.payload
    }
}

impl From<SendError> for Error {
    fn from(refused: SendError) -> Self {
        refused.error
    }
}

impl std::error::Error for SendError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

/// The error with its causes on one line, without the payload.
impl fmt::Debug for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_message_prints_as_its_error() {
        let error = Error::new(ErrorKind::ProducerClosed).in_call("send").on("web", 0);
        let refused = SendError { error, payload: Bytes::from_static(b"secret") };
        crate::chain::assert_readable(&refused);
        assert_eq!(
            refused.to_string(),
            "send to topic web, partition 0: the producer is closed (the message was not accepted)"
        );
    }

    #[test]
    fn threads_share_a_producer_and_hand_on_what_it_gives() {
        fn shareable<T: Send + Sync + 'static>() {}
        shareable::<Producer>();
        shareable::<Delivery>();
        shareable::<Outcome>();
        shareable::<SendError>();
    }
}
