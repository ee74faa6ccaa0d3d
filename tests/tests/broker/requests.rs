//! Requests to a broker as a 0.7.2 broker answers them, beyond what the recordings show.

use kafka07::MessageSet;
use kafka07::broker::Broker;
use kafka07::protocol::{FetchRequest, MultiProduceRequest, OffsetsRequest, ProduceRequest};
use kafka07_tests::raw::RawConnection;

use super::common::{connect, frame, payloads, produce, raw_frame};

#[test]
fn pipelined_requests_are_answered_in_order() {
    let broker = Broker::builder().flush_messages(1).start().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    let mut requests = Vec::new();
    let mut answers = Vec::new();
    for count in 0..500_i64 {
        requests.extend(produce("t", 0, &["m"]));
        requests.extend(frame(&OffsetsRequest::latest("t", 0)));
        requests.extend(frame(&FetchRequest::new("t", 0, 11 * count, 1000)));
        answers.extend([0, 0, 0, 14, 0, 0, 0, 0, 0, 1]);
        answers.extend((11 * (count + 1)).to_be_bytes());
        answers.extend([0, 0, 0, 13, 0, 0]);
        answers.extend(MessageSet::new(["m"]).as_bytes());
    }
    connection.send(&requests);
    assert_eq!(connection.read(answers.len()), answers);
    assert!(connection.is_answered());
}

#[test]
fn a_client_that_stops_sending_still_has_its_produce_stored() {
    let broker = Broker::temporary().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&produce("t", 0, &["last words"]));
    connection.finish();
    assert_eq!(connection.read_to_end(), b"");
    assert_eq!(payloads(&mut connect(&broker), "t", 0), ["last words"]);
}

#[test]
fn bytes_after_a_request_in_its_frame_are_ignored() {
    let broker = Broker::temporary().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    let with_garbage = |mut frame: Vec<u8>| {
        frame.extend(b"garbage");
        let size = i32::try_from(frame.len() - 4).unwrap();
        frame[..4].copy_from_slice(&size.to_be_bytes());
        frame
    };
    connection.send(&with_garbage(produce("t", 0, &["m"])));
    connection.send(&with_garbage(frame(&FetchRequest::new("t", 0, 0, 100))));
    assert_eq!(connection.read_frame().len(), 6 + 11);
    connection.send(&with_garbage(frame(&OffsetsRequest::latest("t", 0))));
    assert_eq!(connection.read_frame().len(), 18);
    assert!(connection.is_answered());
}

/// Topic as bytes, then partition 0, offset 0, 1000 bytes.
fn fetch_of(length: i16, topic: &[u8]) -> Vec<u8> {
    [&length.to_be_bytes()[..], topic, &[0; 4], &[0; 8], &[0, 0, 3, 232]].concat()
}

#[test]
fn a_fetch_of_an_illegal_name_is_an_unknown_error() {
    let broker = Broker::temporary().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    let long = vec![b'x'; 256];
    for (length, name) in [
        (0, &b""[..]),
        (2, b"\xff\xfe"),
        (3, b"\xed\xa0\x80"),
        (3, b"a/b"),
        (3, "\u{e000}".as_bytes()),
        (256, &long),
    ] {
        connection.send(&raw_frame(1, &fetch_of(length, name)));
        assert_eq!(connection.read(6), [0, 0, 0, 2, 0xff, 0xff], "{length}: {name:?}");
    }
    connection.send(&raw_frame(1, &fetch_of(255, &long[1..])));
    assert_eq!(connection.read(6), [0, 0, 0, 2, 0, 0], "legal, though no file system takes it");

    // The part that is wrong does not harm the one behind it.
    let parts = [&[0, 2][..], &fetch_of(0, b""), &fetch_of(1, b"t")].concat();
    connection.send(&raw_frame(2, &parts));
    let answer = [0, 0, 0, 14, 0, 0, 0, 0, 0, 2, 0xff, 0xff, 0, 0, 0, 2, 0, 0];
    assert_eq!(connection.read(answer.len()), answer);
    assert!(connection.is_answered());
}

/// Every request with a topic field of `length` that holds `topic`, beside a good one where it has
/// room for two.
fn requests_of(length: i16, topic: &[u8]) -> [(&'static str, Vec<u8>); 5] {
    let field = [&length.to_be_bytes()[..], topic].concat();
    let set = MessageSet::new(["m"]);
    let sized = [&11_i32.to_be_bytes()[..], set.as_bytes()].concat();
    let fetch = [&field[..], &[0; 4], &[0; 8], &[0, 0, 3, 232]].concat();
    let produce = [&field[..], &[0; 4], &sized].concat();
    let offsets = [&field[..], &[0; 4], &[0xff; 8], &[0, 0, 0, 1]].concat();
    [
        ("produce", raw_frame(0, &produce)),
        ("fetch", raw_frame(1, &fetch)),
        ("multi-fetch", raw_frame(2, &[&[0, 2][..], &fetch_of(1, b"t"), &fetch].concat())),
        ("multi-produce", raw_frame(3, &[&[0, 1][..], &produce].concat())),
        ("offsets", raw_frame(4, &offsets)),
    ]
}

/// `readShortString` of brokers returns `null` for a negative length, and every request then fails
/// where even fetches have no answer; what is cut fails before that.
#[test]
fn a_topic_that_cannot_be_read_closes_the_connection_whatever_the_request() {
    let broker = Broker::temporary().unwrap();
    for (length, name) in
        [(-1, &b""[..]), (-1, b"t"), (i16::MIN, b""), (i16::MAX, b"t"), (99, b"t")]
    {
        for (request, frame) in requests_of(length, name) {
            let mut connection = RawConnection::open(broker.addr());
            connection.send(&frame);
            assert_eq!(connection.read_to_end(), b"", "{request} of {length}: {name:?}");
        }
    }
    for (request, frame) in requests_of(1, b"t") {
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&frame);
        connection.finish();
        assert_eq!(connection.read_to_end().is_empty(), request.contains("produce"), "{request}");
    }
}

#[test]
fn a_multi_produce_is_stored_up_to_the_part_that_is_wrong() {
    let broker = Broker::temporary().unwrap();
    let part = |length: i16, topic: &[u8]| {
        let set = MessageSet::new(["m"]);
        let size = i32::try_from(set.len()).unwrap().to_be_bytes();
        [&length.to_be_bytes()[..], topic, &[0; 4], &size, set.as_bytes()].concat()
    };
    let parts = [&[0, 3][..], &part(1, b"a"), &part(2, b"\xff\xff"), &part(1, b"b")].concat();
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&raw_frame(3, &parts));
    assert_eq!(connection.read_to_end(), b"");
    let mut kafka = connect(&broker);
    assert_eq!(payloads(&mut kafka, "a", 0), ["m"]);
    assert!(payloads(&mut kafka, "b", 0).is_empty());

    // One that cannot be read as a whole is not stored at all.
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&raw_frame(3, &[&[0, 2][..], &part(1, b"c"), &part(9, b"d")].concat()));
    assert_eq!(connection.read_to_end(), b"");
    assert!(payloads(&mut kafka, "c", 0).is_empty());
}

#[test]
fn a_set_with_a_message_over_the_limit_is_dropped_in_silence() {
    let broker = Broker::builder().max_message_size(10).flush_messages(1).start().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    let sets = [vec!["fits"], vec!["fits", "does not fit"], vec!["exactly 10"]];
    let produces: Vec<_> =
        sets.iter().map(|set| ProduceRequest::new("t", 0, MessageSet::new(set))).collect();
    connection.send(&frame(&MultiProduceRequest { produces: produces.into() }));
    assert!(connection.is_answered());
    assert_eq!(payloads(&mut connect(&broker), "t", 0), ["fits", "exactly 10"]);
}

#[test]
fn a_negative_fetch_size_matters_only_where_there_are_bytes() {
    let broker = Broker::temporary().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&produce("t", 0, &["m"]));
    for (topic, offset, code) in [("t", 11, 0), ("unknown", 0, 0), ("t", 12, 1)] {
        connection.send(&frame(&FetchRequest::new(topic, 0, offset, -1)));
        assert_eq!(connection.read(6), [0, 0, 0, 2, 0, code]);
    }
    connection.send(&frame(&FetchRequest::new("t", 0, 10, -1)));
    assert_eq!(connection.read_to_end(), b"");
}

#[test]
fn a_request_may_be_as_large_as_allowed_and_no_larger() {
    let request = produce("t", 0, &[&"some message".repeat(10)]);
    let size = request.len() - 4;
    for (max, stored) in [(size, true), (size - 1, false)] {
        let broker = Broker::builder().max_request_size(max).start().unwrap();
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&request);
        assert_eq!(connection.is_answered(), stored);
        assert_eq!(broker.data_dir().join("t-0").exists(), stored);
    }
}
