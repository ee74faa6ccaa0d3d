//! Directories whose entries survive the end of the machine.

use std::fs;
use std::io;
use std::path::Path;

use crate::archive::Error;

/// Makes `path` and the directories above it that are missing. With `sync`, the disk knows of each
/// before this returns.
pub(super) fn create(path: &Path, sync: bool) -> Result<(), Error> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        create(parent, sync)?;
    }
    match fs::create_dir(path) {
        // Somebody else was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
        result => result.map_err(Error::io("create", path))?,
    }
    if sync { self::sync(parent.unwrap_or(Path::new("."))) } else { Ok(()) }
}

/// Waits until the disk knows which files are in `dir`. A file is not safe with its own bytes
/// alone: its name is the directory's.
#[cfg(unix)]
pub(super) fn sync(dir: &Path) -> Result<(), Error> {
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(Error::io("flush", dir))
}

/// Other systems have no directories that can be flushed.
#[cfg(not(unix))]
pub(super) fn sync(_: &Path) -> Result<(), Error> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_parents_are_made_and_what_is_there_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/c");
        for sync in [true, false] {
            create(&path, sync).unwrap();
            assert!(path.is_dir());
        }
        fs::write(dir.path().join("file"), "").unwrap();
        assert!(create(&dir.path().join("file"), true).is_err());
        assert!(create(&dir.path().join("file/below"), true).is_err());
    }
}
