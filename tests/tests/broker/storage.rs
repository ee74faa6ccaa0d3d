//! The logs on disk: flushes, restarts, segments, deletion, and errors of the file system.

use std::fs;
use std::path::Path;
use std::time::Duration;

use kafka07::KafkaClient;
use kafka07::archive;
use kafka07::broker::{Broker, ErrorKind};
use kafka07::protocol::{FetchRequest, OffsetsRequest};
use kafka07_tests::raw::RawConnection;
use kafka07_tests::{vectors, wait_until};

use super::common::{connect, payloads, produce};

/// Long enough never to come in a test.
const NEVER: Duration = Duration::from_secs(24 * 3600);

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
    let second = Broker::builder().data_dir(dir.path()).start().unwrap_err();
    let ErrorKind::Log(error) = second.kind() else { panic!("{second}") };
    assert!(matches!(error.kind(), archive::ErrorKind::Locked { .. }), "{second}");
    first.shutdown().unwrap();
    Broker::builder().data_dir(dir.path()).start().unwrap();
}

#[cfg(unix)]
#[test]
fn a_log_that_two_directories_share_has_one_broker() {
    let dir = tempfile::tempdir().unwrap();
    let [own, other] = ["own", "other"].map(|name| dir.path().join(name));
    let first = Broker::builder().data_dir(&own).segment_size(1).flush_messages(1).start().unwrap();
    let mut kafka = connect(&first);
    for _ in 0..3 {
        kafka.send("web", ["m"]).unwrap();
    }
    kafka.confirm().unwrap();
    fs::create_dir(&other).unwrap();
    std::os::unix::fs::symlink(own.join("web-0"), other.join("web-0")).unwrap();
    let last = own.join("web-0/00000000000000000022.kafka");
    // What a recovery would cut.
    let bytes = [fs::read(&last).unwrap(), vec![0; 5]].concat();
    fs::write(&last, &bytes).unwrap();

    let second = || Broker::builder().data_dir(&other);
    for builder in [second(), second().read_only(true)] {
        let error = builder.start().unwrap_err();
        let ErrorKind::Log(error) = error.kind() else { panic!("{error}") };
        assert!(matches!(error.kind(), archive::ErrorKind::Locked { .. }), "{error}");
    }
    assert_eq!(fs::read(&last).unwrap(), bytes);
    first.shutdown().unwrap();
    let readers = [(); 2].map(|()| second().read_only(true).start().unwrap());
    assert!(second().start().is_err());
    drop(readers);
    assert_eq!(payloads(&mut connect(&second().start().unwrap()), "web", 0), ["m"; 3]);
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
fn a_name_too_long_for_the_file_system_closes_only_its_connection() {
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
fn a_full_disk_closes_the_connection_and_other_logs_go_on() {
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
