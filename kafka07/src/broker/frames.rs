//! Request frames off a socket: one buffer, and no more memory than bytes have come.

use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpStream;
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use crate::wire;

/// A buffer larger than this is given back once its frame has been handled.
const KEEP_AT_MOST: usize = 1 << 20;

/// How much is set aside for a frame before any of it has come.
const RESERVE_AT_MOST: usize = 64 << 10;

/// Reads frames.
#[derive(Debug)]
pub(super) struct Frames<'s> {
    stream: &'s TcpStream,
    reader: BufReader<&'s TcpStream>,
    max_size: usize,
    /// How long a client may pause inside a frame; between frames it may as long as it likes.
    stall: Duration,
    stall_set: bool,
    spare: Vec<u8>,
}

/// Why there is no further frame.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    #[error("request size {0} is invalid")]
    Size(i32),
    #[error("the request has {size} bytes, but `max_request_size` is {max}")]
    TooLarge { size: usize, max: usize },
    #[error("the connection ended after {read} of the {size} bytes of a request")]
    Cut { read: usize, size: usize },
    #[error("the next request could not be read")]
    Io(#[from] io::Error),
}

impl<'s> Frames<'s> {
    pub(super) fn new(stream: &'s TcpStream, max_size: usize, stall: Duration) -> Self {
        let reader = BufReader::new(stream);
        Self { stream, reader, max_size, stall, stall_set: false, spare: Vec::new() }
    }

    /// The next frame's bytes, without its size; `None` when the client has closed between frames.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, FrameError> {
        if self.reader.buffer().is_empty() {
            self.limit_stall(false)?;
            loop {
                match self.reader.fill_buf() {
                    Ok([]) => return Ok(None),
                    Ok(_) => break,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        let mut prefix = [0; size_of::<i32>()];
        self.about_to_read(prefix.len())?;
        let read = read_up_to(&mut self.reader, &mut prefix)?;
        if read < prefix.len() {
            return Err(FrameError::Cut { read, size: prefix.len() });
        }
        let size: i32 = wire::Reader::new(&prefix).read().expect("four bytes are an i32");
        let size = match usize::try_from(size) {
            Ok(0) | Err(_) => return Err(FrameError::Size(size)),
            Ok(size) if size > self.max_size => {
                return Err(FrameError::TooLarge { size, max: self.max_size });
            }
            Ok(size) => size,
        };
        self.about_to_read(size)?;
        let mut frame = std::mem::take(&mut self.spare);
        frame.reserve(size.min(RESERVE_AT_MOST));
        let read = (&mut self.reader).take(size as u64).read_to_end(&mut frame)?;
        if read < size {
            return Err(FrameError::Cut { read, size });
        }
        Ok(Some(frame.into()))
    }

    /// Takes a frame back whose bytes are not shared any more, for the next one's to go there.
    pub(super) fn recycle(&mut self, frame: Bytes) {
        if let Ok(frame) = frame.try_into_mut() {
            let mut frame: Vec<u8> = BytesMut::into(frame);
            if frame.capacity() <= KEEP_AT_MOST {
                frame.clear();
                self.spare = frame;
            }
        }
    }

    /// Before `count` bytes are read that belong to a frame already begun.
    fn about_to_read(&mut self, count: usize) -> io::Result<()> {
        if self.reader.buffer().len() < count { self.limit_stall(true) } else { Ok(()) }
    }

    fn limit_stall(&mut self, limit: bool) -> io::Result<()> {
        if self.stall_set != limit {
            self.stream.set_read_timeout(limit.then_some(self.stall))?;
            self.stall_set = limit;
        }
        Ok(())
    }
}

fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
