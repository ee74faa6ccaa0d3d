//! One open segment file: bytes from its start offset on, of which readers see the flushed ones.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::dirs;
use super::lock::lock_segment;
use super::name::segment_file;
use crate::archive::{Error, ErrorKind, SegmentInfo};

/// An open segment. Readers keep theirs even when retention has deleted the file meanwhile.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) start: i64,
    pub(crate) path: PathBuf,
    pub(crate) file: File,
    /// How many bytes readers may see: those up to the last flush.
    visible: AtomicU64,
}

impl Segment {
    /// A new, empty segment, for writing. With `sync`, the disk knows of it when this returns.
    pub(super) fn create(dir: &Path, start: i64, sync: bool) -> Result<Self, Error> {
        let path = dir.join(segment_file(start));
        // One of this name without bytes is left over from an earlier try. Bytes in it belong to
        // somebody else: they came since this log was opened.
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(Error::io("create", &path))?;
        lock_segment(&file, &path, true)?;
        if file.metadata().map_err(Error::io("look at", &path))?.len() > 0 {
            let source = std::io::Error::new(
                std::io::ErrorKind::AlreadyExists,
                "it is there, and is not a segment of this log; move it away",
            );
            return Err(ErrorKind::Io { action: "create", path, source }.into());
        }
        if sync {
            dirs::sync(dir)?;
        }
        Ok(Self { start, path, file, visible: AtomicU64::new(0) })
    }

    /// Takes the segment for a broker that writes to it, or for one of those that read it.
    pub(super) fn lock(&self, writable: bool) -> Result<(), Error> {
        lock_segment(&self.file, &self.path, writable)
    }

    /// Lets other brokers have the segment. Closing its file is not enough, as with a directory's.
    pub(super) fn unlock(&self) {
        let _ = self.file.unlock();
    }

    /// An existing segment; all of it is visible.
    pub(super) fn open(info: SegmentInfo, writable: bool) -> Result<Self, Error> {
        let SegmentInfo { path, start, .. } = info;
        let file = OpenOptions::new()
            .read(true)
            .write(writable)
            .open(&path)
            .map_err(Error::io("open", &path))?;
        let size = file.metadata().map_err(Error::io("look at", &path))?.len();
        if i64::try_from(size).ok().and_then(|size| start.checked_add(size)).is_none() {
            let source = std::io::Error::other("its last offset would be over 2^63");
            return Err(ErrorKind::Io { action: "open", path, source }.into());
        }
        Ok(Self { start, path, file, visible: AtomicU64::new(size) })
    }

    /// How many bytes readers may see.
    pub(crate) fn visible(&self) -> u64 {
        self.visible.load(Ordering::Acquire)
    }

    /// Lets readers see the first `size` bytes.
    pub(super) fn show(&self, size: u64) {
        self.visible.store(size, Ordering::Release);
    }

    /// The offset after what readers may see.
    pub(crate) fn visible_end(&self) -> i64 {
        self.start.saturating_add_unsigned(self.visible())
    }

    /// Reads into `buffer` from `position` in the file on.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn read_at(&self, buffer: &mut [u8], position: u64) -> std::io::Result<usize> {
        crate::archive::file::read_at(&self.file, buffer, position)
    }

    /// Cuts the file to its first `size` bytes.
    pub(super) fn truncate(&self, size: u64) -> Result<(), Error> {
        self.file.set_len(size).map_err(Error::io("truncate", &self.path))
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        self.unlock();
    }
}
