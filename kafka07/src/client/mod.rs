//! The client: requests out, answers in, and what to do when the broker goes away in between.

mod address;
pub(crate) mod backoff;
mod buffers;
mod builder;
mod checks;
mod connection;
mod deadline;
mod exchange;
mod fetched;
mod iter;
mod log_stream;
pub(crate) mod pipeline;
mod stopper;
mod visible;

use std::borrow::Cow;
use std::fmt;
use std::net::ToSocketAddrs;
use std::sync::Arc;

use bytes::Bytes;

pub use builder::{ClientBuilder, DeliveryPolicy};
pub use fetched::{Fetched, PageMessages};
pub use iter::{MessageIter, OnOutOfRange, OnTooLarge, Page, PositionChange};
pub use stopper::Stopper;

use crate::error::{Error, ErrorKind, OFFSETS, Unconfirmed};
use crate::message::MessageSet;
use crate::protocol::{
    ANY_PARTITION, FetchRequest, MultiFetchRequest, MultiProduceRequest, OffsetsRequest,
    OffsetsResponse, ProduceRequest, Response, ResponseFrame,
};
use crate::wire::{self, Decode, NoResponse, Reader, Request};
use address::Target;
use buffers::Buffers;
use connection::Connection;

/// How many bytes an answer is taken to have that nothing is known of.
const SOME: usize = 4096;

/// A connection to one broker: sends messages, fetches them, asks for offsets.
///
/// Every call blocks until it is done or a timeout has passed. A connection that broke is opened
/// again by the next call; fetches and offsets requests that meet a broken connection are repeated
/// by themselves, with growing waits, produces only as the
/// [`DeliveryPolicy`] says. A client that was idle for hours works again.
///
/// A client can be sent to another thread, but is used by one at a time: every call needs it
/// mutably. Share one behind a lock, or connect once per thread; a broker serves many connections.
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
    config: ClientBuilder,
    target: Target,
    /// None after an error that left it in the middle of a frame, until the next call.
    connection: Option<Connection>,
    broker: Arc<str>,
    /// How many connections there have been.
    connected: u64,
    buffers: Buffers,
    /// The allocation that requests are encoded in.
    scratch: Vec<u8>,
    /// Produces on connections that are gone.
    lost: Unconfirmed,
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

    fn open(config: ClientBuilder, target: Target) -> Result<Self, Error> {
        config.check()?;
        let connection =
            Connection::open(&target, &config.limits).map_err(|error| error.in_call("connect"))?;
        let broker = Arc::clone(connection.broker());
        Ok(Self {
            config,
            target,
            connection: Some(connection),
            broker,
            connected: 1,
            buffers: Buffers::default(),
            scratch: Vec::new(),
            lost: Unconfirmed::default(),
        })
    }

    /// The broker last connected to, as errors name it: `address`, or `name (address)`.
    pub fn broker(&self) -> &str {
        &self.broker
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
    /// kafka.send("web", ["some message"])?;
    /// kafka.send("web", vec![vec![1, 2], vec![3]])?;
    /// kafka.confirm()?;
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`produce`](Self::produce).
    pub fn send(
        &mut self,
        topic: &str,
        payloads: impl IntoIterator<Item: AsRef<[u8]>>,
    ) -> Result<(), Error> {
        self.send_to(topic, ANY_PARTITION, payloads)
    }

    /// Sends messages to one partition.
    ///
    /// # Errors
    /// As [`produce`](Self::produce).
    pub fn send_to(
        &mut self,
        topic: &str,
        partition: i32,
        payloads: impl IntoIterator<Item: AsRef<[u8]>>,
    ) -> Result<(), Error> {
        self.produce(&ProduceRequest::new(topic, partition, MessageSet::new(payloads)))
    }

    /// Sends a message set.
    ///
    /// It returns when the set is written to the socket, or when it is confirmed, by the
    /// [`DeliveryPolicy`]. The connection is looked at first, and opened again if the broker has
    /// closed it. A broker that refuses the set closes the connection and says nothing, which
    /// [`confirm`](Self::confirm) finds out.
    ///
    /// # Errors
    /// If the topic's name or the partition cannot be, a message or the request is over the
    /// client's limits, or the set is not whole: then nothing has been sent. If the connection
    /// breaks while the request is written: then the broker has not got it whole and does not store
    /// it. With [`DeliveryPolicy::AtLeastOnce`], if all attempts failed: see [`Unconfirmed`].
    pub fn produce(&mut self, request: &ProduceRequest) -> Result<(), Error> {
        let part = checks::produce(request, self.config.max_message_size)
            .map_err(|error| error.in_call("produce"))?;
        let parts = [(&*request.topic, request.partition, part)];
        self.deliver(request, &parts).map_err(|error| {
            error.in_call("produce").by(&self.broker).on(&request.topic, request.partition)
        })
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
    /// As [`produce`](Self::produce), for the first that is wrong; then none has been sent.
    pub fn multi_produce(&mut self, requests: &[ProduceRequest]) -> Result<(), Error> {
        let parts: Vec<_> = requests
            .iter()
            .map(|request| {
                let part = checks::produce(request, self.config.max_message_size)?;
                Ok((&*request.topic, request.partition, part))
            })
            .collect::<Result<_, Error>>()
            .map_err(|error| error.in_call("multi_produce"))?;
        if parts.is_empty() {
            return Ok(());
        }
        let request = MultiProduceRequest { produces: Cow::Borrowed(requests) };
        self.deliver(&request, &parts)
            .map_err(|error| error.in_call("multi_produce").by(&self.broker))
    }

    /// Waits until the broker has handled everything that was produced so far.
    ///
    /// A broker answers the requests of a connection in order, so an answer to anything sent behind
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
    /// [`ErrorKind::Unconfirmed`] names all of it. It is reported once; what has been produced since
    /// is confirmed or named as well.
    pub fn confirm(&mut self) -> Result<(), Error> {
        let cause = self.await_answer_behind().err();
        if self.lost.is_empty() {
            return cause.map_or(Ok(()), Err);
        }
        let lost = std::mem::take(&mut self.lost);
        Err(Error::unconfirmed(lost, cause).in_call("confirm").by(&self.broker))
    }

    /// What was produced and is not confirmed yet; [`confirm`](Self::confirm) would ask for it or
    /// report it.
    pub fn has_unconfirmed(&self) -> bool {
        let open = self.connection.as_ref().is_some_and(|open| !open.unconfirmed.is_empty());
        open || !self.lost.is_empty()
    }

    /// Fetches one page of a partition.
    ///
    /// An empty page is the log's end.
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
    /// If the request cannot be: then nothing has been sent. If the connection broke and all
    /// attempts on new ones failed. If the broker answers with an error code:
    /// [`ErrorCode::OffsetOutOfRange`](crate::ErrorCode::OffsetOutOfRange) for an offset that the
    /// log does not have.
    pub fn fetch(&mut self, request: &FetchRequest) -> Result<Fetched, Error> {
        let fetched = checks::fetch(request).and_then(|()| {
            let answer = self.exchange(request, size_of_fetch(request), self.config.retries)?;
            let set = self.read_answer::<MessageSet>(&answer)?;
            Ok(self.fetched(request, set))
        });
        fetched.map_err(|error| {
            let error = error.in_call("fetch").on(&request.topic, request.partition);
            self.blame(error.at(request.offset))
        })
    }

    /// Fetches several pages, of any topics and partitions, in one request.
    ///
    /// The results stand in the order of the requests, one each. An error of one is that one's; the
    /// others are delivered.
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
    ) -> Result<Vec<Result<Fetched, Error>>, Error> {
        requests
            .iter()
            .try_for_each(checks::fetch)
            .map_err(|error| error.in_call("multi_fetch"))?;
        if requests.is_empty() {
            return Ok(Vec::new());
        }
        let request = MultiFetchRequest { fetches: Cow::Borrowed(requests) };
        let size = requests.iter().fold(SOME, |sum, one| sum.saturating_add(size_of_fetch(one)));
        let answer = self.exchange(&request, size, self.config.retries);
        let body = answer.and_then(|answer| self.read_answer::<AnyBody>(&answer));
        let AnyBody { bytes } = body.map_err(|error| self.blame(error.in_call("multi_fetch")))?;
        Ok(self.parts(requests, &bytes))
    }

    /// The parts of a `MultiFetch`, one by one: what is wrong with one does not touch those before it.
    fn parts(&mut self, requests: &[FetchRequest], bytes: &Bytes) -> Vec<Result<Fetched, Error>> {
        let mut input = Reader::shared(bytes);
        let mut intact = true;
        let mut pages: Vec<Result<Fetched, Error>> = Vec::with_capacity(requests.len());
        for (index, request) in requests.iter().enumerate() {
            let part = if input.is_empty() || !intact {
                Err(ErrorKind::MissingPart { parts: index })
            } else {
                input.read::<ResponseFrame<MessageSet>>().map_err(ErrorKind::Response)
            };
            intact &= part.is_ok();
            let page = part
                .and_then(|part| part.response.into_result().map_err(ErrorKind::Broker))
                .map(|set| self.fetched(request, set))
                .map_err(|kind| {
                    let error = Error::new(kind).in_call("multi_fetch").by(&self.broker);
                    error.on(&request.topic, request.partition).at(request.offset)
                });
            pages.push(page);
        }
        if !intact || !input.is_empty() {
            event!(Warn, "broker {}: a MultiFetch was not answered part by part", self.broker);
            self.discard();
        }
        pages
    }

    /// Asks for offsets: where one may begin to fetch.
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
        let offsets = checks::offsets(request).and_then(|()| {
            let answer = self.exchange(request, SOME, self.config.retries)?;
            self.read_answer::<OffsetsResponse>(&answer)
        });
        let OffsetsResponse { offsets } = offsets.map_err(|error| {
            self.blame(error.in_call(OFFSETS).on(&request.topic, request.partition))
        })?;
        Ok(offsets)
    }

    /// Sends a request of any type and returns the answer: for own request types.
    ///
    /// It is not repeated on a new connection by itself, for nobody knows whether that would do
    /// harm. The answer has to own what it holds, or to share it as [`Bytes`].
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
        self.exchange(request, SOME, 0)
            .and_then(|answer| self.read_answer(&answer))
            .map_err(|error| self.blame(error.in_call("call")))
    }

    /// Sends a request of any type that has no answer: for own request types.
    ///
    /// # Errors
    /// If the request cannot be encoded or is over the limits; if the connection breaks while it is
    /// written.
    pub fn tell<R: Request<Response = NoResponse>>(&mut self, request: &R) -> Result<(), Error> {
        self.transmit(request, None).map_err(|error| self.blame(error.in_call("tell")))
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
    pub fn iter_messages(&mut self, request: FetchRequest) -> MessageIter<'_> {
        MessageIter::new(self, request)
    }

    fn fetched(&self, request: &FetchRequest, set: MessageSet) -> Fetched {
        Fetched::new(request.clone(), set, self.config.read_options, Arc::clone(&self.broker))
    }

    /// Decodes an answer.
    ///
    /// Whatever it says, it confirms the produces before it: a broker handles the requests of a
    /// connection in order.
    fn read_answer<T: for<'a> Decode<'a>>(&mut self, answer: &Bytes) -> Result<T, Error> {
        match wire::from_bytes::<Response<T>>(answer) {
            Ok(response) => {
                if let Some(connection) = &mut self.connection {
                    connection.unconfirmed.clear();
                }
                Ok(response.into_result().map_err(ErrorKind::Broker)?)
            }
            Err(error) => {
                // Whoever answers so may be out of step for what follows.
                self.discard();
                Err(ErrorKind::Response(error).into())
            }
        }
    }

    /// Names the broker, if it had a part in the error.
    fn blame(&self, error: Error) -> Error {
        if error.kind().is_before_sending() { error } else { error.by(&self.broker) }
    }
}

/// Without what was sent and fetched.
impl fmt::Debug for KafkaClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KafkaClient")
            .field("broker", &self.broker)
            .field("connected", &self.connection.is_some())
            .field("config", &self.config)
            .field("lost", &self.lost)
            .finish_non_exhaustive()
    }
}

/// The body of an answer, not looked at any further.
#[derive(crate::Wire)]
struct AnyBody {
    #[wire(rest)]
    bytes: Bytes,
}

fn size_of_fetch(request: &FetchRequest) -> usize {
    usize::try_from(request.max_size).unwrap_or(0)
}
