//! Faults on request.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kafka07::broker::Broker;
use kafka07::protocol::{OffsetsRequest, ProduceRequest};
use kafka07::{ErrorCode, MessageSet};
use kafka07_tests::raw::RawConnection;

use super::common::frame;

fn one_message() -> Vec<u8> {
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
    connection.send(&one_message());
    assert_eq!(stored(&mut connection), 0);
    connection.send(&one_message());
    assert_eq!(stored(&mut connection), 11);
    broker.faults().times(2).drop_next_produce();
    for _ in 0..3 {
        connection.send(&one_message());
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
        connection.send(&one_message());
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
    slow.send(&one_message());
    assert_eq!(stored(&mut slow), 11);
    assert!(start.elapsed() >= delay);
}

#[test]
fn a_delayed_request_does_not_delay_the_shutdown() {
    let broker = Arc::new(Broker::temporary().unwrap());
    let mut slow = RawConnection::open(broker.addr());
    broker.faults().always().delay(Duration::from_secs(3600));
    slow.send(&one_message());
    broker.shutdown().unwrap();
    assert_eq!(slow.read_to_end(), b"");
}
