//! What a broker tells its log, and that a logger may call it. Alone, for a process has one logger.

use std::io::Write;
use std::net::TcpStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use kafka07::broker::{Broker, BrokerBuilder};
use kafka07::protocol::RequestFrame;
use kafka07::{Compression, KafkaClient, MessageSet, OffsetsRequest, ProduceRequest, wire};
use kafka07_tests::raw::RawConnection;
use kafka07_tests::wait_until;
use log::{Level, LevelFilter, Log, Metadata, Record};

/// Keeps what the broker says, and stops the broker when it is told to.
struct Logger {
    texts: Mutex<Vec<(Level, String)>>,
    stops: RwLock<Option<(&'static str, Arc<Broker>)>>,
}

static LOGGER: Logger = Logger { texts: Mutex::new(Vec::new()), stops: RwLock::new(None) };

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("kafka07::broker")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let text = record.args().to_string();
        LOGGER.texts().push((record.level(), text.clone()));
        let broker = match &*self.stops.read().unwrap() {
            Some((part, broker)) if text.contains(part) => Arc::clone(broker),
            _ => return,
        };
        broker.connections();
        broker.shutdown().unwrap();
    }

    fn flush(&self) {}
}

impl Logger {
    fn texts(&self) -> MutexGuard<'_, Vec<(Level, String)>> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a text has all these parts.
    fn wait_for(&self, level: Level, parts: &[&str]) {
        let told = |(at, text): &(Level, String)| {
            *at == level && parts.iter().all(|part| text.contains(part))
        };
        wait_until(&format!("{parts:?} is told"), || self.texts().iter().any(told));
        self.texts().clear();
    }
}

fn silent(broker: &Broker) -> TcpStream {
    TcpStream::connect(broker.addr()).unwrap()
}

fn produce(set: MessageSet) -> Vec<u8> {
    let request = ProduceRequest::new("t", 0, set);
    wire::to_vec(&RequestFrame::new(&request)).unwrap()
}

/// A logger that stops the broker, from the thread that tells `part`.
fn stopped_by(part: &'static str, builder: BrokerBuilder, provoke: impl FnOnce(&Broker)) {
    let broker = Arc::new(builder.start().unwrap());
    *LOGGER.stops.write().unwrap() = Some((part, Arc::clone(&broker)));
    provoke(&broker);
    wait_until(part, || TcpStream::connect(broker.addr()).is_err());
    broker.shutdown().unwrap();
    *LOGGER.stops.write().unwrap() = None;
}

fn limits_are_told() {
    let full = Broker::builder().max_connections(1).start().unwrap();
    let _first = silent(&full);
    let _second = silent(&full);
    LOGGER.wait_for(Level::Warn, &["silent for", "`max_connections`"]);
    let full = Broker::builder().max_connections(1).replace_after(None).start().unwrap();
    let _first = silent(&full);
    let _second = silent(&full);
    LOGGER.wait_for(Level::Warn, &["refused", "`max_connections`"]);

    let short = Duration::from_millis(20);
    let impatient = Broker::builder().request_timeout(short).start().unwrap();
    silent(&impatient).write_all(&[0]).unwrap();
    let mut inside = silent(&impatient);
    inside.write_all(&[0]).unwrap();
    LOGGER.wait_for(Level::Warn, &["`request_timeout`"]);
    let impatient = Broker::builder().idle_timeout(short).start().unwrap();
    let _idle = silent(&impatient);
    LOGGER.wait_for(Level::Warn, &["`idle_timeout`"]);
    let impatient = Broker::builder().stall_timeout(short).start().unwrap();
    let mut inside = silent(&impatient);
    inside.write_all(&[0]).unwrap();
    LOGGER.wait_for(Level::Warn, &["`stall_timeout`"]);

    let size = 1 << 20;
    let small = Broker::builder().max_request_size(size).max_request_memory(size).start().unwrap();
    let inside: Vec<_> = (0..2)
        .map(|_| {
            let mut stream = silent(&small);
            stream.write_all(&1_000_000_i32.to_be_bytes()).unwrap();
            let _ = stream.write_all(&vec![0; 900_000]);
            stream
        })
        .collect();
    LOGGER.wait_for(Level::Warn, &["`max_request_memory`"]);
    drop(inside);

    let careful = Broker::builder().max_inflated(10_000).start().unwrap();
    let bomb = MessageSet::new([vec![0; 10_000]]).compress(Compression::Gzip).unwrap();
    silent(&careful).write_all(&produce(bomb)).unwrap();
    LOGGER.wait_for(Level::Warn, &["t-0", "`max_inflated`"]);
}

fn what_is_cut_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("t-0");
    std::fs::create_dir(&log).unwrap();
    let file = log.join("00000000000000001000.kafka");
    std::fs::write(&file, [MessageSet::new(["m"]).as_bytes(), &[0; 5]].concat()).unwrap();
    let name = file.to_str().unwrap();
    let copy = format!("{name}.truncated");
    drop(Broker::builder().data_dir(dir.path()).read_only(true).start().unwrap());
    LOGGER.wait_for(Level::Warn, &[name, "1011 to 1016", "5 bytes", "not served"]);
    drop(Broker::builder().data_dir(dir.path()).start().unwrap());
    LOGGER.wait_for(Level::Warn, &[name, "1011 to 1016", "5 bytes", &copy]);
}

fn hidden_partitions_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let broker = Broker::builder().data_dir(dir.path()).partitions(4).start().unwrap();
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    kafka.send_to("t", 3, ["m"]).unwrap();
    kafka.confirm().unwrap();
    drop(broker);
    let builder = || Broker::builder().data_dir(dir.path());
    for (builder, last) in
        [(builder().read_only(true), "0 to 0"), (builder().partitions_for("t", 3), "0 to 2")]
    {
        drop(builder.start().unwrap());
        LOGGER.wait_for(Level::Warn, &["topic t", "partition 3", last, "`partitions`"]);
    }
}

fn a_logger_may_stop_the_broker() {
    // On the listener's thread.
    stopped_by("refused", Broker::builder().max_connections(1).replace_after(None), |broker| {
        let _first = silent(broker);
        let _second = silent(broker);
        wait_until("it is refused", || !LOGGER.texts().is_empty());
    });
    // On a connection's.
    stopped_by("is invalid", Broker::builder(), |broker| {
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&[0; 4]);
        connection.read_to_end();
    });
    // On the housekeeper's.
    let old = Broker::builder()
        .flush_messages(1)
        .retention_size(0)
        .cleanup_interval(Duration::from_millis(5));
    stopped_by("old segments deleted", old, |broker| {
        let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
        // It may be closed as soon as the message is there.
        let _ = kafka.send_to("t", 0, ["m"]);
        let _ = kafka.offsets(&OffsetsRequest::latest("t", 0));
    });
    // On the thread that stops it, again.
    stopped_by("stopped", Broker::builder(), |broker| broker.shutdown().unwrap());
}

#[test]
fn events() {
    log::set_logger(&LOGGER).unwrap();
    log::set_max_level(LevelFilter::Info);
    limits_are_told();
    what_is_cut_is_told();
    hidden_partitions_are_told();
    a_logger_may_stop_the_broker();
}
