//! A producer whose broker goes away, refuses, or comes back.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use kafka07::broker::Broker;
use kafka07::error::ErrorKind;
use kafka07::producer::{Delivery, Outcome, ProducerBuilder};
use kafka07::{BrokerVersion, ClientBuilder, Compression, DeliveryPolicy, KafkaClient, Producer};
use kafka07_tests::brokers::PATIENCE;
use kafka07_tests::peer::{Peer, offsets_answer};
use kafka07_tests::produces::{requests, stored, take_all, texts};
use kafka07_tests::proxy::CuttingProxy;

/// Short waits between attempts.
fn client() -> ClientBuilder {
    KafkaClient::builder().backoff(Duration::from_millis(1), Duration::from_millis(5))
}

fn waiting() -> ProducerBuilder {
    Producer::builder().linger(Duration::MAX).client(client())
}

fn at_least_once() -> ProducerBuilder {
    waiting().delivery(DeliveryPolicy::AtLeastOnce { retries: 20 })
}

/// Closes the first `count` connections when a request has come, and takes everything on the
/// others.
fn closes_at_first(count: usize) -> Peer {
    Peer::start(move |number, guest| {
        if number < count {
            guest.request();
        } else {
            take_all(guest);
        }
    })
}

#[test]
fn at_most_once_nothing_is_sent_twice_and_the_doubt_is_reported() {
    let peer = closes_at_first(1);
    let producer = waiting().connect(peer.addr()).unwrap();
    let lost = producer.send_to("t", 0, "one").unwrap();
    assert!(producer.flush().is_err());
    assert!(matches!(lost.outcome(), Some(Outcome::Unknown(_))));
    let next = producer.send_to("t", 0, "two").unwrap();
    producer.close().unwrap();
    assert!(next.outcome().unwrap().is_confirmed());
    let sent: Vec<_> = requests(&peer).into_iter().flatten().map(|(.., set)| texts(&set)).collect();
    assert_eq!(sent, [["one"], ["two"]]);
}

#[test]
fn at_least_once_whole_batches_are_sent_again_in_order() {
    let peer = closes_at_first(3);
    let producer = at_least_once().batch_messages(2).connect(peer.addr()).unwrap();
    let handles: Vec<_> =
        (0..6).map(|number| producer.send_to("t", 0, number.to_string()).unwrap()).collect();
    producer.close().unwrap();
    assert!(handles.iter().all(|handle| handle.outcome().unwrap().is_confirmed()));
    let on_last = peer.requests().into_iter().map(|(number, _)| number).max().unwrap();
    assert_eq!(on_last, 3);
    let sets: Vec<_> = requests(&peer).into_iter().flatten().map(|(.., set)| texts(&set)).collect();
    assert!(sets.iter().all(|texts| texts.len() == 2), "whole batches: {sets:?}");
    assert_eq!(sets[sets.len() - 3..], [["0", "1"], ["2", "3"], ["4", "5"]]);
    assert!(producer.stats().resent_batches >= 3);
}

#[test]
fn a_batch_that_the_broker_refuses_takes_no_other_with_it() {
    let broker = Broker::builder().partitions(2).flush_messages(1).fsync(false).start().unwrap();
    let producer = at_least_once()
        .delivery(DeliveryPolicy::AtLeastOnce { retries: 2 })
        .connect(broker.addr())
        .unwrap();
    let before = producer.send_to("good", 0, "before").unwrap();
    let refused = producer.send_to("bad", 7, "no such partition").unwrap();
    let after = producer.send_to("good", 1, "after").unwrap();
    let error = producer.close().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Undelivered { failed: 0, unknown: 1, .. }));
    assert!(before.outcome().unwrap().is_confirmed());
    assert!(after.outcome().unwrap().is_confirmed());
    assert!(matches!(refused.outcome(), Some(Outcome::Unknown(_))));

    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    // Once by the first attempt, before the part that failed; once more by the second.
    assert!(stored(&mut kafka, "good", 0).iter().all(|payload| payload == "before"));
    assert_eq!(stored(&mut kafka, "good", 1), ["after"]);
}

#[test]
fn a_broker_that_is_gone_fails_all_that_waits_in_the_time_of_one_batch() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let addr = peer.addr();
    let attempts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&attempts);
    let producer = waiting()
        .client(client().retries(3))
        .batch_messages(1)
        .request_bytes(1)
        .on_report(move |report| {
            counted.fetch_max(report.attempts() as usize, Ordering::SeqCst);
        })
        .connect(addr)
        .unwrap();
    peer.stop();
    let handles: Vec<_> =
        (0..500).map(|number| producer.send_to("t", 0, number.to_string()).unwrap()).collect();
    let error = producer.flush().unwrap_err();
    let ErrorKind::Undelivered { failed, unknown, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(failed + unknown, 500);
    // What had been written to the connection before it was seen to be gone.
    assert!(*unknown <= 4, "{error}");
    assert!(handles.iter().all(|handle| !handle.outcome().unwrap().is_confirmed()));
    assert_eq!(attempts.load(Ordering::SeqCst), 4);

    // It works again as soon as the broker does.
    let peer = Peer::start_on(addr, |_, guest| take_all(guest));
    let handle = producer.send("t", "x").unwrap();
    producer.close().unwrap();
    assert!(handle.outcome().unwrap().is_confirmed());
    assert_eq!(requests(&peer).len(), 1);
}

#[test]
fn what_was_never_written_is_sent_again_under_either_policy() {
    let peer = Peer::start(|_, guest| take_all(guest));
    let addr = peer.addr();
    let producer = waiting().client(client().retries(u32::MAX)).connect(addr).unwrap();
    producer.send("t", "first").unwrap();
    producer.flush().unwrap();
    peer.stop();
    let handle = producer.send("t", "second").unwrap();
    thread::scope(|scope| {
        let flushed = scope.spawn(|| producer.flush());
        assert!(handle.wait_timeout(Duration::from_millis(30)).is_none(), "it is being tried");
        let peer = Peer::start_on(addr, |_, guest| take_all(guest));
        flushed.join().unwrap().unwrap();
        assert_eq!(requests(&peer).len(), 1);
    });
    assert!(handle.outcome().unwrap().is_confirmed());
}

#[test]
fn a_connection_closed_while_idle_loses_nothing() {
    let (tell, closed) = mpsc::channel();
    // Each connection takes one request, confirms it and closes.
    let peer = Peer::start(move |_, guest| {
        guest.request();
        guest.request();
        guest.send(&offsets_answer(&[0]));
        guest.close();
        tell.send(()).unwrap();
    });
    let producer = waiting().connect(peer.addr()).unwrap();
    for number in 0..5 {
        producer.send("t", number.to_string()).unwrap();
        producer.flush().unwrap();
        closed.recv_timeout(PATIENCE).unwrap();
    }
    assert_eq!(producer.stats().confirmed_messages, 5);
    assert_eq!(peer.connections(), 5);
}

#[test]
fn at_least_once_no_message_is_lost_through_a_network_that_cuts() {
    const THREADS: usize = 3;
    const EACH: usize = 1_000;
    let broker = Broker::temporary().unwrap();
    for seed in 1..4 {
        let proxy = CuttingProxy::start(broker.addr(), seed, 60_000);
        let topic = format!("cut-{seed}");
        let producer = Producer::builder()
            .client(client())
            .batch_messages(50)
            .delivery(DeliveryPolicy::AtLeastOnce { retries: 1_000 })
            .connect(proxy.addr())
            .unwrap();
        thread::scope(|scope| {
            for thread in 0..THREADS {
                let (producer, topic) = (&producer, &topic);
                scope.spawn(move || {
                    for number in 0..EACH {
                        let payload = format!("{thread}:{number:050}");
                        producer.send_to(topic, 0, payload).unwrap();
                    }
                });
            }
        });
        producer.close().unwrap();
        assert!(proxy.connections() > 1, "it was cut");
        let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
        let mut times = BTreeMap::new();
        for payload in stored(&mut kafka, &topic, 0) {
            *times.entry(payload).or_insert(0) += 1;
        }
        assert_eq!(times.len(), THREADS * EACH, "seed {seed}");
    }
}

#[test]
fn at_most_once_no_message_is_doubled_and_each_is_accounted_for() {
    const MESSAGES: usize = 3_000;
    let broker = Broker::temporary().unwrap();
    for seed in 1..4 {
        let proxy = CuttingProxy::start(broker.addr(), seed, 60_000);
        let topic = format!("cut-{seed}");
        let producer = Producer::builder()
            .client(client().retries(1_000))
            .batch_messages(50)
            .connect(proxy.addr())
            .unwrap();
        let handles: Vec<_> = (0..MESSAGES)
            .map(|number| producer.send_to(&topic, 0, format!("{number:052}")).unwrap())
            .collect();
        let told = producer.close();
        // If everything was on its way by then, there was nothing to connect again for.
        assert!(proxy.connections() > 1 || told.is_err(), "it was cut");
        // The broker may still be busy with what came before a cut.
        drop(proxy);
        let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
        let mut times = BTreeMap::new();
        for payload in stored(&mut kafka, &topic, 0) {
            *times.entry(String::from_utf8(payload.to_vec()).unwrap()).or_insert(0) += 1;
        }
        assert!(times.values().all(|&times| times == 1), "seed {seed}: doubled");
        let mut unknown = 0;
        for (number, handle) in handles.iter().enumerate() {
            let is_stored = times.contains_key(&format!("{number:052}"));
            match handle.outcome().unwrap() {
                Outcome::Confirmed => assert!(is_stored, "seed {seed}: {number} is lost"),
                Outcome::Failed(error) => assert!(!is_stored, "seed {seed}: {number}: {error}"),
                _ => unknown += 1,
            }
        }
        assert_eq!(told.is_err(), unknown > 0, "seed {seed}");
    }
}

#[test]
fn a_broker_that_does_not_answer_in_time_is_left() {
    let peer = Peer::start(|number, guest| {
        if number == 0 {
            guest.stall();
        } else {
            take_all(guest);
        }
    });
    let client = client().read_timeout(Duration::from_millis(50));
    let producer = at_least_once().client(client).connect(peer.addr()).unwrap();
    let handle = producer.send("t", "x").unwrap();
    producer.close().unwrap();
    assert!(handle.wait_timeout(PATIENCE).unwrap().is_confirmed());
    assert_eq!(peer.connections(), 2);
}

#[test]
fn a_connection_closed_on_snappy_names_a_broker_0_7_0_as_the_cause() {
    let report = |version, codec| {
        let peer = closes_at_first(usize::MAX);
        let client = client().broker_version(version);
        let producer = at_least_once().delivery(DeliveryPolicy::AtLeastOnce { retries: 2 });
        let producer = producer.client(client).compression(codec).connect(peer.addr()).unwrap();
        let handle = producer.send("t", "x").unwrap();
        producer.close().unwrap_err();
        handle.outcome().unwrap().to_string()
    };
    let text = report(BrokerVersion::Unknown, Compression::Snappy);
    assert!(text.contains("a broker 0.7.0 cannot decode snappy"), "{text}");
    assert!(text.contains("use gzip"), "{text}");
    for (version, codec) in
        [(BrokerVersion::Unknown, Compression::Gzip), (BrokerVersion::V0_7_1, Compression::Snappy)]
    {
        let text = report(version, codec);
        assert!(!text.contains("snappy"), "{text}");
    }
}

#[test]
fn what_shared_a_request_with_snappy_is_told_so_and_not_to_use_gzip_itself() {
    let peer = closes_at_first(usize::MAX);
    let producer = Producer::builder()
        .linger(Duration::MAX)
        .client(client().delivery(DeliveryPolicy::AtMostOnce))
        .compression_for("snappy", Compression::Snappy)
        .connect(peer.addr())
        .unwrap();
    let plain = producer.send_to("plain", 0, "x").unwrap();
    let snappy = producer.send_to("snappy", 0, "x").unwrap();
    producer.close().unwrap_err();
    let error = |delivery: &Delivery| match delivery.outcome() {
        Some(Outcome::Unknown(error)) => error,
        other => panic!("{other:?}"),
    };
    let (plain, snappy) = (error(&plain), error(&snappy));
    assert!(matches!(snappy.kind(), ErrorKind::ClosedOnSnappy), "{snappy:?}");
    assert_eq!(snappy.topic(), Some("snappy"));
    assert!(matches!(plain.kind(), ErrorKind::Closed | ErrorKind::Io(_)), "{plain:?}");
    assert_eq!(plain.topic(), Some("plain"));
    let cause = plain.cause().expect("a cause");
    assert!(matches!(cause.kind(), ErrorKind::ClosedOnSnappy), "{plain:?}");
}
