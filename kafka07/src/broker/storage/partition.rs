//! A partition's log as a broker holds it: appended to by one at a time, read by many at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use super::dirs;
use super::file::write_all_at;
use super::recovery;
use super::segment::Segment;
use crate::archive::{Error, ErrorKind, listing};

/// How a broker's logs are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogSettings {
    /// A segment larger than this is rolled before the next append.
    pub(crate) segment_size: u64,
    /// How many messages may be unflushed.
    pub(crate) flush_messages: u64,
    /// Whether a flush waits until the disk has the bytes, or shows them to readers only.
    pub(crate) fsync: bool,
}

/// What is deleted, and when.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Retention {
    /// Segments last written to longer ago than this.
    pub(crate) age: Option<Duration>,
    /// The oldest segments of a partition, as long as those that stay hold this much.
    pub(crate) size: Option<u64>,
}

impl Retention {
    /// Whether anything may be deleted.
    pub(crate) fn is_asked_for(self) -> bool {
        self.age.is_some() || self.size.is_some()
    }
}

/// The log of one partition.
#[derive(Debug)]
pub(crate) struct PartitionLog {
    dir: PathBuf,
    settings: LogSettings,
    /// In the order of their offsets, never empty; readers take a snapshot.
    segments: RwLock<Arc<[Arc<Segment>]>>,
    tail: Mutex<Tail>,
}

/// The state of the last segment; the holder of its lock is the only writer.
#[derive(Debug)]
struct Tail {
    /// How many good bytes the last segment holds, flushed or not.
    end: u64,
    /// How many messages are not flushed.
    unflushed: u64,
    /// Since when there is something to flush.
    dirty_since: Option<Instant>,
    /// A failed write may have left bytes after `end` that could not be cut off.
    torn: bool,
    /// Nothing is appended any more.
    closed: bool,
}

/// A place in a log that holds bytes.
#[derive(Clone, Debug)]
pub(crate) struct Location {
    pub(crate) segment: Arc<Segment>,
    /// Where in the segment's file.
    pub(crate) position: u64,
    /// How many visible bytes there are from there to the segment's end, at least 1.
    pub(crate) available: u64,
}

/// An offset before the first or past the visible end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutOfRange;

/// Which offsets a log is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    Latest,
    Earliest,
    /// Milliseconds since the epoch.
    Millis(i64),
}

impl PartitionLog {
    /// Opens the log in `dir`, which is made if it is not there. With `recover`, the last segment
    /// is cut back to its last whole message with a good CRC, and what is cut kept beside it.
    pub(crate) fn open(dir: &Path, settings: LogSettings, recover: bool) -> Result<Self, Error> {
        dirs::create(dir, settings.fsync)?;
        let mut segments = open_segments(dir, true)?;
        match segments.last() {
            None => segments.push(Arc::new(Segment::create(dir, 0, settings.fsync)?)),
            Some(last) => {
                take(dir, last, true)?;
                if recover {
                    recovery::recover(last)?;
                }
            }
        }
        Ok(Self::new(dir, settings, segments))
    }

    /// Opens the log in `dir` to be read only, up to the last whole message with a good CRC. `None`
    /// if there is no segment in it.
    pub(crate) fn open_read_only(dir: &Path, settings: LogSettings) -> Result<Option<Self>, Error> {
        let segments = open_segments(dir, false)?;
        let Some(last) = segments.last() else { return Ok(None) };
        take(dir, last, false)?;
        recovery::hide_tail(last)?;
        Ok(Some(Self::new(dir, settings, segments)))
    }

    fn new(dir: &Path, settings: LogSettings, segments: Vec<Arc<Segment>>) -> Self {
        let end = segments.last().map_or(0, |last| last.visible());
        let tail = Tail { end, unflushed: 0, dirty_since: None, torn: false, closed: false };
        Self {
            dir: dir.to_owned(),
            settings,
            segments: RwLock::new(segments.into()),
            tail: Mutex::new(tail),
        }
    }

    /// The directory.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Appends `set`, which holds `messages` whole and checked messages, inner ones counted.
    ///
    /// Says whether it left something to flush where there was nothing before. After an error the
    /// log is as it was.
    pub(crate) fn append(&self, set: &[u8], messages: u64) -> Result<bool, Error> {
        let mut tail = self.lock();
        let mut last = self.last();
        if tail.closed {
            let source = std::io::Error::other("the broker has stopped");
            return Err(
                ErrorKind::Io { action: "write to", path: last.path.clone(), source }.into()
            );
        }
        if tail.end > self.settings.segment_size {
            last = self.roll(&mut tail)?;
        }
        if tail.torn {
            last.truncate(tail.end)?;
            tail.torn = false;
        }
        if set.is_empty() {
            return Ok(false);
        }
        let end = tail.end + set.len() as u64;
        let written = match last.start.checked_add_unsigned(end) {
            Some(_) => write_all_at(&last.file, set, tail.end),
            None => Err(std::io::Error::other("the log's end would be over 2^63")),
        };
        if let Err(source) = written {
            // Cut off what was written of the set, so that nothing torn is left behind.
            tail.torn = last.truncate(tail.end).is_err();
            return Err(
                ErrorKind::Io { action: "write to", path: last.path.clone(), source }.into()
            );
        }
        tail.end = end;
        tail.unflushed += messages;
        let was_clean = tail.dirty_since.is_none();
        tail.dirty_since.get_or_insert_with(Instant::now);
        if tail.unflushed >= self.settings.flush_messages {
            self.flush_tail(&mut tail, &last)?;
        }
        Ok(was_clean && tail.dirty_since.is_some())
    }

    /// Lets readers see all that was appended.
    pub(crate) fn flush(&self) -> Result<(), Error> {
        let mut tail = self.lock();
        self.flush_tail(&mut tail, &self.last())
    }

    /// Flushes what has waited since `before` or longer; says since when something still waits.
    pub(crate) fn flush_older_than(&self, before: Instant) -> Result<Option<Instant>, Error> {
        let mut tail = self.lock();
        if tail.dirty_since.is_some_and(|since| since <= before) {
            self.flush_tail(&mut tail, &self.last())?;
        }
        Ok(tail.dirty_since)
    }

    /// Flushes, and makes sure that nothing torn is left and nothing comes after it: what a clean
    /// stop promises.
    pub(crate) fn close(&self) -> Result<(), Error> {
        let mut tail = self.lock();
        tail.closed = true;
        let last = self.last();
        if tail.torn {
            last.truncate(tail.end)?;
            tail.torn = false;
        }
        self.flush_tail(&mut tail, &last)?;
        // A thread that was left behind may hold them for longer.
        self.snapshot().iter().for_each(|segment| segment.unlock());
        Ok(())
    }

    /// Where `offset` is; `None` at the visible end.
    pub(crate) fn locate(&self, offset: i64) -> Result<Option<Location>, OutOfRange> {
        let segments = self.snapshot();
        let found = segments.partition_point(|segment| segment.start <= offset);
        let segment = segments.get(found.checked_sub(1).ok_or(OutOfRange)?).ok_or(OutOfRange)?;
        let position = offset.abs_diff(segment.start);
        let visible = segment.visible();
        let available = visible.checked_sub(position).ok_or(OutOfRange)?;
        let location = || Location { segment: Arc::clone(segment), position, available };
        Ok((available > 0).then(location))
    }

    /// At most `max` offsets, newest first: the starts of segments with the times at which they
    /// were last written to, and the visible end with the present time.
    pub(crate) fn offsets_before(&self, before: Before, max: usize) -> Result<Vec<i64>, Error> {
        let segments = self.snapshot();
        let end = segments.last().filter(|last| last.visible() > 0).map(|last| last.visible_end());
        let newest_first =
            end.into_iter().chain(segments.iter().rev().map(|segment| segment.start));
        Ok(match before {
            Before::Latest => newest_first.take(max).collect(),
            Before::Earliest => segments.iter().map(|first| first.start).take(max.min(1)).collect(),
            Before::Millis(time) => {
                let mut too_young = 0;
                if end.is_some() {
                    too_young += usize::from(millis(SystemTime::now()) > time);
                }
                if end.is_none() || too_young > 0 {
                    for segment in segments.iter().rev() {
                        if millis(modified(segment)?) <= time {
                            break;
                        }
                        too_young += 1;
                    }
                }
                newest_first.skip(too_young).take(max).collect()
            }
        })
    }

    /// Deletes what `retention` does not keep; says how many segments that were.
    ///
    /// Only whole segments are: one that is appended to is closed first, and the log goes on where
    /// it ended, even if nothing is left of it.
    pub(crate) fn retain(&self, retention: Retention, now: SystemTime) -> Result<usize, Error> {
        let mut deleted = 0;
        if let Some(age) = retention.age {
            deleted += self.delete_while(|segment| {
                Ok(now.duration_since(modified(segment)?).is_ok_and(|since| since > age))
            })?;
        }
        if let Some(keep) = retention.size {
            let size: u64 = self.snapshot().iter().map(|segment| segment.visible()).sum();
            let mut surplus = size.saturating_sub(keep);
            if size >= keep {
                deleted += self.delete_while(|segment| {
                    let left = surplus.checked_sub(segment.visible());
                    surplus = left.unwrap_or(surplus);
                    Ok(left.is_some())
                })?;
            }
        }
        Ok(deleted)
    }

    /// Deletes segments from the front as long as `expired` says so.
    fn delete_while(
        &self,
        mut expired: impl FnMut(&Segment) -> Result<bool, Error>,
    ) -> Result<usize, Error> {
        let mut tail = self.lock();
        let segments = self.snapshot();
        let mut count = 0;
        for segment in segments.iter() {
            if !expired(segment)? {
                break;
            }
            count += 1;
        }
        if count == segments.len() {
            if tail.end > 0 {
                self.roll(&mut tail)?;
            } else {
                // A new segment would have the name of this empty one: it stays.
                count -= 1;
            }
        }
        if count == 0 {
            return Ok(0);
        }
        // Readers must not find a segment in the list whose file is gone.
        let kept: Arc<[_]> = self.snapshot()[count..].into();
        self.replace(kept);
        for segment in &segments[..count] {
            fs::remove_file(&segment.path).map_err(Error::io("delete", &segment.path))?;
        }
        if self.settings.fsync {
            dirs::sync(&self.dir)?;
        }
        Ok(count)
    }

    /// Starts a new segment after the last one, all of which becomes visible.
    fn roll(&self, tail: &mut Tail) -> Result<Arc<Segment>, Error> {
        let segments = self.snapshot();
        let last = self.last();
        self.flush_tail(tail, &last)?;
        if tail.torn {
            last.truncate(tail.end)?;
            tail.torn = false;
        }
        let new = Arc::new(Segment::create(&self.dir, last.visible_end(), self.settings.fsync)?);
        self.replace(segments.iter().cloned().chain([Arc::clone(&new)]).collect());
        tail.end = 0;
        Ok(new)
    }

    fn flush_tail(&self, tail: &mut Tail, last: &Segment) -> Result<(), Error> {
        if tail.dirty_since.is_none() {
            return Ok(());
        }
        if self.settings.fsync {
            last.file.sync_all().map_err(Error::io("flush", &last.path))?;
        }
        last.show(tail.end);
        tail.unflushed = 0;
        tail.dirty_since = None;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Tail> {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn snapshot(&self) -> Arc<[Arc<Segment>]> {
        Arc::clone(&self.segments.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn replace(&self, segments: Arc<[Arc<Segment>]>) {
        *self.segments.write().unwrap_or_else(PoisonError::into_inner) = segments;
    }

    fn last(&self) -> Arc<Segment> {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(segments.last().expect("a log has a segment at all times"))
    }
}

/// The segments in `dir` in the order of their offsets, the last one for writing if `writable`.
fn open_segments(dir: &Path, writable: bool) -> Result<Vec<Arc<Segment>>, Error> {
    let mut infos = listing::segments(dir)?;
    // Of two with the same start, only one that is empty can come first.
    infos.sort_by_key(|info| (info.start, info.size));
    let last = infos.len().saturating_sub(1);
    let mut segments = Vec::with_capacity(infos.len().max(1));
    for (index, info) in infos.into_iter().enumerate() {
        segments.push(Arc::new(Segment::open(info, writable && index == last)?));
    }
    for pair in segments.windows(2) {
        if pair[0].visible_end() != pair[1].start {
            return Err(ErrorKind::Gap {
                path: pair[1].path.clone(),
                end: pair[0].visible_end(),
                next: pair[1].start,
            }
            .into());
        }
    }
    Ok(segments)
}

/// Locks the last segment of the log in `dir`, and makes sure that it still is what it was when it
/// was opened.
fn take(dir: &Path, last: &Segment, writable: bool) -> Result<(), Error> {
    last.lock(writable)?;
    let newest = listing::segments(dir)?.into_iter().map(|info| (info.start, info.size)).max();
    if newest == Some((last.start, last.visible())) {
        Ok(())
    } else {
        Err(ErrorKind::Locked { path: dir.to_owned() }.into())
    }
}

fn modified(segment: &Segment) -> Result<SystemTime, Error> {
    segment
        .file
        .metadata()
        .and_then(|metadata| metadata.modified())
        .map_err(Error::io("look at", &segment.path))
}

/// Milliseconds since the epoch; times before it are negative.
fn millis(time: SystemTime) -> i64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::super::name::segment_file;
    use super::*;
    use crate::MessageSet;
    use crate::archive::file::read_at;

    const SETTINGS: LogSettings =
        LogSettings { segment_size: 100, flush_messages: 1, fsync: false };

    fn open(dir: &TempDir, settings: LogSettings) -> PartitionLog {
        PartitionLog::open(dir.path(), settings, false).unwrap()
    }

    /// Twenty bytes.
    fn message() -> MessageSet {
        MessageSet::new(["ten bytes."])
    }

    fn append(log: &PartitionLog, count: usize) {
        for _ in 0..count {
            log.append(message().as_bytes(), 1).unwrap();
        }
    }

    fn files(dir: &TempDir) -> Vec<(i64, u64)> {
        listing::segments(dir.path()).unwrap().iter().map(|info| (info.start, info.size)).collect()
    }

    fn latest(log: &PartitionLog) -> Vec<i64> {
        log.offsets_before(Before::Latest, 100).unwrap()
    }

    fn found(log: &PartitionLog, offset: i64) -> Result<Option<(i64, u64, u64)>, OutOfRange> {
        let location = log.locate(offset)?;
        Ok(location.map(|location| (location.segment.start, location.position, location.available)))
    }

    fn set_modified(dir: &TempDir, start: i64, seconds: u64) {
        let path = dir.path().join(segment_file(start));
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    }

    #[test]
    fn a_segment_is_rolled_before_an_append_when_it_is_larger() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, SETTINGS);
        append(&log, 5);
        assert_eq!(files(&dir), [(0, 100)], "exactly the size is not larger");
        append(&log, 1);
        assert_eq!(files(&dir), [(0, 120)], "not after the append");
        append(&log, 1);
        assert_eq!(files(&dir), [(0, 120), (120, 20)]);
        assert_eq!(latest(&log), [140, 120, 0]);
    }

    #[test]
    fn an_empty_set_rolls_too() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, SETTINGS);
        append(&log, 6);
        assert!(!log.append(&[], 0).unwrap());
        assert_eq!(files(&dir), [(0, 120), (120, 0)]);
        assert_eq!(latest(&log), [120, 0], "the end of an empty segment is its start");
    }

    #[test]
    fn places_are_found_in_all_segments_and_nowhere_else() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, SETTINGS);
        append(&log, 14);
        assert_eq!(files(&dir), [(0, 120), (120, 120), (240, 40)]);
        assert_eq!(found(&log, 0), Ok(Some((0, 0, 120))));
        assert_eq!(found(&log, 119), Ok(Some((0, 119, 1))));
        assert_eq!(found(&log, 120), Ok(Some((120, 0, 120))));
        assert_eq!(found(&log, 279), Ok(Some((240, 39, 1))));
        assert_eq!(found(&log, 280), Ok(None), "the end");
        for offset in [-1, 281, i64::MIN, i64::MAX] {
            assert_eq!(found(&log, offset), Err(OutOfRange), "{offset}");
        }
    }

    #[test]
    fn only_flushed_messages_are_visible() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, LogSettings { flush_messages: 3, fsync: true, ..SETTINGS });
        let set = message();
        assert!(log.append(set.as_bytes(), 1).unwrap(), "now there is something to flush");
        assert!(!log.append(set.as_bytes(), 1).unwrap());
        assert_eq!(files(&dir), [(0, 40)]);
        assert_eq!((found(&log, 0), found(&log, 20)), (Ok(None), Err(OutOfRange)));
        assert_eq!(latest(&log), [0]);
        assert!(!log.append(set.as_bytes(), 1).unwrap(), "flushed");
        assert_eq!(latest(&log), [60, 0]);

        assert!(log.append(set.as_bytes(), 1).unwrap());
        assert_eq!(latest(&log), [60, 0]);
        log.flush().unwrap();
        assert_eq!(latest(&log), [80, 0]);
    }

    #[test]
    fn only_what_has_waited_is_flushed_by_time() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, LogSettings { flush_messages: 1000, ..SETTINGS });
        let before = Instant::now();
        append(&log, 1);
        let since = log.flush_older_than(before).unwrap();
        assert!(since.is_some_and(|since| since >= before));
        assert_eq!(latest(&log), [0]);
        assert_eq!(log.flush_older_than(Instant::now()).unwrap(), None);
        assert_eq!(latest(&log), [20, 0]);
    }

    #[test]
    fn a_roll_flushes() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, LogSettings { flush_messages: 1000, ..SETTINGS });
        append(&log, 7);
        assert_eq!(files(&dir), [(0, 120), (120, 20)]);
        assert_eq!(latest(&log), [120, 0]);
        assert_eq!(found(&log, 0), Ok(Some((0, 0, 120))));
        assert_eq!(found(&log, 120), Ok(None));
    }

    #[test]
    fn offsets_by_time_go_by_the_files() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, SETTINGS);
        append(&log, 14);
        for (start, seconds) in [(0, 1000), (120, 2000), (240, 3000)] {
            set_modified(&dir, start, seconds);
        }
        let before = |time, max| log.offsets_before(Before::Millis(time), max).unwrap();
        assert_eq!(before(i64::MAX, 100), [280, 240, 120, 0]);
        assert_eq!(before(i64::MAX, 2), [280, 240]);
        assert_eq!(before(3_000_000, 100), [240, 120, 0]);
        assert_eq!(before(2_999_999, 100), [120, 0]);
        assert_eq!(before(2_999_999, 1), [120]);
        assert_eq!(before(1_000_000, 100), [0]);
        for time in [999_999, 0, -3, i64::MIN] {
            assert!(before(time, 100).is_empty());
        }
        assert_eq!(log.offsets_before(Before::Earliest, 100).unwrap(), [0]);
        assert!(log.offsets_before(Before::Earliest, 0).unwrap().is_empty());
        assert!(log.offsets_before(Before::Latest, 0).unwrap().is_empty());
    }

    #[test]
    fn retention_by_age_keeps_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, SETTINGS);
        append(&log, 14);
        for (start, seconds) in [(0, 1000), (120, 2000), (240, 3000)] {
            set_modified(&dir, start, seconds);
        }
        let age = Retention { age: Some(Duration::from_secs(500)), size: None };
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(log.retain(age, at(1500)).unwrap(), 0, "not older than that");
        let location = log.locate(0).unwrap().unwrap();
        assert_eq!(log.retain(age, at(2501)).unwrap(), 2);
        assert_eq!(files(&dir), [(240, 40)]);
        assert_eq!((found(&log, 0), found(&log, 240)), (Err(OutOfRange), Ok(Some((240, 0, 40)))));
        let mut first = [0; 20];
        read_at(&location.segment.file, &mut first, location.position).unwrap();
        assert_eq!(first, message().as_bytes(), "who is reading it still can");

        assert_eq!(log.retain(age, at(9000)).unwrap(), 1);
        assert_eq!(files(&dir), [(280, 0)], "the log goes on where it ended");
        assert_eq!(latest(&log), [280]);
        set_modified(&dir, 280, 3000);
        assert_eq!(log.retain(age, at(9000)).unwrap(), 0, "an empty segment stays");
        append(&log, 1);
        assert_eq!(latest(&log), [300, 280]);
    }

    #[test]
    fn retention_by_size_keeps_that_much() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, SETTINGS);
        append(&log, 14);
        let retain = |size| {
            log.retain(Retention { age: None, size: Some(size) }, SystemTime::now()).unwrap()
        };
        assert_eq!(retain(281), 0);
        assert_eq!(retain(161), 0, "less would stay than that");
        assert_eq!(retain(160), 1);
        assert_eq!(files(&dir), [(120, 120), (240, 40)]);
        assert_eq!(retain(0), 2);
        assert_eq!(files(&dir), [(280, 0)]);
        assert_eq!(retain(0), 0);
    }

    #[test]
    fn a_log_opens_where_it_was_closed() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, LogSettings { flush_messages: 1000, ..SETTINGS });
        append(&log, 8);
        log.close().unwrap();
        assert_eq!(latest(&log), [160, 120, 0], "closing flushes");
        drop(log);
        let log = open(&dir, SETTINGS);
        assert_eq!(latest(&log), [160, 120, 0]);
        append(&log, 1);
        assert_eq!(files(&dir), [(0, 120), (120, 60)]);
    }

    #[test]
    fn recovery_cuts_the_last_segment_back_to_whole_messages_with_a_good_crc() {
        let good = [message().as_bytes(), message().as_bytes()].concat();
        let mut bad_crc = message().as_bytes().to_vec();
        bad_crc[19] ^= 1;
        let message_bytes = message();
        let cut = &message_bytes.as_bytes()[..19];
        let nonsense = [0; 50];
        let behind_damage = [&bad_crc[..], message().as_bytes()].concat();
        for tail in [&[][..], &bad_crc, cut, &cut[..2], &nonsense, &behind_damage] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("00000000000000000000.kafka");
            fs::write(&path, [&good[..], tail].concat()).unwrap();
            let log = PartitionLog::open(dir.path(), SETTINGS, true).unwrap();
            assert_eq!(files(&dir), [(0, 40)], "with a tail of {} bytes", tail.len());
            let copy = fs::read(dir.path().join("00000000000000000000.kafka.truncated"));
            assert_eq!(copy.ok().as_deref(), (!tail.is_empty()).then_some(tail));
            append(&log, 1);
            assert_eq!(latest(&log), [60, 0]);
        }
    }

    #[test]
    fn what_recovery_cut_earlier_is_kept_too() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("00000000000000000000.kafka");
        for round in 1..=3 {
            fs::write(&path, [message().as_bytes(), &vec![0xee; round]].concat()).unwrap();
            PartitionLog::open(dir.path(), SETTINGS, true).unwrap();
        }
        assert_eq!(files(&dir), [(0, 20)]);
        for (name, length) in [("truncated", 1), ("truncated.1", 2), ("truncated.2", 3)] {
            let copy = dir.path().join(format!("00000000000000000000.kafka.{name}"));
            assert_eq!(fs::read(copy).unwrap(), vec![0xee; length]);
        }
    }

    #[test]
    fn recovery_that_was_killed_leaves_one_whole_copy_in_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("00000000000000000000.kafka");
        let copy = dir.path().join("00000000000000000000.kafka.truncated");
        let tail = vec![0xee; 3];
        let torn = [message().as_bytes(), &tail].concat();
        // Killed while it copied.
        fs::write(&path, &torn).unwrap();
        fs::write(dir.path().join("00000000000000000000.kafka.truncating"), [0xee; 2]).unwrap();
        PartitionLog::open(dir.path(), SETTINGS, true).unwrap();
        assert_eq!(fs::read(&copy).unwrap(), tail);
        // Killed before it cut.
        fs::write(&path, &torn).unwrap();
        PartitionLog::open(dir.path(), SETTINGS, true).unwrap();
        assert_eq!(fs::read(&copy).unwrap(), tail);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "the segment and the copy");
        assert_eq!(files(&dir), [(0, 20)]);
        // Of the same length, but other bytes.
        fs::write(&path, [message().as_bytes(), &[0xdd; 3]].concat()).unwrap();
        PartitionLog::open(dir.path(), SETTINGS, true).unwrap();
        assert_eq!(fs::read(&copy).unwrap(), tail);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
    }

    #[test]
    fn nothing_is_cut_without_a_copy() {
        let dir = tempfile::tempdir().unwrap();
        // A name that leaves no room for the copy's.
        let path = dir.path().join(format!("{:0249}.kafka", 0));
        fs::write(&path, [0; 33]).unwrap();
        let error = PartitionLog::open(dir.path(), SETTINGS, true).unwrap_err();
        assert!(error.to_string().contains(".trunc"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), [0; 33]);
    }

    #[test]
    fn read_only_logs_end_with_the_last_whole_message_and_stay_as_they_are() {
        let dir = tempfile::tempdir().unwrap();
        assert!(PartitionLog::open_read_only(dir.path(), SETTINGS).unwrap().is_none());
        let path = dir.path().join("00000000000000000000.kafka");
        let torn = [message().as_bytes(), message().as_bytes(), &[0; 7]].concat();
        fs::write(&path, &torn).unwrap();
        let log = PartitionLog::open_read_only(dir.path(), SETTINGS).unwrap().unwrap();
        assert_eq!(latest(&log), [40, 0]);
        assert_eq!(found(&log, 0), Ok(Some((0, 0, 40))));
        log.close().unwrap();
        assert_eq!(fs::read(&path).unwrap(), torn);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn nothing_is_appended_after_the_close() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, SETTINGS);
        log.close().unwrap();
        assert!(log.append(message().as_bytes(), 1).is_err());
        assert_eq!(files(&dir), [(0, 0)]);
    }

    #[test]
    fn a_file_that_came_meanwhile_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let log = open(&dir, SETTINGS);
        append(&log, 6);
        let foreign = dir.path().join("00000000000000000120.kafka");
        fs::write(&foreign, "not of this log").unwrap();
        for _ in 0..2 {
            let error = log.append(message().as_bytes(), 1).unwrap_err();
            assert!(error.to_string().contains("00000000000000000120.kafka"), "{error}");
        }
        assert_eq!(fs::read(&foreign).unwrap(), b"not of this log");
        fs::write(&foreign, "").unwrap();
        append(&log, 1);
        assert_eq!(files(&dir), [(0, 120), (120, 20)]);
    }

    #[test]
    fn an_empty_file_for_the_same_offset_comes_first() {
        for (first, second) in [("0.kafka", "00.kafka"), ("00.kafka", "0.kafka")] {
            let dir = tempfile::tempdir().unwrap();
            fs::write(dir.path().join(first), "").unwrap();
            fs::write(dir.path().join(second), message().as_bytes()).unwrap();
            assert_eq!(found(&open(&dir, SETTINGS), 0), Ok(Some((0, 0, 20))));
        }
    }

    #[test]
    fn without_recovery_nothing_is_touched() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("00000000000000000000.kafka");
        fs::write(&path, [0; 33]).unwrap();
        let log = open(&dir, SETTINGS);
        assert_eq!(files(&dir), [(0, 33)]);
        assert_eq!(latest(&log), [33, 0]);
    }

    #[test]
    fn segments_that_do_not_follow_each_other_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("00000000000000000000.kafka"), [0; 20]).unwrap();
        fs::write(dir.path().join("00000000000000000030.kafka"), [0; 20]).unwrap();
        let error = PartitionLog::open(dir.path(), SETTINGS, false).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Gap { end: 20, next: 30, .. }), "{error}");
    }

    #[test]
    fn a_log_ends_before_two_to_the_63() {
        let dir = tempfile::tempdir().unwrap();
        let start = i64::MAX - 30;
        fs::write(dir.path().join(segment_file(start)), []).unwrap();
        let log = open(&dir, SETTINGS);
        append(&log, 1);
        assert!(log.append(message().as_bytes(), 1).is_err());
        assert_eq!(latest(&log), [start + 20, start]);
        fs::write(dir.path().join(segment_file(start)), [0; 31]).unwrap();
        assert!(PartitionLog::open(dir.path(), SETTINGS, false).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_and_leaves_the_log_unchanged() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("00000000000000000000.kafka");
        std::os::unix::fs::symlink("/dev/full", path).unwrap();
        let log = open(&dir, SETTINGS);
        for _ in 0..2 {
            let error = log.append(message().as_bytes(), 1).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Io { .. }), "{error}");
            assert_eq!((latest(&log), found(&log, 0)), (vec![0], Ok(None)));
        }
        assert!(log.close().is_err(), "this was not a clean stop");
    }
}
