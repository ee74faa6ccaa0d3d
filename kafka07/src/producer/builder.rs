//! The settings of a producer.

use std::collections::HashMap;
use std::fmt;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::time::Duration;

use super::partitioner::Partitioner;
use super::queue::Limits;
use super::report::Report;
use super::sender::{OnReport, Rules, Sender};
use super::shared::Shared;
use super::{Producer, Topics};
use crate::Compression;
use crate::client::pipeline::Pipeline;
use crate::client::{ClientBuilder, DeliveryPolicy};
use crate::error::{Error, ErrorKind};

/// What a send does when the queue is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnFull {
    /// It waits until there is room.
    #[default]
    Block,
    /// It waits so long for room, and fails then.
    BlockFor(Duration),
    /// It fails at once.
    Fail,
}

/// Settings of a [`Producer`], each with a default that suits most uses.
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
    limits: Limits,
    on_full: OnFull,
    compression: Compression,
    compression_for: HashMap<String, Compression>,
    partitioner: Partitioner,
    partitions: Option<i32>,
    partitions_for: HashMap<String, i32>,
    delivery: Option<DeliveryPolicy>,
    max_in_flight: usize,
    request_bytes: usize,
    on_report: Option<OnReport>,
    client: ClientBuilder,
}

impl Default for ProducerBuilder {
    fn default() -> Self {
        Self {
            limits: Limits {
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
            max_in_flight: 4,
            request_bytes: 4 * 1024 * 1024,
            on_report: None,
            client: ClientBuilder::default(),
        }
    }
}

impl ProducerBuilder {
    /// How long a message may wait for others to travel with: 10 ms unless set. All batches that
    /// are not full go out when the oldest message in them has waited so long. Zero sends each
    /// message as soon as the connection is free for it, with those that came meanwhile.
    ///
    /// The time runs by itself, without another message having to come. A full queue,
    /// [`flush`](Producer::flush) and [`close`](Producer::close) do not wait for it.
    pub fn linger(mut self, time: Duration) -> Self {
        self.limits.linger = time;
        self
    }

    /// How many messages make a full batch: 10,000 unless set.
    pub fn batch_messages(mut self, count: usize) -> Self {
        self.limits.batch_messages = count;
        self
    }

    /// How many bytes make a full batch, headers included, before compression: 256 KiB unless set.
    /// A message larger than that is a batch by itself.
    ///
    /// A compressed batch is one message to the broker: its consumers have to fetch it whole.
    pub fn batch_bytes(mut self, bytes: usize) -> Self {
        self.limits.batch_bytes = bytes;
        self
    }

    /// About how many bytes of message sets go out in one request, before compression: 4 MiB
    /// unless set. A batch larger than that goes by itself. The hard limits are the client's
    /// [`max_request_size`](ClientBuilder::max_request_size) and 32,767 batches.
    pub fn request_bytes(mut self, bytes: usize) -> Self {
        self.request_bytes = bytes;
        self
    }

    /// How many messages the queue holds: 100,000 unless set. A message leaves it when it is
    /// reported, not when it is sent.
    pub fn queue_messages(mut self, count: usize) -> Self {
        self.limits.queue_messages = count;
        self
    }

    /// How many bytes of payloads the queue holds: 64 MiB unless set.
    pub fn queue_bytes(mut self, bytes: usize) -> Self {
        self.limits.queue_bytes = bytes;
        self
    }

    /// What a send does when the queue is full: it blocks unless set.
    pub fn on_full(mut self, on_full: OnFull) -> Self {
        self.on_full = on_full;
        self
    }

    /// How batches are compressed: not at all unless set.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// How batches of one topic are compressed.
    pub fn compression_for(mut self, topic: impl Into<String>, compression: Compression) -> Self {
        self.compression_for.insert(topic.into(), compression);
        self
    }

    /// Who chooses the partition where the sender does not: by key, or the broker if there is
    /// none, unless set.
    pub fn partitioner(mut self, partitioner: Partitioner) -> Self {
        self.partitioner = partitioner;
        self
    }

    /// How many partitions topics have: what choosing by key needs and no broker tells.
    ///
    /// Where it is set, sends to partitions from this number on are refused.
    pub fn partitions(mut self, count: i32) -> Self {
        self.partitions = Some(count);
        self
    }

    /// How many partitions one topic has.
    pub fn partitions_for(mut self, topic: impl Into<String>, count: i32) -> Self {
        self.partitions_for.insert(topic.into(), count);
        self
    }

    /// How often a batch may reach the broker: at most once unless set, here or in the
    /// [client's settings](Self::client).
    ///
    /// What certainly never reached it, because no connection came about, is tried again under
    /// either policy: as often as [`AtLeastOnce`](DeliveryPolicy::AtLeastOnce) says, or else the
    /// client's [`retries`](ClientBuilder::retries). Batches are sent again whole and in order.
    pub fn delivery(mut self, policy: DeliveryPolicy) -> Self {
        self.delivery = Some(policy);
        self
    }

    /// How many requests may be on their way before the first of them is confirmed: 4 unless set.
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

    /// The settings of the connection: timeouts, sizes, waits between attempts.
    pub fn client(mut self, client: ClientBuilder) -> Self {
        self.client = client;
        self
    }

    /// Connects to the first of these addresses that answers, and starts the thread that delivers.
    ///
    /// # Errors
    /// If the name does not resolve, no address answers, or a setting cannot be.
    pub fn connect(self, addresses: impl ToSocketAddrs) -> Result<Producer, Error> {
        self.check()?;
        let pipeline = Pipeline::connect(self.client.clone(), addresses)?;
        self.start(pipeline)
    }

    /// Connects to a broker by `host:port`, a name that is looked up again each time the
    /// connection is lost.
    ///
    /// # Errors
    /// If the name does not resolve, no address answers, or a setting cannot be.
    pub fn connect_host(self, host: impl Into<Arc<str>>) -> Result<Producer, Error> {
        self.check()?;
        let pipeline = Pipeline::connect_host(self.client.clone(), host.into())?;
        self.start(pipeline)
    }

    fn start(mut self, pipeline: Pipeline) -> Result<Producer, Error> {
        let (max_message_size, max_request_size) =
            (self.client.max_message_size, self.client.max_request_size);
        let (at_least_once, retries) = match self.delivery.unwrap_or(self.client.delivery) {
            DeliveryPolicy::AtMostOnce => (false, self.client.retries),
            DeliveryPolicy::AtLeastOnce { retries } => (true, retries),
        };
        let topics = Topics {
            compression: self.compression,
            compression_for: self.compression_for,
            partitioner: self.partitioner,
            partitions: self.partitions,
            partitions_for: self.partitions_for,
            max_message_size,
            max_request_size,
            queue_bytes: self.limits.queue_bytes,
        };
        // A full batch has to fit into a request, whatever its topic.
        let room = max_request_size.saturating_sub(super::MOST_OVERHEAD);
        self.limits.batch_bytes = self.limits.batch_bytes.min(room);

        let rules = Rules {
            at_least_once,
            retries,
            max_in_flight: self.max_in_flight,
            request_bytes: self.request_bytes.min(max_request_size),
            max_message_size,
            max_request_size,
            on_report: self.on_report,
            client: self.client,
        };
        let shared = Arc::new(Shared::new(self.limits, self.on_full));
        let sender = Sender::new(Arc::clone(&shared), pipeline, rules);
        let thread = std::thread::Builder::new()
            .name("kafka07-producer".into())
            .spawn(move || sender.deliver())
            .map_err(ErrorKind::Thread)?;
        Ok(Producer::start(shared, topics, thread))
    }

    fn check(&self) -> Result<(), Error> {
        let wrong = |what| Err(ErrorKind::Config(what).into());
        let Limits { batch_messages, batch_bytes, queue_messages, queue_bytes, .. } = self.limits;
        if batch_messages == 0 || batch_bytes == 0 {
            return wrong("`batch_messages` and `batch_bytes` must be at least 1");
        }
        if queue_messages == 0 || queue_bytes == 0 {
            return wrong("`queue_messages` and `queue_bytes` must be at least 1");
        }
        if self.max_in_flight == 0 || self.request_bytes == 0 {
            return wrong("`max_in_flight` and `request_bytes` must be at least 1");
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
            .finish_non_exhaustive()
    }
}
