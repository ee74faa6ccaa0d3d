//! Kafka 0.7's logs on disk, read without a broker.
//!
//! A data directory (`log.dir`) holds a directory `TOPIC-PARTITION` for each partition, and that
//! holds segments: files of bare messages, byte for byte as they were produced, named by the offset
//! of their first byte in 20 digits, such as `00000000000000000000.kafka`.
//!
//! [`list`] says what a data directory holds, an [`Archive`] reads a partition or a single segment.
//! [`segment_files`] finds all that may hold messages, also what those two do not read.

#[expect(clippy::module_inception, reason = "a newcomer finds `Archive` by its name")]
mod archive;
mod chunks;
mod error;
pub(crate) mod file;
pub(crate) mod listing;
mod messages;
pub(crate) mod name;
mod overlap;
mod segment_files;

pub use archive::Archive;
pub use error::{Error, ErrorKind};
pub use listing::{PartitionInfo, SegmentInfo, list};
pub use messages::ArchiveMessages;
pub use segment_files::segment_files;
