//! What goes back to a client: bytes made here, and bytes of segments that go from file to socket.

use std::io::{self, Write};
use std::net::TcpStream;

use super::storage::Location;
use crate::Wire;
use crate::protocol::ErrorCode;
use crate::wire::{self, Decode};

/// An answer, piece by piece; without pieces nothing is sent.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pieces: Vec<Piece>,
}

#[derive(Debug)]
enum Piece {
    Bytes(Vec<u8>),
    /// That many bytes from a place in a segment.
    File(Location, u64),
}

/// What every answer starts with, and every part of the answer to a `MultiFetch`.
#[derive(Wire)]
#[wire(crate = crate)]
struct AnswerHead {
    /// How many bytes follow, the error code included.
    size: i32,
    code: ErrorCode,
}

/// How many bytes of a segment fit into one frame.
pub(super) const MAX_FETCH: u64 = i32::MAX as u64 - AnswerHead::COUNTED;

/// The result of one fetch: an error code, or bytes of a segment, or none.
#[derive(Debug)]
pub(super) enum FetchResult {
    Failed(ErrorCode),
    Nothing,
    Bytes(Location, u64),
}

impl Answer {
    /// A whole frame that is in memory.
    pub(super) fn bytes(frame: Vec<u8>) -> Self {
        Self { pieces: vec![Piece::Bytes(frame)] }
    }

    /// An error code and nothing more.
    pub(super) fn failed(code: ErrorCode) -> Result<Self, wire::Error> {
        Self::fetch(FetchResult::Failed(code))
    }

    /// The answer to a Fetch.
    pub(super) fn fetch(fetched: FetchResult) -> Result<Self, wire::Error> {
        let mut answer = Self { pieces: Vec::with_capacity(2) };
        answer.push(fetched)?;
        Ok(answer)
    }

    /// The answer to a `MultiFetch`.
    pub(super) fn multi_fetch(parts: Vec<FetchResult>) -> Result<Self, wire::Error> {
        let size: u64 = parts.iter().map(|part| AnswerHead::LEN + part.len()).sum();
        let mut answer = Self { pieces: Vec::with_capacity(1 + 2 * parts.len()) };
        answer.push_head(ErrorCode::None, size)?;
        for part in parts {
            answer.push(part)?;
        }
        Ok(answer)
    }

    fn push(&mut self, fetched: FetchResult) -> Result<(), wire::Error> {
        match fetched {
            FetchResult::Failed(code) => self.push_head(code, 0),
            FetchResult::Nothing => self.push_head(ErrorCode::None, 0),
            FetchResult::Bytes(location, length) => {
                self.push_head(ErrorCode::None, length)?;
                self.pieces.push(Piece::File(location, length));
                Ok(())
            }
        }
    }

    /// The head in front of `length` bytes; to what is in memory already if that comes before it.
    fn push_head(&mut self, code: ErrorCode, length: u64) -> Result<(), wire::Error> {
        let head = AnswerHead { size: AnswerHead::size_before(length)?, code };
        if let Some(Piece::Bytes(bytes)) = self.pieces.last_mut() {
            return wire::append(&head, bytes);
        }
        self.pieces.push(Piece::Bytes(wire::to_vec(&head)?));
        Ok(())
    }

    /// Leaves only the first `limit` bytes.
    pub(super) fn cut(&mut self, limit: u64) {
        let mut left = limit;
        for piece in &mut self.pieces {
            match piece {
                Piece::Bytes(bytes) => {
                    bytes.truncate(usize::try_from(left).unwrap_or(usize::MAX));
                    left -= bytes.len() as u64;
                }
                Piece::File(_, length) => {
                    *length = left.min(*length);
                    left -= *length;
                }
            }
        }
        self.pieces.retain(|piece| match piece {
            Piece::Bytes(bytes) => !bytes.is_empty(),
            Piece::File(_, length) => *length > 0,
        });
    }

    /// Sends all of it, and calls `moved` each time that a portion of it is on its way.
    pub(super) fn send(&self, stream: &TcpStream, moved: &dyn Fn()) -> io::Result<()> {
        let last = self.pieces.len().saturating_sub(1);
        for (index, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Bytes(bytes) => {
                    let more = index < last;
                    send_bytes(bytes, moved, |portion| send_some(stream, portion, more))?;
                }
                Piece::File(location, length) => send_file(stream, location, *length, moved)?,
            }
        }
        Ok(())
    }
}

impl AnswerHead {
    /// How many bytes it takes.
    const LEN: u64 = <Self as Decode<'_>>::MIN_LEN as u64;
    /// How many of them its size counts.
    const COUNTED: u64 = Self::LEN - <i32 as Decode<'_>>::MIN_LEN as u64;

    fn size_before(length: u64) -> Result<i32, wire::Error> {
        i32::try_from(length.saturating_add(Self::COUNTED))
            .map_err(|_| wire::Error::custom("the answer would be larger than a frame can be", 0))
    }
}

impl FetchResult {
    fn len(&self) -> u64 {
        match self {
            Self::Failed(_) | Self::Nothing => 0,
            Self::Bytes(_, length) => *length,
        }
    }
}

/// How many bytes are sent between two looks at how far an answer is.
const PORTION: usize = 256 << 10;

/// Sends all of `bytes` with `send`, which says how many of a portion it has sent.
fn send_bytes(
    mut bytes: &[u8],
    moved: &dyn Fn(),
    send: impl Fn(&[u8]) -> io::Result<usize>,
) -> io::Result<()> {
    while !bytes.is_empty() {
        match send(&bytes[..bytes.len().min(PORTION)]) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => {
                bytes = &bytes[count..];
                moved();
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Sends some of `bytes`; with `more`, so that they leave in one packet with those that follow,
/// where both fit.
#[cfg(target_os = "linux")]
fn send_some(mut stream: &TcpStream, bytes: &[u8], more: bool) -> io::Result<usize> {
    use rustix::net::{SendFlags, send};

    if more {
        Ok(send(stream, bytes, SendFlags::MORE | SendFlags::NOSIGNAL)?)
    } else {
        stream.write(bytes)
    }
}

#[cfg(not(target_os = "linux"))]
fn send_some(mut stream: &TcpStream, bytes: &[u8], _more: bool) -> io::Result<usize> {
    stream.write(bytes)
}

/// Sends bytes of a file that never pass through this process's memory. The file's own cursor
/// stays where it is, so any number of connections may read the same file.
#[cfg(target_os = "linux")]
fn send_file(
    stream: &TcpStream,
    location: &Location,
    length: u64,
    moved: &dyn Fn(),
) -> io::Result<()> {
    let (mut position, end) = (location.position, location.position + length);
    while position < end {
        let count = PORTION.min(usize::try_from(end - position).unwrap_or(usize::MAX));
        match rustix::fs::sendfile(stream, &location.segment.file, Some(&mut position), count) {
            Ok(0) => return Err(shrunk(location)),
            Ok(_) => moved(),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn send_file(
    stream: &TcpStream,
    location: &Location,
    length: u64,
    moved: &dyn Fn(),
) -> io::Result<()> {
    let (mut position, end) = (location.position, location.position + length);
    let mut chunk = vec![0; usize::try_from(length).unwrap_or(usize::MAX).min(PORTION)];
    while position < end {
        let wanted = chunk.len().min(usize::try_from(end - position).unwrap_or(usize::MAX));
        let count = location.segment.read_at(&mut chunk[..wanted], position)?;
        if count == 0 {
            return Err(shrunk(location));
        }
        send_bytes(&chunk[..count], moved, |portion| send_some(stream, portion, true))?;
        position += count as u64;
    }
    Ok(())
}

fn shrunk(location: &Location) -> io::Error {
    io::Error::other(format!("{} has become shorter", location.segment.path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_takes_its_length_and_counts_what_follows_its_size() {
        let head = AnswerHead { size: AnswerHead::size_before(10).unwrap(), code: ErrorCode::None };
        let bytes = wire::to_vec(&head).unwrap();
        assert_eq!((bytes.len() as u64, head.size), (AnswerHead::LEN, 12));
        assert!(AnswerHead::size_before(MAX_FETCH).is_ok());
        assert!(AnswerHead::size_before(MAX_FETCH + 1).is_err());
    }
}
