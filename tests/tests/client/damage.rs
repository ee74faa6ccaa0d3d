//! Damaged logs, read by iterations of any page size: each intact message comes out, as from an
//! archive of the same bytes.

use std::collections::BTreeMap;
use std::fs;

use kafka07::archive::Archive;
use kafka07::message::OnCorrupt;
use kafka07::{Compression, FetchRequest, MessageSet, ReadOptions};
use kafka07_tests::log_peer::MemoryLog;
use kafka07_tests::peer::Peer;
use kafka07_tests::random::Random;
use kafka07_tests::reading::{Read, by_message, by_page, by_turns, patient};

/// A log, and which of its bytes belong to the messages that it was made of.
#[derive(Clone, Default)]
struct Log {
    bytes: Vec<u8>,
    /// Where each byte comes from; `None` if it is damage.
    origins: Vec<Option<usize>>,
    /// The messages: by where they were at first, their length and payloads.
    messages: BTreeMap<usize, (usize, Vec<Vec<u8>>)>,
}

impl Log {
    fn push(&mut self, set: &MessageSet) {
        let start = self.bytes.len();
        let payloads = set.messages().map(|message| message.unwrap().payload().to_vec()).collect();
        self.messages.insert(start, (set.len(), payloads));
        self.bytes.extend_from_slice(set.as_bytes());
        self.origins.extend((start..start + set.len()).map(Some));
    }

    /// Puts `by` where `length` bytes at `start` were.
    fn replace(&mut self, start: usize, length: usize, by: &[u8]) {
        let end = (start + length).min(self.bytes.len());
        self.bytes.splice(start..end, by.iter().copied());
        self.origins.splice(start..end, by.iter().map(|_| None));
    }

    /// Offset and payload of all that is in messages of which no byte is damaged.
    fn intact(&self) -> Vec<(i64, &[u8])> {
        let mut intact = Vec::new();
        for (at, origin) in self.origins.iter().enumerate() {
            let Some((length, payloads)) = origin.and_then(|start| self.messages.get(&start))
            else {
                continue;
            };
            let first = origin.unwrap_or_default();
            let wanted = (first..first + length).map(Some);
            if self.origins[at..].iter().copied().take(*length).eq(wanted) {
                let offset = i64::try_from(at).unwrap();
                intact.extend(payloads.iter().map(|payload| (offset, &payload[..])));
            }
        }
        intact
    }

    fn read_archive(&self) -> Read {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("00000000000000000000.kafka");
        fs::write(&path, &self.bytes).unwrap();
        let archive = Archive::open(path).unwrap();
        archive
            .read(0, &skip())
            .unwrap()
            .flatten()
            .map(|message| (message.offset(), message.next_offset(), message.payload().to_vec()))
            .collect()
    }

    /// Reads the log in every way, and compares what comes out.
    #[track_caller]
    fn check(&self, sizes: &[i32], what: &str) {
        let archive = self.read_archive();
        let rows: Vec<_> = archive.iter().map(|(at, _, payload)| (*at, &payload[..])).collect();
        let lost = self.intact().into_iter().filter(|row| !rows.contains(row)).count();
        assert_eq!(lost, 0, "{what}: lost by the archive");
        let log = MemoryLog { bytes: self.bytes.clone(), ..MemoryLog::default() };
        let peer = Peer::start(move |_, guest| log.serve(guest));
        let mut kafka = patient().connect(peer.addr()).unwrap();
        for &size in sizes {
            let request = FetchRequest::new("t", 0, 0, size);
            let mut messages = kafka.into_messages(request).read_options(skip());
            assert_same(&by_message(&mut messages), &archive, what, size);
            messages.seek(0);
            assert_same(&by_page(&mut messages), &archive, what, size);
            messages.seek(0);
            let turns = by_turns(&mut messages, &mut Random::new(7));
            kafka = messages.into_client();
            let lost = rows.iter().filter(|(at, payload)| {
                !turns.iter().any(|(found, _, same)| found == at && same == payload)
            });
            assert_eq!(lost.count(), 0, "{what}, page size {size}: lost by turns");
        }
    }
}

#[track_caller]
fn assert_same(found: &Read, wanted: &Read, what: &str, size: i32) {
    let lost = wanted.iter().filter(|row| !found.contains(row)).count();
    let more = found.iter().filter(|row| !wanted.contains(row)).count();
    assert_eq!((lost, more), (0, 0), "{what}, page size {size}: lost, and too many");
    assert!(found == wanted, "{what}, page size {size}: another order");
}

fn skip() -> ReadOptions {
    ReadOptions::new().on_corrupt(OnCorrupt::Skip)
}

/// A set of one message of a kind that brokers store.
fn message(random: &mut Random, most: usize) -> MessageSet {
    let length = random.between(0, most);
    match random.between(0, 5) {
        0 => MessageSet::magic0([random.bytes(length)]),
        codec @ (1 | 2) => {
            let codec = [Compression::Gzip, Compression::Snappy][codec - 1];
            let payloads: Vec<_> = (0..4).map(|_| random.bytes(length / 4)).collect();
            MessageSet::compressed(codec, payloads).unwrap()
        }
        3 => MessageSet::new([b"text ".repeat(length / 5)]),
        _ => MessageSet::new([random.bytes(length)]),
    }
}

/// Bytes that are no messages.
fn garbage(random: &mut Random, length: usize) -> Vec<u8> {
    match random.between(0, 5) {
        0 => vec![0; length],
        // Lists of small numbers, which look like heads and like empty messages.
        1 => (0..length / 8).flat_map(|_| random.number().to_be_bytes().map(|b| b & 6)).collect(),
        2 => (0..length / 8).flat_map(|_| (random.number() % 300).to_be_bytes()).collect(),
        3 => (0..length / 4)
            .flat_map(|_| u32::try_from(random.between(0, 40)).unwrap().to_be_bytes())
            .collect(),
        4 => [0, 0, 0x40, 0x17, 1, 0].into_iter().cycle().take(length).collect(),
        _ => random.bytes(length),
    }
}

#[test]
fn any_damage_costs_an_iteration_no_more_than_an_archive() {
    for seed in 0..40 {
        let random = &mut Random::new(seed);
        let mut log = Log::default();
        let most = [40, 400, 3000][random.between(0, 2)];
        for _ in 0..30 {
            log.push(&message(random, most));
        }
        for _ in 0..random.between(1, 3) {
            // Not in the last message, so that the log ends with a whole one.
            let last = *log.messages.keys().last().unwrap();
            let end = log.origins.iter().position(|origin| *origin == Some(last)).unwrap();
            let start = random.between(0, end);
            let length = random.between(0, 1) * random.between(1, most).min(end - start);
            let length_of_garbage = random.between(0, 2) * random.between(1, 600);
            let by = garbage(random, length_of_garbage);
            log.replace(start, length, &by);
        }
        let sizes = [50, 333, 1000, 5000];
        log.check(&sizes, &format!("seed {seed}"));
    }
}

#[test]
fn bytes_missing_in_a_compressed_message_hide_nothing_at_a_pages_end() {
    for codec in [Compression::Gzip, Compression::Snappy] {
        for seed in 0..20 {
            let random = &mut Random::new(seed);
            let mut log = Log::default();
            let wrapper = MessageSet::compressed(codec, [random.bytes(1900)]).unwrap();
            let size = wrapper.len();
            log.push(&wrapper);
            (0..30).for_each(|_| log.push(&MessageSet::new([random.bytes(90)])));
            // Sometimes exactly what some of the messages after it take.
            let missing = [1, 100, 500, random.between(2, 900)][random.between(0, 3)];
            log.replace(random.between(30, 900), missing, &[]);
            assert!(log.intact().len() >= 30);
            // Pages that end before, at and after where it says that it ends.
            let sizes = [size - 50, size - 1, size, size + 3, size + 30, 4096];
            let sizes = sizes.map(|size| i32::try_from(size).unwrap());
            log.check(&sizes, &format!("{codec}, seed {seed}, {missing} missing"));
        }
    }
}

#[test]
fn a_page_that_begins_in_damage_says_so_to_those_who_do_not_step_over_it() {
    let mut log = Log::default();
    log.push(&MessageSet::new(["first"]));
    // Longer than a page, and like heads of messages that go on after each.
    let start = log.bytes.len();
    log.push(&MessageSet::new(["last"]));
    log.replace(start, 0, &[0, 0, 3, 0xe4, 1, 0, 9, 9, 9, 9, 0xff, 0xff].repeat(30));
    let served = MemoryLog { bytes: log.bytes.clone(), ..MemoryLog::default() };
    let peer = Peer::start(move |_, guest| served.serve(guest));
    let kafka = patient().connect(peer.addr()).unwrap();
    let mut messages = kafka.into_messages(FetchRequest::new("t", 0, 0, 50)).read_options(skip());
    assert_eq!(messages.next_page().unwrap().unwrap().messages().count(), 1);
    // The search for the next message has come to its end; here it goes on.
    let page = messages.next_page().unwrap().unwrap();
    assert!(page.read(&ReadOptions::new()).next().unwrap().is_err());
    messages.seek(page.offset());
    assert_eq!(messages.map(|message| message.unwrap().into_payload()).last().unwrap(), "last");
}
