//! Segment files of any bytes: read as an archive, and recovered by a broker as after a crash.

#![no_main]

use std::fs;

use kafka07::broker::Broker;
use kafka07::archive::{Archive, ErrorKind};
use kafka07::message::OnCorrupt;
use kafka07::{KafkaClient, Messages, ReadOptions};
use libfuzzer_sys::fuzz_target;

/// A good message of 14 bytes, for a segment before the one in question.
const BEFORE: &[u8] = b"\0\0\0\x0a\x01\0\x90\xc1\x66\x7dfour";

fuzz_target!(|data: &[u8]| {
    let [choice, bytes @ ..] = data else { return };
    let dir = tempfile::tempdir().unwrap();
    let partition = dir.path().join("t-0");
    fs::create_dir(&partition).unwrap();
    let start = if choice & 1 == 0 { 0 } else { 14 };
    if start > 0 {
        fs::write(partition.join(format!("{:020}.kafka", 0)), BEFORE).unwrap();
    }
    let last = partition.join(format!("{start:020}.kafka"));
    fs::write(&last, bytes).unwrap();

    // As an archive: what is read with no error before it is the front of the bytes.
    let failing = ReadOptions::new().max_inflated(250_000).max_depth(2);
    let good_end = good_end(bytes);
    let archive = Archive::open(&partition).unwrap();
    let (_, resume) = read(&archive, &failing.shallow(true));
    assert_eq!(resume, start + good_end);
    read(&archive, &failing);
    let (skipping, _) = read(&archive, &failing.on_corrupt(OnCorrupt::Skip));
    assert!(skipping >= usize::from(start > 0));

    if choice & 2 == 0 {
        return;
    }
    // A broker keeps the front that is good, and finds nothing more to do the next time.
    let kept = &bytes[..usize::try_from(good_end).unwrap()];
    for _ in 0..2 {
        let broker = Broker::builder().data_dir(dir.path()).fsync(false).start().unwrap();
        assert_eq!(fs::read(&last).unwrap(), kept);
        broker.shutdown().unwrap();
        fs::remove_file(dir.path().join(".kafka_cleanshutdown")).unwrap();
    }
    // It goes on behind them.
    let broker =
        Broker::builder().data_dir(dir.path()).flush_messages(1).fsync(false).start().unwrap();
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    kafka.send_to("t", 0, ["four"]).unwrap();
    kafka.confirm().unwrap();
    broker.shutdown().unwrap();
    assert_eq!(fs::read(&last).unwrap(), [kept, BEFORE].concat());
});

/// Where the whole messages with a good CRC at the front end, as the walk over all of them says.
fn good_end(bytes: &[u8]) -> i64 {
    let mut messages = Messages::new(bytes, 0, &ReadOptions::new().shallow(true));
    let mut end = 0;
    while let Some(Ok(message)) = messages.next() {
        end = message.next_offset();
    }
    end
}

/// How many messages there are, and where to resume when nothing more comes.
fn read(archive: &Archive, options: &ReadOptions) -> (usize, i64) {
    let (mut count, mut errors, mut offset) = (0, 0, archive.first_offset());
    let mut messages = archive.read(offset, options).unwrap();
    while let Some(message) = messages.next() {
        match message {
            Ok(message) => {
                assert!(message.offset() >= offset && message.next_offset() >= message.offset());
                offset = message.next_offset();
                count += 1;
            }
            Err(error) => {
                errors += 1;
                assert!(error.to_string().contains(&archive.path().display().to_string()));
                if let ErrorKind::Damaged { offset, end, .. } = *error.kind() {
                    assert!(offset <= end && end <= archive.end_offset());
                }
            }
        }
    }
    assert!(errors <= archive.end_offset());
    assert!(messages.next_offset() <= archive.end_offset());
    (count, messages.next_offset())
}
