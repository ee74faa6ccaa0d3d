//! The settings of a client.

use std::net::ToSocketAddrs;
use std::time::Duration;

use super::KafkaClient;
use super::address::Target;
use super::backoff::Backoff;
use super::connection::Limits;
use crate::error::{Error, ErrorKind};
use crate::message::ReadOptions;
use crate::protocol::{DEFAULT_MAX_MESSAGE_SIZE, DEFAULT_MAX_REQUEST_SIZE};

/// How often a produce may reach the broker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryPolicy {
    /// Written once. A produce that fails, or that was never handled because the connection broke,
    /// is lost; [`KafkaClient::confirm`] tells.
    #[default]
    AtMostOnce,
    /// Written, and confirmed before the call returns; written again, whole, on a new connection
    /// when that fails. What the broker had handled before the connection broke is then stored
    /// twice.
    AtLeastOnce {
        /// How many more times it is written at most.
        retries: u32,
    },
}

/// Settings of a [`KafkaClient`], each with a default that suits most uses.
///
/// ```
/// use std::time::Duration;
///
/// use kafka07::{DeliveryPolicy, KafkaClient};
/// # use kafka07::broker::Broker;
/// # let broker = Broker::temporary().unwrap();
///
/// let mut kafka = KafkaClient::builder()
///     .read_timeout(Duration::from_secs(5))
///     .delivery(DeliveryPolicy::AtLeastOnce { retries: 3 })
///     .connect(broker.addr())?;
/// kafka.send("web", ["stored when this returns"])?;
/// # Ok::<(), kafka07::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ClientBuilder {
    pub(super) limits: Limits,
    pub(crate) retries: u32,
    pub(super) first_wait: Duration,
    pub(super) longest_wait: Duration,
    pub(crate) delivery: DeliveryPolicy,
    pub(crate) max_message_size: usize,
    pub(crate) max_request_size: usize,
    pub(super) read_options: ReadOptions,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            limits: Limits {
                connect_timeout: Duration::from_secs(10),
                read_timeout: Duration::from_secs(30),
                write_timeout: Duration::from_secs(30),
                max_response_size: 100 * 1024 * 1024,
            },
            retries: 3,
            first_wait: Duration::from_millis(100),
            longest_wait: Duration::from_secs(2),
            delivery: DeliveryPolicy::default(),
            max_message_size: DEFAULT_MAX_MESSAGE_SIZE,
            max_request_size: DEFAULT_MAX_REQUEST_SIZE,
            read_options: ReadOptions::new(),
        }
    }
}

impl ClientBuilder {
    /// How long connecting may take, for each address of the broker: 10 seconds unless set. Looking
    /// up a name is not part of it.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.limits.connect_timeout = timeout;
        self
    }

    /// How long an answer may take, from the request to its last byte: 30 seconds unless set.
    /// [`Duration::MAX`] waits for ever.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.limits.read_timeout = timeout;
        self
    }

    /// How long the broker may take to accept a whole request: 30 seconds unless set.
    /// [`Duration::MAX`] waits for ever.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.limits.write_timeout = timeout;
        self
    }

    /// How often reconnecting, a fetch or an offsets request is tried again within one call, on a
    /// new connection: 3 times unless set.
    ///
    /// Not after a timeout: the time that a call may take is over then. And not by
    /// [`connect`](Self::connect) itself, which tries each address once.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// How long to wait before trying again: `first`, twice that the next time and so on up to
    /// `longest`, each shortened by up to a half at random. 100 ms and 2 s unless set.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first_wait = first;
        self.longest_wait = longest;
        self
    }

    /// How often a produce may reach the broker: [at most once](DeliveryPolicy::AtMostOnce) unless
    /// set.
    pub fn delivery(mut self, policy: DeliveryPolicy) -> Self {
        self.delivery = policy;
        self
    }

    /// The largest payload that a message on the wire may have, a compressed set being one message:
    /// 1,000,000 bytes unless set, as brokers have it.
    ///
    /// It should be the broker's `max.message.size`: a broker 0.7.2 drops the whole set of a larger
    /// one in silence.
    pub fn max_message_size(mut self, bytes: usize) -> Self {
        self.max_message_size = bytes;
        self
    }

    /// The largest request, without the four bytes of its size: 100 MiB unless set, as brokers have
    /// it (`max.socket.request.bytes`); they close the connection on a larger one.
    pub fn max_request_size(mut self, bytes: usize) -> Self {
        self.max_request_size = bytes;
        self
    }

    /// The largest answer that is read: 100 MiB unless set. Looked at before memory is taken for
    /// it; a fetch size above it is of no use.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.limits.max_response_size = bytes;
        self
    }

    /// How fetched messages are read: CRC, corrupt messages, limits of compressed ones.
    pub fn read_options(mut self, options: ReadOptions) -> Self {
        self.read_options = options;
        self
    }

    /// Connects to the first of these addresses that answers. When the connection is lost, they are
    /// tried again in the same order.
    ///
    /// # Errors
    /// If the name does not resolve, no address answers, or a setting cannot be.
    pub fn connect(self, addresses: impl ToSocketAddrs) -> Result<KafkaClient, Error> {
        let target = Target::found(addresses)?;
        KafkaClient::open(self, target)
    }

    /// Connects to a broker by `host:port`. The name is looked up again each time the connection is
    /// lost, for brokers that move, and stands in errors beside the address.
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
    /// If the name does not resolve, no address answers, or a setting cannot be.
    pub fn connect_host(self, host: impl AsRef<str>) -> Result<KafkaClient, Error> {
        KafkaClient::open(self, Target::Host(host.as_ref().into()))
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let Limits { connect_timeout, read_timeout, write_timeout, .. } = self.limits;
        if connect_timeout.is_zero() || read_timeout.is_zero() || write_timeout.is_zero() {
            return Err(ErrorKind::Config("timeouts must be more than zero").into());
        }
        Ok(())
    }

    pub(crate) fn waits(&self, retries: u32) -> Backoff {
        Backoff::new(retries, self.first_wait, self.longest_wait)
    }
}
