//! A broker's settings, with the names and defaults that 0.7 gave them.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use super::Error;
use super::broker::Broker;
use super::handlers::{Handlers, IntoResponse};
use super::storage::Retention;
use crate::protocol::{DEFAULT_MAX_MESSAGE_SIZE, DEFAULT_MAX_REQUEST_SIZE};
use crate::wire::{Decode, Encode, NoResponse, Request};

/// Settings of a [`Broker`], from [`Broker::builder`].
///
/// Where 0.7 had a setting of the kind, its name in `server.properties` is given, and the default
/// is its default. An invalid value is an error of [`start`](Self::start).
///
/// ```
/// use kafka07::broker::Broker;
///
/// let dir = tempfile::tempdir()?;
/// let broker = Broker::builder()
///     .data_dir(dir.path())
///     .partitions(2)
///     .partitions_for("audit", 1)
///     .flush_messages(1)
///     .start()?;
/// assert!(broker.addr().ip().is_loopback());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "a broker runs only when it is started"]
pub struct BrokerBuilder {
    pub(super) addrs: io::Result<Vec<SocketAddr>>,
    pub(super) data_dir: Option<PathBuf>,
    pub(super) read_only: bool,
    pub(super) partitions: i32,
    pub(super) partitions_for: HashMap<String, i32>,
    pub(super) max_message_size: usize,
    pub(super) max_request_size: usize,
    pub(super) segment_size: u64,
    pub(super) flush_messages: u64,
    pub(super) flush_interval: Duration,
    pub(super) fsync: bool,
    pub(super) retention: Retention,
    pub(super) cleanup_interval: Duration,
    pub(super) max_request_memory: Option<usize>,
    pub(super) max_inflated: Option<usize>,
    pub(super) max_inflating: usize,
    pub(super) max_connections: usize,
    pub(super) replace_after: Option<Duration>,
    pub(super) stall_timeout: Duration,
    pub(super) request_timeout: Duration,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) shutdown_timeout: Duration,
    pub(super) handlers: Handlers,
    pub(super) wrong_handler: Option<String>,
    #[cfg(feature = "zookeeper")]
    pub(super) cluster: super::registration::ClusterSettings,
}

impl Broker {
    /// Settings for a broker, with 0.7's defaults.
    pub fn builder() -> BrokerBuilder {
        BrokerBuilder::default()
    }

    /// A broker for a test: on a free port of 127.0.0.1, one partition per topic, its logs in a
    /// directory of its own that is gone when the broker is.
    ///
    /// Every message is visible as soon as its produce has been handled
    /// ([`confirm`](crate::KafkaClient::confirm) waits for that), and nothing is forced to the
    /// disk, where it would not stay anyway. It is
    /// `Broker::builder().flush_messages(1).fsync(false).start()`.
    ///
    /// # Errors
    /// If the directory, the listener or a thread cannot be had.
    pub fn temporary() -> Result<Self, Error> {
        Self::builder().flush_messages(1).fsync(false).start()
    }
}

impl Default for BrokerBuilder {
    fn default() -> Self {
        Self {
            addrs: Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))]),
            data_dir: None,
            read_only: false,
            partitions: 1,
            partitions_for: HashMap::new(),
            max_message_size: DEFAULT_MAX_MESSAGE_SIZE,
            max_request_size: DEFAULT_MAX_REQUEST_SIZE,
            segment_size: 1 << 30,
            flush_messages: 500,
            flush_interval: Duration::from_secs(3),
            fsync: true,
            retention: Retention::default(),
            cleanup_interval: Duration::from_secs(10 * 60),
            max_request_memory: None,
            max_inflated: None,
            max_inflating: 2,
            max_connections: 1000,
            replace_after: Some(Duration::from_secs(5)),
            stall_timeout: Duration::from_secs(120),
            request_timeout: Duration::from_secs(5 * 60),
            idle_timeout: None,
            shutdown_timeout: Duration::from_secs(30),
            handlers: Handlers::default(),
            wrong_handler: None,
            #[cfg(feature = "zookeeper")]
            cluster: super::registration::ClusterSettings::default(),
        }
    }
}

impl BrokerBuilder {
    /// Where to listen (`hostname`, `port`); a free port on 127.0.0.1 by default, which
    /// [`Broker::addr`] tells.
    ///
    /// **Kafka 0.7 has no authentication and no encryption**: anyone who reaches this address
    /// reads and writes everything, and can fill the disk. Listen on more than loopback only in a
    /// network that you trust.
    pub fn addr(mut self, addr: impl ToSocketAddrs) -> Self {
        self.addrs = addr.to_socket_addrs().map(Iterator::collect);
        self
    }

    /// Where the logs lie (`log.dir`); made if it is not there. A data directory of a real 0.7
    /// broker opens as it is, and a real broker opens this one; but only one at a time. A partition
    /// may be a link to a directory elsewhere, also of another data directory: the broker does not
    /// start while another one has that partition open (on Unix).
    ///
    /// Without it the broker has a temporary directory, which is deleted when it is stopped.
    ///
    /// If the last stop was not a clean one, the last segment of every partition is checked, and cut
    /// back to its last whole message with a good CRC. What is cut off stays beside it in
    /// `NAME.truncated` (`NAME.truncated.1` if there is one, and so on), which brokers ignore. The
    /// copy is whole: it is `NAME.truncating` until then. The end may hold good messages after a damaged one: an
    /// [`Archive`](crate::archive::Archive) reads the copy under a name that ends with `.kafka`.
    pub fn data_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.data_dir = Some(path.into());
        self
    }

    /// Serves [`data_dir`](Self::data_dir) without changing anything in it: no file is created,
    /// written, cut or deleted, nor the mark of a clean stop. `false` by default.
    ///
    /// The directory may lack the permission to write; any number of such brokers may serve it, but
    /// not while another broker writes to it. The last segment of every partition is checked at the
    /// start and served up to its last whole message with a good CRC. A produce closes the
    /// connection, as every produce does that a broker cannot store.
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// How many partitions a topic has (`num.partitions`); 1 by default. Logs of further ones in
    /// the data directory are not served, with a warning at the start.
    pub fn partitions(mut self, count: i32) -> Self {
        self.partitions = count;
        self
    }

    /// How many partitions this topic has (`topic.partition.count.map`).
    pub fn partitions_for(mut self, topic: impl Into<String>, count: i32) -> Self {
        self.partitions_for.insert(topic.into(), count);
        self
    }

    /// The largest payload of a message in bytes (`max.message.size`); 1,000,000 by default. Of a
    /// compressed message the compressed payload counts.
    ///
    /// A produced set that holds a larger one is dropped in silence, as 0.7.2 did.
    pub fn max_message_size(mut self, bytes: usize) -> Self {
        self.max_message_size = bytes;
        self
    }

    /// The largest request in bytes (`max.socket.request.bytes`); 100 MiB by default. A connection
    /// that announces a larger one is closed before it is read.
    pub fn max_request_size(mut self, bytes: usize) -> Self {
        self.max_request_size = bytes;
        self
    }

    /// The size in bytes over which a segment file is not appended to any more (`log.file.size`);
    /// 1 GiB by default.
    pub fn segment_size(mut self, bytes: u64) -> Self {
        self.segment_size = bytes;
        self
    }

    /// After how many messages of a partition they become visible (`log.flush.interval`); 500 by
    /// default. Until then a fetch does not find them.
    pub fn flush_messages(mut self, count: u64) -> Self {
        self.flush_messages = count;
        self
    }

    /// After what time at the latest messages become visible (`log.default.flush.interval.ms`);
    /// 3 seconds by default.
    pub fn flush_interval(mut self, interval: Duration) -> Self {
        self.flush_interval = interval;
        self
    }

    /// Whether a flush waits until the disk has the messages, as 0.7 did; it does by default.
    /// Without, they become visible all the same, and survive the end of the process, but not one
    /// of the machine.
    pub fn fsync(mut self, fsync: bool) -> Self {
        self.fsync = fsync;
        self
    }

    /// How long after it was last written to a segment is deleted (`log.retention.hours`). Off by
    /// default, other than in 0.7, which kept 7 days: nothing is deleted unless you ask for it.
    ///
    /// The times are those of the files. Copies of old logs may be older than any age from the
    /// start.
    pub fn retention(mut self, age: impl Into<Option<Duration>>) -> Self {
        self.retention.age = age.into();
        self
    }

    /// How many bytes a partition may hold (`log.retention.size`) before its oldest segments are
    /// deleted, as long as that many stay. Off by default.
    pub fn retention_size(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.retention.size = bytes.into();
        self
    }

    /// How often old segments are looked for (`log.cleanup.interval.mins`) if retention is asked
    /// for; every 10 minutes by default, the first time after one minute at the latest.
    pub fn cleanup_interval(mut self, interval: Duration) -> Self {
        self.cleanup_interval = interval;
        self
    }

    /// How many bytes the requests of all clients may take together while they are read and
    /// handled; 256 MiB by default, or [`max_request_size`](Self::max_request_size) if that is
    /// more.
    ///
    /// When they need more, the connection with the largest request that is not there yet is closed,
    /// with a warning. 64 KiB of each request do not count, so small requests are never in the way,
    /// nor kept out by large ones.
    pub fn max_request_memory(mut self, bytes: usize) -> Self {
        self.max_request_memory = Some(bytes);
        self
    }

    /// How many bytes the compressed messages of one produce request may inflate to together while
    /// they are checked, nested ones included; as many as
    /// [`max_request_size`](Self::max_request_size) by default, so that what may be produced
    /// without compression may be produced with it. Each compressed message counts 1 KiB besides.
    ///
    /// A request that holds more closes the connection, with a warning.
    pub fn max_inflated(mut self, bytes: usize) -> Self {
        self.max_inflated = Some(bytes);
        self
    }

    /// How many requests may be inflated at the same time; 2 by default. Others wait, which takes
    /// no longer than the work before them. So all of them together take about this many times
    /// [`max_inflated`](Self::max_inflated) bytes.
    pub fn max_inflating(mut self, requests: usize) -> Self {
        self.max_inflating = requests;
        self
    }

    /// How many clients may be connected at once; 1,000 by default. Each has a thread.
    ///
    /// One more takes the place of the client that waits longest and has never sent a whole
    /// request; or else of one that has been silent as long as
    /// [`replace_after`](Self::replace_after) says. Until there is one, or a client leaves, it
    /// waits, and others wait after it in the listener's backlog. Both with a warning.
    pub fn max_connections(mut self, count: usize) -> Self {
        self.max_connections = count;
        self
    }

    /// After what silence a client may lose its place to a new one when there are
    /// [`max_connections`](Self::max_connections); 5 seconds by default. With `None` no client
    /// loses its place, and new ones are refused.
    ///
    /// It is also how long a new client waits when nobody is silent that long: then the client
    /// whose last request is longest ago loses its place, as soon as it is between two requests. So
    /// clients that ask all the time keep nobody out, and of such clients at most one loses its
    /// place in this time. Kafka 0.7 does not acknowledge produces, so what it sends at that moment
    /// may be lost without an error: raise `max_connections` when the log warns of this.
    ///
    /// A client that reads an answer is not silent. It keeps its place until it has taken nothing of
    /// the answer for this time, and for 10 seconds at least. Nor is one silent that sends a request,
    /// as long as 4 KiB of it come in this time and [`request_timeout`](Self::request_timeout) has
    /// not passed; but one that has never sent a whole request may lose its place at any time, so
    /// that connections which ask nothing keep nobody out.
    pub fn replace_after(mut self, silence: impl Into<Option<Duration>>) -> Self {
        self.replace_after = silence.into();
        self
    }

    /// How long a client may pause in the middle of a request, or not read its answer, before
    /// it is disconnected; 2 minutes by default.
    pub fn stall_timeout(mut self, time: Duration) -> Self {
        self.stall_timeout = time;
        self
    }

    /// How long a client may take to send a request, from its first byte to its last, before it is
    /// disconnected; 5 minutes by default.
    pub fn request_timeout(mut self, time: Duration) -> Self {
        self.request_timeout = time;
        self
    }

    /// How long a client may be silent between two requests before it is disconnected; forever by
    /// default. The time begins when the broker has sent all of an answer; while it sends,
    /// [`stall_timeout`](Self::stall_timeout) applies.
    ///
    /// Kafka 0.7 does not acknowledge produces: the first that a client sends on a connection that
    /// was closed in the meantime may be lost without an error. So set this only if your clients
    /// notice.
    pub fn idle_timeout(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = time.into();
        self
    }

    /// How long [`Broker::shutdown`] waits for [handlers](Self::handle) that are at work; 30 seconds
    /// by default. Then it leaves their threads behind, and returns an error.
    pub fn shutdown_timeout(mut self, time: Duration) -> Self {
        self.shutdown_timeout = time;
        self
    }

    /// Answers requests of your own type `R` with what `handler` returns: `R`'s response, or a
    /// `Result` with an [`ErrorCode`](crate::ErrorCode) in its place.
    ///
    /// The request must take all of its frame; one that cannot be decoded closes the connection. A
    /// handler that panics closes it too. Handlers run on the connections' threads, several at
    /// once; the broker waits for them when it stops, as long as
    /// [`shutdown_timeout`](Self::shutdown_timeout) says. A handler may stop the broker itself.
    ///
    /// ```
    /// use kafka07::broker::Broker;
    /// use kafka07::{KafkaClient, Wire};
    ///
    /// #[derive(Wire)]
    /// #[wire(request(key = 42, response = Sum))]
    /// struct Add(i32, i32);
    ///
    /// #[derive(Wire, Debug, PartialEq)]
    /// struct Sum(i64);
    ///
    /// let broker = Broker::builder().handle(|Add(a, b)| Sum(i64::from(a) + i64::from(b))).start()?;
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// assert_eq!(kafka.call(&Add(1, 2))?, Sum(3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn handle<R, A>(mut self, handler: impl Fn(R) -> A + Send + Sync + 'static) -> Self
    where
        R: Request + for<'a> Decode<'a>,
        R::Response: Encode,
        A: IntoResponse<R::Response>,
    {
        let result = self.handlers.insert(handler);
        self.wrong_handler = self.wrong_handler.or(result.err());
        self
    }

    /// Takes requests of your own type `R` that have no response.
    pub fn handle_silent<R>(mut self, handler: impl Fn(R) + Send + Sync + 'static) -> Self
    where
        R: Request<Response = NoResponse> + for<'a> Decode<'a>,
    {
        let result = self.handlers.insert_silent(handler);
        self.wrong_handler = self.wrong_handler.or(result.err());
        self
    }
}
