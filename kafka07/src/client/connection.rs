//! One connection to a broker: whole frames out, whole frames in, each by a deadline.
//!
//! An error leaves the connection in the middle of a frame. Whoever gets one throws the connection
//! away.

use std::collections::VecDeque;
use std::io::{self, IoSlice, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::address::Target;
use super::buffers::Buffers;
use super::deadline::Deadline;
use crate::error::{Error, ErrorKind, Stalled, Unconfirmed};
use crate::wire::Reader;

/// How long connecting, a request and an answer may take, and how large an answer may be.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    pub(super) connect_timeout: Duration,
    pub(super) read_timeout: Duration,
    pub(super) write_timeout: Duration,
    pub(super) max_response_size: usize,
}

/// A memory of this size is taken on the word of the peer alone; more only as the bytes come.
const ON_TRUST: usize = 4 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    broker: Arc<str>,
    limits: Limits,
    /// The timeouts that the socket has at present, so that most calls need not set them.
    read_armed: Duration,
    write_armed: Duration,
    /// The answers still to come, each with the bytes it has at most as far as one knows.
    outstanding: VecDeque<usize>,
    /// The produces behind which no answer has come yet.
    pub(super) unconfirmed: Unconfirmed,
}

impl Connection {
    /// Connects to the first address that answers.
    pub(super) fn open(target: &Target, limits: &Limits) -> Result<Self, Error> {
        let mut tried = Vec::new();
        for address in target.addresses()? {
            match connect(address, limits) {
                Ok(stream) => {
                    let broker = target.label(address);
                    event!(Debug, "connected to broker {broker}");
                    return Ok(Self {
                        stream,
                        broker,
                        read_armed: limits.read_timeout,
                        write_armed: limits.write_timeout,
                        limits: limits.clone(),
                        outstanding: VecDeque::new(),
                        unconfirmed: Unconfirmed::default(),
                    });
                }
                Err(error) => tried.push((address, error)),
            }
        }
        let mut error = Error::new(ErrorKind::Connect(tried));
        if let Some(name) = target.name() {
            error = error.by(&name);
        }
        Err(error)
    }

    /// The broker's name for errors.
    pub(super) fn broker(&self) -> &Arc<str> {
        &self.broker
    }

    /// How many answers are still to come.
    pub(super) fn outstanding(&self) -> usize {
        self.outstanding.len()
    }

    /// How many bytes the answers still to come have at most, as far as one knows.
    pub(super) fn outstanding_size(&self) -> usize {
        self.outstanding.iter().fold(0, |sum, size| sum.saturating_add(*size))
    }

    /// Looks, without waiting, whether the broker has closed the connection, or has sent what
    /// nobody asked for.
    pub(super) fn is_usable(&self) -> bool {
        let mut byte = [0];
        let peeked = self.stream.set_nonblocking(true).and_then(|()| self.stream.peek(&mut byte));
        if self.stream.set_nonblocking(false).is_err() {
            return false;
        }
        match peeked {
            Ok(0) => false,
            Ok(_) => !self.outstanding.is_empty(),
            Err(error) => error.kind() == io::ErrorKind::WouldBlock,
        }
    }

    /// Writes all of a frame.
    pub(super) fn write(&mut self, mut slices: &mut [IoSlice<'_>]) -> Result<(), ErrorKind> {
        let deadline = Deadline::after(self.limits.write_timeout);
        IoSlice::advance_slices(&mut slices, 0);
        while !slices.is_empty() {
            let left = deadline.left();
            if left.is_zero() {
                return Err(timed_out(Stalled::Writing, deadline));
            }
            if must_arm(self.write_armed, left) {
                self.stream.set_write_timeout(Some(left)).map_err(ErrorKind::Io)?;
                self.write_armed = left;
            }
            match self.stream.write_vectored(slices) {
                Ok(0) => return Err(ErrorKind::Io(io::ErrorKind::WriteZero.into())),
                Ok(written) => IoSlice::advance_slices(&mut slices, written),
                Err(error) if is_worth_another_look(&error) => {}
                Err(error) => return Err(ErrorKind::Io(error)),
            }
        }
        Ok(())
    }

    /// Writes all of a frame that is answered with `size` bytes at most, as far as one knows.
    pub(super) fn ask(&mut self, slices: &mut [IoSlice<'_>], size: usize) -> Result<(), ErrorKind> {
        self.write(slices)?;
        self.outstanding.push_back(size);
        Ok(())
    }

    /// Reads the next answer: what stands in its frame behind the size.
    pub(super) fn answer(&mut self, buffers: &mut Buffers) -> Result<Bytes, ErrorKind> {
        let deadline = Deadline::after(self.limits.read_timeout);
        let mut head = [0; size_of::<i32>()];
        self.read_exact(&mut head, deadline).map_err(|error| match error {
            ErrorKind::ClosedInside { missing } if missing == head.len() => ErrorKind::Closed,
            error => error,
        })?;
        let length = Reader::new(&head).read_length::<i32>().map_err(ErrorKind::Response)?;
        let max = self.limits.max_response_size;
        if length > max {
            return Err(ErrorKind::ResponseTooLarge { size: length, max });
        }
        let expected = self.outstanding.front().map_or(0, |size| size.saturating_add(64));
        let mut trusted = length.min(expected.max(ON_TRUST));
        let mut buffer = buffers.take(trusted);
        let mut filled = 0;
        loop {
            self.read_exact(&mut buffer[filled..trusted], deadline).map_err(
                |error| match error {
                    ErrorKind::ClosedInside { missing } => {
                        ErrorKind::ClosedInside { missing: missing + length - trusted }
                    }
                    error => error,
                },
            )?;
            if trusted == length {
                break;
            }
            filled = trusted;
            trusted = length.min(trusted * 2);
            buffer.resize(trusted, 0);
        }
        self.outstanding.pop_front();
        Ok(buffers.page(buffer, length))
    }

    fn read_exact(&mut self, mut bytes: &mut [u8], deadline: Deadline) -> Result<(), ErrorKind> {
        while !bytes.is_empty() {
            let left = deadline.left();
            if left.is_zero() {
                return Err(timed_out(Stalled::Reading, deadline));
            }
            if must_arm(self.read_armed, left) {
                self.stream.set_read_timeout(Some(left)).map_err(ErrorKind::Io)?;
                self.read_armed = left;
            }
            match self.stream.read(bytes) {
                Ok(0) => return Err(ErrorKind::ClosedInside { missing: bytes.len() }),
                Ok(read) => bytes = &mut bytes[read..],
                Err(error) if is_worth_another_look(&error) => {}
                Err(error) => return Err(ErrorKind::Io(error)),
            }
        }
        Ok(())
    }
}

fn connect(address: SocketAddr, limits: &Limits) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, limits.connect_timeout)?;
    // Where nobody listens on a port of this machine, a connection may be given that very port as
    // its own, and is then one with itself: it echoes, and keeps the broker from coming back.
    if stream.local_addr()? == stream.peer_addr()? {
        return Err(io::ErrorKind::ConnectionRefused.into());
    }
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(limits.read_timeout))?;
    stream.set_write_timeout(Some(limits.write_timeout))?;
    Ok(stream)
}

/// Whether the socket's timeout has to be set for what is `left` of a deadline: not if the one it
/// has is about the same, for that would be a system call for each read.
fn must_arm(armed: Duration, left: Duration) -> bool {
    armed.abs_diff(left) > left / 16
}

/// The socket's own timeout may come early; the deadline decides.
fn is_worth_another_look(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

fn timed_out(stalled: Stalled, deadline: Deadline) -> ErrorKind {
    ErrorKind::Timeout { stalled, after: deadline.timeout() }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::ClientBuilder;

    #[test]
    fn a_connection_with_itself_is_none() {
        let limits = ClientBuilder::default().limits;
        // A port of the kind that is given to those who connect.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let address = address.local_addr().unwrap();
        // More attempts than there are ports to be given out.
        for _ in 0..70_000 {
            let error = connect(address, &limits).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
        }
    }
}
