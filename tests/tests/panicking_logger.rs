//! A logger that panics ends nothing. It is alone because a process has one logger.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kafka07::producer::Outcome;
use kafka07::{KafkaClient, Producer};
use kafka07_tests::peer::Peer;
use kafka07_tests::produces::take_all;
use log::{LevelFilter, Log, Metadata, Record};

struct Panics;

static CALLS: AtomicUsize = AtomicUsize::new(0);

impl Log for Panics {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        CALLS.fetch_add(1, Ordering::SeqCst);
        panic!("as the test wants it: {}", record.args());
    }

    fn flush(&self) {}
}

#[test]
fn a_producer_goes_on_after_a_panic_of_the_logger() {
    log::set_logger(&Panics).unwrap();
    log::set_max_level(LevelFilter::Trace);
    let peer = Peer::start(|number, guest| {
        if number == 0 {
            guest.request();
        } else {
            take_all(guest);
        }
    });
    let client = KafkaClient::builder().backoff(Duration::from_millis(1), Duration::from_millis(5));
    let producer = Producer::builder().client(client).connect(peer.addr()).unwrap();
    let lost = producer.send("t", "lost").unwrap();
    assert!(matches!(lost.wait(), Outcome::Unknown(_)));
    let next = producer.send("t", "next").unwrap();
    assert!(next.wait().is_confirmed());
    producer.close().unwrap_err();
    assert!(CALLS.load(Ordering::SeqCst) >= 3);
}
