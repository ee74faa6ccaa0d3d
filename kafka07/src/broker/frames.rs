//! Request frames off a socket: one buffer, and no more memory than bytes have come.

use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::client::Client;
use super::memory::{FREE, NoMemory, RequestMemory, Share};
use crate::wire;

/// Reads frames.
#[derive(Debug)]
pub(super) struct Frames<'s> {
    client: &'s Arc<Client>,
    reader: BufReader<&'s TcpStream>,
    memory: &'s RequestMemory,
    max_size: usize,
    /// How long a client may pause inside a frame; between frames it may as long as it likes.
    stall: Duration,
    stall_set: bool,
    spare: Vec<u8>,
}

/// So many bytes of a request say that its client is not silent; fewer at a time do not, so that
/// nobody keeps a place with a byte now and then.
const PROGRESS: usize = 4 << 10;

/// The rest of a request, which tells the client's progress.
struct Body<'f, 's> {
    reader: &'f mut BufReader<&'s TcpStream>,
    client: &'s Client,
    /// How many bytes have come since that was told.
    untold: usize,
}

impl Read for Body<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.untold += count;
        if self.untold >= PROGRESS {
            self.untold = 0;
            self.client.note_progress();
        }
        Ok(count)
    }
}

/// A whole frame, without its size.
#[derive(Debug)]
pub(super) struct Frame<'s> {
    pub(super) bytes: Bytes,
    _share: Option<Share<'s>>,
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
    #[error("the client paused inside a request for longer than `stall_timeout`")]
    Stalled,
    #[error(
        "a request of {size} bytes was given up after {read}: with the others it needs more than \
         `max_request_memory`"
    )]
    Memory { read: usize, size: usize },
    #[error("the next request could not be read")]
    Io(#[source] io::Error),
}

impl From<io::Error> for FrameError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Self::Stalled,
            _ => Self::Io(error),
        }
    }
}

impl<'s> Frames<'s> {
    pub(super) fn new(
        client: &'s Arc<Client>,
        memory: &'s RequestMemory,
        max_size: usize,
        stall: Duration,
    ) -> Self {
        let reader = BufReader::new(&client.stream);
        Self { client, reader, memory, max_size, stall, stall_set: false, spare: Vec::new() }
    }

    /// The next frame; `None` when the client has closed between frames, or its connection was
    /// closed to it.
    pub(super) fn next(&mut self) -> Result<Option<Frame<'s>>, FrameError> {
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
        if !self.client.begin_request() {
            return Ok(None);
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
        let frame = self.read_body(size)?;
        Ok(self.client.begin_work().then_some(frame))
    }

    /// Takes a frame back whose bytes are not shared any more, for the next one's to go there.
    pub(super) fn recycle(&mut self, frame: Frame<'s>) {
        if let Ok(frame) = frame.bytes.try_into_mut() {
            let mut frame: Vec<u8> = BytesMut::into(frame);
            if frame.capacity() <= FREE {
                frame.clear();
                self.spare = frame;
            }
        }
    }

    /// Reads a frame of `size` bytes into memory that grows with what has come.
    fn read_body(&mut self, size: usize) -> Result<Frame<'s>, FrameError> {
        let mut share = (size > FREE).then(|| self.memory.share(self.client));
        let mut frame = std::mem::take(&mut self.spare);
        let mut room = size.min(FREE);
        let mut body = Body { reader: &mut self.reader, client: self.client, untold: 0 };
        loop {
            if let Some(share) = &mut share {
                let read = frame.len();
                let none = |NoMemory| FrameError::Memory { read, size };
                share.grow_to(room, self.stall).map_err(none)?;
            }
            frame.reserve_exact(room - frame.len());
            let wanted = (room - frame.len()) as u64;
            (&mut body).take(wanted).read_to_end(&mut frame)?;
            if frame.len() < room {
                return Err(FrameError::Cut { read: frame.len(), size });
            }
            if room == size {
                break;
            }
            room = size.min(room.saturating_mul(2));
        }
        if let Some(share) = &mut share {
            share.complete();
        }
        Ok(Frame { bytes: frame.into(), _share: share })
    }

    /// Before `count` bytes are read that belong to a frame already begun.
    fn about_to_read(&mut self, count: usize) -> io::Result<()> {
        if self.reader.buffer().len() < count { self.limit_stall(true) } else { Ok(()) }
    }

    fn limit_stall(&mut self, limit: bool) -> io::Result<()> {
        if self.stall_set != limit {
            self.client.stream.set_read_timeout(limit.then_some(self.stall))?;
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
