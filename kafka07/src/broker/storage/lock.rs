//! One broker writes to a data directory or to a log, or any number read it.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::archive::{Error, ErrorKind};

/// Locked beside the directory itself, where that is not possible or another version of this broker
/// looks for it. The file stays, for only so is its lock free of races.
const LOCK_FILE: &str = ".lock";

/// Holds a data directory until it is dropped.
#[derive(Debug)]
pub(super) struct DirLock {
    dir: Option<File>,
    file: Option<File>,
}

impl DirLock {
    /// For a broker that writes: nobody else may have the directory.
    pub(super) fn exclusive(path: &Path) -> Result<Self, Error> {
        let dir = lock_dir(path, File::try_lock)?;
        let file_path = path.join(LOCK_FILE);
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&file_path)
            .map_err(Error::io("open", &file_path))?;
        locked(file.try_lock(), path)?.map_err(Error::io("lock", &file_path))?;
        Ok(Self { dir, file: Some(file) })
    }

    /// For a broker that only reads: nobody may write. Nothing in the directory is changed.
    pub(super) fn shared(path: &Path) -> Result<Self, Error> {
        Ok(Self { dir: lock_dir(path, File::try_lock_shared)?, file: None })
    }
}

impl Drop for DirLock {
    /// Closing is not enough: a process that is started at this moment has the handles too, until
    /// it runs its own program.
    fn drop(&mut self) {
        for file in self.dir.iter().chain(&self.file) {
            let _ = file.unlock();
        }
    }
}

/// Locks the segment that a log ends with. So a log has one writer also if its directory is reached
/// through a link from another data directory.
///
/// Elsewhere than on Unix a lock would keep those out that read the file without asking.
pub(super) fn lock_segment(file: &File, path: &Path, writable: bool) -> Result<(), Error> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let result = if writable { file.try_lock() } else { file.try_lock_shared() };
    let dir = path.parent().unwrap_or(path);
    if let Err(error) = locked(result, dir)? {
        event!(Info, "segment {} cannot be locked: {error}", path.display());
    }
    Ok(())
}

/// Locks the directory's own handle, which holds also when the file in it is deleted. `None` where
/// the system or the file system cannot.
fn lock_dir(
    path: &Path,
    try_lock: impl FnOnce(&File) -> Result<(), TryLockError>,
) -> Result<Option<File>, Error> {
    let dir = match File::open(path) {
        Ok(dir) => dir,
        Err(_) if cfg!(not(unix)) => return Ok(None),
        Err(source) => return Err(Error::io("open", path)(source)),
    };
    match locked(try_lock(&dir), path)? {
        Ok(()) => Ok(Some(dir)),
        Err(error) => {
            event!(Info, "directory {} cannot be locked itself: {error}", path.display());
            Ok(None)
        }
    }
}

/// The outer error says that somebody else has the lock, the inner one that there is none to have.
fn locked(
    result: Result<(), TryLockError>,
    dir: &Path,
) -> Result<Result<(), std::io::Error>, Error> {
    match result {
        Ok(()) => Ok(Ok(())),
        Err(TryLockError::WouldBlock) => Err(ErrorKind::Locked { path: dir.to_owned() }.into()),
        Err(TryLockError::Error(source)) => Ok(Err(source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_in_use(result: Result<DirLock, Error>) {
        assert!(matches!(result.unwrap_err().kind(), ErrorKind::Locked { .. }));
    }

    #[test]
    fn one_writes_or_any_number_read() {
        let dir = tempfile::tempdir().unwrap();
        let writer = DirLock::exclusive(dir.path()).unwrap();
        assert_in_use(DirLock::exclusive(dir.path()));
        drop(writer);
        DirLock::exclusive(dir.path()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn readers_keep_writers_out_and_write_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let readers = [(); 2].map(|()| DirLock::shared(dir.path()).unwrap());
        assert_in_use(DirLock::exclusive(dir.path()));
        assert_eq!(dir.path().read_dir().unwrap().count(), 0);
        drop(readers);
        let writer = DirLock::exclusive(dir.path()).unwrap();
        assert_in_use(DirLock::shared(dir.path()));
        drop(writer);
    }

    #[cfg(unix)]
    #[test]
    fn the_lock_holds_without_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let first = DirLock::exclusive(dir.path()).unwrap();
        std::fs::remove_file(dir.path().join(LOCK_FILE)).unwrap();
        assert_in_use(DirLock::exclusive(dir.path()));
        assert_in_use(DirLock::shared(dir.path()));
        drop(first);
        DirLock::exclusive(dir.path()).unwrap();
    }
}
