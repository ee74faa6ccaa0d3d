//! Every message has its report in time, whatever the broker does.

use std::collections::HashMap;
use std::io::Write;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use kafka07::error::ErrorKind;
use kafka07::producer::{Delivery, Outcome, ProducerBuilder};
use kafka07::{DeliveryPolicy, KafkaClient, Producer};
use kafka07_tests::brokers::PATIENCE;
use kafka07_tests::peer::{Guest, Peer, offsets_answer};
use kafka07_tests::produces::take_all;

/// How long messages have in these tests, or their producer to close.
const LIMIT: Duration = Duration::from_millis(200);

/// What is still in time on a busy machine.
const IN_TIME: Duration = Duration::from_secs(10);

/// A peer that is of no use.
type Misbehaviour = fn(&mut Guest);

const MISBEHAVIOURS: [(&str, Misbehaviour); 7] = [
    ("is silent", Guest::stall),
    ("closes at once", |_| {}),
    ("closes after a request", |guest| drop(guest.request())),
    ("resets after a request", |guest| {
        guest.request();
        guest.reset();
    }),
    ("reads nothing", |guest| {
        // Writing nothing fails when either side has closed the connection.
        let mut stream = guest.stream();
        while stream.write(&[]).is_ok() {
            thread::sleep(Duration::from_millis(5));
        }
    }),
    ("answers half", |guest| {
        guest.request();
        guest.request();
        guest.send(&offsets_answer(&[0])[..7]);
        guest.stall();
    }),
    ("answers nonsense", |guest| {
        guest.request();
        guest.send(&[0xff; 64]);
        guest.stall();
    }),
];

/// A producer that only its deadlines stop: all other limits are an hour, or none.
fn patient() -> ProducerBuilder {
    let hour = Duration::from_secs(3600);
    let client =
        KafkaClient::builder().connect_timeout(hour).read_timeout(hour).write_timeout(hour);
    Producer::builder()
        .linger(Duration::MAX)
        .client(client.backoff(Duration::from_millis(1), hour))
        .delivery(DeliveryPolicy::AtLeastOnce { retries: u32::MAX })
        .batch_messages(3)
}

/// The reports that callbacks got, by payload.
type Reports = Arc<Mutex<HashMap<Vec<u8>, usize>>>;

/// A producer that counts its reports, with some messages in it, among them large ones.
fn with_messages(builder: ProducerBuilder, peer: &Peer) -> (Producer, Vec<Delivery>, Reports) {
    let reports = Reports::default();
    let counted = Arc::clone(&reports);
    let producer = builder
        .on_report(move |report| {
            for payload in report.payloads() {
                *counted.lock().unwrap().entry(payload[..8].to_vec()).or_default() += 1;
            }
        })
        .connect(peer.addr())
        .unwrap();
    let send = |number: usize| {
        let padding = if number.is_multiple_of(5) { 900_000 } else { 10 };
        let payload = format!("{number:08}{}", "x".repeat(padding));
        producer.send_to(format!("t{}", number % 2), 0, payload).unwrap()
    };
    let handles = (0..40).map(send).collect();
    (producer, handles, reports)
}

/// Every message has one report, and none is confirmed.
fn check(what: &str, handles: &[Delivery], reports: &Reports) {
    let reports = reports.lock().unwrap();
    assert_eq!(reports.len(), handles.len(), "{what}");
    assert!(reports.values().all(|times| *times == 1), "{what}: {reports:?}");
    for handle in handles {
        let outcome = handle.outcome().expect("a report");
        assert!(!outcome.is_confirmed(), "{what}: {outcome}");
    }
}

/// A way to end that is bounded: its name, the producer's settings, and what is done.
type End = (&'static str, fn(ProducerBuilder) -> ProducerBuilder, fn(Producer));

const ENDS: [End; 5] = [
    (
        "flush",
        |builder| builder.delivery_timeout(LIMIT),
        |producer| {
            let error = producer.flush().unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Undelivered { .. }), "{error}");
            producer.close().unwrap();
        },
    ),
    (
        "close",
        |builder| builder.delivery_timeout(LIMIT),
        |producer| {
            producer.close().unwrap_err();
        },
    ),
    ("drop", |builder| builder.delivery_timeout(LIMIT), drop),
    (
        "close_within",
        |builder| builder.delivery_timeout(Duration::MAX),
        |producer| {
            let error = producer.close_within(LIMIT).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Undelivered { .. }), "{error}");
        },
    ),
    (
        "abort",
        |builder| builder,
        |producer| {
            producer.abort().unwrap_err();
            producer.abort().unwrap();
            producer.close().unwrap();
        },
    ),
];

#[test]
fn every_end_is_bounded_and_every_message_has_one_report() {
    thread::scope(|scope| {
        for (peer_does, misbehave) in MISBEHAVIOURS {
            for (name, settings, end) in ENDS {
                scope.spawn(move || {
                    let what = format!("{name} while the peer {peer_does}");
                    let peer = Peer::start(move |_, guest| misbehave(guest));
                    let start = Instant::now();
                    let (producer, handles, reports) = with_messages(settings(patient()), &peer);
                    end(producer);
                    assert!(start.elapsed() < IN_TIME, "{what}: {:?}", start.elapsed());
                    check(&what, &handles, &reports);
                });
            }
        }
    });
}

#[test]
fn a_broker_that_cannot_be_reached_bounds_nothing() {
    for (name, settings, end) in ENDS {
        let peer = Peer::start(|_, guest| drop(guest.request()));
        let (producer, handles, reports) = with_messages(settings(patient()), &peer);
        peer.stop();
        let start = Instant::now();
        end(producer);
        assert!(start.elapsed() < IN_TIME, "{name}: {:?}", start.elapsed());
        check(name, &handles, &reports);
    }
}

#[test]
fn a_connection_that_is_never_accepted_bounds_nothing() {
    // The kernel completes handshakes that nobody accepts, as for a broker that hangs.
    for (name, settings, end) in ENDS {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let producer = settings(patient()).connect(listener.local_addr().unwrap()).unwrap();
        let handle = producer.send("t", "x").unwrap();
        end(producer);
        assert!(!handle.outcome().unwrap().is_confirmed(), "{name}");
    }
}

#[test]
fn what_ran_out_of_time_says_so_and_whether_it_was_sent() {
    let peer = Peer::start(|_, guest| guest.stall());
    let one_by_one = patient().max_in_flight(1).batch_messages(1).request_bytes(1);
    let producer = one_by_one.delivery_timeout(LIMIT).connect(peer.addr()).unwrap();
    let sent = producer.send("t", "sent").unwrap();
    let waits = producer.send("t", "waits").unwrap();
    let Outcome::Unknown(error) = sent.wait_timeout(PATIENCE).unwrap() else { panic!() };
    assert!(matches!(error.kind(), ErrorKind::DeliveryTimeout { after: LIMIT }), "{error}");
    assert_eq!(error.broker(), Some(&*peer.addr().to_string()));
    let Outcome::Failed(_) = waits.wait_timeout(PATIENCE).unwrap() else { panic!("never sent") };
    producer.abort().unwrap_err();
}

#[test]
fn what_expires_in_flight_leaves_the_connection_and_what_follows_alone() {
    let (go, gone) = mpsc::channel::<()>();
    let gone = Mutex::new(gone);
    let peer = Peer::start(move |_, guest| {
        guest.request();
        guest.request();
        gone.lock().unwrap().recv().unwrap();
        guest.send(&offsets_answer(&[0]));
        take_all(guest);
    });
    let producer = patient().delivery_timeout(Duration::from_secs(1)).batch_messages(1);
    let producer = producer.connect(peer.addr()).unwrap();
    let late = producer.send("t", "late").unwrap();
    assert!(matches!(late.wait_timeout(PATIENCE), Some(Outcome::Unknown(_))));
    let next = producer.send("t", "next").unwrap();
    go.send(()).unwrap();
    assert!(next.wait_timeout(PATIENCE).unwrap().is_confirmed());
    assert!(!late.outcome().unwrap().is_confirmed(), "one report");
    assert_eq!(peer.connections(), 1);
    producer.close().unwrap_err();
}

#[test]
fn the_cause_of_a_timeout_is_what_broke_the_last_connection() {
    let peer = Peer::start(|_, guest| drop(guest.request()));
    let producer = patient().delivery_timeout(LIMIT).connect(peer.addr()).unwrap();
    let handle = producer.send("t", "x").unwrap();
    producer.flush().unwrap_err();
    let outcome = handle.outcome().unwrap();
    let error = outcome.error().unwrap();
    assert!(matches!(error.kind(), ErrorKind::DeliveryTimeout { .. }), "{error}");
    let cause = error.cause().expect("a cause");
    assert!(matches!(cause.kind(), ErrorKind::Closed | ErrorKind::Io(_)), "{cause}");
}

#[test]
fn aborting_frees_those_who_wait_for_room() {
    let peer = Peer::start(|_, guest| guest.stall());
    let producer = patient().queue_messages(1).connect(peer.addr()).unwrap();
    producer.send("t", "fills the queue").unwrap();
    thread::scope(|scope| {
        let (producer, (begins, begun)) = (&producer, mpsc::channel());
        let blocked = scope.spawn(move || {
            begins.send(()).unwrap();
            producer.send("t", "waits for room")
        });
        begun.recv().unwrap();
        producer.abort().unwrap_err();
        let refused = blocked.join().unwrap().unwrap_err();
        assert!(matches!(refused.error().kind(), ErrorKind::ProducerClosed), "{refused}");
    });
}

#[test]
fn closing_within_a_long_time_delivers_everything() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let producer = patient().connect(peer.addr()).unwrap();
    let handle = producer.send("t", "x").unwrap();
    producer.close_within(Duration::MAX).unwrap();
    assert!(handle.outcome().unwrap().is_confirmed());
}

#[test]
fn a_report_callback_may_abort_but_not_wait() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let shared: Arc<std::sync::OnceLock<Arc<Producer>>> = Arc::default();
    let (tell, told) = mpsc::channel();
    let inside = Arc::clone(&shared);
    let producer = patient().batch_messages(1).on_report(move |_| {
        let producer = inside.wait();
        let errors = [producer.abort(), producer.close_within(LIMIT), producer.flush()];
        let all = errors.map(|result| result.map_err(kafka07::Error::into_kind));
        let refused =
            |result: &Result<(), ErrorKind>| matches!(result, Err(ErrorKind::InReportCallback));
        let _ = tell.send(all.iter().all(refused));
    });
    let producer = Arc::new(producer.connect(peer.addr()).unwrap());
    producer.send("t", "x").unwrap();
    assert!(shared.set(Arc::clone(&producer)).is_ok());
    assert!(told.recv_timeout(PATIENCE).unwrap());
    assert!(producer.send("t", "y").is_err(), "it is closed");
}

#[test]
fn no_end_lasts_as_long_as_the_pause_before_sending_again() {
    let hour = Duration::from_secs(3600);
    thread::scope(|scope| {
        for (name, settings, end) in ENDS {
            scope.spawn(move || {
                let peer = Peer::start(|_, guest| drop(guest.request()));
                let client = KafkaClient::builder().backoff(hour, hour);
                let builder = settings(patient().client(client));
                let start = Instant::now();
                let (producer, handles, reports) = with_messages(builder, &peer);
                end(producer);
                assert!(start.elapsed() < IN_TIME, "{name}: {:?}", start.elapsed());
                check(name, &handles, &reports);
            });
        }
    });
}

#[test]
fn closing_within_a_time_longer_than_the_delivery_timeout_waits_for_no_pause() {
    let hour = Duration::from_secs(3600);
    let peer = Peer::start(|_, guest| drop(guest.request()));
    let builder = patient().client(KafkaClient::builder().backoff(hour, hour));
    let producer = builder.delivery_timeout(LIMIT).connect(peer.addr()).unwrap();
    producer.send("t", "x").unwrap();
    let start = Instant::now();
    producer.close_within(hour).unwrap_err();
    assert!(start.elapsed() < IN_TIME, "{:?}", start.elapsed());
}

#[test]
fn what_is_sent_after_all_was_reported_does_not_wait_for_an_old_pause() {
    let hour = Duration::from_secs(3600);
    let peer = Peer::start(|number, guest| {
        if number == 0 {
            guest.request();
        } else {
            take_all(guest);
        }
    });
    let builder = patient().client(KafkaClient::builder().backoff(hour, hour));
    let producer = builder.delivery_timeout(PATIENCE / 20).connect(peer.addr()).unwrap();
    let late = producer.send("t", "late").unwrap();
    producer.flush().unwrap_err();
    assert!(matches!(late.outcome(), Some(Outcome::Unknown(_))));
    let next = producer.send("t", "next").unwrap();
    producer.flush().unwrap();
    assert!(next.outcome().unwrap().is_confirmed());
}
