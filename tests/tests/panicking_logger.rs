//! A logger that panics ends nothing. It is alone because a process has one logger.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use kafka07::producer::Outcome;
use kafka07::{ErrorKind, FetchRequest, KafkaClient, Producer};
use kafka07_tests::peer::Peer;
use kafka07_tests::produces::take_all;
use log::{LevelFilter, Log, Metadata, Record};

struct Panics;

/// Whether it panics when it is asked whether it listens; else when it is to log.
static IN_ENABLED: AtomicBool = AtomicBool::new(false);
static PANICS: AtomicUsize = AtomicUsize::new(0);

fn throw() -> ! {
    PANICS.fetch_add(1, Ordering::SeqCst);
    panic!("as the test wants it")
}

impl Log for Panics {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        if IN_ENABLED.load(Ordering::SeqCst) {
            throw();
        }
        true
    }

    fn log(&self, _: &Record<'_>) {
        throw();
    }

    fn flush(&self) {
        throw();
    }
}

#[test]
fn all_goes_on_after_a_panic_of_the_logger_wherever_it_panics() {
    log::set_logger(&Panics).unwrap();
    log::set_max_level(LevelFilter::Trace);
    for in_enabled in [false, true] {
        IN_ENABLED.store(in_enabled, Ordering::SeqCst);
        for end in [a_producer_goes_on, a_producer_is_dropped_by_a_panic, a_client_goes_on] {
            PANICS.store(0, Ordering::SeqCst);
            end();
            assert!(PANICS.load(Ordering::SeqCst) >= 1, "in enabled: {in_enabled}");
        }
    }
}

/// Closes the first connection after one request.
fn loses_the_first() -> Peer {
    Peer::start(|number, guest| {
        if number == 0 {
            guest.request();
        } else {
            take_all(guest);
        }
    })
}

fn producer(peer: &Peer) -> Producer {
    let client = KafkaClient::builder().backoff(Duration::from_millis(1), Duration::from_millis(5));
    Producer::builder().client(client).connect(peer.addr()).unwrap()
}

fn a_producer_goes_on() {
    let peer = loses_the_first();
    let producer = producer(&peer);
    let lost = producer.send("t", "lost").unwrap();
    let Outcome::Unknown(error) = lost.wait() else { panic!("it was sent") };
    assert!(!matches!(error.kind(), ErrorKind::ProducerStopped), "{error}");
    let next = producer.send("t", "next").unwrap();
    assert!(next.wait().is_confirmed());
    producer.close().unwrap_err();
}

/// What cannot be delivered is logged by the drop, while the panic unwinds.
fn a_producer_is_dropped_by_a_panic() {
    let peer = loses_the_first();
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let producer = producer(&peer);
        producer.send("t", "lost").unwrap();
        std::panic::resume_unwind(Box::new("the caller's own"));
    }));
    assert_eq!(unwound.unwrap_err().downcast_ref(), Some(&"the caller's own"));
}

fn a_client_goes_on() {
    let peer = Peer::start(|_, _| {});
    let mut kafka = KafkaClient::connect(peer.addr()).unwrap();
    kafka.fetch(&FetchRequest::new("t", 0, 0, 100)).unwrap_err();
}
