//! Recorded traffic replayed: the broker must send the same bytes and leave the same connection.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

use kafka07::broker::{Broker, BrokerBuilder};
use kafka07::protocol::{ProduceRequest, RequestFrame};
use kafka07::{MessageSet, wire};
use kafka07_tests::raw::RawConnection;
use kafka07_tests::vectors::{self, Row};

/// Long enough never to come in a test.
const NEVER: Duration = Duration::from_secs(3600);

fn produce(broker: &Broker, topic: &str, partition: i32, set: impl Into<bytes::Bytes>) {
    let request = ProduceRequest::new(topic, partition, MessageSet::from_raw(set));
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&wire::to_vec(&RequestFrame::new(&request)).unwrap());
    assert!(connection.is_answered(), "{topic}-{partition}: the set is refused");
}

/// Replays a row. Broken answers, which a real broker sends before it closes, become a close.
fn replay(broker: &Broker, row: &Row, expected: &[u8], stays_open: bool) {
    let name = &row.name;
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&row.request());
    if name == "fetch-then-halfclose" {
        connection.finish();
    }
    if stays_open {
        assert_eq!(connection.read(expected.len()), expected, "{name}");
        assert!(connection.is_answered(), "{name}: it should stay open");
    } else {
        assert_eq!(connection.read_to_end(), expected, "{name}");
    }
}

fn copy_segments(from: &str, to: &Path) {
    fs::create_dir(to).unwrap();
    let mut files: Vec<_> = fs::read_dir(vectors::folder("segments").join(from))
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    files.sort();
    for (seconds, file) in (1_500_000_000..).step_by(1000).zip(files) {
        let copy = to.join(file.file_name().unwrap());
        fs::write(&copy, fs::read(&file).unwrap()).unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        File::options().write(true).open(&copy).unwrap().set_modified(time).unwrap();
    }
}

/// Whether a row ran against the broker with `log.file.size=100`.
fn is_second(name: &str) -> bool {
    name.contains("-segments-")
        || name.starts_with("produce-message-")
        || name == "multiproduce-too-large-first"
}

/// The recorded log of a partition.
fn recorded(dir: &str) -> Vec<u8> {
    fs::read(vectors::folder("segments").join(dir).join("00000000000000000000.kafka")).unwrap()
}

#[test]
fn client_recordings() {
    let dir = tempfile::tempdir().unwrap();
    let first = Broker::builder()
        .data_dir(dir.path().join("first"))
        .partitions(2)
        .flush_messages(1)
        .start()
        .unwrap();
    let second_dir = dir.path().join("second");
    fs::create_dir(&second_dir).unwrap();
    copy_segments("log.file.size-100_s-0", &second_dir.join("s-0"));
    copy_segments("log.file.size-100_se-0", &second_dir.join("se-0"));
    let second = Broker::builder()
        .data_dir(&second_dir)
        .segment_size(100)
        .max_message_size(400)
        .flush_messages(1)
        .start()
        .unwrap();

    let mut replayed = 0;
    for row in vectors::rows("client") {
        let request = row.request();
        if request.is_empty() {
            assert_eq!(row.columns[3], "-", "{}: nothing was sent", row.name);
            continue;
        }
        match row.name.as_str() {
            "multiproduce-1" => top_up(&first, "mp1", Some(&row)),
            "fetch-gzip" => top_up(&first, "gz", None),
            "fetch-snappy" => top_up(&first, "sn", None),
            _ => {}
        }
        let closes = row.name.starts_with("fetch-size-negative");
        let expected = if closes { Vec::new() } else { row.response() };
        let open = row.columns[5] == "stays open" && !closes;
        let broker = if is_second(&row.name) { &second } else { &first };
        replay(broker, &row, &expected, open);
        replayed += 1;
    }
    assert!(replayed > 70, "{replayed} rows");

    first.shutdown().unwrap();
    second.shutdown().unwrap();
    for topic in [
        "emptyp-0",
        "gz-0",
        "gzempty-0",
        "mp1-0",
        "mp2-0",
        "mpf1-0",
        "plain-0",
        "plain-1",
        "sn-0",
        "snempty-0",
        "utf8-0",
    ] {
        let ours =
            fs::read(dir.path().join("first").join(topic).join("00000000000000000000.kafka"));
        assert_eq!(ours.unwrap(), recorded(topic), "{topic}");
    }
    for topic in ["big-0", "big2-0"] {
        let ours = fs::read(second_dir.join(topic).join("00000000000000000000.kafka")).unwrap();
        assert_eq!(ours, recorded(&format!("log.file.size-100_{topic}")), "{topic}");
    }
}

/// The recording has fetches of messages whose produces it does not have: they are in the log, up
/// to what `next` produces.
fn top_up(broker: &Broker, topic: &str, next: Option<&Row>) {
    let dir = format!("{topic}-0");
    let mut whole = recorded(&dir);
    if let Some(next) = next {
        let request = next.request();
        let ours = (1..whole.len()).find(|&at| request.ends_with(&whole[at..])).unwrap();
        whole.truncate(ours);
    }
    let ours = fs::read(broker.data_dir().join(&dir).join("00000000000000000000.kafka")).unwrap();
    assert!(whole.starts_with(&ours), "{dir}: what was produced so far");
    assert!(whole.len() > ours.len(), "{dir}: nothing to add");
    produce(broker, topic, 0, whole[ours.len()..].to_vec());
}

fn raw_broker(dir: &Path) -> BrokerBuilder {
    Broker::builder()
        .data_dir(dir)
        .partitions(2)
        .flush_messages(1)
        .max_request_size(100_000)
        .max_message_size(2000)
}

/// The topic of a produce, as its bytes say.
fn topic(request: &[u8]) -> Option<String> {
    let key = request.get(5)?;
    let mut input = wire::Reader::new(request.get(if matches!(key, 2 | 3) { 8 } else { 6 }..)?);
    let length: i16 = input.read().ok()?;
    let name = input.take(usize::try_from(length).ok()?).ok()?;
    String::from_utf8(name.to_vec()).ok()
}

#[test]
fn raw_recordings() {
    let good = &vectors::rows("raw")[0].request()[18..];
    let dir = tempfile::tempdir().unwrap();
    let mut broker = raw_broker(dir.path()).start().unwrap();
    let mut rows = 0;
    for row in vectors::rows("raw") {
        rows += 1;
        let (name, on_disk) = (row.name.as_str(), row.columns.get(5).map_or("", String::as_str));
        match name {
            "restart" => {
                broker.shutdown().unwrap();
                broker = raw_broker(dir.path())
                    .flush_messages(1000)
                    .flush_interval(NEVER)
                    .start()
                    .unwrap();
                produce(&broker, "u", 0, [good, good].concat());
                continue;
            }
            "flushed-fetch-0" => broker.flush().unwrap(),
            "recovered-offsets-latest" => {
                produce(&broker, "u", 0, [good, good].concat());
                broker.shutdown().unwrap();
                fs::remove_file(dir.path().join(".kafka_cleanshutdown")).unwrap();
                let log = dir.path().join("u-0/00000000000000000000.kafka");
                let mut file = File::options().append(true).open(&log).unwrap();
                file.write_all(&[0, 0, 0, 50, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
                    .unwrap();
                assert_eq!(file.metadata().unwrap().len(), 74);
                broker = raw_broker(dir.path()).start().unwrap();
                assert_eq!(file.metadata().unwrap().len(), 56);
            }
            _ => {}
        }
        if name == "frame-incomplete" {
            let mut connection = RawConnection::open(broker.addr());
            connection.send(&row.request());
            // Whatever else it is asked, it waits for the rest of the frame: 45 bytes.
            connection.send(&[0; 44]);
            assert!(RawConnection::open(broker.addr()).is_answered());
            connection.send(&[0]);
            assert_eq!(connection.read_to_end(), b"", "{name}: 50 bytes that are no request");
            continue;
        }
        let closes = matches!(name, "fetch-size-minint" | "multifetch-negative-size");
        let expected = if closes { Vec::new() } else { row.response() };
        replay(&broker, &row, &expected, row.columns[4].starts_with("open"));
        if let Some(said) = on_disk.strip_prefix("log dir: ") {
            let topic = topic(&row.request()).unwrap();
            let ours = fs::read_dir(dir.path().join(format!("{topic}-0"))).map_or_else(
                |_| "none".to_owned(),
                |files| {
                    let file = files.last().unwrap().unwrap();
                    let length = file.metadata().unwrap().len();
                    format!("{} {length} bytes", file.file_name().display())
                },
            );
            assert_eq!(ours, said, "{name}: {topic} on disk");
        }
    }
    assert!(rows > 80, "{rows} rows");
}
