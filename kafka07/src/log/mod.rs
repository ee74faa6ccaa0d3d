//! Kafka 0.7's logs on disk: reading them without a broker, and what a broker does with them.
//!
//! A data directory (`log.dir`) holds a directory `TOPIC-PARTITION` for each partition, and that
//! holds segments: files of bare messages, byte for byte as they were produced, named by the offset
//! of their first byte in 20 digits, such as `00000000000000000000.kafka`.
//!
//! [`list`] says what a data directory holds, an [`Archive`] reads a partition or a single segment.

mod archive;
mod error;
mod file;
mod listing;
mod name;

#[cfg(feature = "broker")]
mod data_dir;
#[cfg(feature = "broker")]
mod partition;
#[cfg(feature = "broker")]
mod recovery;
#[cfg(feature = "broker")]
mod segment;

pub use archive::{Archive, ArchiveMessages};
pub use error::{Error, ErrorKind};
pub use listing::{PartitionInfo, SegmentInfo, list};

#[cfg(feature = "broker")]
pub(crate) use self::{
    data_dir::DataDir,
    partition::{Before, LogSettings, Place, Retention},
};
