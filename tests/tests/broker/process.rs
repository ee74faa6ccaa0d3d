//! The broker's program: killed under load, stopped by signals, short of disk.

#![cfg(unix)]

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use kafka07::archive::{self, Archive};
use kafka07::protocol::{OffsetsRequest, ProduceRequest};
use kafka07::{FetchRequest, KafkaClient, MessageSet};
use kafka07_tests::process::BrokerProcess;
use kafka07_tests::raw::RawConnection;
use kafka07_tests::wait_until;

use super::common::frame;

const PROGRAM: &str = env!("CARGO_BIN_EXE_broker");

fn args(data_dir: &Path, more: &[&str]) -> Vec<OsString> {
    let mut args = vec!["--data-dir".into(), data_dir.into()];
    args.extend(more.iter().map(Into::into));
    args
}

fn start(data_dir: &Path, more: &[&str]) -> BrokerProcess {
    BrokerProcess::start(&mut BrokerProcess::command(PROGRAM, args(data_dir, more)))
}

/// Produces numbered messages to a topic of its own until the broker is gone. Behind every few of
/// them stands an offsets request; its answer says that they have been handled, and `confirmed`
/// that so many were.
fn load(broker: &BrokerProcess, topic: &str, first: u64, confirmed: &AtomicU64) {
    let mut stream = TcpStream::connect(broker.addr()).unwrap();
    let mut number = first;
    loop {
        let mut requests = Vec::new();
        for _ in 0..20 {
            let payloads: Vec<_> = (number..number + 5).map(|n| format!("message {n}")).collect();
            number += 5;
            requests.extend(frame(&ProduceRequest::new(topic, 0, MessageSet::new(payloads))));
        }
        requests.extend(frame(&OffsetsRequest::latest(topic, 0)));
        let mut answer = [0; 18];
        if stream.write_all(&requests).is_err()
            || std::io::Read::read_exact(&mut stream, &mut answer).is_err()
        {
            return;
        }
        confirmed.store(number, Ordering::SeqCst);
    }
}

#[test]
fn killing_it_under_load_loses_nothing_confirmed() {
    let dir = tempfile::tempdir().unwrap();
    let topics = ["a", "b", "c"];
    let mut stored = [0; 3];
    for round in 0..4 {
        // Rolls often, and flushes never: what is unflushed is in the file all the same.
        let never = "100000000";
        let broker = start(
            dir.path(),
            &["--segment-bytes", "20000", "--flush-messages", never, "--flush-ms", never],
        );
        let confirmed: [AtomicU64; 3] = stored.map(AtomicU64::new);
        thread::scope(|scope| {
            for (index, topic) in topics.into_iter().enumerate() {
                let (broker, confirmed) = (&broker, &confirmed[index]);
                scope.spawn(move || load(broker, topic, stored[index], confirmed));
            }
            let loaded = |all: &[AtomicU64; 3]| {
                all.iter().zip(stored).all(|(n, before)| n.load(Ordering::SeqCst) > before + 3000)
            };
            wait_until("enough is confirmed", || loaded(&confirmed));
            // Not `kill`, which takes what the threads still look at.
            let pid = broker.pid().to_string();
            assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
        });
        drop(broker);
        // As if the kill had caught it in the middle of a message.
        let partitions = archive::list(dir.path()).unwrap();
        let last = partitions[round % 3].segments.last().unwrap();
        let mut file = File::options().append(true).open(&last.path).unwrap();
        file.write_all(&MessageSet::new(["torn"]).as_bytes()[..11]).unwrap();

        let broker = start(dir.path(), &["--flush-messages", "1"]);
        let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
        for (index, topic) in topics.into_iter().enumerate() {
            let mut count = 0;
            for message in kafka.iter_messages(FetchRequest::new(topic, 0, 0, 1 << 20)) {
                let wanted = format!("message {count}");
                assert_eq!(message.unwrap().payload(), wanted.as_bytes(), "{topic}");
                count += 1;
            }
            let confirmed = confirmed[index].load(Ordering::SeqCst);
            assert!(count >= confirmed, "{topic}: {confirmed} were confirmed, {count} are there");
            stored[index] = count;
        }
        broker.kill();
    }
    for partition in archive::list(dir.path()).unwrap() {
        assert!(partition.segments.len() > 5, "{}", partition.topic);
        assert!(Archive::open(&partition.path).unwrap().messages().all(|message| message.is_ok()));
    }
}

#[test]
fn signals_stop_it_cleanly() {
    let dir = tempfile::tempdir().unwrap();
    for signal in ["INT", "TERM"] {
        let broker = start(dir.path(), &["--partitions", "2"]);
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&frame(&ProduceRequest::new("t", 1, MessageSet::new([signal]))));
        assert!(connection.is_answered());
        let (status, rest) = broker.signal(signal);
        assert!(status.success(), "{signal}: {status}");
        assert_eq!(rest, "", "one line and no more");
        assert!(dir.path().join(".kafka_cleanshutdown").exists());
        assert_eq!(connection.read_to_end(), b"");
    }
    let archive = Archive::open(dir.path().join("t-1")).unwrap();
    let payloads: Vec<_> = archive.messages().map(|m| m.unwrap().into_payload()).collect();
    assert_eq!(payloads, ["INT", "TERM"]);
}

#[test]
fn a_second_broker_on_the_same_directory_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let first = start(dir.path(), &[]);
    let second = BrokerProcess::command(PROGRAM, args(dir.path(), &[])).output().unwrap();
    assert!(!second.status.success());
    assert_eq!(second.stdout, b"");
    let text = String::from_utf8(second.stderr).unwrap();
    assert!(text.contains("in use by another broker"), "{text}");
    assert!(RawConnection::open(first.addr()).is_answered());
    first.kill();
    start(dir.path(), &[]).kill();
}

/// A limit on the size of files makes the system write a part of what it is given and then refuse,
/// as a full disk does.
#[test]
fn a_write_that_fails_half_way_leaves_no_torn_log() {
    let dir = tempfile::tempdir().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"", PROGRAM, "--port", "0"]);
    shell.args(args(dir.path(), &["--flush-messages", "1"])).stderr(Stdio::null());
    let broker = BrokerProcess::start(&mut shell);
    let set = |size| MessageSet::new([vec![b'x'; size]]);
    let send = |size| {
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&frame(&ProduceRequest::new("t", 0, set(size))));
        connection.is_answered()
    };
    // 16 blocks are 8 or 16 KiB, as the shell likes.
    let mut stored = 0;
    while send(1000) {
        stored += 1;
    }
    assert!((8..17).contains(&stored), "{stored}");
    let file = dir.path().join("t-0/00000000000000000000.kafka");
    assert_eq!(fs::metadata(&file).unwrap().len(), stored * 1010, "cut back");
    assert!(send(1), "what still fits is still taken");
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    let messages = kafka.iter_messages(FetchRequest::new("t", 0, 0, 1 << 20));
    assert_eq!(messages.map(|m| m.unwrap().payload().len()).last(), Some(1));
    let (status, _) = broker.signal("TERM");
    assert!(status.success());
    assert!(Archive::open(&file).unwrap().messages().all(|message| message.is_ok()));
}

/// With all file descriptors in use it can neither accept nor connect nor open anything.
#[test]
fn it_stops_with_all_file_descriptors_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -n 64; exec \"$0\" \"$@\"", PROGRAM, "--port", "0"]);
    shell.args(args(dir.path(), &[])).stderr(Stdio::piped());
    let mut broker = BrokerProcess::start(&mut shell);
    let mut stderr = broker.take_stderr();
    let mut connection = RawConnection::open(broker.addr());
    let mut topics = 0;
    loop {
        let topic = format!("topic-{topics}");
        connection.send(&frame(&ProduceRequest::new(topic, 0, MessageSet::new(["m"]))));
        if !connection.is_answered() {
            break;
        }
        topics += 1;
    }
    assert!((20..64).contains(&topics), "{topics}");
    // The place of the first is free again; then there is none.
    let waiting: Vec<_> = (0..20).map(|_| TcpStream::connect(broker.addr()).unwrap()).collect();
    let mut text = Vec::new();
    let mut byte = [0];
    while !String::from_utf8_lossy(&text).contains("cannot accept") {
        assert_eq!(std::io::Read::read(&mut stderr, &mut byte).unwrap(), 1, "the end of stderr");
        text.push(byte[0]);
    }
    let (status, _) = broker.signal("TERM");
    assert!(status.success(), "{status}");
    assert!(dir.path().join(".kafka_cleanshutdown").exists());
    drop(waiting);
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut stderr, &mut rest).unwrap();
    assert!(!rest.contains("cannot accept"), "once is enough: {rest}");
    let whole = archive::list(dir.path()).unwrap();
    assert_eq!(whole.iter().filter(|partition| partition.size() == 11).count(), topics);
}
