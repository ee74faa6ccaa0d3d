//! All files that may hold messages, whether or not they are read.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, name};

/// Lists every file in `dir`, at any depth, whose name says that it may hold messages, so that one
/// can tell which of them are not read.
///
/// These are files with `.kafka` in their names, such as `0.kafka~` and `0.kafka.bak`, with
/// `.truncated`, where a broker has put what it cut off, with `.deleted` or `.swap`, all of them in
/// capitals too, and files named by 20 digits and anything after them. Empty ones and brokers'
/// `.kafka_cleanshutdown` are left out.
///
/// [`list`](super::list) and [`Archive`](super::Archive) read segments alone: files named by an
/// offset, directly in a partition's directory. All others, such as `old.kafka`, `-1.kafka`, a
/// number over 2^63 − 1, `0.KAFKA`, or a segment in a directory inside a partition's, have no place in the
/// log; an [`Archive`](super::Archive) opened on one of them reads it as starting at offset 0.
///
/// ```
/// use kafka07::archive::{Archive, segment_files};
///
/// let dir = tempfile::tempdir()?;
/// std::fs::write(dir.path().join("00000000000000000000.kafka"), [0; 30])?;
/// std::fs::write(dir.path().join("00000000000000000000.kafka.truncated"), [0; 30])?;
///
/// let archive = Archive::open(dir.path())?;
/// let mut unread = segment_files(dir.path())?;
/// unread.retain(|path| archive.segments().iter().all(|segment| segment.path != *path));
/// assert_eq!(unread, [dir.path().join("00000000000000000000.kafka.truncated")]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a directory cannot be read.
pub fn segment_files(dir: impl AsRef<Path>) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let mut dirs = vec![dir.as_ref().to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(&dir).map_err(Error::io("list", &dir))? {
            let entry = entry.map_err(Error::io("list", &dir))?;
            let path = entry.path();
            // A link to a directory may lead back, and is not followed.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                dirs.push(path);
            } else if name::may_hold_messages(&entry.file_name().to_string_lossy())
                && fs::metadata(&path).is_ok_and(|file| file.is_file() && file.len() > 0)
            {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_messages_are_found_wherever_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let wanted = [
            "-1.kafka",
            "99999999999999999999.kafka",
            "old.kafka",
            "backup/web-0/00000000000000000000.kafka",
            "web-0/00000000000000000000.kafka",
            "web-0/00000000000000000000.kafka.truncated",
            "web-0/00000000000000000000.kafka.truncated.1",
            "web-0/00000000000000000010.deleted",
            "web-0/0.KAFKA",
            "web-0/0.kafka~",
            "web-0/copy/deep/0.kafka",
            "web-01/0.kafka.swap",
        ];
        for name in wanted.into_iter().chain(["web-0/notes.txt", ".kafka_cleanshutdown", "kafka"]) {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "anything").unwrap();
        }
        fs::write(dir.path().join("web-0/00000000000000000008.kafka"), "").unwrap();
        fs::create_dir(dir.path().join("directory.kafka")).unwrap();
        let mut paths = wanted.map(|name| dir.path().join(name));
        paths.sort();
        assert_eq!(segment_files(dir.path()).unwrap(), paths);
        assert!(segment_files(dir.path().join("none")).is_err());
    }
}
