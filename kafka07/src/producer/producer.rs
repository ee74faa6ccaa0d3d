//! The producer's face: what threads send with.

use std::fmt;
use std::net::ToSocketAddrs;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;

use super::builder::ProducerBuilder;
use super::partitioner::Record;
use super::report::Delivery;
use super::send_error::SendError;
use super::sender::Sender;
use super::sender_settings::SenderSettings;
use super::shared_queue::SharedQueue;
use super::sizes;
use super::stats::Stats;
use super::topics::Topics;
use crate::client::{ClientBuilder, DeliveryPolicy};
use crate::error::{Error, ErrorKind};
use crate::protocol::topic;
use crate::transport::{Deadline, Target, Transport, TransportSettings};

/// Sends messages in the background, many in one request.
///
/// Messages go into a bounded queue, are gathered into a batch for each partition, and leave when
/// the batch is [full](ProducerBuilder::batch_bytes), when they have
/// [waited](ProducerBuilder::linger) long enough, or at a [`flush`](Self::flush): all batches that
/// are due in one multi-produce. After each request comes a question whose answer confirms it, so
/// every message ends with a report: [confirmed](super::Outcome::Confirmed), certainly
/// [not stored](super::Outcome::Failed), or [unknown](super::Outcome::Unknown). Reports come by
/// [callback](ProducerBuilder::on_report), by the [handle](Delivery) of each message, and summed
/// up by `flush` and [`close`](Self::close).
///
/// **Order.** Messages for one partition that are reported as confirmed are stored in the order in
/// which they were sent; where [at least once](DeliveryPolicy::AtLeastOnce) stores a message twice,
/// that holds for the first copy. One that is reported as unknown may be stored at any later time,
/// after messages that were sent later: a network may hold back what it took on a connection that
/// was lost, and the broker's end of it knows nothing of the next connection. To keep the order even
/// then, [`abort`](Self::abort) in the callback at the first unknown report: nothing is sent after
/// it.
///
/// All threads share one producer by reference; it talks to one broker over one connection.
/// Dropping it closes it, and logs what cannot be delivered then; call `close` to get that as an
/// error. Whatever the broker does, every message has its report within the
/// [delivery timeout](ProducerBuilder::delivery_timeout), so flushing, closing and dropping end.
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
    shared: Arc<SharedQueue>,
    topics: Topics,
    thread: Mutex<Option<JoinHandle<()>>>,
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

    /// Sends a message to a partition that the [partitioner](ProducerBuilder::partitioner)
    /// chooses; by default the broker does, anew for every batch.
    ///
    /// It returns when the message is in the queue. The payload is not copied until it is encoded.
    ///
    /// # Errors
    /// If the queue is full and the producer does not wait for room, or has waited long enough; if
    /// the topic's name is invalid; if the message is too large for the broker; if the producer is
    /// closed. The error holds the payload.
    pub fn send(
        &self,
        topic: impl AsRef<str>,
        payload: impl Into<Bytes>,
    ) -> Result<Delivery, SendError> {
        self.choose_and_send(topic.as_ref(), None, payload.into())
    }

    /// Sends a message to the partition that its key is mapped to. The key itself is not sent: 0.7
    /// has no place for it.
    ///
    /// # Errors
    /// As [`send`](Self::send); if choosing by key takes the
    /// [number of partitions](ProducerBuilder::partitions) and it is not set.
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
    /// As [`send`](Self::send); if the topic has no such partition.
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
    /// Messages that other threads send meanwhile are not waited for. It takes no longer than the
    /// [`delivery_timeout`](ProducerBuilder::delivery_timeout) of the last message.
    ///
    /// # Errors
    /// If messages were reported as not confirmed, by this flush or at any time since the last one
    /// that told: [`ErrorKind::Undelivered`] says how many, [`Error::cause`] why the first were not.
    /// Every loss is told once. If it is called from a report callback.
    pub fn flush(&self) -> Result<(), Error> {
        self.shared
            .flush(Deadline::NEVER)
            .and_then(|()| self.shared.tell_losses())
            .map_err(|error| error.in_call("flush"))
    }

    /// Accepts nothing more, and returns when all that is in the queue is reported. Closing again
    /// does nothing.
    ///
    /// It takes no longer than the [`delivery_timeout`](ProducerBuilder::delivery_timeout) of the
    /// last message; [`close_within`](Self::close_within) and [`abort`](Self::abort) take less. Your
    /// own code is waited for in any case: report callbacks, and payload owners that are dropped.
    ///
    /// If the broker cannot be reached, one thread named `kafka07-connect` may be left after it,
    /// and after [`close_within`](Self::close_within), [`abort`](Self::abort) and a drop: no system
    /// call interrupts the attempt to connect. It ends by itself, at the latest when the name is
    /// looked up and each address has taken its
    /// [`connect_timeout`](crate::ClientBuilder::connect_timeout), and sends nothing.
    ///
    /// # Errors
    /// As [`flush`](Self::flush).
    pub fn close(&self) -> Result<(), Error> {
        self.shared.close();
        self.shared
            .flush(Deadline::NEVER)
            .and_then(|()| self.end_now())
            .map_err(|error| error.in_call("close"))
    }

    /// Closes as [`close`](Self::close) does, but after `time` it [aborts](Self::abort).
    ///
    /// So it takes no longer than `time`, and what your own code takes: report callbacks, and payload
    /// owners that are dropped. No broker, no pause before sending again and no connection that is
    /// being opened makes it longer. Only where the system starts no further thread is a connection
    /// opened by the thread that delivers: then closing waits for that attempt, which takes the
    /// [`connect_timeout`](crate::ClientBuilder::connect_timeout) for each address, and for the
    /// look-up of a host name.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use kafka07::Producer;
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary()?;
    ///
    /// let producer = Producer::connect(broker.addr())?;
    /// let delivery = producer.send("visits", "the last one")?;
    /// producer.close_within(Duration::from_secs(5))?;
    /// assert!(delivery.outcome().is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`flush`](Self::flush).
    pub fn close_within(&self, time: Duration) -> Result<(), Error> {
        self.shared.close();
        self.shared
            .flush(Deadline::after(time))
            .and_then(|()| self.end_now())
            .map_err(|error| error.in_call("close_within"))
    }

    /// Accepts and sends nothing more, and returns when all that is in the queue is reported: as
    /// [failed](super::Outcome::Failed) what was never sent, as [unknown](super::Outcome::Unknown)
    /// what is on its way.
    ///
    /// It waits for no broker, only for your own code: a report callback that is running and those
    /// that follow, and payload owners that are dropped. In a report callback it does not wait, and
    /// returns [`ErrorKind::InReportCallback`]; nothing is sent after it all the same, not even the
    /// rest of a request that was begun. A thread that is connecting may be left for a while, see
    /// [`close`](Self::close).
    ///
    /// # Errors
    /// As [`flush`](Self::flush).
    pub fn abort(&self) -> Result<(), Error> {
        self.end_now().map_err(|error| error.in_call("abort"))
    }

    /// Has everything reported, and waits until the delivering thread has ended. It sends nothing
    /// more, and waits for no broker and no pause, even if all was reported before.
    fn end_now(&self) -> Result<(), Error> {
        self.shared.abort();
        self.shared.flush(Deadline::NEVER)?;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // It catches its own panics, and reports what they leave over.
            let _ = thread.join();
        }
        self.shared.tell_losses()
    }

    /// What the producer has done so far.
    pub fn stats(&self) -> Stats {
        self.shared.stats()
    }
}

impl ProducerBuilder {
    /// Connects to the first of these addresses that answers, and starts the thread that delivers.
    ///
    /// # Errors
    /// If the name does not resolve, no address answers, or a setting is invalid.
    pub fn connect(self, addresses: impl ToSocketAddrs) -> Result<Producer, Error> {
        self.check()?;
        self.start(Target::found(addresses)?)
    }

    /// Connects to a broker by `host:port`, a name that is looked up again each time the
    /// connection is lost.
    ///
    /// # Errors
    /// If the name does not resolve, no address answers, or a setting is invalid.
    pub fn connect_host(self, host: impl AsRef<str>) -> Result<Producer, Error> {
        self.check()?;
        self.start(Target::Host(host.as_ref().into()))
    }

    fn start(mut self, target: Target) -> Result<Producer, Error> {
        let ClientBuilder { transport, max_message_size, .. } = self.client;
        let transport = Transport::connect(transport, target)?;
        let TransportSettings { max_request_size, retries, names, .. } = *transport.settings();
        let (at_least_once, retries) = match self.delivery.unwrap_or(self.client.delivery) {
            DeliveryPolicy::AtMostOnce => (false, retries),
            DeliveryPolicy::AtLeastOnce { retries } => (true, retries),
        };
        // A full batch has to fit into a request, however long its topic's name.
        let request_overhead = sizes::one_set_produce();
        let room = max_request_size.saturating_sub(request_overhead + topic::MAX_FOLDER_LEN);
        self.limits.batch_bytes = self.limits.batch_bytes.min(room);
        self.limits.linger = self.limits.linger.min(self.delivery_timeout / 2);

        let topics = Topics {
            compression: self.compression,
            compression_for: self.compression_for,
            partitioner: self.partitioner,
            partitions: self.partitions,
            partitions_for: self.partitions_for,
            names,
            max_message_size,
            max_request_size,
            request_overhead,
            queue_bytes: self.limits.queue_bytes,
        };
        let settings = SenderSettings {
            at_least_once,
            retries,
            delivery_timeout: self.delivery_timeout,
            max_in_flight: self.max_in_flight,
            request_bytes: self.request_bytes.min(max_request_size),
            max_message_size,
            max_request_size,
            on_report: self.on_report,
        };
        let shared = Arc::new(SharedQueue::new(self.limits, self.on_full));
        let sender = Sender::new(Arc::clone(&shared), transport, settings);
        let thread = std::thread::Builder::new()
            .name("kafka07-producer".into())
            .spawn(move || sender.deliver())
            .map_err(ErrorKind::Thread)?;
        Ok(Producer { shared, topics, thread: Mutex::new(Some(thread)) })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::producer::Outcome;

    #[test]
    fn a_producer_and_its_results_can_be_shared_between_threads() {
        fn shareable<T: Send + Sync + 'static>() {}
        shareable::<Producer>();
        shareable::<Delivery>();
        shareable::<Outcome>();
        shareable::<SendError>();
    }
}
