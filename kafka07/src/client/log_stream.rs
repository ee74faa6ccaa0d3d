//! A partition's log as a stream of bytes: several fetches in flight, put together at their seams.
//!
//! Offsets are byte positions, and a broker answers a fetch from any of them. So `[o, o+n)`,
//! `[o+n, o+2n)`, … are asked for at once, and a message that lies across two answers is joined.
//! An answer shorter than asked (a segment's end, the log's end) breaks the row: what was asked
//! after it is read, dropped, and asked again from where the bytes ended.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

use super::fetch::max_size;
use crate::error::{Error, ErrorKind};
use crate::message::{self, MessageSet, Messages, ReadOptions};
use crate::protocol::{ErrorCode, FetchRequest};
use crate::transport::Transport;

/// A message's head is all that is looked at here.
const HEADS: ReadOptions = ReadOptions::new().check_crc(false).shallow(true);

pub(super) struct LogStream {
    /// Topic, partition and page size; `offset` is where the next ask begins.
    request: FetchRequest,
    /// How many asks there may be in flight, and how many there are to be now: one again after each
    /// break, twice as many after each full page. At the log's end looking ahead is of no use.
    depth: usize,
    window: usize,
    /// Whether the next page is asked for before the present one is handed out.
    pub(super) read_ahead: bool,
    /// Whether corrupt messages are stepped over. Then the next message is searched for, and
    /// has to be in one piece with what it is searched in.
    pub(super) skips: bool,
    /// If such a search goes on: how many bytes the next chunk has at least, unless the log ends.
    search: Option<usize>,
    asks: VecDeque<Ask>,
    /// Which of the transport's connections the asks are on, counted from 1.
    connection: u64,
    /// Up to where the log's bytes have been received.
    end: i64,
    /// The message that is not all there yet: the last bytes before `page`.
    carry: BytesMut,
    /// What was received and not handed out: the last bytes before `end`.
    page: Bytes,
}

/// A fetch in flight.
struct Ask {
    offset: i64,
    size: usize,
    /// Not if the row was broken in front of it.
    live: bool,
}

/// A part of the log.
pub(super) struct Chunk {
    pub(super) offset: i64,
    pub(super) bytes: Bytes,
    /// Whether the log ends with it, inside what looks like a message.
    pub(super) ends_log: bool,
    /// Whether it begins with damage, in which the next message is searched for.
    pub(super) searches: bool,
}

impl Chunk {
    /// The offset after its last byte.
    pub(super) fn end(&self) -> i64 {
        self.offset.saturating_add(span(self.bytes.len()))
    }

    /// What follows `offset` in it.
    pub(super) fn from(mut self, offset: i64) -> Self {
        let skipped = usize::try_from(offset.saturating_sub(self.offset)).unwrap_or(0);
        self.bytes = self.bytes.split_off(skipped.min(self.bytes.len()));
        Self { offset, searches: self.searches && skipped == 0, ..self }
    }
}

/// What comes next in the log.
pub(super) enum NextPart {
    /// Messages: the first one is whole, or wrong. The last may be cut; see [`LogStream::carry`].
    Chunk(Chunk),
    /// Nothing at present.
    End,
    /// The log has no such offset.
    OutOfRange,
}

impl LogStream {
    pub(super) fn new(request: FetchRequest) -> Self {
        Self {
            end: request.offset,
            request,
            depth: 2,
            window: 1,
            read_ahead: true,
            skips: false,
            search: None,
            asks: VecDeque::new(),
            connection: 0,
            carry: BytesMut::new(),
            page: Bytes::new(),
        }
    }

    /// Topic, partition and page size.
    pub(super) fn request(&self) -> &FetchRequest {
        &self.request
    }

    pub(super) fn set_depth(&mut self, depth: usize) {
        self.depth = depth.max(1);
    }

    /// Whether everything that was received has been handed out.
    pub(super) fn is_drained(&self) -> bool {
        self.page.is_empty()
    }

    /// Forgets what was received and not handed out, and goes on from `offset`.
    pub(super) fn restart(&mut self, transport: &Transport, offset: i64) {
        if transport.outstanding() == 0 {
            self.asks.clear();
        }
        self.carry.clear();
        self.search = None;
        self.page = Bytes::new();
        self.end = offset;
        self.break_row(offset);
    }

    /// Keeps the cut message at the end of a chunk until the rest of it is there.
    pub(super) fn carry(&mut self, tail: &[u8]) {
        debug_assert!(self.carry.is_empty());
        self.carry.extend_from_slice(tail);
    }

    /// Keeps what is left of `chunk` from `offset` on, where a search goes on that needs more bytes,
    /// of messages that take up to `limit`.
    ///
    /// A chunk of which less than half was used is followed by one of twice its length: so all that
    /// is searched stays in proportion to the log, however many sizes lead far away.
    pub(super) fn search_on(&mut self, chunk: Chunk, offset: i64, limit: usize) {
        let length = chunk.bytes.len();
        let tail = chunk.from(offset).bytes;
        let more = if tail.len() > length / 2 { length.saturating_mul(2) } else { 0 };
        self.search = Some(more.min(limit.saturating_mul(2)).max(tail.len() + 1));
        self.carry(&tail);
    }

    /// How much of a cut message there is, and how large it is if that is known.
    pub(super) fn cut(&self) -> Option<(usize, Option<usize>)> {
        if self.search.is_some() {
            return None;
        }
        match front(&self.carry) {
            FrontOfPage::Cut(size) => Some((self.carry.len(), size)),
            FrontOfPage::Empty | FrontOfPage::Presentable => None,
        }
    }

    /// What there is of a cut message with which the log ends, if damage is stepped over: a broker
    /// shows whole messages alone, so its size is wrong.
    pub(super) fn take_cut(&mut self) -> Option<Chunk> {
        if self.search.is_none() {
            let (_, size) = self.cut()?;
            size.filter(|_| self.skips)?;
        }
        let offset = self.offset();
        Some(Chunk { ends_log: true, ..self.take_carried(offset) })
    }

    /// The next part of the log. A message that is not all in one page is given up as too large if
    /// it has more than `limit` bytes.
    ///
    /// The connection has to be open as far as one can see, unless answers are still to come on it.
    /// After an error the stream has to be restarted.
    pub(super) fn next(
        &mut self,
        transport: &mut Transport,
        limit: usize,
    ) -> Result<NextPart, Error> {
        loop {
            if let Some(chunk) = self.join(limit)? {
                return Ok(NextPart::Chunk(chunk));
            }
            match self.receive(transport) {
                Ok(true) => {}
                Ok(false) => return Ok(NextPart::End),
                Err(error) if error.code() == Some(ErrorCode::OffsetOutOfRange) => {
                    if self.carry.is_empty() {
                        return Ok(NextPart::OutOfRange);
                    }
                    // The log was cut back, or a segment deleted, in the middle of a message.
                    self.restart(transport, self.offset());
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Where the bytes begin that were not handed out.
    fn offset(&self) -> i64 {
        self.end - span(self.page.len()) - span(self.carry.len())
    }

    /// What was received, if a whole message is at its front.
    fn join(&mut self, limit: usize) -> Result<Option<Chunk>, Error> {
        if let Some(wanted) = self.search {
            self.carry.extend_from_slice(&std::mem::take(&mut self.page));
            return Ok((self.carry.len() >= wanted).then(|| self.take_carried(self.offset())));
        }
        loop {
            let offset = self.offset();
            let (front, carried) = if self.carry.is_empty() {
                (front(&self.page), false)
            } else {
                (front(&self.carry), true)
            };
            match front {
                FrontOfPage::Empty => return Ok(None),
                FrontOfPage::Presentable if !carried => {
                    let bytes = std::mem::take(&mut self.page);
                    return Ok(Some(Chunk { offset, bytes, ends_log: false, searches: false }));
                }
                FrontOfPage::Presentable => {
                    return Ok(Some(self.take_carried(offset)));
                }
                // To a walk that steps over damage it is that.
                FrontOfPage::Cut(Some(size)) if size > limit && self.skips => {
                    return Ok(Some(self.take_carried(offset)));
                }
                FrontOfPage::Cut(Some(size)) if size > limit => {
                    let kind = ErrorKind::LargerThanFetch { size: Some(size), limit };
                    return Err(Error::new(kind).at(offset));
                }
                FrontOfPage::Cut(_) if self.page.is_empty() => return Ok(None),
                // A byte at a time until the size is known.
                FrontOfPage::Cut(size) => {
                    let wanted = size.unwrap_or(self.carry.len() + 1) - self.carry.len();
                    let there = self.page.split_to(wanted.min(self.page.len()));
                    self.carry.extend_from_slice(&there);
                }
            }
        }
    }

    /// What was kept, and all that was received after it if the next message may have to be searched
    /// for.
    fn take_carried(&mut self, offset: i64) -> Chunk {
        if self.skips {
            self.carry.extend_from_slice(&std::mem::take(&mut self.page));
        }
        let searches = self.search.take().is_some();
        Chunk { offset, bytes: self.carry.split().freeze(), ends_log: false, searches }
    }

    /// Reads the next page; `false` if there is nothing at present.
    fn receive(&mut self, transport: &mut Transport) -> Result<bool, Error> {
        loop {
            self.ask(transport)?;
            let answer = transport.receive().inspect_err(|_| self.asks.clear())?;
            let Some(ask) = self.asks.pop_front() else { continue };
            if !ask.live {
                continue;
            }
            let page = transport.read::<MessageSet>(&answer).inspect_err(|_| {
                self.break_row(ask.offset);
            })?;
            self.page = page.into_bytes();
            self.end = ask.offset.saturating_add(span(self.page.len()));
            if self.page.len() == ask.size {
                self.window = self.depth.min(self.window * 2);
            } else {
                self.break_row(self.end);
            }
            if self.page.is_empty() {
                return Ok(false);
            }
            if self.read_ahead
                && let Err(error) = self.ask(transport)
            {
                // The page is good; the call that needs the next one gets the error.
                event!(Debug, "looking ahead: {error:?}");
            }
            return Ok(true);
        }
    }

    /// Fills the window.
    fn ask(&mut self, transport: &mut Transport) -> Result<(), Error> {
        while self.asks.iter().filter(|ask| ask.live).count() < self.window {
            let (offset, size) = (self.request.offset, max_size(&self.request));
            // Answers to others are read first. Without them the reader has just looked at the
            // connection.
            let sent = if self.asks.is_empty() && transport.outstanding() > 0 {
                transport.send(&self.request, size)
            } else {
                transport.send_ahead(&self.request, size)
            };
            if let Err(error) = sent {
                // With the connection all that was asked for on it is gone.
                self.asks.clear();
                self.break_row(self.end);
                return Err(error);
            }
            self.asks.push_back(Ask { offset, size, live: true });
            self.request.offset = offset.saturating_add(span(size));
            if self.connection != transport.connections() {
                self.connection = transport.connections();
                if !self.carry.is_empty() {
                    // The log may have been cut back while the broker was away.
                    self.restart(transport, self.offset());
                }
            }
        }
        Ok(())
    }

    fn break_row(&mut self, offset: i64) {
        self.asks.iter_mut().for_each(|ask| ask.live = false);
        self.request.offset = offset;
        self.window = 1;
    }
}

enum FrontOfPage {
    Empty,
    /// More bytes are needed; how many in all, if that is known.
    Cut(Option<usize>),
    /// A whole message, or something that a walk has to judge.
    Presentable,
}

/// Whether the message at the front of `bytes` is cut, or there is no byte of one.
pub(super) fn is_cut(bytes: &[u8]) -> bool {
    !matches!(front(bytes), FrontOfPage::Presentable)
}

/// What is at the front of `bytes`.
fn front(bytes: &[u8]) -> FrontOfPage {
    match Messages::new(bytes, 0, &HEADS).next() {
        None => FrontOfPage::Empty,
        Some(Err(error)) => match *error.kind() {
            message::ErrorKind::TooLargeForFetch { size, .. } => FrontOfPage::Cut(size),
            _ => FrontOfPage::Presentable,
        },
        Some(Ok(_)) => FrontOfPage::Presentable,
    }
}

fn span(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
