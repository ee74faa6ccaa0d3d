//! Every payload counted on both sides, while connections are cut at random bytes and brokers are
//! killed and started again.

use std::collections::HashMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use kafka07::broker::Broker;
use kafka07::error::ErrorKind;
use kafka07::{ClientBuilder, DeliveryPolicy, FetchRequest, KafkaClient};
use kafka07_tests::brokers::{LAST, PATIENCE, broker, settle, topic};
use kafka07_tests::proxy::CuttingProxy;
use kafka07_tests::random::Random;
use kafka07_tests::wait_until;

/// What became of a payload, as far as its producer knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Confirmed.
    Stored,
    /// Reported as an error, or as unconfirmed.
    Unknown,
}

fn producer(policy: DeliveryPolicy) -> ClientBuilder {
    KafkaClient::builder()
        .delivery(policy)
        .retries(1000)
        .backoff(Duration::from_millis(1), Duration::from_millis(20))
        .read_timeout(PATIENCE)
        .write_timeout(PATIENCE)
}

/// Sends numbered payloads in small batches, confirming now and then, and notes what it is told of
/// each.
fn send_numbered(
    kafka: &mut KafkaClient,
    topic: &str,
    numbers: std::ops::Range<u32>,
    random: &mut Random,
) -> HashMap<u32, Fate> {
    let mut fates = HashMap::new();
    let mut open: Vec<u32> = Vec::new();
    let mut next = numbers.start;
    while next < numbers.end {
        let count = u32::try_from(random.between(1, 20)).unwrap().min(numbers.end - next);
        let batch: Vec<u32> = (next..next + count).collect();
        next += count;
        let padding = random.between(0, 300);
        let payloads = batch.iter().map(|number| format!("{number:08}{}", "x".repeat(padding)));
        match kafka.send_to(topic, 0, payloads) {
            Ok(()) => open.extend(batch),
            Err(error) => {
                assert!(error.is_retriable(), "{error}");
                fates.extend(batch.into_iter().map(|number| (number, Fate::Unknown)));
            }
        }
        if random.one_in(5) || next == numbers.end {
            let fate = match kafka.confirm() {
                Ok(()) => Fate::Stored,
                Err(error) => {
                    let ErrorKind::Unconfirmed(unconfirmed) = error.kind() else {
                        panic!("{error}");
                    };
                    // It names no more than what was sent since the last time.
                    assert!(unconfirmed.total().messages <= open.len() as u64, "{error}");
                    Fate::Unknown
                }
            };
            fates.extend(open.drain(..).map(|number| (number, fate)));
        }
    }
    fates
}

/// How often each number is in the log.
fn count_stored(kafka: &mut KafkaClient, topic: &str) -> HashMap<u32, usize> {
    settle(kafka, topic);
    let mut counts = HashMap::new();
    for message in kafka.iter_messages(FetchRequest::new(topic, 0, 0, 10_000)) {
        let message = message.unwrap();
        if message.payload() == LAST.as_bytes() {
            continue;
        }
        let number = std::str::from_utf8(&message.payload()[..8]).unwrap().parse().unwrap();
        *counts.entry(number).or_default() += 1;
    }
    counts
}

fn check(fates: &HashMap<u32, Fate>, stored: &HashMap<u32, usize>, policy: DeliveryPolicy) {
    assert!(stored.keys().all(|number| fates.contains_key(number)), "nothing out of thin air");
    for (number, fate) in fates {
        let count = stored.get(number).copied().unwrap_or(0);
        if *fate == Fate::Stored {
            assert!(count >= 1, "{number} was confirmed, and is lost");
        }
        if policy == DeliveryPolicy::AtMostOnce {
            assert!(count <= 1, "{number} is stored {count} times");
        }
    }
}

#[test]
fn at_most_once_through_a_cutting_proxy() {
    let broker = broker();
    for seed in 0..3 {
        let topic = topic("most");
        let proxy = CuttingProxy::start(broker.addr(), seed, 20_000);
        let mut kafka = producer(DeliveryPolicy::AtMostOnce).connect(proxy.addr()).unwrap();
        let mut random = Random::new(seed);
        let fates = send_numbered(&mut kafka, &topic, 0..3000, &mut random);
        assert!(proxy.connections() > 5, "it was cut");
        assert!(fates.values().any(|fate| *fate == Fate::Unknown), "something was lost from sight");
        assert!(fates.values().any(|fate| *fate == Fate::Stored));
        let mut direct = broker.client();
        check(&fates, &count_stored(&mut direct, &topic), DeliveryPolicy::AtMostOnce);
    }
}

#[test]
fn at_least_once_through_a_cutting_proxy() {
    let broker = broker();
    let policy = DeliveryPolicy::AtLeastOnce { retries: 1000 };
    for seed in 10..13 {
        let topic = topic("least");
        let proxy = CuttingProxy::start(broker.addr(), seed, 20_000);
        let mut kafka = producer(policy).connect(proxy.addr()).unwrap();
        let fates = send_numbered(&mut kafka, &topic, 0..3000, &mut Random::new(seed));
        assert!(proxy.connections() > 5, "it was cut");
        assert!(fates.values().all(|fate| *fate == Fate::Stored), "all is confirmed in the end");
        let mut direct = broker.client();
        check(&fates, &count_stored(&mut direct, &topic), policy);
    }
}

#[test]
fn reading_through_a_cutting_proxy_loses_and_doubles_nothing() {
    let broker = broker();
    let topic = topic("read");
    let mut direct = broker.client();
    for batch in 0..40_u32 {
        let payloads = (batch * 100..(batch + 1) * 100).map(|number| format!("{number:08}"));
        direct.send_to(&topic, 0, payloads).unwrap();
    }
    let end = i64::from(4000 * (10 + 8));
    direct.confirm().unwrap();
    direct.wait_visible(&topic, 0, end, PATIENCE).unwrap();
    for in_flight in 1..=4 {
        let proxy = CuttingProxy::start(broker.addr(), in_flight as u64, 30_000);
        let mut kafka = producer(DeliveryPolicy::AtMostOnce).connect(proxy.addr()).unwrap();
        let messages =
            kafka.iter_messages(FetchRequest::new(&topic, 0, 0, 2000)).in_flight(in_flight);
        for (expected, message) in (0..4000).zip(messages) {
            assert_eq!(message.unwrap().payload(), format!("{expected:08}").as_bytes());
        }
        assert!(proxy.connections() > 3, "it was cut");
    }
}

/// A broker that is stopped and started again while others use it.
struct Restarting {
    dir: PathBuf,
    addr: SocketAddr,
    broker: Option<Broker>,
}

impl Restarting {
    fn start(dir: &Path) -> Self {
        let settings = Broker::builder().data_dir(dir).flush_messages(1).fsync(false);
        let broker = settings.start().unwrap();
        Self { dir: dir.into(), addr: broker.addr(), broker: Some(broker) }
    }

    fn restart(&mut self) {
        self.broker.take().unwrap().shutdown().unwrap();
        let settings = Broker::builder().data_dir(&self.dir).flush_messages(1).fsync(false);
        self.broker = Some(settings.addr(self.addr).start().unwrap());
    }

    /// How many bytes there are in its log.
    fn stored(&self) -> u64 {
        let Ok(files) = fs::read_dir(self.dir.join("t-0")) else { return 0 };
        files.map(|file| file.unwrap().metadata().unwrap().len()).sum()
    }
}

/// Restarts the broker again and again while `work` is being done.
fn while_restarting<T: Send>(broker: &mut Restarting, work: impl FnOnce() -> T + Send) -> T {
    let done = AtomicBool::new(false);
    let (result, restarts) = thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let result = work();
            done.store(true, Ordering::SeqCst);
            result
        });
        let finished = || done.load(Ordering::SeqCst) || worker.is_finished();
        let mut restarts = 0;
        while !finished() {
            // Something gets through each time: a broker that is never up long enough for anything
            // shows nothing.
            let enough = broker.stored() + 20_000;
            wait_until("messages get through", || finished() || broker.stored() >= enough);
            broker.restart();
            restarts += 1;
        }
        (worker.join().unwrap(), restarts)
    });
    assert!(restarts >= 3, "only {restarts} restarts");
    result
}

#[test]
fn produced_while_the_broker_is_restarted() {
    for policy in [DeliveryPolicy::AtMostOnce, DeliveryPolicy::AtLeastOnce { retries: 1000 }] {
        let dir = tempfile::tempdir().unwrap();
        let mut broker = Restarting::start(dir.path());
        let addr = broker.addr;
        let mut kafka = producer(policy).connect(addr).unwrap();
        let fates = while_restarting(&mut broker, || {
            send_numbered(&mut kafka, "t", 0..6000, &mut Random::new(1))
        });
        let mut direct = KafkaClient::connect(addr).unwrap();
        check(&fates, &count_stored(&mut direct, "t"), policy);
        if policy != DeliveryPolicy::AtMostOnce {
            assert!(fates.values().all(|fate| *fate == Fate::Stored));
        }
    }
}

#[test]
fn followed_while_the_broker_is_restarted() {
    let dir = tempfile::tempdir().unwrap();
    let mut broker = Restarting::start(dir.path());
    let addr = broker.addr;
    let policy = DeliveryPolicy::AtLeastOnce { retries: 1000 };
    let mut reading = producer(policy).connect(addr).unwrap();
    let mut writing = producer(policy).connect(addr).unwrap();
    let (fates, read) = while_restarting(&mut broker, || {
        thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let messages = reading.iter_messages(FetchRequest::new("t", 0, 0, 3000));
                messages
                    .follow(Duration::from_millis(1))
                    .map(|message| message.unwrap().into_payload())
                    .take_while(|payload| !payload.starts_with(b"end"))
                    .collect::<Vec<_>>()
            });
            let fates = send_numbered(&mut writing, "t", 0..4000, &mut Random::new(2));
            writing.send_to("t", 0, ["end"]).unwrap();
            (fates, reader.join().unwrap())
        })
    });
    // The follower saw the log as it is, to the last byte.
    let mut direct = KafkaClient::connect(addr).unwrap();
    let log: Vec<_> = direct
        .iter_messages(FetchRequest::new("t", 0, 0, 1 << 20))
        .map(|message| message.unwrap().into_payload())
        .take_while(|payload| !payload.starts_with(b"end"))
        .collect();
    assert!(read == log, "{} read, {} in the log", read.len(), log.len());
    assert!(read.len() >= fates.len());
}
