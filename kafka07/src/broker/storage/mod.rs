//! The logs that a broker keeps: appended to, flushed, recovered, deleted.
//!
//! Their layout on disk is the one that [`archive`](crate::archive) reads.

mod data_dir;
mod dirs;
mod file;
mod lock;
mod name;
mod partition;
mod recovery;
mod segment;

pub(super) use data_dir::DataDir;
pub(super) use partition::{Before, Location, LogSettings, Retention};
