//! One connection to a broker: whole frames out, whole frames in, each by a deadline.
//!
//! An error leaves the connection in the middle of a frame: it cannot be used after one.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, IoSlice, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::buffers::Buffers;
use super::deadline::Deadline;
use super::settings::TransportSettings;
use super::target::Target;
use crate::error::{Error, ErrorKind, Stalled, Unconfirmed};
use crate::wire::Reader;

/// An answer gets this much memory before its bytes have come; more only as they come.
const TRUSTED_SIZE: usize = 4 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct BrokerConnection {
    stream: TcpStream,
    broker: Arc<str>,
    settings: TransportSettings,
    /// The timeouts that the socket has at present, so that most calls need not set them.
    read_timeout_set: Duration,
    write_timeout_set: Duration,
    /// The answers still to come, each with the bytes it has at most as far as one knows.
    outstanding: VecDeque<usize>,
    /// What is left of a request that is being written.
    unwritten: Option<Unwritten>,
    /// What has come of the answer that is being read.
    incoming: Option<Incoming>,
    /// The produces that no later answer has confirmed yet.
    pub(super) unconfirmed: Unconfirmed,
}

struct Unwritten {
    bytes: Vec<u8>,
    /// How many of them are written.
    written: usize,
    deadline: Deadline,
}

/// An answer of which a part may have come.
struct Incoming {
    deadline: Deadline,
    head: [u8; size_of::<i32>()],
    body: Option<Body>,
    /// How many bytes of the head have come, or of the body if there is one.
    filled: usize,
}

struct Body {
    /// As much memory as the bytes that have come justify.
    buffer: BytesMut,
    /// How much of the buffer the answer takes so far; it may be a larger one that was used before.
    trusted: usize,
    length: usize,
}

/// Without what is sent.
impl fmt::Debug for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unwritten").field("written", &self.written).finish_non_exhaustive()
    }
}

/// Without what was received.
impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").field("filled", &self.filled).finish_non_exhaustive()
    }
}

impl BrokerConnection {
    /// Connects to the first address that answers.
    pub(super) fn open(target: &Target, settings: &TransportSettings) -> Result<Self, Error> {
        let mut tried = Vec::new();
        for address in target.addresses()? {
            match connect(address, settings) {
                Ok(stream) => {
                    let broker = target.label(address);
                    event!(Debug, "connected to broker {broker}");
                    return Ok(Self {
                        stream,
                        broker,
                        read_timeout_set: settings.read_timeout,
                        write_timeout_set: settings.write_timeout,
                        settings: settings.clone(),
                        outstanding: VecDeque::new(),
                        unwritten: None,
                        incoming: None,
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

    /// Looks, without waiting, whether the broker has closed the connection, or has sent what it
    /// was not asked for.
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
    pub(super) fn write(&mut self, slices: &mut [IoSlice<'_>]) -> Result<(), ErrorKind> {
        let deadline = Deadline::after(self.settings.write_timeout);
        self.write_until(slices, deadline, Deadline::NEVER).map(drop)
    }

    /// Writes a frame that is answered with `size` bytes at most, as far as one knows. What is not
    /// written by `until` is kept for [`write_rest`](Self::write_rest).
    pub(super) fn ask(
        &mut self,
        slices: &mut [IoSlice<'_>],
        size: usize,
        until: Deadline,
    ) -> Result<(), ErrorKind> {
        debug_assert!(self.unwritten.is_none(), "one request after the other");
        let deadline = Deadline::after(self.settings.write_timeout);
        let rest = self.write_until(slices, deadline, until)?;
        if !rest.is_empty() {
            let bytes = rest.iter().flat_map(|slice| slice.iter().copied()).collect();
            self.unwritten = Some(Unwritten { bytes, written: 0, deadline });
        }
        self.outstanding.push_back(size);
        Ok(())
    }

    /// Whether a part of a request is still to be written.
    pub(super) fn is_writing(&self) -> bool {
        self.unwritten.is_some()
    }

    /// Goes on with a request that was begun. Whether all of it is written now.
    pub(super) fn write_rest(&mut self, until: Deadline) -> Result<bool, ErrorKind> {
        let Some(mut unwritten) = self.unwritten.take() else { return Ok(true) };
        let Unwritten { bytes, written, deadline } = &mut unwritten;
        let mut slices = [IoSlice::new(&bytes[*written..])];
        let left = self.write_until(&mut slices, *deadline, until)?.iter().map(|rest| rest.len());
        *written = bytes.len() - left.sum::<usize>();
        let whole = *written == bytes.len();
        if !whole {
            self.unwritten = Some(unwritten);
        }
        Ok(whole)
    }

    /// Writes what it can until `until`, and returns the rest. If there is one at the `deadline`,
    /// that is an error.
    fn write_until<'s, 'b>(
        &mut self,
        mut slices: &'s mut [IoSlice<'b>],
        deadline: Deadline,
        until: Deadline,
    ) -> Result<&'s mut [IoSlice<'b>], ErrorKind> {
        IoSlice::advance_slices(&mut slices, 0);
        while !slices.is_empty() {
            let left = deadline.left().min(until.left());
            if left.is_zero() {
                if deadline.has_passed() {
                    return Err(timed_out(Stalled::Writing, deadline));
                }
                break;
            }
            if has_to_be_set(self.write_timeout_set, left) {
                self.stream.set_write_timeout(Some(left)).map_err(ErrorKind::Io)?;
                self.write_timeout_set = left;
            }
            match self.stream.write_vectored(slices) {
                Ok(0) => return Err(ErrorKind::Io(io::ErrorKind::WriteZero.into())),
                Ok(written) => IoSlice::advance_slices(&mut slices, written),
                Err(error) if is_early(&error) => {}
                Err(error) => return Err(ErrorKind::Io(error)),
            }
        }
        Ok(slices)
    }

    /// Reads the next answer: what its frame holds.
    pub(super) fn answer(&mut self, buffers: &mut Buffers) -> Result<Bytes, ErrorKind> {
        let answer = self.answer_by(buffers, Deadline::NEVER)?;
        Ok(answer.expect("it ends with an answer or an error"))
    }

    /// As [`answer`](Self::answer), but only what comes until `until`; the next call goes on there.
    pub(super) fn answer_by(
        &mut self,
        buffers: &mut Buffers,
        until: Deadline,
    ) -> Result<Option<Bytes>, ErrorKind> {
        let mut incoming = self.incoming.take().unwrap_or_else(|| Incoming {
            deadline: Deadline::after(self.settings.read_timeout),
            head: [0; size_of::<i32>()],
            body: None,
            filled: 0,
        });
        if self.go_on_reading(&mut incoming, buffers, until)? {
            self.outstanding.pop_front();
            let body = incoming.body.expect("the head says that there is one");
            return Ok(Some(buffers.page(body.buffer, body.length)));
        }
        self.incoming = Some(incoming);
        Ok(None)
    }

    /// Whether the answer is complete.
    fn go_on_reading(
        &mut self,
        incoming: &mut Incoming,
        buffers: &mut Buffers,
        until: Deadline,
    ) -> Result<bool, ErrorKind> {
        let Incoming { deadline, head, body, filled } = incoming;
        let deadline = *deadline;
        let body = if let Some(body) = body {
            body
        } else {
            let whole = self.fill(head, filled, deadline, until);
            if !whole.map_err(|error| match error {
                ErrorKind::ClosedInside { missing } if missing == head.len() => ErrorKind::Closed,
                error => error,
            })? {
                return Ok(false);
            }
            let length = Reader::new(head).read_length::<i32>().map_err(ErrorKind::Response)?;
            let max = self.settings.max_response_size;
            if length > max {
                return Err(ErrorKind::ResponseTooLarge { size: length, max });
            }
            let expected = self.outstanding.front().copied().unwrap_or(0);
            let trusted = length.min(expected.max(TRUSTED_SIZE));
            *filled = 0;
            body.insert(Body { buffer: buffers.take(trusted), trusted, length })
        };
        let Body { buffer, trusted, length } = body;
        loop {
            let whole = self.fill(&mut buffer[..*trusted], filled, deadline, until);
            if !whole.map_err(|error| match error {
                ErrorKind::ClosedInside { missing } => {
                    ErrorKind::ClosedInside { missing: missing + *length - *trusted }
                }
                error => error,
            })? {
                return Ok(false);
            }
            if trusted == length {
                return Ok(true);
            }
            *trusted = (*length).min(*trusted * 2);
            buffer.resize(*trusted, 0);
        }
    }

    /// Reads on after the bytes that are `filled`. Whether all are filled by `until`.
    fn fill(
        &mut self,
        bytes: &mut [u8],
        filled: &mut usize,
        deadline: Deadline,
        until: Deadline,
    ) -> Result<bool, ErrorKind> {
        while *filled < bytes.len() {
            let left = deadline.left().min(until.left());
            if left.is_zero() {
                if deadline.has_passed() {
                    return Err(timed_out(Stalled::Reading, deadline));
                }
                return Ok(false);
            }
            if has_to_be_set(self.read_timeout_set, left) {
                self.stream.set_read_timeout(Some(left)).map_err(ErrorKind::Io)?;
                self.read_timeout_set = left;
            }
            match self.stream.read(&mut bytes[*filled..]) {
                Ok(0) => {
                    return Err(ErrorKind::ClosedInside { missing: bytes.len() - *filled });
                }
                Ok(read) => *filled += read,
                Err(error) if is_early(&error) => {}
                Err(error) => return Err(ErrorKind::Io(error)),
            }
        }
        Ok(true)
    }
}

fn connect(address: SocketAddr, settings: &TransportSettings) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, settings.connect_timeout)?;
    // If no broker listens on a port of this machine, a connection may get that very port as its
    // own, and is then one to itself: it echoes, and keeps the broker from coming back.
    if stream.local_addr()? == stream.peer_addr()? {
        return Err(io::ErrorKind::ConnectionRefused.into());
    }
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(settings.read_timeout))?;
    stream.set_write_timeout(Some(settings.write_timeout))?;
    Ok(stream)
}

/// Whether the socket's timeout has to be set for what is `left` of a deadline: not if the one it
/// has is about the same, for that would be a system call for each read.
fn has_to_be_set(set: Duration, left: Duration) -> bool {
    set.abs_diff(left) > left / 16
}

/// Whether a call ended before the deadline, which decides: the socket's own timeout may be early.
fn is_early(error: &io::Error) -> bool {
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

    #[test]
    fn connecting_to_itself_is_refused() {
        let settings = TransportSettings::default();
        // A port of the kind that is given to those who connect.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let address = address.local_addr().unwrap();
        // More attempts than there are ports to be given out.
        for _ in 0..70_000 {
            let error = connect(address, &settings).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
        }
    }
}
