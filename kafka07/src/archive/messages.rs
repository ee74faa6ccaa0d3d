//! The messages of a partition's segments, and what is wrong between them.

use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;

use super::chunks::{Chunks, SegmentChunk};
use super::overlap::{Overlap, Starts};
use super::{Error, ErrorKind, SegmentInfo};
use crate::message::{self, MESSAGE_OVERHEAD, Message, OwnedMessages, ReadOptions};

/// The messages of an archive, from [`Archive::messages`] and [`Archive::read`].
///
/// Segments of any size are read in pieces of 1 MiB, larger ones only for larger messages.
/// Payloads share the piece that they were read in.
///
/// What is wrong is an error that names file and offset. The walk ends with it, unless the options
/// say [`OnCorrupt::Skip`]: then it goes on after the damage with the next intact message,
/// and with the next segment where one is missing. All messages before an error have been
/// delivered; damage inside a compressed message is told of before what else that holds.
///
/// A message is intact if its size lies within the segment and the archive's
/// [`max_message_size`], its magic and codec are known, and its CRC is right. With
/// [`OnCorrupt::Skip`] every intact message comes out, whatever is before it, even inside a damaged
/// one. Each damaged range between two messages is one
/// [`ErrorKind::Damaged`] with exact bounds; a message over the limit counts as damage. The search
/// takes time in proportion to the segment's length, and pieces of up to twice the limit.
///
/// Where several segments hold the same offsets, [`ErrorKind::Overlap`] says so once for each
/// segment. With [`OnCorrupt::Skip`] the walk then reads the later segment from its start, leaves
/// out the messages that came from an earlier one at the same offset with the same bytes, and
/// yields all others: no message is missing, and none comes twice, but for those saved from inside
/// a compressed message that only one of the segments has damaged. Offsets go back there.
///
/// A log that ends inside a message, which is what a broker leaves that is killed, or still writes,
/// ends with the error [`ErrorKind::TornTail`].
///
/// [`Archive::messages`]: super::Archive::messages
/// [`Archive::read`]: super::Archive::read
/// [`max_message_size`]: super::Archive::max_message_size
/// [`OnCorrupt::Skip`]: crate::message::OnCorrupt::Skip
pub struct ArchiveMessages {
    segments: Arc<[SegmentInfo]>,
    options: ReadOptions,
    max_message_size: u64,
    /// The present segment.
    index: usize,
    chunks: Chunks,
    /// The present chunk, and the walk through it.
    chunk: Option<(SegmentChunk, OwnedMessages)>,
    /// Corrupt bytes after which no message was found yet: where they start, and what is wrong.
    damage: Option<(i64, message::Error)>,
    /// The segments before the present one that hold some of its offsets.
    overlap: Option<Overlap>,
    /// What follows the error just yielded.
    ahead: Option<Result<Message<'static>, Error>>,
    ended: bool,
}

impl ArchiveMessages {
    /// The messages from `offset` on, which the segment at `index` holds.
    pub(super) fn new(
        segments: Arc<[SegmentInfo]>,
        index: usize,
        offset: i64,
        options: &ReadOptions,
        max_message_size: u64,
    ) -> Self {
        let limit = usize::try_from(max_message_size).unwrap_or(usize::MAX);
        Self {
            chunks: chunks(&segments[index], offset, max_message_size),
            segments,
            options: options.at_most(limit),
            max_message_size,
            index,
            chunk: None,
            damage: None,
            overlap: None,
            ahead: None,
            ended: false,
        }
    }

    /// Where to resume after all that was yielded so far; see
    /// [`OwnedMessages::next_offset`].
    pub fn next_offset(&self) -> i64 {
        match (&self.ahead, &self.chunk) {
            (Some(Ok(message)), _) => message.offset(),
            (_, Some((_, walk))) => walk.next_offset(),
            (_, None) => self.chunks.position(),
        }
    }

    fn segment(&self) -> &SegmentInfo {
        &self.chunks.segment
    }

    /// Reads the next chunk, or the next segment's first; `false` at the end of the last.
    fn load(&mut self) -> Result<bool, Error> {
        let Some(chunk) = self.chunks.next()? else { return self.next_segment() };
        let beyond = usize::try_from(chunk.beyond).unwrap_or(usize::MAX);
        let options = self.options.in_log(beyond).searching(self.damage.is_some());
        let walk = OwnedMessages::new(chunk.bytes.clone(), chunk.offset, &options);
        self.chunk = Some((chunk, walk));
        Ok(true)
    }

    fn next_segment(&mut self) -> Result<bool, Error> {
        if let Some((from, source)) = self.damage.take() {
            let end = self.segment().end();
            return Err(self.torn_by(&source).unwrap_or_else(|| self.damaged(from, end, source)));
        }
        self.index += 1;
        let (before, after) = self.segments.split_at(self.index);
        let Some(next) = after.first() else {
            self.index -= 1;
            self.ended = true;
            return Ok(false);
        };
        self.chunks = chunks(next, next.start, self.max_message_size);
        self.overlap = None;
        let end = before.iter().map(SegmentInfo::end).max().unwrap_or(next.start);
        if next.start > end {
            return Err(ErrorKind::Gap { path: next.path.clone(), end, next: next.start }.into());
        }
        if next.start < end || before.last().is_some_and(|last| last.start == next.start) {
            let (overlap, error) = Overlap::of(before, next)?;
            self.overlap = Some(overlap);
            return Err(error);
        }
        Ok(true)
    }

    /// Whether the message at `offset` in the present chunk was read from another segment.
    fn is_repeated(&mut self, offset: i64) -> Result<bool, Error> {
        let (Some(overlap), Some((chunk, _))) = (&mut self.overlap, &self.chunk) else {
            return Ok(false);
        };
        let Some(bytes) = message::front(chunk.from(offset)) else { return Ok(false) };
        let (options, limit) = (self.options.shallow(true), self.max_message_size);
        let starts = |segment: &SegmentInfo, keeps_open: bool| -> Starts {
            let (alone, start) = ([segment.clone()].into(), segment.start);
            let mut walk = Self::new(alone, 0, start, &options, limit);
            walk.chunks.keeps_open = keeps_open;
            Box::new(walk.flatten().map(|message| message.offset()))
        };
        overlap.holds(offset, bytes, starts)
    }

    /// The walk through the present chunk has ended: at its end, or where more bytes are needed.
    fn leave_chunk(&mut self) -> Result<(), Error> {
        let Some((chunk, walk)) = self.chunk.take() else { return Ok(()) };
        let Some(cut) = walk.cut_tail() else {
            self.chunks.go_on(&chunk, chunk.end(), None);
            return Ok(());
        };
        if chunk.beyond > 0 {
            self.chunks.go_on(&chunk, cut.offset, cut.size.map(|size| size as u64));
            return Ok(());
        }
        // Less than a size is left of the segment. Where the walk ends with it, it resumes there.
        let skips = self.options.skips_corrupt();
        self.chunks.go_on(&chunk, if skips { chunk.end() } else { cut.offset }, None);
        if self.damage.is_none() { Err(self.torn(cut.offset, None)) } else { Ok(()) }
    }

    /// What is wrong with a message: an error at once, or with the next one where the walk goes on
    /// without damage.
    fn wrong(&mut self, source: message::Error) -> Result<(), Error> {
        if matches!(source.kind(), message::ErrorKind::TooLargeForFetch { .. }) {
            // The chunk is too short; the walk has ended there.
            return Ok(());
        }
        let offset = source.offset().unwrap_or_default();
        if !self.options.skips_corrupt() {
            let known = self.torn_by(&source).or_else(|| self.too_large(offset, &source));
            return Err(known.unwrap_or_else(|| self.unreadable(source)));
        }
        let corrupt = source.kind().is_corruption();
        if corrupt && source.depth() == 0 {
            self.damage.get_or_insert((offset, source));
            return Ok(());
        }
        let error = match source.next_offset() {
            Some(end) if corrupt => self.damaged(offset, end, source),
            _ => self.unreadable(source),
        };
        self.after_damage(offset, Err(error)).map(|_| ())
    }

    /// What is at `offset`, after the error of the damage before it.
    fn after_damage(
        &mut self,
        offset: i64,
        found: Result<Message<'static>, Error>,
    ) -> Result<Message<'static>, Error> {
        let Some((from, source)) = self.damage.take() else { return found };
        self.ahead = Some(found);
        Err(self.damaged(from, offset, source))
    }

    fn unreadable(&self, source: message::Error) -> Error {
        ErrorKind::Message { path: self.segment().path.clone(), source }.into()
    }

    fn damaged(&self, offset: i64, end: i64, source: message::Error) -> Error {
        ErrorKind::Damaged { path: self.segment().path.clone(), offset, end, source }.into()
    }

    fn torn(&self, offset: i64, size: Option<u64>) -> Error {
        let SegmentInfo { path, .. } = self.segment();
        let available = self.segment().end().abs_diff(offset);
        ErrorKind::TornTail { path: path.clone(), offset, available, size }.into()
    }

    /// A message that would go on after the segment's end is torn rather than damaged.
    fn torn_by(&self, source: &message::Error) -> Option<Error> {
        let (offset, size) = (source.offset()?, source.kind().claimed_size()? as u64);
        (size > self.segment().end().abs_diff(offset)).then(|| self.torn(offset, Some(size)))
    }

    /// A message of the present chunk that is over the limit.
    fn too_large(&self, offset: i64, source: &message::Error) -> Option<Error> {
        let (chunk, _) = self.chunk.as_ref()?;
        let magic = chunk.from(offset).get(message::SIZE_LEN).copied();
        let size = message::payload_size(source.kind().claimed_size()?, magic) as u64;
        let (path, limit) = (self.segment().path.clone(), self.max_message_size);
        (size > limit).then(|| ErrorKind::MessageTooLarge { path, offset, size, limit }.into())
    }

    fn step(&mut self) -> Result<Option<Message<'static>>, Error> {
        loop {
            if let Some(found) = self.ahead.take() {
                return found.map(Some);
            }
            let Some((_, walk)) = &mut self.chunk else {
                if !self.load()? {
                    return Ok(None);
                }
                continue;
            };
            match walk.next() {
                Some(Ok(message)) if self.damage.is_none() && self.overlap.is_none() => {
                    return Ok(Some(message));
                }
                Some(Ok(message)) => {
                    let offset = message.offset();
                    if !self.is_repeated(offset)? {
                        return self.after_damage(offset, Ok(message)).map(Some);
                    }
                    if let Some((from, source)) = self.damage.take() {
                        return Err(self.damaged(from, offset, source));
                    }
                }
                Some(Err(source)) => self.wrong(source)?,
                None => self.leave_chunk()?,
            }
        }
    }
}

/// The chunks of `segment` from `offset` on.
fn chunks(segment: &SegmentInfo, offset: i64, max_message_size: u64) -> Chunks {
    let max_size = max_message_size.saturating_add(MESSAGE_OVERHEAD as u64);
    Chunks::new(segment.clone(), offset, max_size)
}

impl Iterator for ArchiveMessages {
    type Item = Result<Message<'static>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended && self.ahead.is_none() {
            return None;
        }
        match self.step() {
            Ok(message) => message.map(Ok),
            Err(error) => {
                let goes_on = !matches!(error.kind(), ErrorKind::Io { .. });
                self.ended = !(self.options.skips_corrupt() && goes_on);
                Some(Err(error))
            }
        }
    }
}

impl FusedIterator for ArchiveMessages {}

/// Without the payloads' bytes.
impl fmt::Debug for ArchiveMessages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArchiveMessages")
            .field("segment", &self.segment().path)
            .field("next_offset", &self.next_offset())
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
    use tempfile::TempDir;

    use super::*;
    use crate::archive::Archive;
    use crate::archive::chunks::CHUNK;
    use crate::message::OnCorrupt;
    use crate::message::crc::count;
    use crate::{Compression, MessageSet};

    /// A partition's directory with a segment of each of `sets`.
    fn partition(sets: &[MessageSet]) -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        let mut start = 0;
        for set in sets {
            write(&dir, start, set.as_bytes());
            start += i64::try_from(set.len()).unwrap();
        }
        dir
    }

    fn write(dir: &TempDir, start: i64, bytes: &[u8]) {
        std::fs::write(dir.path().join(format!("{start:020}.kafka")), bytes).unwrap();
    }

    /// Payloads as text, and errors.
    fn walk(messages: ArchiveMessages) -> Vec<Result<String, Error>> {
        let text = |message: Message<'_>| String::from_utf8(message.payload().to_vec()).unwrap();
        messages.map(|message| message.map(text)).collect()
    }

    fn kind<T>(result: &Result<T, Error>) -> &ErrorKind {
        result.as_ref().err().expect("an error").kind()
    }

    fn texts(messages: ArchiveMessages) -> Vec<String> {
        walk(messages).into_iter().map(Result::unwrap).collect()
    }

    fn skip() -> ReadOptions {
        ReadOptions::new().on_corrupt(OnCorrupt::Skip)
    }

    #[test]
    fn segments_are_read_in_a_row() {
        let compressed = MessageSet::compressed(Compression::Gzip, ["three", "four"]).unwrap();
        let dir = partition(&[
            MessageSet::new(["one", "two"]),
            compressed.clone(),
            MessageSet::magic0(["five"]),
        ]);
        let archive = Archive::open(dir.path()).unwrap();
        assert_eq!(texts(archive.messages()), ["one", "two", "three", "four", "five"]);
        let wrapper = 26 + i64::try_from(compressed.len()).unwrap();
        let next: Vec<_> = archive.messages().map(|m| m.unwrap().next_offset()).collect();
        assert_eq!(next, [13, 26, 26, wrapper, wrapper + 13]);
        assert_eq!(archive.end_offset(), wrapper + 13);
    }

    #[test]
    fn a_walk_starts_at_any_message_and_says_where_to_resume() {
        let dir = partition(&[MessageSet::new(["one", "two"]), MessageSet::new(["three"])]);
        let archive = Archive::open(dir.path()).unwrap();
        let options = ReadOptions::new();
        let from = |offset| texts(archive.read(offset, &options).unwrap());
        assert_eq!(from(13), ["two", "three"]);
        assert_eq!(from(26), ["three"]);
        assert!(from(41).is_empty());
        for offset in [-1, 42, i64::MAX, i64::MIN] {
            let error = archive.read(offset, &options).unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::OffsetOutOfRange { first: 0, end: 41, .. }),
                "{error}"
            );
            assert!(archive.read_at(offset, 100).is_err());
        }
        let mut messages = archive.messages();
        for offset in [0, 13, 26, 41, 41] {
            assert_eq!(messages.next_offset(), offset);
            messages.next();
        }
    }

    #[test]
    fn a_torn_tail_is_reported_after_everything_else() {
        let set = MessageSet::new(["one", "twelve bytes"]);
        for cut in 14..35 {
            let dir = partition(&[MessageSet::from_raw(set.as_bytes()[..cut].to_vec())]);
            let archive = Archive::open(dir.path()).unwrap();
            for options in [ReadOptions::new(), skip()] {
                let mut messages = archive.read(0, &options).unwrap();
                messages.by_ref().for_each(drop);
                let resumes_at_tail = messages.next_offset() == 13;
                assert!(resumes_at_tail || options.skips_corrupt(), "{cut}");
                let mut walked = walk(archive.read(0, &options).unwrap());
                let torn = walked.pop().unwrap();
                let ErrorKind::TornTail { offset: 13, available, size, .. } = kind(&torn) else {
                    panic!("a torn tail")
                };
                assert_eq!(*available, cut as u64 - 13);
                assert_eq!(*size, (cut >= 17).then_some(22));
                assert_eq!(walked.len(), 1);
                assert_eq!(walked[0].as_ref().unwrap(), "one");
            }
        }
    }

    #[test]
    fn damage_ends_the_walk_or_is_stepped_over() {
        let set = MessageSet::new(["one", "two", "three"]);
        let mut bytes = set.as_bytes().to_vec();
        bytes[25] ^= 1;
        let dir = partition(&[MessageSet::from_raw(bytes), MessageSet::new(["four"])]);
        let archive = Archive::open(dir.path()).unwrap();

        let mut messages = archive.messages();
        assert_eq!(messages.next().unwrap().unwrap().payload(), b"one");
        let error = messages.next().unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Message { source, .. }
            if matches!(source.kind(), message::ErrorKind::Crc { .. })));
        assert_eq!((error.offset(), messages.next_offset()), (Some(13), 13));
        assert!(messages.next().is_none());

        let walked = walk(archive.read(0, &skip()).unwrap());
        assert_eq!(walked[0].as_ref().unwrap(), "one");
        assert!(matches!(kind(&walked[1]), ErrorKind::Damaged { offset: 13, end: 26, source, .. }
            if matches!(source.kind(), message::ErrorKind::Crc { .. })));
        assert_eq!(walked[2].as_ref().unwrap(), "three");
        assert_eq!(walked[3].as_ref().unwrap(), "four");
    }

    #[test]
    fn damage_across_chunks_is_reported_once() {
        // Zeros, as a file system leaves them after a crash, much longer than a chunk.
        let zeros = usize::try_from(CHUNK).unwrap() * 5 / 2;
        let bytes = [
            MessageSet::new(["one"]).as_bytes(),
            &vec![0; zeros],
            MessageSet::new(["two"]).as_bytes(),
        ]
        .concat();
        let dir = partition(&[MessageSet::from_raw(bytes), MessageSet::new(["three"])]);
        let archive = Archive::open(dir.path()).unwrap();
        let walked = walk(archive.read(0, &skip()).unwrap());
        let two = 13 + i64::try_from(zeros).unwrap();
        assert!(
            matches!(kind(&walked[1]), ErrorKind::Damaged { offset: 13, end, .. } if *end == two)
        );
        assert_eq!(walked[2].as_ref().unwrap(), "two");
        assert_eq!(walked.len(), 4);
    }

    #[test]
    fn a_size_that_leads_out_of_the_segment_is_damage_where_more_follows() {
        let mut bytes = MessageSet::new(["one", "two", "three"]).as_bytes().to_vec();
        bytes[13] = 0x7f;
        let dir = partition(&[MessageSet::from_raw(bytes)]);
        let archive = Archive::open(dir.path()).unwrap();
        let walked = walk(archive.read(0, &skip()).unwrap());
        assert!(matches!(kind(&walked[1]), ErrorKind::Damaged { offset: 13, end: 26, .. }));
        assert_eq!(walked[2].as_ref().unwrap(), "three");
        assert_eq!(walked.len(), 3);
    }

    #[test]
    fn corrupt_inner_messages_do_not_repeat_those_before_them() {
        let mut inner = MessageSet::new(["one", "two", "three"]).as_bytes().to_vec();
        inner[25] ^= 1;
        let wrapper = MessageSet::from_raw(inner).compress(Compression::Gzip).unwrap();
        let dir = partition(&[wrapper, MessageSet::new(["four"])]);
        let archive = Archive::open(dir.path()).unwrap();
        let walked = walk(archive.read(0, &skip()).unwrap());
        let (good, bad): (Vec<_>, Vec<_>) = walked.into_iter().partition(Result::is_ok);
        assert_eq!(good.into_iter().flatten().collect::<Vec<_>>(), ["one", "three", "four"]);
        assert_eq!(bad.len(), 1);
        assert!(matches!(kind(&bad[0]), ErrorKind::Damaged { offset: 0, source, .. }
            if source.depth() == 1));
    }

    #[test]
    fn a_missing_segment_is_a_gap() {
        let dir = partition(&[MessageSet::new(["one"])]);
        write(&dir, 100, MessageSet::new(["two"]).as_bytes());
        let archive = Archive::open(dir.path()).unwrap();
        let gap = |found: &_| matches!(kind(found), ErrorKind::Gap { end: 13, next: 100, .. });
        let walked = walk(archive.messages());
        assert!(walked.len() == 2 && gap(&walked[1]));
        let walked = walk(archive.read(0, &skip()).unwrap());
        assert!(walked.len() == 3 && gap(&walked[1]));
        assert_eq!(walked[2].as_ref().unwrap(), "two");
        assert!(archive.read(50, &ReadOptions::new()).is_err(), "inside the gap");
    }

    /// Reads a log with as many messages as damaged ranges as wanted, and says how many bytes were
    /// hashed for each of its bytes.
    fn hashed(bytes: Vec<u8>, messages: usize, ranges: usize) -> u64 {
        let length = bytes.len() as u64;
        let dir = partition(&[MessageSet::from_raw(bytes)]);
        let archive = Archive::open(dir.path()).unwrap();
        count::take();
        let (read, wrong): (Vec<_>, Vec<_>) =
            archive.read(0, &skip()).unwrap().map(|found| found.is_ok()).partition(|ok| *ok);
        assert_eq!((read.len(), wrong.len()), (messages, ranges));
        count::take() / length
    }

    #[test]
    fn a_search_takes_linear_time() {
        let message = MessageSet::new(["x"]).into_bytes();
        let half = 20_000_u32;
        // After each message the head of a large one: all of the same size, or ending in one
        // place, or each a little after the one before.
        let sizes: [fn(u32) -> u32; 4] =
            [|_| 300_000, |at| 900_000 - at * 21, |at| 400_000 + at * 4, |at| at * 21 % 700_000];
        for size in sizes {
            let bytes = (0..2 * half).flat_map(|at| {
                let mut bytes = message.to_vec();
                bytes.extend(size(at).max(6).to_be_bytes());
                bytes.extend([1, 0, 9, 9, 9, 9]);
                bytes
            });
            let count = usize::try_from(2 * half).unwrap();
            assert!(hashed(bytes.collect(), count, count) < 100);
        }
        // Small numbers, much longer than a chunk.
        let numbers = (0..400_000_u64).flat_map(u64::to_be_bytes).collect::<Vec<_>>();
        let bytes = [&message[..], &numbers, &message].concat();
        assert!(hashed(bytes, 2, 1) < 100);
    }

    #[test]
    fn a_search_takes_no_more_memory_than_two_messages_may() {
        let limit = 3 * CHUNK;
        let mut bytes = MessageSet::new(["one"]).as_bytes().to_vec();
        for at in 0..usize::try_from(8 * CHUNK).unwrap() / 16 {
            // Heads that lead further and further.
            bytes.extend((i32::try_from(at * 24).unwrap()).to_be_bytes());
            bytes.extend([1, 0, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0]);
        }
        bytes.extend_from_slice(MessageSet::new(["two"]).as_bytes());
        let dir = partition(&[MessageSet::from_raw(bytes)]);
        let archive = Archive::open(dir.path()).unwrap().max_message_size(limit);
        let mut messages = archive.read(0, &skip()).unwrap();
        let (mut count, mut most) = (0, 0);
        while let Some(found) = messages.next() {
            count += usize::from(found.is_ok());
            most = most.max(messages.chunk.as_ref().map_or(0, |(chunk, _)| chunk.bytes.len()));
        }
        assert_eq!(count, 2);
        assert!(most as u64 <= 2 * (limit + 10), "{most}");
    }

    #[test]
    fn large_messages_are_read_up_to_the_limit() {
        let large = vec![b'x'; usize::try_from(CHUNK).unwrap() * 3];
        let dir = partition(&[MessageSet::new([b"one".as_slice(), &large, b"two"])]);
        let archive = Archive::open(dir.path()).unwrap();
        let sizes: Vec<_> = archive.messages().map(|m| m.unwrap().payload().len()).collect();
        assert_eq!(sizes, [3, large.len(), 3]);

        let size = large.len() as u64;
        let limited = |limit| walk(archive.clone().max_message_size(limit).messages());
        assert!(limited(size).iter().all(Result::is_ok), "the limit counts the payload alone");
        let walked = limited(size - 1);
        assert_eq!(walked.len(), 2);
        assert!(matches!(
            *kind(&walked[1]),
            ErrorKind::MessageTooLarge { offset: 13, size: said, limit, .. }
                if said == size && limit == size - 1
        ));
    }

    #[test]
    fn the_limit_is_the_same_for_every_message() {
        let wrapper = MessageSet::compressed(Compression::Gzip, (0..9).map(|at| vec![at; 90]));
        let large = [MessageSet::new(["y".repeat(50)]), MessageSet::magic0(["z".repeat(50)])];
        for large in large.into_iter().chain(wrapper) {
            let small = MessageSet::new(["small"]);
            let size = large.messages().next().unwrap().unwrap().payload().len();
            let all = [small.as_bytes(), large.as_bytes(), small.as_bytes()].concat();
            let dir = partition(&[MessageSet::from_raw(all)]);
            let archive = Archive::open(dir.path()).unwrap().max_message_size(20);
            let walked = walk(archive.messages());
            assert_eq!(walked.len(), 2, "{size}");
            assert!(matches!(kind(&walked[1]), ErrorKind::MessageTooLarge { offset: 15, .. }));
            let walked = walk(archive.read(0, &skip()).unwrap());
            assert_eq!((walked.len(), walked[2].as_ref().unwrap().as_str()), (3, "small"));
            let end = 15 + i64::try_from(large.len()).unwrap();
            assert!(matches!(
                kind(&walked[1]),
                ErrorKind::Damaged { offset: 15, end: said, .. } if *said == end
            ));
        }
    }

    #[test]
    fn a_file_that_shrinks_is_an_error() {
        let dir = partition(&[MessageSet::new(["one", "two"])]);
        let archive = Archive::open(dir.path()).unwrap();
        write(&dir, 0, b"");
        assert!(matches!(kind(&archive.messages().next().unwrap()), ErrorKind::Io { .. }));
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in vec(any::<u8>(), 0..200), sizes in vec(0_u8..30, 0..20)) {
            let messages: Vec<_> = sizes.iter().map(|&size| vec![size; size.into()]).collect();
            let set = MessageSet::new(&messages);
            let all = [set.as_bytes(), &bytes, set.as_bytes()].concat();
            let dir = partition(&[MessageSet::from_raw(all)]);
            let archive = Archive::open(dir.path()).unwrap();
            let good = archive.messages().take_while(Result::is_ok).count();
            prop_assert!(good >= messages.len());
            let mut next = 0;
            for message in archive.read(0, &skip()).unwrap().flatten() {
                prop_assert!(message.offset() >= next, "offsets go up");
                next = message.offset();
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn chunks_make_no_difference(sizes in vec(0..400_000_usize, 1..20)) {
            let set = MessageSet::new(sizes.iter().map(|&size| vec![7; size]));
            let dir = partition(&[set]);
            let archive = Archive::open(dir.path()).unwrap();
            let read: Vec<_> = archive.messages().map(|m| m.unwrap().payload().len()).collect();
            prop_assert_eq!(read, sizes);
        }
    }
}
