//! Offsets that several segments hold: what is the same in them is read once.

use std::fs::File;
use std::iter::Peekable;

use super::chunks::CHUNK;
use super::file::{read_at, read_segment};
use super::{Error, ErrorKind, SegmentInfo};

/// Where the messages start that a walk through a segment yields, in order.
pub(super) type Starts = Box<dyn Iterator<Item = i64> + Send + Sync>;

/// How many of the segments that hold the same offsets are kept open at once; others are opened for
/// each look at them.
const MAX_OPEN: usize = 32;

/// One segment before another that holds some of its offsets too.
struct Other {
    segment: SegmentInfo,
    /// If it is kept open.
    file: Option<File>,
    /// Made when the same bytes are found in it for the first time.
    starts: Option<Peekable<Starts>>,
}

impl Other {
    fn read_at(&self, buffer: &mut [u8], offset: i64) -> Result<usize, Error> {
        let Self { segment, file, .. } = self;
        let opened;
        let file = if let Some(file) = file {
            file
        } else {
            opened = open(segment)?;
            &opened
        };
        read_at(file, buffer, offset.abs_diff(segment.start))
            .map_err(Error::io("read", &segment.path))
    }

    /// Whether a message that was read from it starts at `offset`, which only grows: the bytes may
    /// be a part of another message, or of a damaged one.
    fn yields(&mut self, offset: i64, starts: impl FnOnce(&SegmentInfo, bool) -> Starts) -> bool {
        let kept_open = self.file.is_some();
        let starts = self.starts.get_or_insert_with(|| starts(&self.segment, kept_open).peekable());
        while starts.next_if(|&start| start < offset).is_some() {}
        starts.peek() == Some(&offset)
    }
}

/// The segments before one that hold some of its offsets too.
pub(super) struct Overlap {
    others: Vec<Other>,
    /// The last message looked for, and whether it was found: all that a compressed one holds has
    /// its offset.
    last: Option<(i64, bool)>,
}

impl Overlap {
    /// What `segment` has in common with those `before` it, and the error that says so.
    pub(super) fn of(
        before: &[SegmentInfo],
        segment: &SegmentInfo,
    ) -> Result<(Self, Error), Error> {
        let shares =
            |other: &&SegmentInfo| other.end() > segment.start || other.start == segment.start;
        let mut others = Vec::new();
        for other in before.iter().filter(shares) {
            let file = if others.len() < MAX_OPEN { Some(open(other)?) } else { None };
            others.push(Other { segment: other.clone(), file, starts: None });
        }
        let this = Self { others, last: None };
        let error = this.report(segment)?;
        Ok((this, error))
    }

    /// Says what `segment` has in common with the one that goes furthest.
    fn report(&self, segment: &SegmentInfo) -> Result<Error, Error> {
        let furthest = self.others.iter().max_by_key(|other| other.segment.end());
        let Other { segment: other, .. } =
            furthest.expect("only segments that share offsets are compared");
        let file = &open(other)?;
        let (start, end) = (segment.start, segment.end().min(other.end()));
        let this = open(segment)?;
        let (mut offset, mut differs_at) = (start, None);
        while offset < end && differs_at.is_none() {
            let most = CHUNK.min(end.abs_diff(offset));
            let (a, b) = (
                read_segment(&this, segment, offset, most)?,
                read_segment(file, other, offset, most)?,
            );
            let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
            offset = offset.saturating_add_unsigned(same as u64);
            differs_at = (same < a.len()).then_some(offset);
        }
        let (path, other) = (segment.path.clone(), other.path.clone());
        Ok(ErrorKind::Overlap { path, other, start, end: end.max(start), differs_at }.into())
    }

    /// Whether a message with the same `bytes` at `offset` was read from one of the segments, whose
    /// messages are at `starts`, which may keep a file open if that says so.
    pub(super) fn holds(
        &mut self,
        offset: i64,
        bytes: &[u8],
        starts: impl Fn(&SegmentInfo, bool) -> Starts,
    ) -> Result<bool, Error> {
        if let Some((_, found)) = self.last.filter(|(last, _)| *last == offset) {
            return Ok(found);
        }
        let mut found = false;
        for other in &mut self.others {
            let end = offset.saturating_add_unsigned(bytes.len() as u64);
            if other.segment.end() <= offset {
                // Offsets only grow: it is not looked at again.
                (other.file, other.starts) = (None, None);
            }
            let segment = &other.segment;
            if found || offset < segment.start || segment.end() < end {
                continue;
            }
            let mut there = vec![0; bytes.len()];
            let filled = other.read_at(&mut there, offset)?;
            found = there[..filled] == *bytes && other.yields(offset, &starts);
        }
        self.last = Some((offset, found));
        Ok(found)
    }
}

fn open(segment: &SegmentInfo) -> Result<File, Error> {
    File::open(&segment.path).map_err(Error::io("open", &segment.path))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::*;
    use crate::archive::Archive;
    use crate::message::{MessageSet, OnCorrupt, ReadOptions};
    use crate::{Compression, Message};

    /// The name that a broker gives the first segment.
    const FIRST: &str = "00000000000000000000.kafka";

    /// What overlaps: the names of both files, the bounds, and where they differ.
    type Shared = (PathBuf, PathBuf, i64, i64, Option<i64>);

    fn dir(files: &[(&str, &[u8])]) -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(dir.path().join(name), bytes).unwrap();
        }
        dir
    }

    fn read(dir: &TempDir) -> (Vec<String>, Vec<Shared>, usize) {
        let archive = Archive::open(dir.path()).unwrap();
        let skip = ReadOptions::new().on_corrupt(OnCorrupt::Skip);
        let (mut texts, mut overlaps, mut others) = (Vec::new(), Vec::new(), 0);
        let text = |message: Message<'_>| String::from_utf8(message.payload().to_vec()).unwrap();
        for found in archive.read(archive.first_offset(), &skip).unwrap() {
            let error = match found {
                Ok(message) => {
                    texts.push(text(message));
                    continue;
                }
                Err(error) => error,
            };
            match error.kind() {
                ErrorKind::Overlap { path, other, start, end, differs_at } => {
                    let name = |path: &PathBuf| PathBuf::from(path.file_name().unwrap());
                    overlaps.push((name(other), name(path), *start, *end, *differs_at));
                }
                _ => others += 1,
            }
        }
        (texts, overlaps, others)
    }

    fn shared(one: &str, other: &str, range: (i64, i64), differs_at: Option<i64>) -> Shared {
        (one.into(), other.into(), range.0, range.1, differs_at)
    }

    #[test]
    fn copies_are_read_once() {
        let inner = MessageSet::compressed(Compression::Gzip, ["two", "three"]).unwrap();
        let set = [MessageSet::new(["one"]).as_bytes(), inner.as_bytes()].concat();
        let end = i64::try_from(set.len()).unwrap();
        let dir = dir(&[("0.kafka", &set), (FIRST, &set), ("000.kafka", &set)]);
        let (texts, overlaps, others) = read(&dir);
        assert_eq!((texts, others), (["one", "two", "three"].map(String::from).into(), 0));
        assert_eq!(overlaps.len(), 2);
        assert!(
            overlaps.iter().all(|(.., start, stop, at)| (*start, *stop, *at) == (0, end, None))
        );
        assert_eq!(overlaps[0].1, PathBuf::from("0.kafka"), "after the name that brokers use");
    }

    #[test]
    fn what_one_copy_has_damaged_comes_from_the_other() {
        let set = MessageSet::new(["one", "two", "three"]).into_bytes();
        for (bad, good) in [(FIRST, "0.kafka"), ("0.kafka", FIRST)] {
            let mut damaged = set.to_vec();
            damaged[24] ^= 1;
            let dir = dir(&[(good, &set), (bad, &damaged)]);
            let (mut texts, overlaps, others) = read(&dir);
            texts.sort();
            assert_eq!((texts, others), (["one", "three", "two"].map(String::from).into(), 1));
            assert_eq!(overlaps, [shared(FIRST, "0.kafka", (0, 41), Some(24))]);
        }
    }

    #[test]
    fn what_is_no_message_in_one_segment_is_read_from_the_other() {
        let inside = MessageSet::new(["two", "three"]).into_bytes();
        // The payload of a message, and of a compressed one that is damaged.
        for damaged in [false, true] {
            let payload = [&inside[..], &[0xff; 9]].concat();
            let mut set = MessageSet::new([payload]).into_bytes().to_vec();
            if damaged {
                (set[5], set[9]) = (1, set[9] ^ 1);
            }
            set.extend_from_slice(MessageSet::new(["last"]).as_bytes());
            let archive = dir(&[(FIRST, &set), (&format!("{:020}.kafka", 10), &inside)]);
            let found = Archive::open(archive.path()).unwrap();
            let skip = ReadOptions::new().on_corrupt(OnCorrupt::Skip);
            let found: Vec<_> = found.read(0, &skip).unwrap().flatten().collect();
            let mut found: Vec<_> =
                found.iter().map(Message::payload).skip(1 - usize::from(damaged)).collect();
            found.sort_unstable();
            assert_eq!(found, [&b"last"[..], b"three", b"two"], "{damaged}");
        }
    }

    #[test]
    fn different_files_for_the_same_offset_are_both_read() {
        let (one, other) = (MessageSet::new(["one", "two"]), MessageSet::new(["three", "four"]));
        let dir = dir(&[(FIRST, one.as_bytes()), ("0.kafka", other.as_bytes())]);
        let (texts, overlaps, others) = read(&dir);
        assert_eq!((texts, others), (["one", "two", "three", "four"].map(String::from).into(), 0));
        assert_eq!(overlaps, [shared(FIRST, "0.kafka", (0, 26), Some(3))]);
        // Without skipping, the walk ends before the second file.
        let archive = Archive::open(dir.path()).unwrap();
        let mut messages = archive.messages().skip(2);
        let error = messages.next().unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Overlap { .. }), "{error}");
        assert!(error.to_string().contains(FIRST) && error.to_string().contains("0.kafka"));
        assert!(messages.next().is_none());
        assert_eq!(archive.end_offset(), 29);
    }

    #[test]
    fn a_segment_that_has_grown_into_the_next_loses_nothing() {
        let first = MessageSet::new(["one", "two", "three", "four"]).into_bytes();
        let second = MessageSet::new(["five", "six"]);
        let grown = [&first[..13], &[0xee; 20], &first[13..]].concat();
        let next = format!("{:020}.kafka", first.len());
        let dir = dir(&[(FIRST, &grown), (&next, second.as_bytes())]);
        let (texts, overlaps, others) = read(&dir);
        assert_eq!(texts, ["one", "two", "three", "four", "five", "six"]);
        let start = i64::try_from(first.len()).unwrap();
        assert_eq!(overlaps, [shared(FIRST, &next, (start, start + 20), Some(start))]);
        assert_eq!(others, 1);
    }

    #[test]
    fn a_segment_inside_another_is_no_gap_after_it() {
        let set = MessageSet::new(["one", "two", "three", "four"]).into_bytes();
        let inside = format!("{:020}.kafka", 13);
        let after = format!("{:020}.kafka", set.len());
        let last = MessageSet::new(["last"]);
        let dir = dir(&[(FIRST, &set), (&inside, &set[13..26]), (&after, last.as_bytes())]);
        let (texts, overlaps, others) = read(&dir);
        assert_eq!(
            (texts, others),
            (["one", "two", "three", "four", "last"].map(String::from).into(), 0)
        );
        assert_eq!(overlaps, [shared(FIRST, &inside, (13, 26), None)]);
        // Every offset is found.
        let archive = Archive::open(dir.path()).unwrap();
        for (offset, text) in [(0, "one"), (13, "two"), (26, "three"), (41, "four"), (55, "last")] {
            let mut messages = archive.read(offset, &ReadOptions::new()).unwrap();
            assert_eq!(messages.next().unwrap().unwrap().payload(), text.as_bytes());
            let set = archive.read_at(offset, 100).unwrap();
            assert_eq!(set.messages().next().unwrap().unwrap().payload(), text.as_bytes());
        }
        assert_eq!(archive.read(69, &ReadOptions::new()).unwrap().count(), 0);
    }

    #[test]
    fn an_empty_file_beside_another_is_told_of() {
        let set = MessageSet::new(["one", "two"]).into_bytes();
        let inside = format!("{:020}.kafka", 13);
        for (name, empty) in [("0.kafka", false), (FIRST, true)] {
            let (one, other): (&[u8], &[u8]) = if empty { (b"", &set) } else { (&set, b"") };
            let dir = dir(&[(FIRST, one), ("0.kafka", other), (&inside, b"")]);
            let (texts, overlaps, others) = read(&dir);
            assert_eq!((texts, others), (["one", "two"].map(String::from).into(), 0), "{name}");
            assert_eq!(overlaps[0], shared(FIRST, "0.kafka", (0, 0), None));
            assert_eq!((overlaps[1].2, overlaps[1].3), (13, 13));
        }
        // At the end, where a broker has rolled, it is as it should be.
        let dir = dir(&[(FIRST, &set), (&format!("{:020}.kafka", 26), b"")]);
        assert_eq!(read(&dir).1, []);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn any_number_of_copies_takes_a_bounded_number_of_open_files() {
        let set = MessageSet::new(["one", "two", "three"]).into_bytes();
        // The first copies are damaged, so that others are looked into for what they have.
        let mut damaged = set.to_vec();
        damaged[24] ^= 1;
        let names: Vec<_> = (1..=120).map(|digits| "0".repeat(digits) + ".kafka").collect();
        let files: Vec<(&str, &[u8])> = names
            .iter()
            .map(|name| (&name[..], if name.len() < 70 { &damaged[..] } else { &set[..] }))
            .collect();
        let dir = dir(&files);
        let archive = Archive::open(dir.path()).unwrap();
        let skip = ReadOptions::new().on_corrupt(OnCorrupt::Skip);
        let messages = archive.read(0, &skip).unwrap();
        // Of this directory, for other tests open others.
        let open = || {
            let handles = fs::read_dir("/proc/self/fd").unwrap().flatten();
            let paths = handles.filter_map(|handle| fs::read_link(handle.path()).ok());
            paths.filter(|path| path.starts_with(dir.path())).count()
        };
        let (mut texts, mut most) = (Vec::new(), 0);
        for found in messages {
            texts.extend(found.map(|message| message.payload().to_vec()));
            most = most.max(open());
        }
        assert_eq!(texts, [&b"one"[..], b"three", b"two"]);
        assert!(most <= 2 * MAX_OPEN + 1, "{most}");
    }

    #[test]
    fn a_file_that_no_offsets_are_left_for_has_no_place_in_a_log() {
        let set = MessageSet::new(["one"]);
        let name = format!("{:020}.kafka", i64::MAX - 5);
        let dir = dir(&[(FIRST, set.as_bytes()), (&name, set.as_bytes())]);
        assert_eq!(Archive::open(dir.path()).unwrap().segments().len(), 1);
        let alone = Archive::open(dir.path().join(name)).unwrap();
        assert_eq!((alone.first_offset(), alone.messages().count()), (0, 1));
    }
}
