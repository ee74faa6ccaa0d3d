//! Reads at a position, which move no cursor that threads share.

use std::fs::File;
use std::io;

use bytes::Bytes;

use super::{Error, ErrorKind, SegmentInfo};

/// Reads into `buffer` from `position` on until it is full or the file ends; says how many bytes.
pub(crate) fn read_at(file: &File, buffer: &mut [u8], position: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read_some_at(file, &mut buffer[filled..], position + filled as u64) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(unix)]
fn read_some_at(file: &File, buffer: &mut [u8], position: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, position)
}

#[cfg(windows)]
fn read_some_at(file: &File, buffer: &mut [u8], position: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, position)
}

/// At most `max_size` bytes of `segment` from `offset` on.
pub(super) fn read_segment(
    file: &File,
    segment: &SegmentInfo,
    offset: i64,
    max_size: u64,
) -> Result<Bytes, Error> {
    let left = u64::try_from(segment.end() - offset).unwrap_or(0);
    let mut bytes = vec![0; usize::try_from(left.min(max_size)).unwrap_or(usize::MAX)];
    let filled = read_at(file, &mut bytes, offset.abs_diff(segment.start))
        .map_err(Error::io("read", &segment.path))?;
    if filled < bytes.len() {
        let source = io::Error::other("it has become shorter since it was opened");
        return Err(ErrorKind::Io { action: "read", path: segment.path.clone(), source }.into());
    }
    Ok(bytes.into())
}
