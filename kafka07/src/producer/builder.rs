//! The settings of a producer.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use super::partitioner::Partitioner;
use super::queue::QueueLimits;
use super::report::{OnReport, Report};
use super::shared_queue::OnFull;
use crate::client::{ClientBuilder, DeliveryPolicy};
use crate::error::{Error, ErrorKind};
use crate::message::Compression;

/// Settings of a [`Producer`](super::Producer), each with a default that suits most uses.
///
/// ```
/// use std::time::Duration;
///
/// use kafka07::{Compression, DeliveryPolicy, KafkaClient, Producer};
/// # use kafka07::broker::Broker;
/// # let broker = Broker::temporary()?;
///
/// let producer = Producer::builder()
///     .linger(Duration::from_millis(50))
///     .compression(Compression::Gzip)
///     .compression_for("thumbnails", Compression::None)
///     .partitions_for("visits", 8)
///     .delivery(DeliveryPolicy::AtLeastOnce { retries: 10 })
///     .on_report(|report| {
///         if let Some(error) = report.outcome().error() {
///             eprintln!("{} messages for {}: {error:?}", report.payloads().len(), report.topic());
///         }
///     })
///     .client(KafkaClient::builder().write_timeout(Duration::from_secs(5)))
///     .connect(broker.addr())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct ProducerBuilder {
    pub(super) limits: QueueLimits,
    pub(super) on_full: OnFull,
    pub(super) compression: Compression,
    pub(super) compression_for: HashMap<String, Compression>,
    pub(super) partitioner: Partitioner,
    pub(super) partitions: Option<i32>,
    pub(super) partitions_for: HashMap<String, i32>,
    pub(super) delivery: Option<DeliveryPolicy>,
    pub(super) delivery_timeout: Duration,
    pub(super) max_in_flight: usize,
    pub(super) request_bytes: usize,
    pub(super) on_report: Option<OnReport>,
    pub(super) client: ClientBuilder,
}

impl Default for ProducerBuilder {
    fn default() -> Self {
        Self {
            limits: QueueLimits {
                batch_messages: 10_000,
                batch_bytes: 256 * 1024,
                linger: Duration::from_millis(10),
                queue_messages: 100_000,
                queue_bytes: 64 * 1024 * 1024,
            },
            on_full: OnFull::default(),
            compression: Compression::None,
            compression_for: HashMap::new(),
            partitioner: Partitioner::default(),
            partitions: None,
            partitions_for: HashMap::new(),
            delivery: None,
            delivery_timeout: Duration::from_secs(120),
            max_in_flight: 4,
            request_bytes: 4 * 1024 * 1024,
            on_report: None,
            client: ClientBuilder::default(),
        }
    }
}

impl ProducerBuilder {
    /// Sets how long a message may wait for others to travel with. Defaults to 10 ms.
    ///
    /// All batches that are not full go out when the oldest message in them has waited that long.
    /// Zero sends each message as soon as the connection is free for it, with those that came
    /// meanwhile. The time runs by itself: no other message has to come. A full queue,
    /// [`flush`](super::Producer::flush) and [`close`](super::Producer::close) do not wait for it.
    /// No message lingers for more than half of its [`delivery_timeout`](Self::delivery_timeout).
    pub fn linger(mut self, time: Duration) -> Self {
        self.limits.linger = time;
        self
    }

    /// Sets how many messages make a full batch. Defaults to 10,000.
    pub fn batch_messages(mut self, count: usize) -> Self {
        self.limits.batch_messages = count;
        self
    }

    /// Sets how many bytes make a full batch, headers included, before compression. Defaults to
    /// 256 KiB.
    ///
    /// A message larger than that is a batch by itself. A compressed batch is one message to the
    /// broker: its consumers have to fetch it whole.
    pub fn batch_bytes(mut self, bytes: usize) -> Self {
        self.limits.batch_bytes = bytes;
        self
    }

    /// Sets about how many bytes of message sets go out in one request, before compression.
    /// Defaults to 4 MiB.
    ///
    /// A batch larger than that goes by itself. The hard limits are the client's
    /// [`max_request_size`](ClientBuilder::max_request_size) and 32,767 batches.
    pub fn request_bytes(mut self, bytes: usize) -> Self {
        self.request_bytes = bytes;
        self
    }

    /// Sets how many messages the queue holds. Defaults to 100,000.
    ///
    /// A message leaves it when it is reported, not when it is sent.
    pub fn queue_messages(mut self, count: usize) -> Self {
        self.limits.queue_messages = count;
        self
    }

    /// Sets how many bytes of payloads the queue holds. Defaults to 64 MiB.
    pub fn queue_bytes(mut self, bytes: usize) -> Self {
        self.limits.queue_bytes = bytes;
        self
    }

    /// Sets what a send does when the queue is full. Defaults to [`OnFull::Block`].
    pub fn on_full(mut self, on_full: OnFull) -> Self {
        self.on_full = on_full;
        self
    }

    /// Sets how batches are compressed. Defaults to [`Compression::None`].
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// Sets how batches of one topic are compressed.
    pub fn compression_for(mut self, topic: impl AsRef<str>, compression: Compression) -> Self {
        self.compression_for.insert(topic.as_ref().to_owned(), compression);
        self
    }

    /// Sets who chooses the partition where the sender does not. Defaults to
    /// [`Partitioner::Crc32`]: by key, or the broker where there is no key.
    pub fn partitioner(mut self, partitioner: Partitioner) -> Self {
        self.partitioner = partitioner;
        self
    }

    /// Sets how many partitions topics have, which choosing by key needs and a broker does not
    /// tell.
    ///
    /// Once it is set, sends to partitions from this number on are refused.
    pub fn partitions(mut self, count: i32) -> Self {
        self.partitions = Some(count);
        self
    }

    /// Sets how many partitions one topic has.
    pub fn partitions_for(mut self, topic: impl AsRef<str>, count: i32) -> Self {
        self.partitions_for.insert(topic.as_ref().to_owned(), count);
        self
    }

    /// Sets how often a batch may reach the broker. Defaults to what the
    /// [client's settings](Self::client) say, which is at most once unless they were changed.
    ///
    /// What certainly never reached it, because there was no connection, is tried again under
    /// either policy: as often as [`AtLeastOnce`](DeliveryPolicy::AtLeastOnce) says, or else the
    /// client's [`retries`](ClientBuilder::retries). Batches are sent again whole and in order.
    pub fn delivery(mut self, policy: DeliveryPolicy) -> Self {
        self.delivery = Some(policy);
        self
    }

    /// Sets how long it may take from a message's entry into the queue to its report. Defaults to
    /// 2 minutes.
    ///
    /// Lingering, sending, waiting and sending again are all part of it. A message that is not
    /// confirmed by then is reported: as [failed](super::Outcome::Failed) if it was never sent, else
    /// as [unknown](super::Outcome::Unknown); the error is
    /// [`DeliveryTimeout`](crate::ErrorKind::DeliveryTimeout). All messages of a batch have the time
    /// of the first. A report may come 0.1 s later than that, and after those whose callbacks take
    /// their time.
    ///
    /// With [`Duration::MAX`] there is no limit: a message then has as many attempts as
    /// [`delivery`](Self::delivery) says, each with the timeouts of the [client](Self::client).
    pub fn delivery_timeout(mut self, time: Duration) -> Self {
        self.delivery_timeout = time;
        self
    }

    /// Sets how many requests may be on their way before the first of them is confirmed. Defaults
    /// to 4.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.max_in_flight = requests;
        self
    }

    /// Calls `callback` with what became of each batch.
    ///
    /// It runs in the thread that delivers: while it does, nothing else is sent. It may send
    /// messages itself (which fails where others would wait for room), but not flush, close or
    /// [wait](super::Delivery::wait). If it panics, the panic is logged and counted, and delivery
    /// goes on.
    pub fn on_report(mut self, callback: impl FnMut(&Report<'_>) + Send + 'static) -> Self {
        self.on_report = Some(Box::new(callback));
        self
    }

    /// Sets the settings of the connection: timeouts, sizes, waits between attempts.
    pub fn client(mut self, client: ClientBuilder) -> Self {
        self.client = client;
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let wrong = |what| Err(ErrorKind::Config(what).into());
        let QueueLimits { batch_messages, batch_bytes, queue_messages, queue_bytes, .. } =
            self.limits;
        if batch_messages == 0 || batch_bytes == 0 {
            return wrong("`batch_messages` and `batch_bytes` must be at least 1");
        }
        if queue_messages == 0 || queue_bytes == 0 {
            return wrong("`queue_messages` and `queue_bytes` must be at least 1");
        }
        if self.max_in_flight == 0 || self.request_bytes == 0 {
            return wrong("`max_in_flight` and `request_bytes` must be at least 1");
        }
        if self.delivery_timeout.is_zero() {
            return wrong("`delivery_timeout` must be more than zero");
        }
        if self.partitions.iter().chain(self.partitions_for.values()).any(|&count| count < 1) {
            return wrong("`partitions` and `partitions_for` must be at least 1");
        }
        let mut codecs = self.compression_for.values().chain([&self.compression]);
        if codecs.any(|codec| !codec.is_available()) {
            return wrong(
                "this build does not support the codec of `compression` or `compression_for`",
            );
        }
        let version = self.client.transport.broker_version();
        let mut codecs = self.compression_for.values().chain([&self.compression]);
        if codecs.any(|codec| version.refuses(*codec)) {
            return wrong(
                "`broker_version` is one that cannot decode the codec of `compression` or \
                 `compression_for`",
            );
        }
        Ok(())
    }
}

impl fmt::Debug for ProducerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProducerBuilder")
            .field("limits", &self.limits)
            .field("on_full", &self.on_full)
            .field("compression", &self.compression)
            .field("partitioner", &self.partitioner)
            .field("delivery", &self.delivery)
            .field("delivery_timeout", &self.delivery_timeout)
            .finish_non_exhaustive()
    }
}
