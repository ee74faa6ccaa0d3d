//! Damaged logs of every kind: each intact message comes out, and each damaged range is reported
//! once, with its exact bounds.

use std::fs;
use std::ops::Range;

use kafka07::archive::{Archive, ErrorKind};
use kafka07::message::{OnCorrupt, ReadOptions};
use kafka07::{Compression, MessageSet};

/// How much of a segment is read at once.
const CHUNK: usize = 1 << 20;

/// Numbers that look random, and are the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap() % end
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next().to_be_bytes()[3]).collect()
    }
}

/// A payload, with the position of its message.
type Row = (usize, Vec<u8>);

/// A message of a log: where it is, and the payloads that come out of it.
#[derive(Clone)]
struct Entry {
    bytes: Range<usize>,
    payloads: Vec<Vec<u8>>,
}

impl Entry {
    fn moved(&self, by: isize) -> Self {
        let shift = |at: usize| at.checked_add_signed(by).unwrap();
        Self { bytes: shift(self.bytes.start)..shift(self.bytes.end), ..self.clone() }
    }
}

#[derive(Default)]
struct Log {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

impl Log {
    fn push(&mut self, set: &MessageSet) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(set.as_bytes());
        let payloads = set.messages().map(|message| message.unwrap().payload().to_vec()).collect();
        self.entries.push(Entry { bytes: start..self.bytes.len(), payloads });
    }

    /// Messages of these sizes, all in, of both formats and sometimes compressed.
    fn of_sizes(sizes: impl IntoIterator<Item = usize>, random: &mut Random) -> Self {
        let mut log = Self::default();
        for size in sizes {
            log.push(&match random.below(8) {
                0 => MessageSet::magic0([random.bytes(size - 9)]),
                // Compressible, so that the messages inside are not in the bytes as they are.
                codec @ (1 | 2) => {
                    let payloads = [random.bytes(1).repeat(size + 20), random.bytes(1).repeat(30)];
                    let codec = [Compression::Gzip, Compression::Snappy][codec - 1];
                    MessageSet::compressed(codec, payloads).unwrap()
                }
                _ => MessageSet::new([random.bytes(size - 10)]),
            });
        }
        log
    }

    /// Messages of one size, of the newer format.
    fn equal(size: usize, count: usize, random: &mut Random) -> Self {
        let mut log = Self::default();
        (0..count).for_each(|_| log.push(&MessageSet::new([random.bytes(size - 10)])));
        log
    }

    /// The log with the bytes of `range` replaced, and its messages that are left.
    fn replaced(&self, range: Range<usize>, by: &[u8]) -> Self {
        let bytes = [&self.bytes[..range.start], by, &self.bytes[range.end..]].concat();
        let moved = isize::try_from(by.len()).unwrap() - isize::try_from(range.len()).unwrap();
        let before = self.entries.iter().filter(|entry| entry.bytes.end <= range.start);
        let after = self.entries.iter().filter(|entry| entry.bytes.start >= range.end);
        let entries = before.cloned().chain(after.map(|entry| entry.moved(moved))).collect();
        Self { bytes, entries }
    }

    /// What is not in a message.
    fn gaps(&self) -> Vec<Range<usize>> {
        let mut gaps = Vec::new();
        let mut end = 0;
        for entry in &self.entries {
            gaps.push(end..entry.bytes.start);
            end = entry.bytes.end;
        }
        gaps.push(end..self.bytes.len());
        gaps.retain(|gap| !gap.is_empty());
        gaps
    }

    /// The same log, with the messages that are readable where one is damaged: those inside a
    /// compressed one.
    fn with_readable(mut self) -> Self {
        for gap in self.gaps() {
            let mut at = gap.start + 1;
            while at < gap.end {
                let set = MessageSet::from_raw(self.bytes[at..gap.end].to_vec());
                match set.messages().next() {
                    Some(Ok(message)) => {
                        let end = at + usize::try_from(message.next_offset()).unwrap();
                        let payloads = vec![message.payload().to_vec()];
                        self.entries.push(Entry { bytes: at..end, payloads });
                        at = end;
                    }
                    _ => at += 1,
                }
            }
        }
        self.entries.sort_by_key(|entry| entry.bytes.start);
        self
    }

    fn rows(&self) -> Vec<(usize, &[u8])> {
        let row = |entry: &'_ Entry| entry.bytes.start;
        let rows = self.entries.iter().map(|entry| (row(entry), &entry.payloads));
        rows.flat_map(|(at, all)| all.iter().map(move |payload| (at, &payload[..]))).collect()
    }

    /// Reads the log from disk, and compares what comes out and what is reported.
    #[track_caller]
    fn check(&self, what: &str) {
        let (rows, gaps) = read(&self.bytes, Archive::DEFAULT_MAX_MESSAGE_SIZE);
        let found: Vec<_> = rows.iter().map(|(at, payload)| (*at, &payload[..])).collect();
        let wanted = self.rows();
        let lost = wanted.iter().filter(|row| !found.contains(row)).count();
        let more = found.iter().filter(|row| !wanted.contains(row)).count();
        assert_eq!((lost, more), (0, 0), "{what}: messages lost, and messages too many");
        assert!(found == wanted, "{what}: another order");
        assert_eq!(gaps, self.gaps(), "{what}");
    }
}

/// The messages that a segment of `bytes` holds, and the ranges that are reported as damaged.
fn read(bytes: &[u8], limit: u64) -> (Vec<Row>, Vec<Range<usize>>) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("00000000000000000000.kafka"), bytes).unwrap();
    let archive = Archive::open(dir.path()).unwrap().max_message_size(limit);
    let at = |offset: i64| usize::try_from(offset).unwrap();
    let (mut rows, mut gaps) = (Vec::new(), Vec::new());
    for message in archive.read(0, &ReadOptions::new().on_corrupt(OnCorrupt::Skip)).unwrap() {
        match message {
            Ok(message) => rows.push((at(message.offset()), message.payload().to_vec())),
            Err(error) => match *error.kind() {
                ErrorKind::Damaged { offset, end, .. } => gaps.push(at(offset)..at(end)),
                ErrorKind::TornTail { offset, .. } => gaps.push(at(offset)..bytes.len()),
                _ => panic!("{error:?}"),
            },
        }
    }
    (rows, gaps)
}

#[test]
fn a_flipped_bit_in_any_field_costs_one_message() {
    let random = &mut Random(1);
    let sizes = [200, 11, 64, 3000, 12, 70, 256, 500, 11, 40];
    // What codecs cannot compress they leave readable: messages inside messages, which come out of
    // a damaged one.
    let mut readable = Log::default();
    for size in sizes {
        let payloads = [random.bytes(size), random.bytes(20)];
        let codec = Compression::ALL[1 + size % 2];
        readable.push(&MessageSet::compressed(codec, payloads).unwrap());
    }
    for log in [
        readable,
        Log::equal(64, 12, random),
        Log::equal(256, 20, random),
        Log::equal(11, 30, random),
        Log::of_sizes(sizes, random),
        Log::of_sizes(sizes.into_iter().rev(), random),
    ] {
        log.check("undamaged");
        for Entry { bytes: range, .. } in &log.entries {
            let magic = log.bytes[range.start + 4];
            let (attributes, header) = (range.start + 5, range.start + 9 + usize::from(magic));
            for bit in range.start * 8..(header + 3).min(range.end) * 8 {
                let (at, mask) = (bit / 8, 1 << (bit % 8));
                let damaged = log.replaced(at..at + 1, &[log.bytes[at] ^ mask]);
                if magic == 0 || at != attributes {
                    let ends_known = at < attributes;
                    let damaged = if ends_known { damaged } else { damaged.with_readable() };
                    damaged.check(&format!("bit {bit} of the message at {range:?}"));
                    continue;
                }
                // No CRC covers the codec, so the message itself may come out in another form.
                let (mut rows, _) = read(&damaged.bytes, u64::MAX);
                rows.retain(|(offset, _)| !range.contains(offset));
                let rows: Vec<_> = rows.iter().map(|(at, payload)| (*at, &payload[..])).collect();
                assert!(rows == damaged.rows(), "bit {bit} of the message at {range:?}");
            }
        }
    }
}

/// Bytes that are no messages, of every kind.
fn garbage(kind: usize, length: usize, random: &mut Random) -> Vec<u8> {
    match kind {
        0 => random.bytes(length),
        1 => vec![0; length],
        2 => vec![0xff; length],
        // Heads of messages up to 64 KiB, and up to 16 MiB, of both formats.
        3 => [0, 0, 0x40, 0x17, 1, 0].into_iter().cycle().take(length).collect(),
        4 => [0, 0x2a, 0x40, 0x17, 0, 1, 1].into_iter().cycle().take(length).collect(),
        // Small numbers of 64 bits.
        _ => (6..).flat_map(u64::to_be_bytes).take(length).collect(),
    }
}

#[test]
fn ranges_of_any_bytes_cost_what_they_overwrite() {
    let random = &mut Random(2);
    for case in 0..150 {
        let sizes: Vec<_> = (0..60).map(|_| 12 + random.below(400)).collect();
        let mut log = Log::of_sizes(sizes, random);
        let mut what = vec![format!("case {case}")];
        for _ in 0..=random.below(3) {
            let (kind, length) = (random.below(6), 1 + random.below(2000));
            let start = random.below(log.bytes.len());
            let end = match random.below(3) {
                0 => start,
                1 => (start + length).min(log.bytes.len()),
                _ => (start + random.below(2000)).min(log.bytes.len()),
            };
            what.push(format!("{start}..{end} replaced by {length} bytes of kind {kind}"));
            let mut bytes = garbage(kind, length, random);
            // Not by chance what the message there begins or ends with.
            *bytes.last_mut().unwrap() = 0xee;
            if log.entries.iter().any(|entry| entry.bytes.start < start && start < entry.bytes.end)
            {
                bytes[0] = !log.bytes[start];
            }
            log = log.replaced(start..end, &bytes);
        }
        log.check(&what.join("; "));
    }
}

#[test]
fn a_message_that_was_torn_in_the_middle_of_a_segment_costs_itself() {
    let random = &mut Random(3);
    let mut log = Log::equal(70, 10, random);
    (0..10).for_each(|_| log.push(&MessageSet::magic0([random.bytes(37)])));
    for Entry { bytes: range, .. } in &log.entries {
        for kept in 1..range.len() {
            let torn = log.replaced(range.start + kept..range.end, &[]);
            torn.check(&format!("{kept} bytes of the message at {range:?}"));
        }
    }
}

#[test]
fn damage_anywhere_around_chunks_costs_what_it_hits() {
    let random = &mut Random(4);
    let mut log = Log::equal(4096, 3 * CHUNK / 4096, random);
    // Not in step with the chunks from here on.
    log.push(&MessageSet::new([random.bytes(CHUNK + 5)]));
    log.push(&MessageSet::new([random.bytes(3 * CHUNK)]));
    let sizes: Vec<_> = (0..200).map(|_| 12 + random.below(20_000)).collect();
    Log::of_sizes(sizes, random).entries.iter().for_each(|entry| {
        log.push(&MessageSet::new(&entry.payloads));
        log.entries.pop();
    });
    let mut entries = Vec::new();
    let mut at = 0;
    while at < log.bytes.len() {
        let size = u32::from_be_bytes(log.bytes[at..at + 4].try_into().unwrap());
        let end = at + 4 + usize::try_from(size).unwrap();
        entries.push(Entry { bytes: at..end, payloads: vec![log.bytes[at + 10..end].to_vec()] });
        at = end;
    }
    log.entries = entries;

    let sizes = [1_u32 << 16, 1 << 20, 3 << 20, 5 << 20, 90 << 20, 1 << 30, 8192 - 4];
    for (case, size) in sizes.into_iter().cycle().take(21).enumerate() {
        let entry = match case % 3 {
            0 => log.entries.iter().rfind(|entry| entry.bytes.start <= CHUNK * (1 + case % 4)),
            1 => log.entries.iter().find(|entry| entry.bytes.end >= CHUNK * (1 + case % 4)),
            _ => log.entries.get(random.below(log.entries.len())),
        };
        let at = entry.unwrap().bytes.start;
        let damaged = log.replaced(at..at + 4, &size.to_be_bytes());
        damaged.check(&format!("size {size} at {at}"));
    }
    for kind in 0..6 {
        let (start, length) = (CHUNK - 1000 + random.below(2000), CHUNK + random.below(CHUNK));
        let inserted = log.replaced(start..start, &garbage(kind, length, random));
        inserted.check(&format!("{length} bytes of kind {kind} at {start}"));
        let over = log.replaced(start..start + length, &garbage(kind, length, random));
        over.check(&format!("{length} bytes of kind {kind} over those at {start}"));
    }
}
