//! A broker's settings, with the names and defaults that 0.7 gave them.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::broker::{Broker, Running};
use super::connection::Service;
use super::faults::PendingFaults;
use super::handlers::{Handlers, IntoResponse};
use super::housekeeper::Housekeeper;
use super::requests::Logs;
use super::server::Server;
use super::stop::Stop;
use super::storage::{DataDir, LogSettings, Retention};
use super::{Error, ErrorKind};
use crate::message::ReadOptions;
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
    addrs: io::Result<Vec<SocketAddr>>,
    data_dir: Option<PathBuf>,
    partitions: i32,
    partitions_for: HashMap<String, i32>,
    max_message_size: usize,
    max_request_size: usize,
    segment_size: u64,
    flush_messages: u64,
    flush_interval: Duration,
    fsync: bool,
    retention: Retention,
    cleanup_interval: Duration,
    max_connections: usize,
    stall_timeout: Duration,
    handlers: Handlers,
    wrong_handler: Option<String>,
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
            partitions: 1,
            partitions_for: HashMap::new(),
            max_message_size: DEFAULT_MAX_MESSAGE_SIZE,
            max_request_size: DEFAULT_MAX_REQUEST_SIZE,
            segment_size: 1 << 30,
            flush_messages: 500,
            flush_interval: Duration::from_secs(3),
            fsync: true,
            retention: Retention { age: Some(Duration::from_secs(7 * 24 * 3600)), size: None },
            cleanup_interval: Duration::from_secs(10 * 60),
            max_connections: 1000,
            stall_timeout: Duration::from_secs(120),
            handlers: Handlers::default(),
            wrong_handler: None,
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
    /// broker opens as it is, and a real broker opens this one; but only one at a time.
    ///
    /// Without it the broker has a temporary directory, which is deleted when it is stopped.
    pub fn data_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.data_dir = Some(path.into());
        self
    }

    /// How many partitions a topic has (`num.partitions`); 1 by default.
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

    /// How long after it was last written to a segment is deleted (`log.retention.hours`); 7 days
    /// by default, `None` keeps it forever.
    pub fn retention(mut self, age: impl Into<Option<Duration>>) -> Self {
        self.retention.age = age.into();
        self
    }

    /// How many bytes a partition may hold (`log.retention.size`) before its oldest segments are
    /// deleted, as long as that many stay; any number by default.
    pub fn retention_size(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.retention.size = bytes.into();
        self
    }

    /// How often old segments are looked for (`log.cleanup.interval.mins`); every 10 minutes by
    /// default, the first time after one minute at the latest.
    pub fn cleanup_interval(mut self, interval: Duration) -> Self {
        self.cleanup_interval = interval;
        self
    }

    /// How many clients may be connected at once; 1,000 by default. Each has a thread. One more is
    /// disconnected at once.
    pub fn max_connections(mut self, count: usize) -> Self {
        self.max_connections = count;
        self
    }

    /// How long a client may pause in the middle of a request, or not read its answer, before
    /// it is disconnected; 2 minutes by default. Between requests it may be silent forever.
    pub fn stall_timeout(mut self, time: Duration) -> Self {
        self.stall_timeout = time;
        self
    }

    /// Answers requests of your own type `R` with what `handler` returns: `R`'s response, or a
    /// `Result` with an [`ErrorCode`](crate::ErrorCode) in its place.
    ///
    /// The request must take all of its frame; one that cannot be decoded closes the connection. A
    /// handler that panics closes it too. Handlers run on the connections' threads, several at
    /// once; the broker waits for them when it stops.
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

    /// Opens the logs, recovers them if the last stop was not a clean one, and listens.
    ///
    /// # Errors
    /// If a setting is invalid, the broker cannot listen on the address, another broker uses the
    /// data directory, or a log in it cannot be opened.
    pub fn start(self) -> Result<Broker, Error> {
        self.check()?;
        let addrs = self.addrs.map_err(|source| ErrorKind::Listen { addrs: Vec::new(), source })?;
        // Before the logs are opened, which a broker that cannot listen had better left alone.
        let listen = || {
            let listener = TcpListener::bind(&*addrs)?;
            Ok((listener.local_addr()?, listener))
        };
        let (addr, listener) =
            listen().map_err(|source| ErrorKind::Listen { addrs: addrs.clone(), source })?;
        let (path, temporary) = if let Some(path) = self.data_dir {
            (path, None)
        } else {
            let dir = TempDir::with_prefix("kafka07-").map_err(ErrorKind::Temporary)?;
            (dir.path().to_owned(), Some(dir))
        };
        let data = DataDir::open(
            &path,
            LogSettings {
                segment_size: self.segment_size,
                flush_messages: self.flush_messages,
                fsync: self.fsync,
            },
        )?;
        let service = Arc::new(Service {
            logs: Logs {
                data,
                housekeeper: Housekeeper::new(
                    self.flush_interval,
                    self.retention,
                    self.cleanup_interval,
                ),
                partitions: self.partitions,
                partitions_for: self.partitions_for,
                max_message_size: self.max_message_size,
                open: ReadOptions::new()
                    .max_inflated(self.max_request_size.max(ReadOptions::DEFAULT_MAX_INFLATED)),
            },
            handlers: self.handlers,
            faults: PendingFaults::default(),
            stop: Stop::default(),
            max_request_size: self.max_request_size,
            stall: self.stall_timeout,
        });
        let housekeeping = thread::Builder::new()
            .name("kafka07 housekeeper".to_owned())
            .spawn({
                let service = Arc::clone(&service);
                move || service.logs.housekeeper.run(&service.logs.data)
            })
            .map_err(ErrorKind::Thread)?;
        let server = Arc::new(Server::new(Arc::clone(&service), addr, self.max_connections));
        let listening = thread::Builder::new().name("kafka07 listener".to_owned()).spawn({
            let server = Arc::clone(&server);
            move || server.run(&listener)
        });
        let listening = listening.map_err(|source| {
            service.logs.housekeeper.stop();
            ErrorKind::Thread(source)
        })?;
        event!(Info, "broker listens on {addr}, its logs are in {}", path.display());
        let running = Running { listening, housekeeping, temporary };
        Ok(Broker { addr, path, service, server, running: Mutex::new(Some(running)) })
    }

    fn check(&self) -> Result<(), Error> {
        let wrong = |name, what: String| Err(ErrorKind::Setting { name, what }.into());
        if self.partitions < 1 {
            return wrong("partitions", format!("{} is below 1", self.partitions));
        }
        for (topic, &count) in &self.partitions_for {
            if let Err(error) = crate::protocol::topic::check_name(topic) {
                return wrong("partitions_for", error.to_string());
            }
            if count < 1 {
                return wrong("partitions_for", format!("{count} for topic {topic} is below 1"));
            }
        }
        if !(1..=MAX_FRAME).contains(&self.max_request_size) {
            let what = format!("{} is not between 1 and {MAX_FRAME}", self.max_request_size);
            return wrong("max_request_size", what);
        }
        if self.flush_messages == 0 {
            return wrong("flush_messages", "it must be at least 1".to_owned());
        }
        if self.max_connections == 0 {
            return wrong("max_connections", "it must be at least 1".to_owned());
        }
        if self.stall_timeout.is_zero() {
            return wrong("stall_timeout", "it must be more than zero".to_owned());
        }
        if self.cleanup_interval.is_zero() {
            return wrong("cleanup_interval", "it must be more than zero".to_owned());
        }
        match &self.wrong_handler {
            Some(what) => wrong("handle", what.clone()),
            None => Ok(()),
        }
    }
}

/// What a frame's size can say.
const MAX_FRAME: usize = i32::MAX as usize;
