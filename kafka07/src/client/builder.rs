//! The settings of a client.

use std::time::Duration;

use crate::message::ReadOptions;
use crate::protocol::{BrokerVersion, DEFAULT_MAX_MESSAGE_SIZE};
use crate::transport::TransportSettings;

/// How often a produce may reach the broker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryPolicy {
    /// Written once. A produce that fails, or that was never handled because the connection broke,
    /// is lost; [`confirm`](crate::KafkaClient::confirm) tells.
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

/// Settings of a [`KafkaClient`](crate::KafkaClient), each with a default that suits most uses.
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
    pub(crate) transport: TransportSettings,
    pub(crate) delivery: DeliveryPolicy,
    pub(crate) max_message_size: usize,
    pub(super) read_options: ReadOptions,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            transport: TransportSettings::default(),
            delivery: DeliveryPolicy::default(),
            max_message_size: DEFAULT_MAX_MESSAGE_SIZE,
            read_options: ReadOptions::new(),
        }
    }
}

impl ClientBuilder {
    /// Sets how long connecting to each address of the broker may take. Defaults to 10 s.
    ///
    /// Looking up a name is not part of it.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.transport.connect_timeout = timeout;
        self
    }

    /// Sets how long an answer may take, from the request to its last byte. Defaults to 30 s.
    ///
    /// [`Duration::MAX`] waits forever.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.transport.read_timeout = timeout;
        self
    }

    /// Sets how long the broker may take to accept a whole request. Defaults to 30 s.
    ///
    /// [`Duration::MAX`] waits forever.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.transport.write_timeout = timeout;
        self
    }

    /// Sets how often reconnecting, a fetch or an offsets request is tried again within one call,
    /// on a new connection. Defaults to 3.
    ///
    /// Nothing is tried again after a timeout: the time that a call may take is over then. And
    /// [`connect`](Self::connect) itself tries each address once.
    pub fn retries(mut self, retries: u32) -> Self {
        self.transport.retries = retries;
        self
    }

    /// Sets how long to wait before trying again: `first`, twice that the next time and so on up to
    /// `longest`. Defaults to 100 ms and 2 s.
    ///
    /// Each wait is shortened by up to a half at random.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.transport.first_wait = first;
        self.transport.longest_wait = longest;
        self
    }

    /// Sets how often a produce may reach the broker. Defaults to
    /// [at most once](DeliveryPolicy::AtMostOnce).
    pub fn delivery(mut self, policy: DeliveryPolicy) -> Self {
        self.delivery = policy;
        self
    }

    /// Sets the largest payload that a message on the wire may have, a compressed set being one
    /// message. Defaults to 1,000,000 bytes, the default of brokers.
    ///
    /// Set it to the broker's `max.message.size`, which it means: payload bytes, without the
    /// message's header. A broker 0.7.2 drops the whole set of a larger message in silence.
    pub fn max_message_size(mut self, bytes: usize) -> Self {
        self.max_message_size = bytes;
        self
    }

    /// Sets the largest request, without the four bytes of its size. Defaults to 100 MiB, the
    /// default of brokers.
    ///
    /// Brokers close the connection on a request over their `max.socket.request.bytes`.
    pub fn max_request_size(mut self, bytes: usize) -> Self {
        self.transport.max_request_size = bytes;
        self
    }

    /// Sets the largest answer that is read. Defaults to 100 MiB.
    ///
    /// It is checked before memory is allocated for the answer. A fetch size above it is of no use.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.transport.max_response_size = bytes;
        self
    }

    /// Sets which brokers these are. Defaults to [`BrokerVersion::Unknown`], with which nothing is
    /// sent that could harm any of them.
    ///
    /// Brokers do not tell. A newer version allows more topic names, an older one has refused here
    /// what it would refuse without a reason: see [`BrokerVersion`].
    pub fn broker_version(mut self, version: BrokerVersion) -> Self {
        self.transport.names.set_version(version);
        self
    }

    /// Says whether the JVM of the brokers writes file names in UTF-8. Defaults to false: topic names
    /// with characters outside ASCII are refused then.
    ///
    /// A JVM that runs with the locale `C` (`LC_ALL=C`, or no locale at all, as in many init scripts
    /// and containers) writes each such character as `?`. Topics `é` and `ü` then share the folder
    /// `?-0`, where their logs overwrite each other, and a broker 0.7.0 never starts again. Set it
    /// only if every broker runs with a locale such as `en_US.UTF-8`; the folders in its data
    /// directory show it. See [`NameRules`](crate::protocol::topic::NameRules).
    pub fn utf8_topics(mut self, utf8: bool) -> Self {
        self.transport.names = self.transport.names.utf8_topics(utf8);
        self
    }

    /// Sets how fetched messages are read: CRC, corrupt messages, limits of compressed ones.
    /// Defaults to [`ReadOptions::new`].
    ///
    /// A set whose compressed messages are nested deeper than
    /// [`max_depth`](ReadOptions::max_depth) is not sent either.
    pub fn read_options(mut self, options: ReadOptions) -> Self {
        self.read_options = options;
        self
    }
}
