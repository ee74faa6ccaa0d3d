//! A data directory as a broker holds it: locked, with all of its partitions open.

use std::collections::HashMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::name::partition_dir;
use super::partition::{LogSettings, PartitionLog};
use crate::archive::name::parse_partition_dir;
use crate::archive::{Error, ErrorKind};

/// Marks that the broker stopped cleanly: every segment ends with a whole message.
const CLEAN_SHUTDOWN: &str = ".kafka_cleanshutdown";

/// Locked as long as a broker has the directory open. The file stays, for only so is its lock free
/// of races.
const LOCK: &str = ".lock";

/// A data directory (`log.dir`).
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    settings: LogSettings,
    partitions: RwLock<HashMap<String, HashMap<i32, Arc<PartitionLog>>>>,
    /// So that no two threads create the same partition.
    creation: Mutex<()>,
    /// The holder of its lock has the directory; `None` once it is closed.
    lock: Mutex<Option<File>>,
}

impl DataDir {
    /// Opens the directory, which is made if it is not there, and all partitions in it. After an
    /// unclean stop each is recovered.
    pub(crate) fn open(path: &Path, settings: LogSettings) -> Result<Self, Error> {
        fs::create_dir_all(path).map_err(Error::io("create", path))?;
        let lock = lock(path)?;
        let marker = path.join(CLEAN_SHUTDOWN);
        let recover = !marker.exists();
        let mut partitions: HashMap<String, HashMap<i32, Arc<PartitionLog>>> = HashMap::new();
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
            let log = PartitionLog::open(&entry, settings, recover)?;
            partitions.entry(topic.to_owned()).or_default().insert(partition, Arc::new(log));
        }
        if !recover {
            fs::remove_file(&marker).map_err(Error::io("delete", &marker))?;
        }
        Ok(Self {
            path: path.to_owned(),
            settings,
            partitions: RwLock::new(partitions),
            creation: Mutex::new(()),
            lock: Mutex::new(Some(lock)),
        })
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
        let marked = closed.and_then(|()| {
            let marker = self.path.join(CLEAN_SHUTDOWN);
            File::create(&marker).map_err(Error::io("create", &marker))
        });
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
        marked.map(drop)
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

fn lock(dir: &Path) -> Result<File, Error> {
    let path = dir.join(LOCK);
    let file = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(Error::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(ErrorKind::Locked { path: dir.to_owned() }.into()),
        Err(TryLockError::Error(source)) => {
            Err(ErrorKind::Io { action: "lock", path, source }.into())
        }
    }
}
