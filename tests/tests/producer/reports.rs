//! Nothing leaves a producer's queue without a report, whatever users do in their callbacks.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, Weak, mpsc};
use std::thread;
use std::time::Duration;

use kafka07::error::ErrorKind;
use kafka07::producer::{Outcome, Partitioner, Stats};
use kafka07::{KafkaClient, Producer};
use kafka07_tests::brokers::{PATIENCE, broker, topic};
use kafka07_tests::peer::Peer;
use kafka07_tests::produces::{requests, stored, take_all};
use kafka07_tests::wait_until;

#[test]
fn what_many_threads_send_is_stored_once_in_order_and_reported() {
    const THREADS: u64 = 4;
    const EACH: u64 = 2_500;
    let (broker, topic) = (broker(), topic("producer"));
    let reported = Arc::new(Mutex::new(BTreeMap::new()));
    let seen = Arc::clone(&reported);
    let producer = Producer::builder()
        .batch_messages(100)
        .queue_messages(500)
        .compression(*broker.codecs().last().unwrap())
        .on_report(move |report| {
            assert!(report.outcome().is_confirmed());
            assert_eq!((report.attempts(), report.partition()), (1, 0));
            for payload in report.payloads() {
                *seen.lock().unwrap().entry(payload.clone()).or_insert(0) += 1;
            }
        })
        .connect(broker.addr())
        .unwrap();
    let handles: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (producer, topic) = (&producer, &topic);
                scope.spawn(move || {
                    let send = |number| {
                        producer.send_to(topic, 0, format!("{thread}:{number:05}")).unwrap()
                    };
                    (0..EACH).map(send).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    producer.flush().unwrap();
    assert!(handles.iter().all(|handle| handle.outcome().unwrap().is_confirmed()));

    let all = THREADS * EACH;
    let stats = producer.stats();
    assert_eq!((stats.accepted_messages, stats.confirmed_messages), (all, all));
    assert_eq!((stats.queued_messages, stats.queued_bytes), (0, 0));
    assert_eq!((stats.failed_messages, stats.unknown_messages, stats.resent_batches), (0, 0, 0));
    let reported = reported.lock().unwrap();
    assert_eq!(reported.len() as u64, all);
    assert!(reported.values().all(|&times| times == 1));

    let mut kafka = broker.client();
    kafka.wait_visible(&topic, 0, i64::try_from(stats.set_bytes).unwrap(), PATIENCE).unwrap();
    let stored = stored(&mut kafka, &topic, 0);
    assert_eq!(stored.len() as u64, all);
    for thread in 0..THREADS {
        let prefix = format!("{thread}:");
        let of_thread = stored.iter().filter(|payload| payload.starts_with(prefix.as_bytes()));
        assert!(of_thread.is_sorted());
    }
}

#[test]
fn a_panic_in_a_report_callback_loses_nothing() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let producer = Producer::builder()
        .batch_messages(2)
        .on_report(|report| assert!(report.partition() != 1, "as the test wants it"))
        .connect(peer.addr())
        .unwrap();
    let handles: Vec<_> =
        (0..12).map(|number| producer.send_to("t", number % 3, "x").unwrap()).collect();
    producer.close().unwrap();
    assert!(handles.iter().all(|handle| handle.outcome().unwrap().is_confirmed()));
    let stats = producer.stats();
    assert_eq!(
        (stats.confirmed_messages, stats.reported_batches, stats.callback_panics),
        (12, 6, 2)
    );
}

#[test]
fn a_panic_in_a_partitioner_fails_only_its_send() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let partitioner = Partitioner::custom(|record| {
        assert!(record.payload != b"bad", "as the test wants it");
        0
    });
    let producer = Producer::builder().partitioner(partitioner).connect(peer.addr()).unwrap();
    let good = producer.send("t", "good").unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| producer.send("t", "bad"))).is_err());
    let better = producer.send("t", "better").unwrap();
    producer.close().unwrap();
    assert!(good.wait().is_confirmed() && better.wait().is_confirmed());
    assert_eq!(producer.stats().accepted_messages, 2);
}

#[test]
fn a_closed_producer_gives_messages_back() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let producer = Producer::connect(peer.addr()).unwrap();
    let handle = producer.send("t", "in time").unwrap();
    producer.close().unwrap();
    producer.close().unwrap();
    producer.flush().unwrap();
    assert!(handle.outcome().unwrap().is_confirmed());
    let refused = producer.send("t", "too late").unwrap_err();
    assert!(matches!(refused.error().kind(), ErrorKind::ProducerClosed));
    assert_eq!(refused.into_payload(), "too late");
}

#[test]
fn dropping_flushes() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let producer = Producer::builder().linger(Duration::MAX).connect(peer.addr()).unwrap();
    let handle = producer.send("t", "x").unwrap();
    drop(producer);
    assert!(handle.outcome().unwrap().is_confirmed());
    assert_eq!(requests(&peer).len(), 1);
}

#[test]
fn a_report_callback_may_send_but_not_wait() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let shared: Arc<OnceLock<Weak<Producer>>> = Arc::default();
    let (tell, told) = mpsc::channel();
    let in_callback = Arc::clone(&shared);
    let producer = Producer::builder()
        .linger(Duration::MAX)
        .queue_messages(2)
        .on_report(move |report| {
            let Some(producer) = in_callback.get().and_then(Weak::upgrade) else { return };
            if report.topic() != "first" {
                return;
            }
            let flushed = producer.flush().unwrap_err();
            assert!(matches!(flushed.kind(), ErrorKind::InReportCallback));
            // One is still counted as queued, so there is room for one more. Where others would
            // wait for room, this thread cannot.
            let sent = producer.send("second", "again").map(|_| ());
            let full = producer.send("second", "and again").unwrap_err();
            tell.send((sent.is_ok(), full.is_full())).unwrap();
        })
        .connect(peer.addr())
        .unwrap();
    let producer = Arc::new(producer);
    shared.set(Arc::downgrade(&producer)).unwrap();
    producer.send("first", "x").unwrap();
    producer.flush().unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok((true, true)));
    producer.close().unwrap();
    assert_eq!(producer.stats().confirmed_messages, 2);
    assert_eq!(producer.stats().callback_panics, 0);
}

#[test]
fn the_last_handle_may_be_dropped_in_a_report_callback() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let owner: Arc<Mutex<Option<Producer>>> = Arc::default();
    let in_callback = Arc::clone(&owner);
    let producer = Producer::builder()
        .linger(Duration::MAX)
        .batch_messages(1)
        .request_bytes(1)
        .on_report(move |_| drop(in_callback.lock().unwrap().take()))
        .connect(peer.addr())
        .unwrap();
    let handles: Vec<_> = {
        let mut kept = owner.lock().unwrap();
        let producer = kept.insert(producer);
        (0..5).map(|number| producer.send("t", number.to_string()).unwrap()).collect()
    };
    for handle in handles {
        assert!(handle.wait_timeout(PATIENCE).unwrap().is_confirmed());
    }
}

#[test]
fn every_loss_is_reported_once() {
    // Reads the produce and closes.
    let peer = Peer::start(|_, guest| drop(guest.request()));
    let client = KafkaClient::builder()
        .retries(0)
        .backoff(Duration::from_millis(1), Duration::from_millis(2));
    let producer =
        Producer::builder().linger(Duration::MAX).client(client).connect(peer.addr()).unwrap();
    let handle = producer.send("t", "x").unwrap();
    let error = producer.flush().unwrap_err();
    let ErrorKind::Undelivered { failed: 0, unknown: 1 } = error.kind() else {
        panic!("{error}");
    };
    let cause = error.cause().unwrap();
    assert!(matches!(cause.kind(), ErrorKind::Closed | ErrorKind::Io(_)), "{cause}");
    assert_eq!(cause.broker(), Some(&*peer.addr().to_string()));
    assert!(error.to_string().contains("1 message may or may not have been stored"), "{error}");
    assert!(matches!(handle.outcome(), Some(Outcome::Unknown(_))));
    producer.flush().unwrap();
    producer.close().unwrap();
    let stats = producer.stats();
    let expected = (1, 0, 0, 1);
    let Stats { accepted_messages, confirmed_messages, failed_messages, unknown_messages, .. } =
        stats;
    let found = (accepted_messages, confirmed_messages, failed_messages, unknown_messages);
    assert_eq!(found, expected);
}

/// A payload whose owner panics when it is dropped, and throws what panics again.
struct Hostile(bool);

impl AsRef<[u8]> for Hostile {
    fn as_ref(&self) -> &[u8] {
        b"hostile"
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        if self.0 {
            std::panic::panic_any(Self(false));
        }
    }
}

#[test]
fn payloads_that_panic_when_they_are_dropped_lose_nothing() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let producer = Producer::builder().linger(Duration::MAX).connect(peer.addr()).unwrap();
    for round in 0..2 {
        let handles: Vec<_> = (0..6)
            .map(|number| {
                let owner = Hostile(number % 3 == 0);
                let sent = producer.send_to("t", number % 2, bytes::Bytes::from_owner(owner));
                sent.unwrap()
            })
            .collect();
        producer.flush().unwrap();
        assert!(handles.iter().all(|handle| handle.outcome().unwrap().is_confirmed()));
        wait_until("the panics are counted", || producer.stats().payload_panics == 2 * (round + 1));
    }
    producer.close().unwrap();
    assert_eq!(producer.stats().confirmed_messages, 12);
}

#[test]
fn hostile_payloads_that_fail_or_are_given_up_have_their_reports() {
    let peer = Peer::start(|_, guest| guest.stall());
    let hostile = || bytes::Bytes::from_owner(Hostile(true));
    let producer = Producer::builder().max_in_flight(1).batch_messages(1).request_bytes(1);
    let producer = producer.connect(peer.addr()).unwrap();
    let handles: Vec<_> = (0..5).map(|_| producer.send("t", hostile()).unwrap()).collect();
    producer.abort().unwrap_err();
    assert!(handles.iter().all(|handle| handle.outcome().is_some()));
    assert_eq!(producer.stats().payload_panics, 5);
}

#[test]
fn a_callback_that_throws_what_panics_again_loses_nothing() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let producer = Producer::builder()
        .batch_messages(1)
        .on_report(|_| std::panic::panic_any(Hostile(true)))
        .connect(peer.addr())
        .unwrap();
    let handles: Vec<_> = (0..3).map(|_| producer.send("t", "x").unwrap()).collect();
    producer.close().unwrap();
    assert!(handles.iter().all(|handle| handle.outcome().unwrap().is_confirmed()));
    assert_eq!(producer.stats().callback_panics, 3);
}
