//! Where a segment stops to be good after an unclean stop, and what becomes of the rest.

use std::fs::{self, File};
use std::io;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::dirs;
use super::segment::Segment;
use crate::Wire;
use crate::archive::Error;
use crate::archive::file::read_at;
use crate::message::{self, Compression, ErrorKind, Messages, ReadOptions};
use crate::wire::Reader;

/// How much is read at once, however large a message says that it is.
const CHUNK: usize = 1 << 20;

/// What the name of a copy ends with that is not whole. The next recovery writes it anew.
const UNFINISHED: &str = ".truncating";

/// Cuts `segment` back to its last good message; what is cut off is kept in a file beside it.
pub(super) fn recover(segment: &Segment) -> Result<(), Error> {
    let size = segment.visible();
    let good = good_end(segment)?;
    if good < size {
        let copy = copy_tail(segment, good, size)?;
        segment.truncate(good)?;
        segment.file.sync_all().map_err(Error::io("flush", &segment.path))?;
        segment.show(good);
        event!(
            Warn,
            "{}: offsets {} to {} do not begin with a whole message with a good CRC: the {} bytes \
             are cut off and kept in {}",
            segment.path.display(),
            segment.start.saturating_add_unsigned(good),
            segment.start.saturating_add_unsigned(size),
            size - good,
            copy.display()
        );
    }
    Ok(())
}

/// Lets readers see `segment` up to its last good message, and changes nothing on the disk.
pub(super) fn hide_tail(segment: &Segment) -> Result<(), Error> {
    let size = segment.visible();
    let good = good_end(segment)?;
    if good < size {
        segment.show(good);
        event!(
            Warn,
            "{}: offsets {} to {} do not begin with a whole message with a good CRC: the {} bytes \
             are not served",
            segment.path.display(),
            segment.start.saturating_add_unsigned(good),
            segment.start.saturating_add_unsigned(size),
            size - good
        );
    }
    Ok(())
}

/// Keeps the bytes from `from` to `to` in a file beside `segment`; all of it is on the disk when this
/// returns.
///
/// The file has its name only when it is whole: a recovery may be killed at any time.
fn copy_tail(segment: &Segment, from: u64, to: u64) -> Result<PathBuf, Error> {
    let mut number = 0;
    let path = loop {
        let path = copy_path(segment, number);
        match File::open(&path) {
            // From a recovery that was killed before it cut the segment.
            Ok(copy) if holds(&copy, segment, from, to).map_err(Error::io("read", &path))? => {
                copy.sync_all().map_err(Error::io("flush", &path))?;
                break path;
            }
            Ok(_) => number += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                write_copy(segment, from, to, &path)?;
                break path;
            }
            Err(source) => return Err(Error::io("open", &path)(source)),
        }
    };
    if let Some(dir) = path.parent() {
        dirs::sync(dir)?;
    }
    Ok(path)
}

/// `NAME.truncated`, or with a number after it.
fn copy_path(segment: &Segment, number: u32) -> PathBuf {
    let mut name = segment.path.clone().into_os_string();
    name.push(".truncated");
    if number > 0 {
        name.push(format!(".{number}"));
    }
    name.into()
}

fn write_copy(segment: &Segment, from: u64, to: u64, path: &Path) -> Result<(), Error> {
    let mut unfinished = segment.path.clone().into_os_string();
    unfinished.push(UNFINISHED);
    let unfinished = PathBuf::from(unfinished);
    let mut copy = File::create(&unfinished).map_err(Error::io("create", &unfinished))?;
    let copied = copy_range(&segment.file, &mut copy, from, to).and_then(|()| copy.sync_all());
    drop(copy);
    let result = match copied {
        Ok(()) => fs::rename(&unfinished, path).map_err(Error::io("create", path)),
        Err(source) => Err(Error::io("write to", &unfinished)(source)),
    };
    if result.is_err() {
        // Half a copy is worth nothing: all of it is still in the segment.
        let _ = fs::remove_file(&unfinished);
    }
    result
}

/// Whether `copy` holds the bytes of `segment` from `from` to `to` and nothing more.
fn holds(copy: &File, segment: &Segment, from: u64, to: u64) -> io::Result<bool> {
    if copy.metadata()?.len() != to - from {
        return Ok(false);
    }
    let (mut ours, mut theirs) = (vec![0; CHUNK], vec![0; CHUNK]);
    let mut position = from;
    while position < to {
        let wanted = CHUNK.min(usize::try_from(to - position).unwrap_or(CHUNK));
        let count = read_at(&segment.file, &mut ours[..wanted], position)?;
        let copied = read_at(copy, &mut theirs[..wanted], position - from)?;
        if count == 0 || ours[..count] != theirs[..copied] {
            return Ok(false);
        }
        position += count as u64;
    }
    Ok(true)
}

fn copy_range(from: &File, to: &mut File, mut position: u64, end: u64) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    while position < end {
        let wanted = chunk.len().min(usize::try_from(end - position).unwrap_or(usize::MAX));
        let count = read_at(from, &mut chunk[..wanted], position)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        to.write_all(&chunk[..count])?;
        position += count as u64;
    }
    Ok(())
}

/// Where the messages at the front of `segment` end that are whole and good.
fn good_end(segment: &Segment) -> Result<u64, Error> {
    find_good_end(&segment.file, segment.visible()).map_err(Error::io("read", &segment.path))
}

fn find_good_end(file: &File, size: u64) -> io::Result<u64> {
    // What a compressed message holds was checked when it was produced.
    let options = ReadOptions::new().shallow(true);
    let mut window = vec![0; CHUNK.min(usize::try_from(size).unwrap_or(CHUNK))];
    let mut good = 0;
    while good < size {
        let filled = read_at(file, &mut window, good)?;
        let (mut walked, mut wrong) = (0, None);
        for message in Messages::new(&window[..filled], 0, &options) {
            match message {
                Ok(message) => walked = message.next_offset().unsigned_abs(),
                Err(error) => wrong = Some(error),
            }
        }
        good += walked;
        match wrong.as_ref().map(message::Error::kind) {
            None if walked > 0 => {}
            // The window is too small for the first message, which the file holds as a whole.
            Some(ErrorKind::TooLargeForFetch { size: Some(whole), .. })
                if *whole > filled && *whole as u64 <= size - good =>
            {
                let end = good + *whole as u64;
                if !is_good(file, &mut window, good, filled, end)? {
                    break;
                }
                good = end;
            }
            _ => break,
        }
    }
    Ok(good)
}

/// What a message has before its payload.
#[derive(Wire)]
#[wire(crate = crate)]
struct Head {
    size: i32,
    kind: HeadKind,
}

#[derive(Wire)]
#[wire(crate = crate, tag = u8)]
enum HeadKind {
    #[wire(tag = 0)]
    V0 { crc: u32 },
    #[wire(tag = 1)]
    V1 { attributes: u8, crc: u32 },
}

/// Whether the message from `start` to `end` is good. It is larger than the window, which holds its
/// first `filled` bytes and then, bit by bit, the rest.
fn is_good(
    file: &File,
    window: &mut [u8],
    start: u64,
    filled: usize,
    end: u64,
) -> io::Result<bool> {
    let mut input = Reader::new(&window[..filled]);
    let crc = match input.read::<Head>() {
        Ok(Head { kind: HeadKind::V0 { crc }, .. }) => crc,
        Ok(Head { kind: HeadKind::V1 { attributes, crc }, .. })
            if Compression::from_bits(attributes).is_some() =>
        {
            crc
        }
        _ => return Ok(false),
    };
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(input.take_rest());
    let mut position = start + filled as u64;
    while position < end {
        let wanted = window.len().min(usize::try_from(end - position).unwrap_or(usize::MAX));
        let count = read_at(file, &mut window[..wanted], position)?;
        if count == 0 {
            return Ok(false);
        }
        hasher.update(&window[..count]);
        position += count as u64;
    }
    Ok(hasher.finalize() == crc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MessageSet;

    fn good_end_of(bytes: &[u8]) -> u64 {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("segment");
        fs::write(&path, bytes).unwrap();
        find_good_end(&File::open(path).unwrap(), bytes.len() as u64).unwrap()
    }

    #[test]
    fn large_messages_are_checked_in_parts() {
        let large = vec![b'x'; 3 * CHUNK + 5];
        for set in [
            MessageSet::new([b"one".as_slice(), &large, &large[..CHUNK - 10], b"two"]),
            MessageSet::magic0([b"one".as_slice(), &large, &large[..CHUNK - 9], b"two"]),
        ] {
            let whole = set.as_bytes();
            assert_eq!(good_end_of(whole), whole.len() as u64);
            let first = set.messages().next().unwrap().unwrap().next_offset().unsigned_abs();
            let mut wrong = whole.to_vec();
            wrong[2 * CHUNK] ^= 1;
            assert_eq!(good_end_of(&wrong), first, "a flipped bit in the large message");
            assert_eq!(good_end_of(&whole[..3 * CHUNK]), first, "a cut one");
        }
    }

    #[test]
    fn large_messages_of_an_unknown_codec_are_not_good() {
        let set = MessageSet::new([vec![b'x'; 2 * CHUNK]]);
        let mut wrong = set.as_bytes().to_vec();
        wrong[5] = 3;
        assert_eq!(good_end_of(&wrong), 0);
    }
}
