//! Request types of the user's own.

use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc;

use kafka07::broker::{Broker, BrokerBuilder, ErrorKind};
use kafka07::{ErrorCode, Wire};
use kafka07_tests::raw::RawConnection;

use super::common::frame;

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
    let is_refused = |builder: BrokerBuilder| {
        let error = builder.start().unwrap_err();
        matches!(error.kind(), ErrorKind::Setting { name: "handle", .. })
    };
    assert!(is_refused(twice));
    let taken = Broker::builder().handle(|TakenKey| Sum(0));
    assert!(is_refused(taken));
}
