//! A broker that serves a directory and changes nothing in it, and what others leave alone.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use kafka07::MessageSet;
use kafka07::archive;
use kafka07::broker::{Broker, BrokerBuilder, ErrorKind};
use kafka07::protocol::{FetchRequest, MultiProduceRequest, OffsetsRequest, ProduceRequest};
use kafka07_tests::raw::RawConnection;
use kafka07_tests::wait_until;

use super::common::{connect, frame, payloads, produce};

/// All that a directory holds: names, times, and the bytes of files.
fn snapshot(dir: &Path) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let mut entries = BTreeMap::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        let modified = fs::metadata(&dir).unwrap().modified().unwrap();
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else {
                let modified = fs::metadata(&path).unwrap().modified().unwrap();
                entries.insert(path.clone(), (modified, fs::read(path).unwrap()));
            }
        }
        entries.insert(dir, (modified, Vec::new()));
    }
    entries
}

fn set_modified(path: &Path, seconds: u64) {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    File::open(path).unwrap().set_modified(time).unwrap();
}

const FIRST: &str = "00000000000000000000.kafka";

/// Old logs as one finds them: whole, torn, damaged, empty, and files that are not logs.
fn old_logs(dir: &Path) {
    let set = MessageSet::new(["one", "two"]);
    let one = MessageSet::new(["one"]);
    let mut damaged = set.as_bytes().to_vec();
    damaged[20] ^= 1;
    for (name, bytes) in [
        ("whole-0", set.as_bytes().to_vec()),
        ("torn-0", [set.as_bytes(), &one.as_bytes()[..9]].concat()),
        ("torn-1", [set.as_bytes(), &[0, 0]].concat()),
        ("damaged-0", [one.as_bytes(), &damaged, set.as_bytes()].concat()),
        ("nonsense-0", vec![0xee; 100]),
        ("empty-0", Vec::new()),
    ] {
        fs::create_dir(dir.join(name)).unwrap();
        fs::write(dir.join(name).join(FIRST), bytes).unwrap();
    }
    // Two segments, one with a name that is not padded, and an empty one at the end.
    fs::create_dir(dir.join("parts-3")).unwrap();
    fs::write(dir.join("parts-3/0.kafka"), set.as_bytes()).unwrap();
    fs::write(dir.join("parts-3/00000000000000000026.kafka"), set.as_bytes()).unwrap();
    fs::write(dir.join("parts-3/00000000000000000052.kafka"), "").unwrap();
    // Foreign files and directories.
    for name in ["notes.txt", "whole-0/notes.txt", "whole-0/x.kafka", "whole-0/1.kafka.bak"] {
        fs::write(dir.join(name), "foreign").unwrap();
    }
    fs::write(dir.join("whole-0").join(FIRST.to_owned() + ".truncated"), "earlier").unwrap();
    for name in ["photos", "photos-2013", "whole-00", "no-logs-0", "whole-0/below-0"] {
        fs::create_dir(dir.join(name)).unwrap();
        fs::write(dir.join(name).join("picture"), "foreign").unwrap();
    }
    let entries: Vec<_> = snapshot(dir).into_keys().collect();
    for (path, seconds) in entries.iter().zip(1_363_000_000..) {
        set_modified(path, seconds);
    }
}

fn read_only(dir: &Path) -> BrokerBuilder {
    Broker::builder().data_dir(dir).partitions(10).read_only(true)
}

/// Asks everything that there is to ask.
fn use_it(broker: &Broker) {
    let mut kafka = connect(broker);
    for topic in ["whole", "torn", "damaged", "nonsense", "empty", "parts", "no-logs", "unknown"] {
        for partition in 0..4 {
            let fetch = FetchRequest::new(topic, partition, 0, 1000);
            assert!(kafka.fetch(&fetch).is_ok(), "{topic}-{partition}");
            for request in [
                OffsetsRequest::latest(topic, partition),
                OffsetsRequest::earliest(topic, partition),
            ] {
                assert!(kafka.offsets(&request).is_ok(), "{topic}-{partition}");
            }
        }
    }
    for topic in ["whole", "torn", "empty", "no-logs", "new"] {
        let request = ProduceRequest::new(topic, 0, MessageSet::new(["m"]));
        let multi = MultiProduceRequest { produces: vec![request].into() };
        for request in [produce(topic, 0, &["m"]), produce(topic, -1, &[]), frame(&multi)] {
            let mut connection = RawConnection::open(broker.addr());
            connection.send(&request);
            assert_eq!(connection.read_to_end(), b"", "{topic}");
        }
    }
    broker.flush().unwrap();
}

#[test]
fn a_read_only_broker_changes_nothing() {
    for mark in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        old_logs(dir.path());
        if mark {
            fs::write(dir.path().join(".kafka_cleanshutdown"), "").unwrap();
        }
        let before = snapshot(dir.path());
        let broker = read_only(dir.path()).start().unwrap();
        use_it(&broker);
        let second = read_only(dir.path()).start().unwrap();
        use_it(&second);
        assert_eq!(snapshot(dir.path()), before);
        drop(second);
        broker.shutdown().unwrap();
        assert_eq!(snapshot(dir.path()), before);
        // Nor one that is dropped.
        drop(read_only(dir.path()).start().unwrap());
        assert_eq!(snapshot(dir.path()), before);
    }
}

#[test]
fn torn_and_damaged_tails_are_not_served() {
    let dir = tempfile::tempdir().unwrap();
    old_logs(dir.path());
    let broker = read_only(dir.path()).start().unwrap();
    let mut kafka = connect(&broker);
    for (topic, partition, wanted) in [
        ("whole", 0, &["one", "two"][..]),
        ("torn", 0, &["one", "two"]),
        ("torn", 1, &["one", "two"]),
        ("damaged", 0, &["one", "one"]),
        ("nonsense", 0, &[]),
        ("empty", 0, &[]),
        ("parts", 3, &["one", "two", "one", "two"]),
    ] {
        assert_eq!(payloads(&mut kafka, topic, partition), wanted, "{topic}-{partition}");
        let end = kafka.offsets(&OffsetsRequest::latest(topic, partition)).unwrap();
        assert_eq!(end, [13 * i64::try_from(wanted.len()).unwrap()], "{topic}-{partition}");
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_broker_needs_no_permission_to_write() {
    use std::os::unix::fs::PermissionsExt;

    let dir = tempfile::tempdir().unwrap();
    old_logs(dir.path());
    let entries: Vec<_> = snapshot(dir.path()).into_keys().collect();
    let allow = |mode: u32| {
        for path in &entries {
            let mode = if path.is_dir() { mode | 0o555 } else { mode | 0o444 };
            fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        }
    };
    allow(0);
    let before = snapshot(dir.path());
    let broker = read_only(dir.path()).start().unwrap();
    use_it(&broker);
    broker.shutdown().unwrap();
    assert_eq!(snapshot(dir.path()), before);
    allow(0o200);
}

#[test]
fn read_only_excludes_what_would_write() {
    let dir = tempfile::tempdir().unwrap();
    let setting = |builder: BrokerBuilder| {
        let error = builder.start().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Setting { name: "read_only", .. }), "{error}");
    };
    setting(Broker::builder().read_only(true));
    setting(read_only(dir.path()).retention(Duration::from_secs(1)));
    setting(read_only(dir.path()).retention_size(1));
    let missing = dir.path().join("missing");
    let error = read_only(&missing).start().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Log(_)), "{error}");
    assert!(!missing.exists());
}

#[cfg(unix)]
#[test]
fn a_directory_has_one_writer_or_readers() {
    let dir = tempfile::tempdir().unwrap();
    let is_locked = |builder: BrokerBuilder| {
        let error = builder.start().unwrap_err();
        let ErrorKind::Log(error) = error.kind() else { panic!("{error}") };
        assert!(matches!(error.kind(), archive::ErrorKind::Locked { .. }), "{error}");
    };
    let writer = || Broker::builder().data_dir(dir.path());
    let reader = read_only(dir.path()).start().unwrap();
    is_locked(writer());
    reader.shutdown().unwrap();
    let first = writer().start().unwrap();
    is_locked(read_only(dir.path()));
    fs::remove_file(dir.path().join(".lock")).unwrap();
    is_locked(writer());
    is_locked(read_only(dir.path()));
    first.shutdown().unwrap();
    drop(writer().start().unwrap());
}

#[test]
fn a_writing_broker_leaves_foreign_files_and_keeps_what_it_cuts() {
    let dir = tempfile::tempdir().unwrap();
    old_logs(dir.path());
    let before = snapshot(dir.path());
    for _ in 0..2 {
        let broker = Broker::builder()
            .data_dir(dir.path())
            .partitions(10)
            .cleanup_interval(Duration::from_millis(1))
            .flush_messages(1)
            .start()
            .unwrap();
        // In the time that this takes, old segments would have been looked for many times.
        let mut kafka = connect(&broker);
        for _ in 0..100 {
            assert_eq!(payloads(&mut kafka, "parts", 3).len(), 4);
        }
        broker.shutdown().unwrap();
        fs::remove_file(dir.path().join(".kafka_cleanshutdown")).unwrap();
    }
    let after = snapshot(dir.path());
    for (path, (_, bytes)) in before {
        let mut kept = after[&path].1.clone();
        let mut name = path.clone().into_os_string();
        name.push(".truncated");
        if let Some((_, cut)) = after.get(&PathBuf::from(name)).filter(|(_, cut)| cut != b"earlier")
        {
            assert!(!cut.is_empty());
            kept.extend(cut);
        }
        assert!(kept == bytes, "{}", path.display());
    }
}

#[test]
fn a_good_message_after_a_damaged_one_is_in_the_copy() {
    let dir = tempfile::tempdir().unwrap();
    old_logs(dir.path());
    drop(Broker::builder().data_dir(dir.path()).start().unwrap());
    let copy = dir.path().join("damaged-0").join(FIRST.to_owned() + ".truncated");
    assert_eq!(fs::metadata(dir.path().join("damaged-0").join(FIRST)).unwrap().len(), 26);
    let bytes = fs::read(copy).unwrap();
    assert!(bytes.ends_with(MessageSet::new(["one", "two"]).as_bytes()));
}

#[test]
fn retention_that_is_asked_for_deletes_segments_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    old_logs(dir.path());
    let before = snapshot(dir.path());
    let broker = Broker::builder()
        .data_dir(dir.path())
        .partitions(10)
        .retention(Duration::from_secs(3600))
        .cleanup_interval(Duration::from_millis(1))
        .start()
        .unwrap();
    let mut kafka = connect(&broker);
    wait_until("old segments are deleted", || {
        kafka.offsets(&OffsetsRequest::earliest("parts", 3)).unwrap() == [52]
            && kafka.offsets(&OffsetsRequest::earliest("whole", 0)).unwrap() == [26]
    });
    broker.shutdown().unwrap();
    let after = snapshot(dir.path());
    for (path, (_, bytes)) in before {
        let is_segment = path.extension().is_some_and(|extension| extension == "kafka");
        if !is_segment || path.ends_with("x.kafka") {
            assert_eq!(after.get(&path).map(|(_, bytes)| bytes), Some(&bytes), "{path:?}");
        }
    }
}
