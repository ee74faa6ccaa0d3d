//! A data directory as a broker holds it: locked, with all of its partitions open.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::dirs;
use super::lock::DirLock;
use super::name::partition_dir;
use super::partition::{LogSettings, PartitionLog};
use crate::archive::name::parse_partition_dir;
use crate::archive::{Error, ErrorKind};

/// Marks that the broker stopped cleanly: every segment ends with a whole message.
const CLEAN_SHUTDOWN: &str = ".kafka_cleanshutdown";

type Partitions = HashMap<String, HashMap<i32, Arc<PartitionLog>>>;

/// A data directory (`log.dir`).
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    settings: LogSettings,
    partitions: RwLock<Partitions>,
    /// So that no two threads create the same partition.
    creation: Mutex<()>,
    read_only: bool,
    /// `None` once it is closed.
    lock: Mutex<Option<DirLock>>,
}

impl DataDir {
    /// Opens the directory, which is made if it is not there, and all partitions in it. After an
    /// unclean stop each is recovered.
    pub(crate) fn open(path: &Path, settings: LogSettings) -> Result<Self, Error> {
        dirs::create(path, settings.fsync)?;
        let lock = DirLock::exclusive(path)?;
        let marker = path.join(CLEAN_SHUTDOWN);
        let recover = !marker.exists();
        let partitions =
            open_all(path, |dir| PartitionLog::open(dir, settings, recover).map(Some))?;
        if !recover {
            fs::remove_file(&marker).map_err(Error::io("delete", &marker))?;
        }
        // Before anything is appended: nobody may take a later unclean stop for a clean one.
        if settings.fsync {
            dirs::sync(path)?;
        }
        Ok(Self::new(path, settings, partitions, false, lock))
    }

    /// Opens the directory and all partitions in it to be read. Nothing on the disk is changed.
    pub(crate) fn open_read_only(path: &Path, settings: LogSettings) -> Result<Self, Error> {
        let lock = DirLock::shared(path)?;
        let partitions = open_all(path, |dir| PartitionLog::open_read_only(dir, settings))?;
        Ok(Self::new(path, settings, partitions, true, lock))
    }

    fn new(
        path: &Path,
        settings: LogSettings,
        partitions: Partitions,
        read_only: bool,
        lock: DirLock,
    ) -> Self {
        Self {
            path: path.to_owned(),
            settings,
            partitions: RwLock::new(partitions),
            creation: Mutex::new(()),
            read_only,
            lock: Mutex::new(Some(lock)),
        }
    }

    /// Whether nothing may be appended.
    pub(crate) fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// The log of a partition that has one.
    pub(crate) fn get(&self, topic: &str, partition: i32) -> Option<Arc<PartitionLog>> {
        let partitions = self.partitions.read().unwrap_or_else(PoisonError::into_inner);
        partitions.get(topic)?.get(&partition).cloned()
    }

    /// The log of a partition, made if there is none yet. `topic` must be a legal name.
    pub(crate) fn get_or_create(
        &self,
        topic: &str,
        partition: i32,
    ) -> Result<Arc<PartitionLog>, Error> {
        if let Some(log) = self.get(topic, partition) {
            return Ok(log);
        }
        let _creating = self.creation.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(log) = self.get(topic, partition) {
            return Ok(log);
        }
        let dir = self.partition_path(topic, partition)?;
        let log = Arc::new(PartitionLog::open(&dir, self.settings, false)?);
        let mut partitions = self.partitions.write().unwrap_or_else(PoisonError::into_inner);
        partitions.entry(topic.to_owned()).or_default().insert(partition, Arc::clone(&log));
        Ok(log)
    }

    /// Each topic with the highest of its partitions.
    pub(crate) fn last_partitions(&self) -> Vec<(String, i32)> {
        let partitions = self.partitions.read().unwrap_or_else(PoisonError::into_inner);
        let last = |(topic, logs): (&String, &HashMap<i32, _>)| {
            logs.keys().max().map(|&last| (topic.clone(), last))
        };
        partitions.iter().filter_map(last).collect()
    }

    /// All partitions.
    pub(crate) fn all(&self) -> Vec<Arc<PartitionLog>> {
        let partitions = self.partitions.read().unwrap_or_else(PoisonError::into_inner);
        partitions.values().flat_map(HashMap::values).cloned().collect()
    }

    /// Flushes and closes all partitions, marks the stop as a clean one, and lets go of the
    /// directory, even if something of that fails. Nobody may append any more.
    pub(crate) fn close(&self) -> Result<(), Error> {
        let closed = self.all().iter().map(|log| log.close()).fold(Ok(()), Result::and);
        self.partitions.write().unwrap_or_else(PoisonError::into_inner).clear();
        let marked = closed.and_then(|()| if self.read_only { Ok(()) } else { self.mark() });
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
        marked
    }

    /// Marks the stop as a clean one.
    fn mark(&self) -> Result<(), Error> {
        let marker = self.path.join(CLEAN_SHUTDOWN);
        File::create(&marker).map_err(Error::io("create", &marker))?;
        if self.settings.fsync { dirs::sync(&self.path) } else { Ok(()) }
    }

    /// The directory of any topic lies directly in this one.
    fn partition_path(&self, topic: &str, partition: i32) -> Result<PathBuf, Error> {
        let name = partition_dir(topic, partition);
        let path = self.path.join(&name);
        if path.parent() == Some(&self.path) && path.file_name() == Some(name.as_ref()) {
            return Ok(path);
        }
        let source = std::io::ErrorKind::InvalidFilename.into();
        Err(ErrorKind::Io { action: "create", path, source }.into())
    }
}

/// Opens each partition in `path` as `open` does.
fn open_all(
    path: &Path,
    open: impl Fn(&Path) -> Result<Option<PartitionLog>, Error>,
) -> Result<Partitions, Error> {
    let mut partitions = Partitions::new();
    for entry in fs::read_dir(path).map_err(Error::io("list", path))? {
        let entry = entry.map_err(Error::io("list", path))?.path();
        if !entry.is_dir() {
            continue;
        }
        let name = entry.file_name().and_then(|name| name.to_str());
        let Some((topic, partition)) = name.and_then(parse_partition_dir) else {
            event!(Warn, "{} is not named TOPIC-PARTITION: left alone", entry.display());
            continue;
        };
        if let Some(log) = open(&entry)? {
            partitions.entry(topic.to_owned()).or_default().insert(partition, Arc::new(log));
        }
    }
    Ok(partitions)
}
