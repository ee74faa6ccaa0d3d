//! The three tasks with bytes that were made before: what socket and broker allow.

use std::collections::VecDeque;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use kafka07::protocol::RequestFrame;
use kafka07::wire::{self, Request};
use kafka07::{FetchRequest, OffsetsRequest};

use crate::load::{Load, Span};
use crate::watch::{Done, Watch};

/// How long a message may take to come back.
const PATIENCE: Duration = Duration::from_secs(60);

/// How far behind a multiple of twice as much answers are read to, if that is asked for.
const PLACE: usize = 64;

/// Size and error code.
const ANSWER_HEAD: usize = 6;

pub(crate) fn produce(
    addr: SocketAddr,
    load: &Load,
    mut watch: Watch,
) -> Result<Done, Box<dyn Error>> {
    let mut socket = Socket::connect(addr, false)?;
    let frame = frame(&load.request()?)?;
    for _ in 0..load.batches() {
        watch.begin();
        socket.stream.write_all(&frame)?;
        watch.end(load.batch());
    }
    socket.write(&OffsetsRequest::latest(&*load.topic, load.partition))?;
    socket.skip_answer()?;
    Ok(watch.stop())
}

/// Keeps the same number of fetches on their way as the library does, and reads every answer into
/// the same memory.
pub(crate) fn consume(
    addr: SocketAddr,
    load: &Load,
    span: Span,
    mut watch: Watch,
) -> Result<Done, Box<dyn Error>> {
    let mut socket = Socket::connect(addr, load.placed)?;
    let mut request = FetchRequest::new(&*load.topic, load.partition, span.start, load.fetch_size);
    let (mut position, page) = (span.start, i64::from(load.fetch_size));
    // The offsets asked for and not answered yet.
    let mut asked = VecDeque::new();
    while position < span.end {
        while asked.len() < load.in_flight {
            asked.push_back(request.offset);
            socket.write(&request)?;
            request.offset += page;
        }
        watch.begin();
        let length = i64::try_from(socket.skip_answer()?)?;
        watch.end(0);
        if asked.pop_front() != Some(position) {
            // Asked for behind a page that was not full.
            continue;
        }
        position += length;
        if length == 0 {
            break;
        }
        if length < page {
            request.offset = position;
        }
    }
    let batch = i64::try_from(load.set()?.len())?;
    let batches = u64::try_from((position.min(span.end) - span.start) / batch)?;
    Ok(watch.stop_after(batches * load.batch()))
}

pub(crate) fn roundtrip(
    addr: SocketAddr,
    load: &Load,
    mut watch: Watch,
) -> Result<Done, Box<dyn Error>> {
    let mut socket = Socket::connect(addr, false)?;
    let latest = OffsetsRequest::latest(&*load.topic, load.partition);
    socket.write(&latest)?;
    socket.skip_answer()?;
    // Behind the error code stands a count of one, then the offset.
    let offset = socket.answer.get(4..12).and_then(|offset| offset.first_chunk());
    let offset = offset.map_or(0, |offset| i64::from_be_bytes(*offset));
    let mut fetch = FetchRequest::new(&*load.topic, load.partition, offset, load.fetch_size);
    let produce = frame(&load.request()?)?;
    let length = i64::try_from(load.set()?.len())?;
    for _ in 0..load.batches() {
        watch.begin();
        socket.stream.write_all(&produce)?;
        let (sent, end) = (Instant::now(), fetch.offset + length);
        while fetch.offset < end {
            socket.write(&fetch)?;
            fetch.offset += i64::try_from(socket.skip_answer()?)?;
            if sent.elapsed() > PATIENCE {
                return Err("a message did not come back".into());
            }
        }
        watch.end(load.batch());
    }
    Ok(watch.stop())
}

fn frame<R: Request>(request: &R) -> Result<Vec<u8>, wire::Error> {
    wire::to_vec(&RequestFrame::new(request))
}

struct Socket {
    stream: TcpStream,
    /// Whether it is chosen where in a memory page answers are read to.
    placed: bool,
    /// The body of the last answer, and what is left of longer ones.
    answer: Vec<u8>,
}

impl Socket {
    fn connect(addr: SocketAddr, placed: bool) -> Result<Self, Box<dyn Error>> {
        let stream = TcpStream::connect(addr)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, placed, answer: Vec::new() })
    }

    fn write<R: Request>(&mut self, request: &R) -> Result<(), Box<dyn Error>> {
        Ok(self.stream.write_all(&frame(request)?)?)
    }

    /// Reads an answer without a look at it, and says how long its body is.
    fn skip_answer(&mut self) -> Result<usize, Box<dyn Error>> {
        let mut head = [0; ANSWER_HEAD];
        self.stream.read_exact(&mut head)?;
        let [size @ .., code, code_too] = head;
        let code = i16::from_be_bytes([code, code_too]);
        if code != 0 && code != 1 {
            return Err(format!("the broker answered with error code {code}").into());
        }
        let length = usize::try_from(i32::from_be_bytes(size))? + size_of::<i32>() - ANSWER_HEAD;
        if self.answer.len() < length + 3 * PLACE {
            self.answer.resize(length + 3 * PLACE, 0);
        }
        let from =
            if self.placed { self.answer.as_ptr().align_offset(2 * PLACE) + PLACE } else { 0 };
        self.stream.read_exact(&mut self.answer[from..from + length])?;
        Ok(length)
    }
}
