//! Pages of megabytes with messages of any size: nothing is lost at the seams, nor when an
//! iteration is left, or a connection lost, inside a page.

use std::sync::Mutex;

use kafka07::broker::Broker;
use kafka07::{FetchRequest, MessageSet, OffsetsRequest, ProduceRequest};
use kafka07_tests::log_peer::MemoryLog;
use kafka07_tests::peer::Peer;
use kafka07_tests::random::Random;
use kafka07_tests::reading::{by_message, by_page, by_turns, patient, reference};

/// Payloads of some megabytes in all: mostly small ones, some that fill much of a page.
fn payloads(random: &mut Random) -> Vec<Vec<u8>> {
    let mut payloads = Vec::new();
    for _ in 0..random.between(10, 20) {
        let large = random.between(1000, 700_000);
        let byte = random.bytes(1)[0];
        payloads.push(vec![byte; large]);
        for _ in 0..random.between(0, 2000) {
            let small = random.between(0, 200);
            payloads.push(random.bytes(small));
        }
    }
    payloads
}

/// A log of at least three megabytes.
fn log(random: &mut Random) -> MemoryLog {
    let mut bytes = Vec::new();
    while bytes.len() < 3_000_000 {
        bytes.extend_from_slice(MessageSet::new(payloads(random)).as_bytes());
    }
    MemoryLog { bytes, ..MemoryLog::default() }
}

#[test]
fn large_pages_are_read_as_one_by_one() {
    for seed in 0..3 {
        let mut random = Random::new(seed);
        let segment = random.between(300_000, 3_000_000) as u64;
        let broker = Broker::builder().flush_messages(1).segment_size(segment).start().unwrap();
        let mut kafka = patient().connect(broker.addr()).unwrap();
        for payload in payloads(&mut random).chunks(50) {
            kafka.produce(&ProduceRequest::new("t", 0, MessageSet::new(payload))).unwrap();
        }
        kafka.confirm().unwrap();
        let expected = reference(&mut kafka, &FetchRequest::new("t", 0, 0, 1));
        for in_flight in 1..=3 {
            let size = i32::try_from(random.between(200_000, 2_000_000)).unwrap();
            let what = format!("seed {seed}, in flight {in_flight}, page size {size}");
            let request = FetchRequest::new("t", 0, 0, size);
            let mut messages = kafka.iter_messages(request.clone()).in_flight(in_flight);
            assert!(by_message(&mut messages) == expected, "by message, {what}");
            let mut messages = kafka.iter_messages(request.clone()).in_flight(in_flight);
            assert!(by_page(&mut messages) == expected, "by page, {what}");
            let mut messages = kafka.iter_messages(request).in_flight(in_flight);
            assert!(by_turns(&mut messages, &mut random) == expected, "by turns, {what}");
        }
    }
}

#[test]
fn a_connection_that_breaks_inside_a_page_loses_and_doubles_nothing() {
    for in_flight in 1..=3 {
        let mut random = Random::new(in_flight as u64);
        let log = log(&mut random);
        let expected: Vec<_> = MessageSet::from_raw(log.bytes.clone())
            .into_iter()
            .map(|message| message.unwrap().into_payload())
            .collect();
        let random = Mutex::new(random);
        let peer = Peer::start(move |_, guest| {
            while let Some(request) = guest.request() {
                let whole = log.answer(&request);
                let (fate, cut) = {
                    let mut random = random.lock().unwrap();
                    (random.between(0, 3), random.between(0, whole.len()))
                };
                match fate {
                    0 | 1 => return guest.break_off(&whole[..cut], fate == 1),
                    _ => guest.send(&whole),
                }
            }
        });
        let mut kafka = patient().retries(100).connect(peer.addr()).unwrap();
        let request = FetchRequest::new("t", 0, 0, 1_000_000);
        let messages = kafka.iter_messages(request).in_flight(in_flight);
        let read: Vec<_> = messages.map(|message| message.unwrap().into_payload()).collect();
        assert!(read == expected, "in flight {in_flight}");
        assert!(peer.connections() > 1, "some broke");
    }
}

#[test]
fn a_client_works_after_an_iteration_was_dropped_inside_a_page() {
    let log = log(&mut Random::new(2));
    let end = i64::try_from(log.bytes.len()).unwrap();
    let peer = Peer::start({
        let log = log.clone();
        move |_, guest| log.serve(guest)
    });
    for in_flight in 1..=2 {
        let mut kafka = patient().connect(peer.addr()).unwrap();
        let mut messages =
            kafka.iter_messages(FetchRequest::new("t", 0, 0, 1_000_000)).in_flight(in_flight);
        assert_eq!(messages.next().unwrap().unwrap().offset(), 0);
        drop(messages);
        assert_eq!(kafka.offsets(&OffsetsRequest::latest("t", 0)).unwrap(), [end]);
        let page = kafka.fetch(&FetchRequest::new("t", 0, 0, 2_000_000)).unwrap();
        assert_eq!(page.set().as_bytes(), &log.bytes[..2_000_000]);
        assert_eq!(peer.connections(), in_flight, "what was left is read and dropped");
    }
}

#[test]
fn a_seek_inside_a_page_goes_on_where_it_says() {
    let log = log(&mut Random::new(3));
    let offsets: Vec<i64> = MessageSet::from_raw(log.bytes.clone())
        .messages()
        .map(|message| message.unwrap().offset())
        .collect();
    let peer = Peer::start(move |_, guest| log.serve(guest));
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let mut random = Random::new(4);
    let request = FetchRequest::new("t", 0, 0, 1_000_000);
    let mut messages = kafka.iter_messages(request).in_flight(3);
    for _ in 0..30 {
        let at = random.between(0, offsets.len() - 1);
        messages.seek(offsets[at]);
        for expected in offsets[at..].iter().take(random.between(1, 500)) {
            assert_eq!(messages.next().unwrap().unwrap().offset(), *expected);
        }
    }
    assert_eq!(peer.connections(), 1);
}
