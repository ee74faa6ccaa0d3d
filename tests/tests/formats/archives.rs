//! Archives of a real broker, and of one that is running.

use std::fs;

use kafka07::archive::{self, Archive};
use kafka07::broker::Broker;
use kafka07::message::ReadOptions;
use kafka07::{FetchRequest, KafkaClient, MessageSet};
use kafka07_tests::vectors;

fn payloads(archive: &Archive) -> Vec<Vec<u8>> {
    archive.messages().map(|message| message.unwrap().payload().to_vec()).collect()
}

#[test]
fn recorded_partitions() {
    let folder = vectors::folder("segments");
    let plain = Archive::open(folder.join("plain-0")).unwrap();
    assert_eq!(plain.topic_partition(), Some(("plain", 0)));
    assert_eq!(payloads(&plain), [&b"hello"[..], b"one", b"two", b"three", b"four", b"five"]);

    let segmented = Archive::open(folder.join("log.file.size-100_s-0")).unwrap();
    let starts: Vec<_> = segmented.segments().iter().map(|segment| segment.start).collect();
    assert_eq!(starts, [0, 120, 240, 360]);
    let wanted: Vec<_> =
        (0..21).map(|number| format!("message-{number:02}").into_bytes()).collect();
    assert_eq!(payloads(&segmented), wanted);
    let options = ReadOptions::new();
    let from: Vec<_> =
        segmented.read(240, &options).unwrap().map(|m| m.unwrap().offset()).collect();
    assert_eq!(from, (240..420).step_by(20).collect::<Vec<_>>());

    assert!(payloads(&Archive::open(folder.join("gzempty-0")).unwrap()).is_empty());
}

#[test]
fn recorded_compressed_messages() {
    let folder = vectors::folder("segments");
    for (dir, wrappers) in [("gz-0", [67, 113]), ("sn-0", [70, 118])] {
        let archive = Archive::open(folder.join(dir)).unwrap();
        let messages: Vec<_> = archive.messages().map(Result::unwrap).collect();
        let inner: Vec<_> =
            messages[..4].iter().map(|m| (m.payload(), m.offset(), m.next_offset())).collect();
        let [one, two] = wrappers;
        assert_eq!(
            inner,
            [(&b"one"[..], 0, 0), (b"two", 0, 0), (b"three", 0, one), (b"single", one, two)],
            "{dir}"
        );
        assert_eq!(messages.last().unwrap().next_offset(), archive.end_offset());
    }
}

#[test]
fn every_recorded_log_is_whole_and_the_same_as_its_bytes() {
    let list = archive::list(vectors::folder("segments")).unwrap();
    assert!(list.len() > 15);
    for partition in list {
        let archive = Archive::open(&partition.path).unwrap();
        assert_eq!(archive.segments(), partition.segments);
        for segment in &partition.segments {
            let size = usize::try_from(segment.size).unwrap();
            let set = archive.read_at(segment.start, size).unwrap();
            assert_eq!(set.as_bytes(), fs::read(&segment.path).unwrap());
            let alone = Archive::open(&segment.path).unwrap();
            assert_eq!(
                payloads(&alone),
                set.messages().map(|m| m.unwrap().payload().to_vec()).collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn an_archive_holds_what_a_client_fetches() {
    let dir = tempfile::tempdir().unwrap();
    let broker = Broker::builder()
        .data_dir(dir.path())
        .segment_size(2000)
        .flush_messages(1)
        .fsync(false)
        .start()
        .unwrap();
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    for number in 0..200 {
        kafka.send_to("t", 0, [format!("plain {number}")]).unwrap();
        let set = MessageSet::compressed(kafka07::Compression::Snappy, ["a", "b"]).unwrap();
        kafka.produce(&kafka07::ProduceRequest::new("t", 0, set)).unwrap();
    }
    kafka.confirm().unwrap();
    let fetched: Vec<_> = kafka
        .iter_messages(FetchRequest::new("t", 0, 0, 1 << 16))
        .map(|message| {
            message.map(|m| (m.offset(), m.next_offset(), m.payload().to_vec())).unwrap()
        })
        .collect();
    // While the broker runs.
    let archive = Archive::open(dir.path().join("t-0")).unwrap();
    assert!(archive.segments().len() > 5);
    let read: Vec<_> = archive
        .messages()
        .map(|message| {
            message.map(|m| (m.offset(), m.next_offset(), m.payload().to_vec())).unwrap()
        })
        .collect();
    assert_eq!(read.len(), 600);
    assert_eq!(read, fetched);
}
