//! What can be wrong with a log on disk.

use std::io;
use std::path::{Path, PathBuf};

use crate::chain::boxed_kind;
use crate::message;

/// Why a log could not be opened, read or written: which file or directory, and where in it.
///
/// It is one word wide. `Display` leaves out the cause that [`source`](std::error::Error::source)
/// returns; `Debug` has the text and its causes on one line.
pub struct Error(Box<ErrorKind>);

/// Says what exactly is wrong with a log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system refused.
    #[error("could not {action} {}", path.display())]
    Io {
        /// What was tried, such as `open` or `write to`.
        action: &'static str,
        /// On which file or directory.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another broker has a data directory open, or a partition's directory, which it may reach
    /// through a link.
    #[error("directory {} is in use by another broker; stop it or use another directory", path.display())]
    Locked {
        /// The directory.
        path: PathBuf,
    },
    /// A directory without segments, or a file that is not a segment.
    #[error("{} is neither a segment file nor a directory with segment files (*.kafka)", path.display())]
    NotALog {
        /// What was to be opened.
        path: PathBuf,
    },
    /// Two segments that do not follow each other without a gap.
    #[error("segment {} starts at offset {next}, but the one before it ends at {end}", path.display())]
    Gap {
        /// The later segment.
        path: PathBuf,
        /// Where the earlier segment ends.
        end: i64,
        /// Where the later one begins.
        next: i64,
    },
    /// Several segments hold the same offsets. What is the same in both is read once, and what
    /// differs from both, first the earlier one.
    #[error("{}", overlap(path, other, (*.start, *.end), *.differs_at))]
    Overlap {
        /// The later segment.
        path: PathBuf,
        /// One that is before it.
        other: PathBuf,
        /// The first offset that both hold, with which the later one starts.
        start: i64,
        /// The offset after the last one that both hold; the same if one of them is empty.
        end: i64,
        /// The offset of the first byte that is not the same in both.
        differs_at: Option<i64>,
    },
    /// An offset before the first or past the end.
    #[error("offset {offset} is out of range in {}, which has offsets {first} to {end}", path.display())]
    OffsetOutOfRange {
        /// The log.
        path: PathBuf,
        /// The offset asked for.
        offset: i64,
        /// The first offset.
        first: i64,
        /// The end: where the next message would stand.
        end: i64,
    },
    /// A corrupt message, or one that the options do not allow to be read.
    #[error("a message in {} could not be read", path.display())]
    Message {
        /// The segment.
        path: PathBuf,
        /// What is wrong with it, and at which offset.
        source: message::Error,
    },
    /// Corrupt bytes that were stepped over, as [`OnCorrupt::Skip`](crate::message::OnCorrupt)
    /// says.
    #[error("skipped damaged bytes in {} from offset {offset} to {end}", path.display())]
    Damaged {
        /// The segment.
        path: PathBuf,
        /// Where the damage starts. If it lies inside a compressed message, where that starts.
        offset: i64,
        /// Where the next message is, or the segment ends.
        end: i64,
        /// What is wrong.
        source: message::Error,
    },
    /// A segment that ends inside a message: all before it was read.
    #[error(
        "{} ends inside the message at offset {offset}, after {}",
        path.display(), part(*.available, *.size)
    )]
    TornTail {
        /// The segment.
        path: PathBuf,
        /// Where the message begins.
        offset: i64,
        /// How many bytes of it are there.
        available: u64,
        /// How many it takes, its size field included; `None` if even that field is cut.
        size: Option<u64>,
    },
    /// A message is over the archive's
    /// [`max_message_size`](crate::archive::Archive::max_message_size).
    #[error(
        "the message at offset {offset} in {} has a payload of {size} bytes, but \
         `max_message_size` is {limit}; raise the limit",
        path.display()
    )]
    MessageTooLarge {
        /// The segment.
        path: PathBuf,
        /// Where the message begins.
        offset: i64,
        /// The size of its payload, compressed if it is.
        size: u64,
        /// The limit.
        limit: u64,
    },
}

impl Error {
    /// For `map_err`: an I/O error with what was tried on which path.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| ErrorKind::Io { action, path, source }.into()
    }

    /// What is wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// Whether a file or directory is missing.
    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self.kind(), ErrorKind::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    /// The offset that the error is about, if it is about one.
    pub fn offset(&self) -> Option<i64> {
        match self.kind() {
            ErrorKind::Gap { end, .. } => Some(*end),
            ErrorKind::Overlap { start, .. } => Some(*start),
            ErrorKind::OffsetOutOfRange { offset, .. }
            | ErrorKind::Damaged { offset, .. }
            | ErrorKind::TornTail { offset, .. }
            | ErrorKind::MessageTooLarge { offset, .. } => Some(*offset),
            ErrorKind::Message { source, .. } => source.offset(),
            ErrorKind::Io { .. } | ErrorKind::Locked { .. } | ErrorKind::NotALog { .. } => None,
        }
    }
}

boxed_kind!(Error, ErrorKind);

fn part(available: u64, size: Option<u64>) -> String {
    match size {
        Some(size) => format!("{available} of {size} bytes"),
        None => format!("{available} of the {} bytes of its size", message::SIZE_LEN),
    }
}

fn overlap(path: &Path, other: &Path, (start, end): (i64, i64), differs_at: Option<i64>) -> String {
    let (path, other) = (path.display(), other.display());
    match differs_at {
        _ if start == end => format!(
            "segments {other} and {path} meet at offset {start}, where one of them is empty; \
             delete that one"
        ),
        None => format!(
            "segments {other} and {path} both hold offsets {start} to {end}, with the same bytes; \
             keep one of them there"
        ),
        Some(offset) => format!(
            "segments {other} and {path} both hold offsets {start} to {end}, with other bytes from \
             offset {offset} on; find out which of them is right"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::assert_readable;
    use crate::message::MessageSet;

    #[test]
    fn texts_say_what_is_wrong_and_a_cause_once() {
        let source =
            || MessageSet::from_raw(vec![0xff; 20]).messages().find_map(Result::err).unwrap();
        let (path, offset) = (Path::new("logs/web-0/00000000000000000000.kafka").to_owned(), 13);
        let overlap = |end, differs_at| ErrorKind::Overlap {
            path: path.clone(),
            other: path.with_file_name("0.kafka"),
            start: 13,
            end,
            differs_at,
        };
        let missing = Error::io("open", &path)(io::ErrorKind::NotFound.into());
        assert!(missing.is_not_found());
        assert_readable(&missing);
        for kind in [
            ErrorKind::Locked { path: path.clone() },
            ErrorKind::NotALog { path: path.clone() },
            ErrorKind::Gap { path: path.clone(), end: 13, next: 20 },
            overlap(13, None),
            overlap(20, None),
            overlap(20, Some(15)),
            ErrorKind::OffsetOutOfRange { path: path.clone(), offset, first: 0, end: 10 },
            ErrorKind::Message { path: path.clone(), source: source() },
            ErrorKind::Damaged { path: path.clone(), offset, end: 20, source: source() },
            ErrorKind::TornTail { path: path.clone(), offset, available: 3, size: None },
            ErrorKind::TornTail { path: path.clone(), offset, available: 9, size: Some(22) },
            ErrorKind::MessageTooLarge { path, offset, size: 22, limit: 20 },
        ] {
            assert_readable(&Error::from(kind));
        }
    }

    #[test]
    fn is_one_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }
}
