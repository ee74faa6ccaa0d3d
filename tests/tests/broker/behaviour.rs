//! What a 0.7.2 broker does beyond what the recordings show.

use std::fs;
use std::path::Path;
use std::time::Duration;

use kafka07::archive;
use kafka07::broker::{Broker, Error};
use kafka07::protocol::{
    FetchRequest, MultiProduceRequest, OffsetsRequest, ProduceRequest, RequestFrame,
};
use kafka07::wire::{self, Request};
use kafka07::{KafkaClient, MessageSet};
use kafka07_tests::raw::RawConnection;
use kafka07_tests::{vectors, wait_until};

/// Long enough never to come in a test.
const NEVER: Duration = Duration::from_secs(24 * 3600);

fn frame<R: Request>(request: &R) -> Vec<u8> {
    wire::to_vec(&RequestFrame::new(request)).unwrap()
}

/// A frame around key and body as they are.
fn raw_frame(key: i16, body: &[u8]) -> Vec<u8> {
    let size = i32::try_from(body.len() + 2).unwrap();
    [&size.to_be_bytes()[..], &key.to_be_bytes(), body].concat()
}

fn produce(topic: &str, partition: i32, payloads: &[&str]) -> Vec<u8> {
    frame(&ProduceRequest::new(topic, partition, MessageSet::new(payloads)))
}

fn payloads(kafka: &mut KafkaClient, topic: &str, partition: i32) -> Vec<String> {
    kafka
        .iter_messages(FetchRequest::new(topic, partition, 0, 1 << 20))
        .map(|message| String::from_utf8(message.unwrap().payload().to_vec()).unwrap())
        .collect()
}

fn connect(broker: &Broker) -> KafkaClient {
    KafkaClient::connect(broker.addr()).unwrap()
}

#[test]
fn messages_are_invisible_until_they_are_flushed() {
    let broker = Broker::builder().flush_messages(3).flush_interval(NEVER).start().unwrap();
    let mut kafka = connect(&broker);
    kafka.send_to("t", 0, ["one", "two"]).unwrap();
    kafka.confirm().unwrap();
    assert!(payloads(&mut kafka, "t", 0).is_empty());
    assert_eq!(kafka.offsets(&OffsetsRequest::latest("t", 0)).unwrap(), [0]);
    assert!(kafka.fetch(&FetchRequest::new("t", 0, 13, 100)).is_err(), "out of range");

    kafka.send_to("t", 0, ["three"]).unwrap();
    assert_eq!(payloads(&mut kafka, "t", 0), ["one", "two", "three"]);

    kafka.send_to("t", 0, ["four"]).unwrap();
    kafka.confirm().unwrap();
    assert_eq!(payloads(&mut kafka, "t", 0).len(), 3);
    broker.flush().unwrap();
    assert_eq!(payloads(&mut kafka, "t", 0).len(), 4);
}

#[test]
fn messages_are_flushed_by_time() {
    let interval = Duration::from_millis(20);
    let broker = Broker::builder().flush_interval(interval).start().unwrap();
    let mut kafka = connect(&broker);
    for round in 1..=3 {
        kafka.send_to("a", 0, ["one"]).unwrap();
        kafka.send_to("b", 0, ["one"]).unwrap();
        kafka.confirm().unwrap();
        for topic in ["a", "b"] {
            let offset = 13 * (round - 1);
            let wanted = kafka
                .iter_messages(FetchRequest::new(topic, 0, offset, 1024))
                .follow(Duration::from_millis(5))
                .next();
            assert_eq!(wanted.unwrap().unwrap().offset(), offset);
        }
    }
}

#[test]
fn a_clean_stop_flushes_and_a_restart_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    for round in 1..=3 {
        let broker = Broker::builder().data_dir(dir.path()).flush_interval(NEVER).start().unwrap();
        assert!(!dir.path().join(".kafka_cleanshutdown").exists(), "while it runs");
        let mut kafka = connect(&broker);
        kafka.send_to("t", 0, ["message"]).unwrap();
        kafka.confirm().unwrap();
        assert_eq!(payloads(&mut kafka, "t", 0).len(), round - 1);
        broker.shutdown().unwrap();
        broker.shutdown().unwrap();
        assert!(dir.path().join(".kafka_cleanshutdown").exists());
    }
}

#[test]
fn a_directory_has_one_broker() {
    let dir = tempfile::tempdir().unwrap();
    let first = Broker::builder().data_dir(dir.path()).start().unwrap();
    let second = Broker::builder().data_dir(dir.path()).start();
    assert!(matches!(second, Err(Error::Log(archive::Error::Locked { .. }))), "{second:?}");
    first.shutdown().unwrap();
    Broker::builder().data_dir(dir.path()).start().unwrap();
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::write(to.join(file.file_name()), fs::read(file.path()).unwrap()).unwrap();
    }
}

#[test]
fn a_real_brokers_directory_opens_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    for recorded in fs::read_dir(vectors::folder("segments")).unwrap() {
        let recorded = recorded.unwrap();
        let name = recorded.file_name().into_string().unwrap();
        copy_dir(&recorded.path(), &dir.path().join(name.trim_start_matches("log.file.size-100_")));
    }
    let before = archive::list(dir.path()).unwrap();
    assert!(before.len() > 15);
    // Without the mark of a clean stop, so each is checked and, being whole, left as it is.
    let broker = Broker::builder().data_dir(dir.path()).partitions(2).start().unwrap();
    assert_eq!(archive::list(dir.path()).unwrap(), before);
    let mut kafka = connect(&broker);
    for partition in &before {
        let archive::PartitionInfo { topic, partition: number, segments, .. } = partition;
        let end = partition.end_offset().unwrap();
        assert_eq!(kafka.offsets(&OffsetsRequest::latest(topic, *number)).unwrap(), [end]);
        for segment in segments {
            let page =
                kafka.fetch(&FetchRequest::new(topic, *number, segment.start, i32::MAX)).unwrap();
            assert_eq!(page.set().as_bytes(), fs::read(&segment.path).unwrap(), "{topic}");
        }
        kafka.send_to(topic, *number, ["more"]).unwrap();
    }
    kafka.confirm().unwrap();
    broker.shutdown().unwrap();
    for (before, after) in before.iter().zip(archive::list(dir.path()).unwrap()) {
        assert_eq!(after.size(), before.size() + 14, "{}", before.topic);
    }
}

#[test]
fn partitions_are_those_that_are_configured() {
    let broker =
        Broker::builder().partitions(3).partitions_for("one", 1).flush_messages(1).start().unwrap();
    let mut kafka = connect(&broker);
    for _ in 0..200 {
        kafka.send("any", ["m"]).unwrap();
        kafka.send("one", ["m"]).unwrap();
    }
    kafka.confirm().unwrap();
    let counts: Vec<_> =
        (0..3).map(|partition| payloads(&mut kafka, "any", partition).len()).collect();
    assert_eq!(counts.iter().sum::<usize>(), 200);
    assert!(counts.iter().all(|&count| count > 0), "{counts:?}");
    assert_eq!(payloads(&mut kafka, "one", 0).len(), 200);
    assert!(kafka.fetch(&FetchRequest::new("any", 2, 0, 100)).is_ok());
    assert!(kafka.fetch(&FetchRequest::new("any", 3, 0, 100)).is_err());
    assert!(kafka.fetch(&FetchRequest::new("one", 1, 0, 100)).is_err());
}

#[test]
fn segments_roll_and_a_fetch_stays_in_one() {
    let broker = Broker::builder().segment_size(100).flush_messages(1).start().unwrap();
    let mut kafka = connect(&broker);
    for number in 10..40 {
        kafka.send("t", [format!("number {number}.")]).unwrap();
    }
    kafka.confirm().unwrap();
    let offsets = kafka.offsets(&OffsetsRequest::latest("t", 0).max_offsets(100)).unwrap();
    assert_eq!(offsets, [600, 480, 360, 240, 120, 0]);
    let fetch = |kafka: &mut KafkaClient, offset| {
        kafka.fetch(&FetchRequest::new("t", 0, offset, i32::MAX)).unwrap().len()
    };
    assert_eq!(fetch(&mut kafka, 0), 120);
    assert_eq!(fetch(&mut kafka, 110), 10);
    assert_eq!(fetch(&mut kafka, 120), 120);
    assert_eq!(fetch(&mut kafka, 600), 0);
    assert_eq!(payloads(&mut kafka, "t", 0).len(), 30);
}

#[test]
fn old_segments_are_deleted() {
    let dir = tempfile::tempdir().unwrap();
    let broker = Broker::builder()
        .data_dir(dir.path())
        .segment_size(100)
        .flush_messages(1)
        .retention_size(200)
        .cleanup_interval(Duration::from_millis(10))
        .start()
        .unwrap();
    let mut kafka = connect(&broker);
    for _ in 0..30 {
        kafka.send("t", ["ten bytes."]).unwrap();
    }
    kafka.confirm().unwrap();
    // Of 600 bytes in segments of 120 all are deleted without which 200 are left.
    wait_until("old segments are deleted", || {
        kafka.offsets(&OffsetsRequest::earliest("t", 0)).unwrap() == [360]
    });
    assert!(kafka.fetch(&FetchRequest::new("t", 0, 0, 100)).is_err(), "out of range");
    assert_eq!(kafka.offsets(&OffsetsRequest::latest("t", 0)).unwrap(), [600]);
    broker.shutdown().unwrap();
    assert_eq!(archive::list(dir.path()).unwrap()[0].segments.len(), 2);
}

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
fn what_follows_a_request_in_its_frame_means_nothing() {
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
fn a_fetch_of_a_name_that_is_none_is_an_unknown_error() {
    let broker = Broker::temporary().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    let long = vec![b'x'; 256];
    for (length, name) in [
        (-1, &b""[..]),
        (i16::MIN, b""),
        (0, b""),
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
    let parts = [&[0, 2][..], &fetch_of(-1, b""), &fetch_of(1, b"t")].concat();
    connection.send(&raw_frame(2, &parts));
    let answer = [0, 0, 0, 14, 0, 0, 0, 0, 0, 2, 0xff, 0xff, 0, 0, 0, 2, 0, 0];
    assert_eq!(connection.read(answer.len()), answer);
    assert!(connection.is_answered());
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

#[test]
fn topics_stay_in_the_data_directory() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("data");
    let broker = Broker::builder().data_dir(&dir).start().unwrap();
    for topic in ["..", "../x", "a/../../x", "/tmp/x", "x/", ".", "\0", "a\n", ""] {
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&produce(topic, 0, &["m"]));
        assert_eq!(connection.read_to_end(), b"", "{topic:?}");
    }
    // Odd, but names of directories like any other.
    for topic in ["...", "..-", "~", "a b", "-", "C:", "back\\slash", "*", "tøpic"] {
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&produce(topic, 0, &["m"]));
        assert!(connection.is_answered(), "{topic:?}");
        assert!(dir.join(format!("{topic}-0")).is_dir(), "{topic:?}");
    }
    broker.shutdown().unwrap();
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    assert_eq!(archive::list(&dir).unwrap().len(), 9);
    Broker::builder().data_dir(&dir).start().unwrap();
}

#[test]
fn a_name_too_long_for_the_file_system_closes_and_harms_nobody() {
    let broker = Broker::temporary().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&produce(&"x".repeat(254), 0, &["m"]));
    assert_eq!(connection.read_to_end(), b"");
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&produce(&"x".repeat(253), 0, &["m"]));
    assert!(connection.is_answered());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_closes_and_other_logs_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let full = dir.path().join("full-0");
    fs::create_dir(&full).unwrap();
    std::os::unix::fs::symlink("/dev/full", full.join("00000000000000000000.kafka")).unwrap();
    let broker = Broker::builder().data_dir(dir.path()).flush_messages(1).start().unwrap();
    for _ in 0..2 {
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&produce("full", 0, &["m"]));
        assert_eq!(connection.read_to_end(), b"");
    }
    let mut kafka = connect(&broker);
    assert!(payloads(&mut kafka, "full", 0).is_empty());
    kafka.send("other", ["m"]).unwrap();
    assert_eq!(payloads(&mut kafka, "other", 0), ["m"]);
    assert!(broker.shutdown().is_err(), "this was no clean stop");
    assert!(!dir.path().join(".kafka_cleanshutdown").exists());
}

#[test]
fn settings_that_cannot_be_are_refused() {
    let wrong = |result: Result<Broker, Error>, setting: &str| match result {
        Err(Error::Setting { name, .. }) => assert_eq!(name, setting),
        other => panic!("{setting}: {other:?}"),
    };
    wrong(Broker::builder().partitions(0).start(), "partitions");
    wrong(Broker::builder().partitions(-1).start(), "partitions");
    wrong(Broker::builder().partitions_for("t", 0).start(), "partitions_for");
    wrong(Broker::builder().partitions_for("a/b", 1).start(), "partitions_for");
    wrong(Broker::builder().max_request_size(0).start(), "max_request_size");
    wrong(Broker::builder().max_request_size(usize::MAX).start(), "max_request_size");
    wrong(Broker::builder().flush_messages(0).start(), "flush_messages");
    wrong(Broker::builder().max_connections(0).start(), "max_connections");
    wrong(Broker::builder().stall_timeout(Duration::ZERO).start(), "stall_timeout");
    let taken = Broker::temporary().unwrap();
    let error = Broker::builder().addr(taken.addr()).start().unwrap_err();
    assert!(matches!(error, Error::Listen { .. }));
    assert!(error.to_string().contains(&taken.addr().to_string()), "{error}");
}
