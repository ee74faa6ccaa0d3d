//! What lies in a partition's directory and in a data directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Error, name};

/// A segment file as a directory lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SegmentInfo {
    /// The file.
    pub path: PathBuf,
    /// The offset of its first message: what its name says.
    pub start: i64,
    /// How many bytes it holds.
    pub size: u64,
    /// When it was last written to: what [`OffsetsRequest`](crate::OffsetsRequest)s by time go by.
    pub modified: SystemTime,
}

impl SegmentInfo {
    /// Where it ends: the offset of what would follow it.
    pub fn end(&self) -> i64 {
        self.start.saturating_add_unsigned(self.size)
    }
}

/// A partition as a data directory lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PartitionInfo {
    /// The topic's name.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// The partition's directory.
    pub path: PathBuf,
    /// Its segments, in the order of their offsets; none where a broker died before its first.
    pub segments: Vec<SegmentInfo>,
}

impl PartitionInfo {
    /// How many bytes all of its segments hold.
    pub fn size(&self) -> u64 {
        self.segments.iter().map(|segment| segment.size).sum()
    }

    /// The first offset; `None` without segments.
    pub fn first_offset(&self) -> Option<i64> {
        self.segments.first().map(|segment| segment.start)
    }

    /// The offset after the last byte; `None` without segments.
    pub fn end_offset(&self) -> Option<i64> {
        self.segments.iter().map(SegmentInfo::end).max()
    }
}

/// Lists the partitions of a data directory (`log.dir`) by topic and partition. Nothing is
/// changed, so a broker may be running on it.
///
/// Everything that is not named like a partition is left out;
/// [`segment_files`](super::segment_files) finds what else may hold messages.
///
/// ```
/// let dir = tempfile::tempdir()?;
/// std::fs::create_dir(dir.path().join("web-0"))?;
/// std::fs::write(dir.path().join("web-0/00000000000000000120.kafka"), [0; 30])?;
///
/// let partitions = kafka07::archive::list(dir.path())?;
/// assert_eq!((partitions[0].topic.as_str(), partitions[0].partition), ("web", 0));
/// assert_eq!(partitions[0].first_offset(), Some(120));
/// assert_eq!(partitions[0].end_offset(), Some(150));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a directory cannot be read.
pub fn list(data_dir: impl AsRef<Path>) -> Result<Vec<PartitionInfo>, Error> {
    let data_dir = data_dir.as_ref();
    let mut partitions = Vec::new();
    for entry in fs::read_dir(data_dir).map_err(Error::io("list", data_dir))? {
        let entry = entry.map_err(Error::io("list", data_dir))?;
        let path = entry.path();
        let Some((topic, partition)) =
            path.file_name().and_then(|name| name.to_str()).and_then(name::parse_partition_dir)
        else {
            continue;
        };
        if !path.is_dir() {
            continue;
        }
        let (topic, segments) = (topic.to_owned(), segments_that_fit(&path)?);
        partitions.push(PartitionInfo { topic, partition, path, segments });
    }
    partitions.sort_by(|a, b| (&a.topic, a.partition).cmp(&(&b.topic, b.partition)));
    Ok(partitions)
}

/// The segments in a partition's directory, in the order of their offsets; of those for the same
/// offset, the one that is named as a broker names it first.
pub(crate) fn segments(dir: &Path) -> Result<Vec<SegmentInfo>, Error> {
    let mut segments = Vec::new();
    for entry in fs::read_dir(dir).map_err(Error::io("list", dir))? {
        let path = entry.map_err(Error::io("list", dir))?.path();
        let start =
            path.file_name().and_then(|name| name.to_str()).and_then(name::parse_segment_file);
        let Some(start) = start else { continue };
        match SegmentInfo::of(path.clone(), start) {
            Ok(Some(segment)) => segments.push(segment),
            Ok(None) => {}
            // Retention may delete a segment between the listing and the look at it.
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    segments.sort_by(|a, b| {
        (a.start, !a.is_canonical(), &a.path).cmp(&(b.start, !b.is_canonical(), &b.path))
    });
    // A broker may have filled a segment up and begun the next since it was looked at.
    for index in 1..segments.len() {
        let (start, segment) = (segments[index].start, &mut segments[index - 1]);
        if segment.end() < start
            && let Ok(Some(grown)) = SegmentInfo::of(segment.path.clone(), segment.start)
        {
            *segment = grown;
        }
    }
    Ok(segments)
}

/// The same without those that would end after the last offset that there is: they have no place
/// in a log.
pub(super) fn segments_that_fit(dir: &Path) -> Result<Vec<SegmentInfo>, Error> {
    let mut segments = segments(dir)?;
    segments.retain(SegmentInfo::fits);
    Ok(segments)
}

impl SegmentInfo {
    /// Whether all that it holds has an offset.
    pub(super) fn fits(&self) -> bool {
        self.start.checked_add_unsigned(self.size).is_some()
    }

    fn is_canonical(&self) -> bool {
        self.path.file_name().and_then(|name| name.to_str()).is_some_and(name::is_canonical)
    }

    /// What `path` is; `None` if it is not a file.
    pub(super) fn of(path: PathBuf, start: i64) -> Result<Option<Self>, Error> {
        let metadata = fs::metadata(&path).map_err(Error::io("look at", &path))?;
        if !metadata.is_file() {
            return Ok(None);
        }
        let modified = metadata.modified().map_err(Error::io("look at", &path))?;
        Ok(Some(Self { path, start, size: metadata.len(), modified }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_are_listed_in_order_and_other_entries_ignored() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path();
        for partition in ["b-10", "b-9", "a-b-0", "lost+found", "t-01"] {
            fs::create_dir(path.join(partition)).unwrap();
        }
        fs::write(path.join("file-0"), "no directory").unwrap();
        fs::write(path.join(".kafka_cleanshutdown"), "").unwrap();
        fs::write(path.join("b-9/00000000000000000020.kafka"), [0; 5]).unwrap();
        fs::write(path.join("b-9/00000000000000000000.kafka"), [0; 20]).unwrap();
        fs::write(path.join("b-9/notes.txt"), "none of ours").unwrap();
        fs::create_dir(path.join("b-9/00000000000000000077.kafka")).unwrap();

        let partitions = list(path).unwrap();
        let names: Vec<_> = partitions.iter().map(|p| (p.topic.as_str(), p.partition)).collect();
        assert_eq!(names, [("a-b", 0), ("b", 9), ("b", 10)]);
        let b9 = &partitions[1];
        assert_eq!(
            b9.segments.iter().map(|s| (s.start, s.size)).collect::<Vec<_>>(),
            [(0, 20), (20, 5)]
        );
        assert_eq!((b9.size(), b9.first_offset(), b9.end_offset()), (25, Some(0), Some(25)));
        assert_eq!((partitions[2].size(), partitions[2].end_offset()), (0, None));
    }

    #[test]
    fn a_missing_directory_is_named() {
        let error = list("/no/such/directory").unwrap_err();
        assert!(error.to_string().ends_with("list /no/such/directory"), "{error}");
    }
}
