//! A partition's log as a broker holds it: appended to by one at a time, read by many at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use super::segment::Segment;
use super::{Error, file, listing, recovery};

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

/// The log of one partition.
#[derive(Debug)]
pub(crate) struct PartitionLog {
    dir: PathBuf,
    settings: LogSettings,
    /// In the order of their offsets, never empty; readers take a snapshot.
    segments: RwLock<Arc<[Arc<Segment>]>>,
    tail: Mutex<Tail>,
}

/// The state of the last segment; whoever holds its lock is the only writer.
#[derive(Debug)]
struct Tail {
    /// How many good bytes the last segment holds, flushed or not.
    end: u64,
    /// How many messages are not flushed.
    unflushed: u64,
    /// Since when there is something to flush.
    dirty_since: Option<Instant>,
    /// A failed write may have left bytes behind `end` that could not be cut off.
    torn: bool,
}

/// A place in a log that holds bytes.
#[derive(Clone, Debug)]
pub(crate) struct Place {
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
    /// is cut back to its last whole message with a good CRC.
    pub(crate) fn open(dir: &Path, settings: LogSettings, recover: bool) -> Result<Self, Error> {
        fs::create_dir_all(dir).map_err(Error::io("create", dir))?;
        let infos = listing::segments(dir)?;
        let mut segments = Vec::with_capacity(infos.len().max(1));
        let last = infos.len().saturating_sub(1);
        for (index, info) in infos.into_iter().enumerate() {
            segments.push(Arc::new(Segment::open(info, index == last)?));
        }
        for pair in segments.windows(2) {
            if pair[0].visible_end() != pair[1].start {
                return Err(Error::Gap {
                    path: pair[1].path.clone(),
                    end: pair[0].visible_end(),
                    next: pair[1].start,
                });
            }
        }
        match segments.last() {
            None => segments.push(Arc::new(Segment::create(dir, 0)?)),
            Some(last) if recover => recovery::recover(last)?,
            Some(_) => {}
        }
        let end = segments.last().map_or(0, |last| last.visible());
        Ok(Self {
            dir: dir.to_owned(),
            settings,
            segments: RwLock::new(segments.into()),
            tail: Mutex::new(Tail { end, unflushed: 0, dirty_since: None, torn: false }),
        })
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
            Some(_) => file::write_all_at(&last.file, set, tail.end),
            None => Err(std::io::Error::other("the log's end would be over 2^63")),
        };
        if let Err(source) = written {
            // Cut off what was written of the set, so that nothing torn is left behind.
            tail.torn = last.truncate(tail.end).is_err();
            return Err(Error::Io { action: "write to", path: last.path.clone(), source });
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

    /// Flushes, and makes sure that nothing torn is left: what a clean stop promises.
    pub(crate) fn close(&self) -> Result<(), Error> {
        let mut tail = self.lock();
        let last = self.last();
        if tail.torn {
            last.truncate(tail.end)?;
            tail.torn = false;
        }
        self.flush_tail(&mut tail, &last)
    }

    /// Where `offset` stands; `None` at the visible end.
    pub(crate) fn locate(&self, offset: i64) -> Result<Option<Place>, OutOfRange> {
        let segments = self.snapshot();
        let found = segments.partition_point(|segment| segment.start <= offset);
        let segment = segments.get(found.checked_sub(1).ok_or(OutOfRange)?).ok_or(OutOfRange)?;
        let position = offset.abs_diff(segment.start);
        let visible = segment.visible();
        let available = visible.checked_sub(position).ok_or(OutOfRange)?;
        let place = || Place { segment: Arc::clone(segment), position, available };
        Ok((available > 0).then(place))
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
    /// The log goes on where it ended, even if nothing is left of it.
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
        Ok(count)
    }

    /// Starts a new segment behind the last one, all of which becomes visible.
    fn roll(&self, tail: &mut Tail) -> Result<Arc<Segment>, Error> {
        let segments = self.snapshot();
        let last = self.last();
        self.flush_tail(tail, &last)?;
        if tail.torn {
            last.truncate(tail.end)?;
            tail.torn = false;
        }
        let new = Arc::new(Segment::create(&self.dir, last.visible_end())?);
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
