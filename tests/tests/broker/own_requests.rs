//! Request types of the user's own, and faults on request.

use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use kafka07::broker::{Broker, Error};
use kafka07::protocol::{OffsetsRequest, ProduceRequest, RequestFrame};
use kafka07::wire::{self, Request};
use kafka07::{ErrorCode, MessageSet, Wire};
use kafka07_tests::raw::RawConnection;

#[derive(Debug, Wire)]
#[wire(request(key = 42, response = Sum))]
struct Add(i32, i32);

#[derive(Debug, Wire)]
struct Sum(i32);

#[derive(Debug, Wire)]
#[wire(request(key = -7))]
struct Note(i32);

#[derive(Debug, Wire)]
#[wire(request(key = 4, response = Sum))]
struct TakenKey;

fn frame<R: Request>(request: &R) -> Vec<u8> {
    wire::to_vec(&RequestFrame::new(request)).unwrap()
}

#[test]
fn handlers_answer_with_a_response_or_a_code() {
    let broker = Broker::builder()
        .handle(|Add(a, b)| a.checked_add(b).map(Sum).ok_or(ErrorCode::Other(77)))
        .start()
        .unwrap();
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&frame(&Add(1, 2)));
    assert_eq!(connection.read_frame(), [0, 0, 0, 6, 0, 0, 0, 0, 0, 3]);
    connection.send(&frame(&Add(i32::MAX, 1)));
    assert_eq!(connection.read_frame(), [0, 0, 0, 2, 0, 77]);
    assert!(connection.is_answered());
}

#[test]
fn handlers_without_a_response_are_silent() {
    let (notes, taken) = mpsc::channel();
    let broker =
        Broker::builder().handle_silent(move |Note(n)| notes.send(n).unwrap()).start().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&frame(&Note(5)));
    assert!(connection.is_answered());
    assert_eq!(taken.try_recv(), Ok(5));
}

#[test]
fn what_no_handler_takes_closes_the_connection() {
    let broker = Broker::builder().handle(|Add(a, b)| Sum(a + b)).start().unwrap();
    let mut other_key = frame(&Add(1, 2));
    other_key[5] = 43;
    let mut too_long = frame(&Add(1, 2));
    too_long[3] += 1;
    too_long.push(0);
    let mut too_short = frame(&Add(1, 2));
    too_short[3] -= 1;
    for request in [other_key, too_long, too_short, frame(&Note(1))] {
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&request);
        assert_eq!(connection.read_to_end(), b"");
    }
}

#[test]
fn a_handler_that_panics_costs_one_connection() {
    let calls = AtomicI32::new(0);
    let broker = Broker::builder()
        .handle(move |Add(a, b)| {
            assert!(calls.fetch_add(1, Ordering::SeqCst) > 0, "the first call fails, as it should");
            Sum(a + b)
        })
        .start()
        .unwrap();
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&frame(&Add(1, 2)));
    assert_eq!(connection.read_to_end(), b"");
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&frame(&Add(1, 2)));
    assert_eq!(connection.read_frame().len(), 10);
    broker.shutdown().unwrap();
}

#[test]
fn keys_have_one_handler_and_kafkas_own_have_none() {
    let twice = Broker::builder().handle(|Add(a, b)| Sum(a + b)).handle(|Add(a, b)| Sum(a - b));
    assert!(matches!(twice.start(), Err(Error::Setting { name: "handle", .. })));
    let taken = Broker::builder().handle(|TakenKey| Sum(0));
    assert!(matches!(taken.start(), Err(Error::Setting { name: "handle", .. })));
}

fn produce() -> Vec<u8> {
    frame(&ProduceRequest::new("t", 0, MessageSet::new(["m"])))
}

/// The latest offset of the topic, read on a connection of its own.
fn stored(connection: &mut RawConnection) -> u64 {
    connection.send(&frame(&OffsetsRequest::latest("t", 0)));
    u64::from_be_bytes(connection.read_frame()[10..].try_into().unwrap())
}

#[test]
fn a_dropped_produce_is_gone_and_the_next_is_not() {
    let broker = Broker::temporary().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    broker.faults().drop_next_produce();
    connection.send(&produce());
    assert_eq!(stored(&mut connection), 0);
    connection.send(&produce());
    assert_eq!(stored(&mut connection), 11);
    broker.faults().times(2).drop_next_produce();
    for _ in 0..3 {
        connection.send(&produce());
    }
    assert_eq!(stored(&mut connection), 22);
}

#[test]
fn an_answer_with_a_code_leaves_the_connection_open() {
    let broker = Broker::temporary().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    broker.faults().answer_with(ErrorCode::InvalidMessage);
    connection.send(&frame(&OffsetsRequest::latest("t", 0)));
    assert_eq!(connection.read_frame(), [0, 0, 0, 2, 0, 2]);
    assert!(connection.is_answered());
}

#[test]
fn an_answer_is_cut_where_it_was_asked_for() {
    let broker = Broker::temporary().unwrap();
    let whole = {
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&produce());
        connection.send(&frame(&kafka07::FetchRequest::new("t", 0, 0, 100)));
        connection.read_frame()
    };
    assert_eq!(whole.len(), 17);
    for bytes in 0..=whole.len() {
        let mut connection = RawConnection::open(broker.addr());
        broker.faults().close_after(bytes as u64);
        connection.send(&frame(&kafka07::FetchRequest::new("t", 0, 0, 100)));
        assert_eq!(connection.read_to_end(), whole[..bytes]);
    }
    assert!(RawConnection::open(broker.addr()).is_answered());
}

#[test]
fn a_delayed_request_is_answered_later_and_others_at_once() {
    let broker = Broker::temporary().unwrap();
    let mut slow = RawConnection::open(broker.addr());
    let delay = Duration::from_millis(200);
    let start = Instant::now();
    broker.faults().delay(delay);
    slow.send(&produce());
    assert_eq!(stored(&mut slow), 11);
    assert!(start.elapsed() >= delay);
}

#[test]
fn a_delay_does_not_hold_up_the_end() {
    let broker = Arc::new(Broker::temporary().unwrap());
    let mut slow = RawConnection::open(broker.addr());
    broker.faults().always().delay(Duration::from_secs(3600));
    slow.send(&produce());
    broker.shutdown().unwrap();
    assert_eq!(slow.read_to_end(), b"");
}
