//! A broker to test against: embedded, or the one that `KAFKA07_BROKER=host:port` names. If that is
//! a 0.7.0, `KAFKA07_BROKER_VERSION=0.7.0` says so.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kafka07::broker::Broker;
use kafka07::{Compression, KafkaClient, MessageSet, OffsetsRequest, ProduceRequest};

/// How long a test waits for what has to happen before it gives up.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A running broker.
#[derive(Debug)]
pub struct TestBroker {
    addr: SocketAddr,
    /// None if it is another one.
    embedded: Option<Broker>,
}

/// The broker to test against.
///
/// # Panics
/// If it cannot be had.
pub fn broker() -> TestBroker {
    if let Ok(named) = std::env::var("KAFKA07_BROKER") {
        let mut addresses = named.to_socket_addrs().expect("KAFKA07_BROKER is host:port");
        let addr = addresses.next().expect("KAFKA07_BROKER has an address");
        return TestBroker { addr, embedded: None };
    }
    let broker = Broker::temporary().expect("an embedded broker");
    TestBroker { addr: broker.addr(), embedded: Some(broker) }
}

impl TestBroker {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The broker, if it is the embedded one.
    pub fn embedded(&self) -> Option<&Broker> {
        self.embedded.as_ref()
    }

    /// How messages may be compressed that are sent to it: a 0.7.0 does not know snappy.
    pub fn codecs(&self) -> &'static [Compression] {
        let version = std::env::var("KAFKA07_BROKER_VERSION");
        if self.embedded.is_none() && version.is_ok_and(|version| version == "0.7.0") {
            &[Compression::None, Compression::Gzip]
        } else {
            &Compression::ALL
        }
    }

    /// A client of it.
    ///
    /// # Panics
    /// If it cannot connect.
    pub fn client(&self) -> KafkaClient {
        KafkaClient::connect(self.addr).expect("a connection to the broker")
    }
}

/// A topic that no other test has, on no other run.
pub fn topic(name: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_micros());
    format!("{name}-{now}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Stores a set in partition 0, and waits until it can be fetched. Returns the log's end.
///
/// # Panics
/// If that fails.
pub fn store(kafka: &mut KafkaClient, topic: &str, set: MessageSet) -> i64 {
    let request = ProduceRequest::new(topic, 0, set);
    kafka.produce_visible(&request, PATIENCE).expect("a set that is stored")
}

/// Waits until all that was confirmed so far can be fetched from partition 0, by storing one more
/// message, [`LAST`]: brokers show what they have flushed, and flush a log as a whole.
///
/// # Panics
/// If that fails.
pub fn settle(kafka: &mut KafkaClient, topic: &str) {
    store(kafka, topic, MessageSet::new([LAST]));
}

/// The message that [`settle`] stores.
pub const LAST: &str = "the last message";

/// The log's end.
///
/// # Panics
/// If the broker does not say.
pub fn end_of(kafka: &mut KafkaClient, topic: &str) -> i64 {
    kafka.offsets(&OffsetsRequest::latest(topic, 0)).expect("the latest offset")[0]
}
