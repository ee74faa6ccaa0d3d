//! A partition's segments, or one alone, read from disk without a broker.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::read_segment;
use super::{ArchiveMessages, Error, ErrorKind, SegmentInfo, listing, name};
use crate::message::{MessageSet, ReadOptions};

/// A partition's directory, or a single segment file, opened for reading.
///
/// It is looked at once, when it is opened: what a broker appends later is not seen. Nothing is
/// changed or locked, so the broker may be running.
///
/// ```
/// use kafka07::MessageSet;
/// use kafka07::archive::Archive;
///
/// let dir = tempfile::tempdir()?;
/// let set = MessageSet::new(["one", "two"]);
/// std::fs::write(dir.path().join("00000000000000000120.kafka"), set.as_bytes())?;
///
/// let archive = Archive::open(dir.path())?;
/// assert_eq!((archive.first_offset(), archive.end_offset()), (120, 146));
/// for message in archive.messages() {
///     let message = message?;
///     println!("{}: {} bytes", message.offset(), message.payload().len());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Archive {
    path: PathBuf,
    /// In the order of their offsets, never empty.
    segments: Arc<[SegmentInfo]>,
    max_message_size: u64,
}

impl Archive {
    /// The default of [`max_message_size`](Self::max_message_size): 100 MiB, for a broker takes no
    /// larger request.
    pub const DEFAULT_MAX_MESSAGE_SIZE: u64 = 100 << 20;

    /// Opens a partition's directory or a single segment file. A file that is not named by its
    /// start offset starts at 0.
    ///
    /// Of a directory all files are read that are named by an offset, `0.kafka` as well as
    /// `00000000000000000000.kafka`. If several hold the same offsets, reading says so
    /// ([`ErrorKind::Overlap`]). Other files, and what is in directories inside it, are not read;
    /// [`segment_files`](super::segment_files) finds those that may hold messages.
    ///
    /// # Errors
    /// If it cannot be read, or is a directory without segments.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref().to_owned();
        let metadata = fs::metadata(&path).map_err(Error::io("open", &path))?;
        let segments = if metadata.is_dir() {
            listing::segments_that_fit(&path)?
        } else {
            let name = path.file_name().and_then(|name| name.to_str());
            let start = name.and_then(name::parse_segment_file).unwrap_or(0);
            let mut segment = SegmentInfo::of(path.clone(), start)?;
            if segment.as_ref().is_some_and(|segment| !segment.fits()) {
                segment = SegmentInfo::of(path.clone(), 0)?;
            }
            segment.into_iter().collect()
        };
        if segments.is_empty() {
            return Err(ErrorKind::NotALog { path }.into());
        }
        let max_message_size = Self::DEFAULT_MAX_MESSAGE_SIZE;
        Ok(Self { path, segments: segments.into(), max_message_size })
    }

    /// Sets the largest payload of a message in the log, a compressed set being one message: what
    /// brokers call `max.message.size`, in bytes without the message's header. Defaults to
    /// [`DEFAULT_MAX_MESSAGE_SIZE`](Self::DEFAULT_MAX_MESSAGE_SIZE).
    ///
    /// A larger message is the error [`ErrorKind::MessageTooLarge`], and is not yielded; with
    /// [`OnCorrupt::Skip`](crate::message::OnCorrupt::Skip) it is damage that is stepped over.
    #[must_use]
    pub fn max_message_size(mut self, bytes: u64) -> Self {
        self.max_message_size = bytes;
        self
    }

    /// What was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Topic and partition, if its directory's name says them.
    pub fn topic_partition(&self) -> Option<(&str, i32)> {
        let dir = self.segments[0].path.parent()?;
        name::parse_partition_dir(dir.file_name()?.to_str()?)
    }

    /// The segments, in the order of their offsets; at least one.
    pub fn segments(&self) -> &[SegmentInfo] {
        &self.segments
    }

    /// The first offset.
    pub fn first_offset(&self) -> i64 {
        self.segments[0].start
    }

    /// The offset after the last byte.
    pub fn end_offset(&self) -> i64 {
        self.segments.iter().map(SegmentInfo::end).max().unwrap_or_default()
    }

    /// All messages, compressed ones opened, read with the default options.
    pub fn messages(&self) -> ArchiveMessages {
        self.walk(0, self.first_offset(), &ReadOptions::new())
    }

    /// The messages from `offset` on, read with `options`. It should be the offset of a message, as
    /// for a fetch.
    ///
    /// # Errors
    /// If no segment holds the offset. The end is a valid offset.
    pub fn read(&self, offset: i64, options: &ReadOptions) -> Result<ArchiveMessages, Error> {
        let mut index = self.locate(offset)?;
        // Empty segments for the same offset are told of too.
        while index > 0 && self.segments[index - 1].start == offset {
            index -= 1;
        }
        Ok(self.walk(index, offset, options))
    }

    /// At most `max_size` bytes from `offset` on: what a fetch would return. They end with the
    /// segment at the latest; at the end of the last one the set is empty.
    ///
    /// ```
    /// # use kafka07::MessageSet;
    /// # use kafka07::archive::Archive;
    /// # let dir = tempfile::tempdir()?;
    /// # let set = MessageSet::new(["one", "two"]);
    /// # std::fs::write(dir.path().join("00000000000000000120.kafka"), set.as_bytes())?;
    /// let archive = Archive::open(dir.path())?;
    /// let set = archive.read_at(133, 1024)?;
    /// assert_eq!(set.messages().next().unwrap()?.payload(), b"two");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If no segment holds the offset, or the file cannot be read.
    pub fn read_at(&self, offset: i64, max_size: usize) -> Result<MessageSet, Error> {
        let segment = &self.segments[self.locate(offset)?];
        let file = File::open(&segment.path).map_err(Error::io("open", &segment.path))?;
        let bytes = read_segment(&file, segment, offset, max_size as u64)?;
        Ok(MessageSet::from_raw(bytes))
    }

    fn walk(&self, index: usize, offset: i64, options: &ReadOptions) -> ArchiveMessages {
        let segments = Arc::clone(&self.segments);
        ArchiveMessages::new(segments, index, offset, options, self.max_message_size)
    }

    /// Which segment holds `offset`, the first if there are several; the last that ends there for
    /// the end.
    fn locate(&self, offset: i64) -> Result<usize, Error> {
        let holds = |segment: &SegmentInfo| segment.start <= offset && offset < segment.end();
        let ends = |segment: &SegmentInfo| offset == segment.end();
        let found = self.segments.iter().position(holds);
        let last = || self.segments.iter().rposition(ends).filter(|_| offset == self.end_offset());
        found.or_else(last).ok_or_else(|| {
            let (path, first, end) = (self.path.clone(), self.first_offset(), self.end_offset());
            ErrorKind::OffsetOutOfRange { path, offset, first, end }.into()
        })
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn write(dir: &TempDir, name: &str, set: &MessageSet) {
        fs::write(dir.path().join(name), set.as_bytes()).unwrap();
    }

    #[test]
    fn a_single_file_needs_no_directory() {
        let dir = tempfile::tempdir().unwrap();
        write(&dir, "00000000000000000000.kafka", &MessageSet::new(["one"]));
        write(&dir, "00000000000000000500.kafka", &MessageSet::new(["later"]));
        write(&dir, "dump.kafka", &MessageSet::new(["dumped"]));
        let open = |name: &str| Archive::open(dir.path().join(name)).unwrap();
        let later = open("00000000000000000500.kafka");
        assert_eq!(later.first_offset(), 500);
        assert_eq!(later.messages().next().unwrap().unwrap().next_offset(), 515);
        let dumped: Vec<_> = open("dump.kafka").messages().map(Result::unwrap).collect();
        assert_eq!((dumped.len(), dumped[0].payload()), (1, &b"dumped"[..]));
        assert_eq!(open("dump.kafka").first_offset(), 0);
    }

    #[test]
    fn opening_anything_but_a_log_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let refused = |path: &Path| Archive::open(path).unwrap_err();
        assert!(matches!(refused(dir.path()).kind(), ErrorKind::NotALog { .. }));
        assert!(matches!(refused(&dir.path().join("none")).kind(), ErrorKind::Io { .. }));
    }

    #[test]
    fn random_access_is_what_a_fetch_returns() {
        let first = MessageSet::new(["one", "two"]);
        let dir = tempfile::tempdir().unwrap();
        write(&dir, "00000000000000000000.kafka", &first);
        write(&dir, "00000000000000000026.kafka", &MessageSet::new(["three"]));
        let archive = Archive::open(dir.path()).unwrap();
        let read = |offset, size| archive.read_at(offset, size).unwrap();
        assert_eq!(read(0, usize::MAX).as_bytes(), first.as_bytes(), "to the segment's end");
        assert_eq!(read(5, 10).as_bytes(), &first.as_bytes()[5..15], "cut anywhere");
        assert_eq!(read(26, 100).len(), 15);
        assert!(read(41, 100).is_empty());
        assert!(read(3, 0).is_empty());
    }
}
