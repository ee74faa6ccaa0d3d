//! What can be wrong with a log on disk.

use std::io;
use std::path::{Path, PathBuf};

use crate::message;

/// Why a log could not be opened, read or written: which file or directory, and where in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried, such as `open` or `write to`.
        action: &'static str,
        /// On which file or directory.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another broker has the data directory open.
    #[error("data directory {} is in use by another broker; stop it, or use another directory", path.display())]
    Locked {
        /// The data directory.
        path: PathBuf,
    },
    /// A directory without segments, or a file that is none: nothing to read from.
    #[error("{} is neither a segment file nor a directory with segment files (*.kafka)", path.display())]
    NotALog {
        /// What was to be opened.
        path: PathBuf,
    },
    /// Two segments that do not follow each other without a gap.
    #[error("segment {} begins at offset {next}, but the one before it ends at {end}", path.display())]
    Gap {
        /// The later segment.
        path: PathBuf,
        /// Where the earlier segment ends.
        end: i64,
        /// Where the later one begins.
        next: i64,
    },
    /// An offset before the first or past the end.
    #[error("offset {offset} is out of range in {}: it holds {first} to {end}", path.display())]
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
    #[error("{}: {source}", path.display())]
    Message {
        /// The segment.
        path: PathBuf,
        /// What is wrong with it, and at which offset.
        source: message::Error,
    },
    /// Corrupt bytes that were stepped over, as [`OnCorrupt::Skip`](crate::message::OnCorrupt)
    /// says.
    #[error("{}: stepped over from offset {offset} to {end}: {source}", path.display())]
    Damaged {
        /// The segment.
        path: PathBuf,
        /// Where the damage starts. If it lies inside a compressed message, where that starts.
        offset: i64,
        /// Where the next message stands, or the segment ends.
        end: i64,
        /// What is wrong.
        source: message::Error,
    },
    /// A segment that ends inside a message: all before it was read.
    #[error(
        "{} ends inside the message at offset {offset}: {available} bytes of {}",
        path.display(), whole(*.size)
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
    /// A message larger than the reader's limit.
    #[error(
        "{}: the message at offset {offset} takes {size} bytes, more than the limit of {limit}; \
         raise `max_message_size`",
        path.display()
    )]
    MessageTooLarge {
        /// The segment.
        path: PathBuf,
        /// Where the message begins.
        offset: i64,
        /// How many bytes it takes, its size field included.
        size: u64,
        /// How many are allowed.
        limit: u64,
    },
}

impl Error {
    /// For `map_err`: an I/O error with what was tried on which path.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }

    /// The offset that the error is about, if it is about one.
    pub fn offset(&self) -> Option<i64> {
        match self {
            Self::Gap { end, .. } => Some(*end),
            Self::OffsetOutOfRange { offset, .. }
            | Self::Damaged { offset, .. }
            | Self::TornTail { offset, .. }
            | Self::MessageTooLarge { offset, .. } => Some(*offset),
            Self::Message { source, .. } => source.offset(),
            Self::Io { .. } | Self::Locked { .. } | Self::NotALog { .. } => None,
        }
    }
}

fn whole(size: Option<u64>) -> String {
    size.map_or_else(|| "an unknown number".to_owned(), |size| size.to_string())
}
