//! The client of one broker: checks what is asked, and hands it to the transport.

use std::borrow::Cow;
use std::fmt;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::time::Duration;

use super::as_client::HasTransport;
use super::builder::{ClientBuilder, DeliveryPolicy};
use super::checks;
use super::fetch;
use super::iter::MessageIter;
use super::offsets;
use super::page::Page;
use super::payloads::Payloads;
use super::visible;
use crate::error::Error;
use crate::message::{MessageSet, ReadOptions};
use crate::protocol::{
    ANY_PARTITION, FetchRequest, MultiProduceRequest, OffsetsRequest, ProduceRequest,
};
use crate::transport::{ProducePart, SMALL_ANSWER, Target, Transport};
use crate::wire::{Decode, NoResponse, Request};

/// A connection to one broker: sends messages, fetches them, asks for offsets.
///
/// Every call blocks until it is done or a timeout has passed. A connection that broke is opened
/// again by the next call; fetches and offsets requests that meet a broken connection are repeated
/// by themselves, with growing waits, produces only as the [`DeliveryPolicy`] says. A client that
/// was idle for hours works again.
///
/// A client can be sent to another thread, but is used by one at a time: every call needs it
/// mutably. Share one through a lock, or connect once per thread; a broker serves many connections.
///
/// ```
/// use kafka07::{FetchRequest, KafkaClient};
/// # use kafka07::broker::Broker;
/// # let broker = Broker::temporary().unwrap();
///
/// let mut kafka = KafkaClient::connect(broker.addr())?;
/// kafka.send_to("web", 0, ["one", "two"])?;
/// kafka.confirm()?;
///
/// let page = kafka.fetch(&FetchRequest::new("web", 0, 0, 1024 * 1024))?;
/// for message in page.messages() {
///     println!("{} bytes", message?.payload().len());
/// }
/// assert_eq!(page.messages().count(), 2);
/// # Ok::<(), kafka07::Error>(())
/// ```
pub struct KafkaClient {
    transport: Transport,
    delivery: DeliveryPolicy,
    max_message_size: usize,
    read_options: ReadOptions,
}

impl KafkaClient {
    /// Connects to a broker, with the defaults of [`ClientBuilder`].
    ///
    /// # Errors
    /// If the name does not resolve, or no address answers.
    pub fn connect(addresses: impl ToSocketAddrs) -> Result<Self, Error> {
        Self::builder().connect(addresses)
    }

    /// A client with other settings than the defaults.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The broker last connected to, as errors name it: `address`, or `name (address)`.
    pub fn broker(&self) -> &str {
        self.transport.broker()
    }

    /// Sends messages to a partition that the broker chooses.
    ///
    /// It returns when they are written to the socket. The protocol has no answer to them: see
    /// [`confirm`](Self::confirm).
    ///
    /// ```
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    /// let mut kafka = kafka07::KafkaClient::connect(broker.addr())?;
    /// kafka.send("web", "some message")?;
    /// kafka.send("web", ["one", "and another"])?;
    /// kafka.send("web", vec![vec![1, 2], vec![3]])?;
    /// kafka.confirm()?;
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`produce`](Self::produce).
    pub fn send<Kind>(
        &mut self,
        topic: impl AsRef<str>,
        payloads: impl Payloads<Kind>,
    ) -> Result<(), Error> {
        self.send_to(topic, ANY_PARTITION, payloads)
    }

    /// Sends messages to one partition.
    ///
    /// # Errors
    /// As [`produce`](Self::produce).
    pub fn send_to<Kind>(
        &mut self,
        topic: impl AsRef<str>,
        partition: i32,
        payloads: impl Payloads<Kind>,
    ) -> Result<(), Error> {
        self.produce(&ProduceRequest::new(topic, partition, payloads.into_set()))
    }

    /// Sends a message set.
    ///
    /// It returns when the set is written to the socket, or when it is confirmed, by the
    /// [`DeliveryPolicy`]. The connection is looked at first, and opened again if the broker has
    /// closed it. A broker that refuses the set closes the connection and says nothing, which
    /// [`confirm`](Self::confirm) finds out.
    ///
    /// # Errors
    /// If the topic's name or the partition is invalid, a message or the request is over the
    /// client's limits, or the set is not whole: then nothing has been sent. If the connection
    /// breaks while the request is written: then the broker has not got it whole and does not store
    /// it. With [`DeliveryPolicy::AtLeastOnce`], if all attempts failed: see
    /// [`Unconfirmed`](crate::Unconfirmed).
    pub fn produce(&mut self, request: &ProduceRequest) -> Result<(), Error> {
        checks::produce(request, self.limits())
            .and_then(|part| self.deliver(request, &[part]))
            .map_err(|error| error.in_call("produce").on(&request.topic, request.partition))
    }

    /// Sends several message sets in one request, to any topics and partitions.
    ///
    /// A broker handles them in order, and stops at the first that it refuses.
    ///
    /// ```
    /// use kafka07::{KafkaClient, MessageSet, ProduceRequest};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// let web = ProduceRequest::new("web", 0, MessageSet::new(["one"]));
    /// let mail = ProduceRequest::new("mail", 0, MessageSet::new(["two"]));
    /// kafka.multi_produce(&[web, mail])?;
    /// kafka.confirm()?;
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`produce`](Self::produce), for the first that is wrong; then nothing has been sent.
    pub fn multi_produce(&mut self, requests: &[ProduceRequest]) -> Result<(), Error> {
        if requests.is_empty() {
            return Ok(());
        }
        let parts: Result<Vec<_>, _> =
            requests.iter().map(|request| checks::produce(request, self.limits())).collect();
        let request = MultiProduceRequest { produces: Cow::Borrowed(requests) };
        parts
            .and_then(|parts| self.deliver(&request, &parts))
            .map_err(|error| error.in_call("multi_produce"))
    }

    /// Waits until the broker has handled everything that was produced so far.
    ///
    /// A broker answers the requests of a connection in order, so an answer to anything sent after
    /// a produce says that the produce was handled; and it closes the connection on a produce that
    /// fails. If nothing was asked since, an offsets request is.
    ///
    /// Handled means written to the broker's log, save for two cases of which no client can know: a
    /// set with a message over the broker's own `max.message.size`, which it drops in silence (keep
    /// [`max_message_size`](ClientBuilder::max_message_size) the same), and a broker that dies
    /// before its log is flushed. [`wait_visible`](Self::wait_visible) waits for the flush.
    ///
    /// ```
    /// use kafka07::KafkaClient;
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// kafka.send_to("web", 0, ["fine"])?;
    /// kafka.confirm()?;
    ///
    /// kafka.send_to("web", 999_999, ["no such partition"])?;
    /// let error = kafka.confirm().unwrap_err();
    /// assert!(error.to_string().contains("topic web, partition 999999"));
    ///
    /// kafka.confirm()?;   // it was reported, nothing else is open
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// If a connection broke before what was produced on it was confirmed:
    /// [`ErrorKind::Unconfirmed`](crate::ErrorKind::Unconfirmed) names all of it. It is reported
    /// once; what has been produced since is confirmed or named as well.
    pub fn confirm(&mut self) -> Result<(), Error> {
        self.transport.confirm().map_err(|error| error.in_call("confirm"))
    }

    /// What was produced and is not confirmed yet; [`confirm`](Self::confirm) would ask for it or
    /// report it.
    pub fn has_unconfirmed(&self) -> bool {
        self.transport.has_unconfirmed()
    }

    /// Fetches one page of a partition.
    ///
    /// An empty page is the log's end. Of a topic that it does not know, a broker has an empty page
    /// too; a broker 0.7.0 creates the topic by that.
    ///
    /// ```
    /// use kafka07::{FetchRequest, KafkaClient};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// kafka.send_to("web", 0, ["one", "two"])?;
    ///
    /// let mut request = FetchRequest::new("web", 0, 0, 20);
    /// let mut payloads = Vec::new();
    /// loop {
    ///     let page = kafka.fetch(&request)?;
    ///     if page.is_empty() {
    ///         break;
    ///     }
    ///     for message in page.messages() {
    ///         payloads.push(message?.payload().to_vec());
    ///     }
    ///     request = page.next_request();
    /// }
    /// assert_eq!(payloads, [b"one", b"two"]);
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the request is invalid: then nothing has been sent. If the connection broke and all
    /// attempts on new ones failed. If the broker answers with an error code:
    /// [`ErrorCode::OffsetOutOfRange`](crate::ErrorCode::OffsetOutOfRange) for an offset that the
    /// log does not have.
    pub fn fetch(&mut self, request: &FetchRequest) -> Result<Page, Error> {
        let set = fetch::fetch(&mut self.transport, request)?;
        Ok(self.page(request, set))
    }

    /// Fetches several pages, of any topics and partitions, in one request.
    ///
    /// Each request has its own result, in the order of the requests; an error of one leaves the
    /// others alone.
    ///
    /// ```
    /// use kafka07::{ErrorCode, FetchRequest, KafkaClient};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// kafka.send_to("web", 0, ["one"])?;
    /// let pages = kafka.multi_fetch(&[
    ///     FetchRequest::new("web", 0, 0, 1024),
    ///     FetchRequest::new("web", 0, 4711, 1024),
    /// ])?;
    /// assert_eq!(pages[0].as_ref().unwrap().messages().count(), 1);
    /// assert_eq!(pages[1].as_ref().unwrap_err().code(), Some(ErrorCode::OffsetOutOfRange));
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch), save for the broker's error codes of the parts.
    pub fn multi_fetch(
        &mut self,
        requests: &[FetchRequest],
    ) -> Result<Vec<Result<Page, Error>>, Error> {
        if requests.is_empty() {
            return Ok(Vec::new());
        }
        let parts = fetch::multi_fetch(&mut self.transport, requests)?;
        let parts = requests.iter().zip(parts);
        Ok(parts.map(|(request, part)| part.map(|set| self.page(request, set))).collect())
    }

    /// Asks for offsets: where one may begin to fetch.
    ///
    /// A broker 0.7.0 creates a topic that it does not know by that.
    ///
    /// ```
    /// use kafka07::{KafkaClient, OffsetsRequest};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// kafka.send_to("web", 0, ["one"])?;
    /// assert_eq!(kafka.offsets(&OffsetsRequest::latest("web", 0))?, [13]);
    /// assert_eq!(kafka.offsets(&OffsetsRequest::earliest("web", 0))?, [0]);
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch). For a partition that it does not have, the broker closes the
    /// connection instead of answering.
    pub fn offsets(&mut self, request: &OffsetsRequest) -> Result<Vec<i64>, Error> {
        offsets::offsets(&mut self.transport, request)
    }

    /// Sends a request of any type and returns the answer: for own request types.
    ///
    /// It is not repeated on a new connection by itself, which might do harm. The answer has to own
    /// what it holds, or to share it as [`Bytes`](bytes::Bytes). A request with a key of Kafka's is
    /// checked as that request is.
    ///
    /// ```
    /// use kafka07::{KafkaClient, Wire};
    /// use kafka07::broker::Broker;
    ///
    /// #[derive(Wire)]
    /// #[wire(request(key = 42, response = Length))]
    /// struct Measure {
    ///     #[wire(len = i16)]
    ///     text: String,
    /// }
    ///
    /// #[derive(Wire)]
    /// struct Length(u32);
    ///
    /// let broker = Broker::builder()
    ///     .handle(|request: Measure| Length(request.text.len() as u32))
    ///     .start()
    ///     .unwrap();
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// let Length(length) = kafka.call(&Measure { text: "four".into() })?;
    /// assert_eq!(length, 4);
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the request cannot be encoded or is over [`max_request_size`]; if the connection breaks
    /// before the answer is there; if the answer has an error code or cannot be decoded.
    ///
    /// [`max_request_size`]: ClientBuilder::max_request_size
    pub fn call<R>(&mut self, request: &R) -> Result<R::Response, Error>
    where
        R: Request,
        R::Response: for<'a> Decode<'a>,
    {
        checks::any(request, self.limits())
            .and_then(|_| self.transport.ask(request, SMALL_ANSWER, 0))
            .map_err(|error| error.in_call("call"))
    }

    /// Sends a request of any type that has no answer: for own request types.
    ///
    /// What a broker takes for a produce or a multi-produce is sent as
    /// [`produce`](Self::produce) sends it, by the client's [`DeliveryPolicy`], and
    /// [`confirm`](Self::confirm) covers it.
    ///
    /// # Errors
    /// If the request cannot be encoded or is over the limits; if the connection breaks while it is
    /// written. For produces as [`produce`](Self::produce).
    pub fn tell<R: Request<Response = NoResponse>>(&mut self, request: &R) -> Result<(), Error> {
        checks::any(request, self.limits())
            .and_then(|produced| {
                if produced.is_empty() {
                    return self.transport.tell(request);
                }
                let parts = produced.iter().map(|(topic, at, part)| (topic.as_str(), *at, *part));
                self.deliver(request, &parts.collect::<Vec<_>>())
            })
            .map_err(|error| error.in_call("tell"))
    }

    /// Iterates over the messages of a partition, page by page, from the request's offset to the
    /// log's end.
    ///
    /// The request's `max_size` is the page size. See [`MessageIter`] for what can be chosen.
    ///
    /// ```
    /// use kafka07::{FetchRequest, KafkaClient};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// kafka.send_to("web", 0, ["one", "two"])?;
    /// let mut payloads = Vec::new();
    /// for message in kafka.iter_messages(FetchRequest::new("web", 0, 0, 1024 * 1024)) {
    ///     payloads.push(message?.into_payload());
    /// }
    /// assert_eq!(payloads, ["one", "two"]);
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    pub fn iter_messages(&mut self, request: FetchRequest) -> MessageIter<&mut Self> {
        let options = self.read_options;
        MessageIter::new(self, request, options)
    }

    /// Iterates as [`iter_messages`](Self::iter_messages) does, with a client that the iteration
    /// owns: a function can return it, a thread can take it along.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use kafka07::{FetchRequest, KafkaClient, MessageIter};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// fn follow(host: &str, topic: &str) -> Result<MessageIter<KafkaClient>, kafka07::Error> {
    ///     let kafka = KafkaClient::builder().connect_host(host)?;
    ///     let request = FetchRequest::new(topic, 0, 0, 1024 * 1024);
    ///     Ok(kafka.into_messages(request).follow(Duration::from_millis(200)))
    /// }
    ///
    /// let mut messages = follow(&broker.addr().to_string(), "web")?;
    /// # messages.stopper().stop();
    /// assert!(messages.next().is_none());
    /// let mut kafka = messages.into_client();
    /// kafka.send("web", ["the client goes on"])?;
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    pub fn into_messages(self, request: FetchRequest) -> MessageIter<Self> {
        let options = self.read_options;
        MessageIter::new(self, request, options)
    }

    /// Waits until the latest offset of a partition has reached `end`: until everything before it
    /// is flushed, and can be fetched. Returns the latest offset.
    ///
    /// The protocol says nowhere at which offset a produce was stored. If nobody else writes to the
    /// partition, it ends at the latest offset before it plus the bytes of its set, once those
    /// before it are flushed; [`produce_visible`](Self::produce_visible) reckons so. Others who
    /// write at the same time can make this return before one's own messages are visible, never
    /// the other way round.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use kafka07::{KafkaClient, MessageSet, ProduceRequest};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// let set = MessageSet::new(["one"]);
    /// let end = set.len() as i64;
    /// kafka.produce(&ProduceRequest::new("web", 0, set))?;
    /// let latest = kafka.wait_visible("web", 0, end, Duration::from_secs(10))?;
    /// assert_eq!(latest, end);
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotVisible`](crate::ErrorKind::NotVisible) if the latest offset is still short of `end` when the time is
    /// over; as [`offsets`](Self::offsets).
    pub fn wait_visible(
        &mut self,
        topic: impl AsRef<str>,
        partition: i32,
        end: i64,
        timeout: Duration,
    ) -> Result<i64, Error> {
        visible::wait(&mut self.transport, topic.as_ref(), partition, end, timeout)
            .map_err(|error| error.in_call("wait_visible"))
    }

    /// Sends a message set, and waits until it is confirmed and can be fetched. Returns the latest
    /// offset then.
    ///
    /// It asks for the latest offset before, and waits until that has grown by the bytes of the
    /// set. So it is right where nobody else writes to the partition; otherwise it may return while
    /// the set is still unflushed. A set that the broker drops in silence, and one that it loses by
    /// dying before the flush, end in [`ErrorKind::NotVisible`](crate::ErrorKind::NotVisible).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use kafka07::{KafkaClient, MessageSet, ProduceRequest};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// let request = ProduceRequest::new("web", 0, MessageSet::new(["one"]));
    /// assert_eq!(kafka.produce_visible(&request, Duration::from_secs(10))?, 13);
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`produce`](Self::produce), [`confirm`](Self::confirm) and
    /// [`wait_visible`](Self::wait_visible). A set for the partition that the broker chooses cannot
    /// be waited for: the protocol does not tell which one that is.
    pub fn produce_visible(
        &mut self,
        request: &ProduceRequest,
        timeout: Duration,
    ) -> Result<i64, Error> {
        let ProduceRequest { topic, partition, set } = request;
        let before = offsets::latest(&mut self.transport, topic, *partition)?;
        self.produce(request)?;
        self.confirm()?;
        let length = i64::try_from(set.len()).unwrap_or(i64::MAX);
        self.wait_visible(topic, *partition, before.saturating_add(length), timeout)
    }

    fn limits(&self) -> checks::Limits {
        checks::Limits {
            names: self.transport.settings().names,
            max_message_size: self.max_message_size,
            max_depth: self.read_options.depth(),
        }
    }

    /// Sends a produce as the policy says.
    fn deliver(&mut self, request: &impl Request, parts: &[ProducePart<'_>]) -> Result<(), Error> {
        match self.delivery {
            DeliveryPolicy::AtMostOnce => self.transport.produce(request, parts),
            DeliveryPolicy::AtLeastOnce { retries } => {
                self.transport.produce_confirmed(request, parts, retries)
            }
        }
    }

    fn page(&self, request: &FetchRequest, set: MessageSet) -> Page {
        let broker = Arc::clone(self.transport.broker());
        Page::new(request.clone(), set.into_bytes(), self.read_options, broker)
    }
}

impl ClientBuilder {
    /// Connects to the first of these addresses that answers. When the connection is lost, they are
    /// tried again in the same order.
    ///
    /// # Errors
    /// If the name does not resolve, no address answers, or a setting is invalid.
    pub fn connect(self, addresses: impl ToSocketAddrs) -> Result<KafkaClient, Error> {
        let target = Target::found(addresses)?;
        self.open(target)
    }

    /// Connects to a broker by `host:port`. The name is looked up again each time the connection is
    /// lost, for brokers that move, and errors name it beside the address.
    ///
    /// ```
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    /// let host = format!("localhost:{}", broker.addr().port());
    /// let kafka = kafka07::KafkaClient::builder().connect_host(&host)?;
    /// assert_eq!(kafka.broker(), format!("{host} (127.0.0.1:{})", broker.addr().port()));
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the name does not resolve, no address answers, or a setting is invalid.
    pub fn connect_host(self, host: impl AsRef<str>) -> Result<KafkaClient, Error> {
        self.open(Target::Host(host.as_ref().into()))
    }

    fn open(self, target: Target) -> Result<KafkaClient, Error> {
        let Self { transport, delivery, max_message_size, read_options } = self;
        let transport = Transport::connect(transport, target)?;
        Ok(KafkaClient { transport, delivery, max_message_size, read_options })
    }
}

impl HasTransport for KafkaClient {
    fn transport(&self) -> &Transport {
        &self.transport
    }

    fn transport_mut(&mut self) -> &mut Transport {
        &mut self.transport
    }
}

/// Without what was sent and fetched.
impl fmt::Debug for KafkaClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KafkaClient")
            .field("transport", &self.transport)
            .field("delivery", &self.delivery)
            .field("max_message_size", &self.max_message_size)
            .field("read_options", &self.read_options)
            .finish()
    }
}
