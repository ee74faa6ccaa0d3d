//! Iteration through a partition: message by message or page by page, to the log's end or after it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::deadline::Deadline;
use super::fetched::{PageMessages, Progress, end_of_whole_messages, unreadable};
use super::log_stream::{Chunk, LogStream, Step, is_cut};
use super::{KafkaClient, Stopper, checks, size_of_fetch};
use crate::error::{Error, ErrorKind};
use crate::message::{Message, MessageSet, Messages, OnCorrupt, OwnedMessages, ReadOptions};
use crate::protocol::{ErrorCode, FetchRequest, OffsetsRequest};

/// How many jumps are kept for a user who does not ask for them.
const CHANGES_KEPT: usize = 1000;

/// What an iteration does about a message that is larger than the fetch size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnTooLarge {
    /// It yields [`ErrorKind::LargerThanFetch`], with the message's offset and size.
    Fail,
    /// It fetches as much more as the message takes, and goes on with the small fetch size.
    Grow {
        /// The largest message, in bytes in the log; one that is larger yields the error.
        max: usize,
    },
}

/// What an iteration does about an offset that the log does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnOutOfRange {
    /// It yields the broker's error.
    #[default]
    Fail,
    /// It goes on at the log's first offset: what was deleted in between is missed.
    Earliest,
    /// It goes on at the log's end: what stands before it is missed.
    Latest,
}

/// A jump of an iteration, made because the log did not have the offset it had come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PositionChange {
    /// The offset that the log does not have.
    pub from: i64,
    /// Where the iteration has gone on.
    pub to: i64,
}

/// An iteration over the messages of a partition.
///
/// As an iterator it yields messages that own what they hold: payloads share the page they came in.
/// [`next_page`](Self::next_page) hands out whole pages instead, whose messages are borrowed; that
/// is the fastest way to read.
///
/// It ends (`None`) at the log's end, and goes on from there when it is called again and more has
/// been produced. With [`follow`](Self::follow) it waits for more instead.
///
/// **Errors do not end it.** After one that a new connection may help against the next call goes on
/// from [`position`](Self::position); it has been tried [a few times](crate::ClientBuilder::retries)
/// by then. After any other error, such as a corrupt message, the next call yields `None`, so that
/// no loop spins, and the one after that tries again from the same position, unless
/// [`seek`](Self::seek) has set another.
///
/// **Memory**: one page, the next ones on their way ([`in_flight`](Self::in_flight)), and the
/// message that lies across two pages; no more, however large the log. Payloads that are kept keep
/// their pages.
///
/// ```
/// use std::time::Duration;
///
/// use kafka07::{FetchRequest, KafkaClient};
/// # use kafka07::broker::Broker;
/// # let broker = Broker::temporary().unwrap();
///
/// let mut kafka = KafkaClient::connect(broker.addr())?;
/// kafka.send_to("web", 0, ["one", "two", "three"])?;
///
/// let request = FetchRequest::new("web", 0, 0, 1024 * 1024);
/// let mut messages = kafka.iter_messages(request).follow(Duration::from_millis(200));
/// assert_eq!(messages.next().unwrap()?.payload(), b"one");
/// assert_eq!(messages.next().unwrap()?.payload(), b"two");
/// assert_eq!(messages.position(), 26);   // where to go on another time
/// # Ok::<(), kafka07::Error>(())
/// ```
#[must_use = "an iterator does nothing until it is asked for messages"]
pub struct MessageIter<'c> {
    client: &'c mut KafkaClient,
    stream: LogStream,
    options: ReadOptions,
    on_too_large: OnTooLarge,
    on_out_of_range: OnOutOfRange,
    single_page: bool,
    follow: Option<Duration>,
    idle_timeout: Duration,
    stopper: Stopper,
    /// Where to go on after all that was yielded.
    position: i64,
    /// The part of the log being read, with the walk through it or how far it was walked.
    chunk: Option<Chunk>,
    walk: Option<OwnedMessages>,
    progress: Progress,
    /// Whether something was read since the iteration began.
    began: bool,
    /// Whether the next call yields `None`, because the one before met an error that stays.
    pause: bool,
    changes: Vec<PositionChange>,
    skipped: u64,
}

impl<'c> MessageIter<'c> {
    pub(super) fn new(client: &'c mut KafkaClient, request: FetchRequest) -> Self {
        let position = request.offset;
        Self {
            options: client.config.read_options,
            on_too_large: OnTooLarge::Grow { max: client.config.limits.max_response_size },
            on_out_of_range: OnOutOfRange::default(),
            client,
            stream: LogStream::new(request),
            single_page: false,
            follow: None,
            idle_timeout: Duration::MAX,
            stopper: Stopper::default(),
            position,
            chunk: None,
            walk: None,
            progress: Progress::new(),
            began: false,
            pause: false,
            changes: Vec::new(),
            skipped: 0,
        }
    }

    /// Ends after one page: the messages that one fetch returns whole.
    pub fn single_page(mut self) -> Self {
        self.single_page = true;
        self.stream.read_ahead = false;
        self
    }

    /// Waits at the log's end for more, for ever: it is looked for every `interval`, of one
    /// millisecond at least. A [`stopper`](Self::stopper) ends it from another thread.
    pub fn follow(mut self, interval: Duration) -> Self {
        self.follow = Some(interval.max(Duration::from_millis(1)));
        self
    }

    /// With [`follow`](Self::follow): ends (`None`) when nothing new has come for this long. The
    /// next call waits anew.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How many pages are asked for at once, 2 unless set: while one is being read, the next are
    /// on their way. More than 4 are of little use.
    ///
    /// It begins with one, and doubles with each full page up to this; a page that is not full, as
    /// at the log's end, leads back to one.
    pub fn in_flight(mut self, pages: usize) -> Self {
        self.stream.set_depth(pages);
        self
    }

    /// What to do about a message that is larger than the fetch size: [`OnTooLarge::Grow`] up to
    /// the client's [`max_response_size`](crate::ClientBuilder::max_response_size) unless set.
    pub fn on_too_large(mut self, choice: OnTooLarge) -> Self {
        self.on_too_large = choice;
        self
    }

    /// What to do about an offset that the log does not have: [`OnOutOfRange::Fail`] unless set.
    pub fn on_out_of_range(mut self, choice: OnOutOfRange) -> Self {
        self.on_out_of_range = choice;
        self
    }

    /// How messages are read: CRC, corrupt messages, limits of compressed ones, wrappers as they
    /// are. As the client's [`read_options`](crate::ClientBuilder::read_options) say unless set.
    pub fn read_options(mut self, options: ReadOptions) -> Self {
        self.options = options;
        self
    }

    /// Where to go on after all that was yielded so far: what a consumer stores to resume there.
    ///
    /// Within a compressed message it is the start of that, until its last inner message has been
    /// yielded; see [`Message::next_offset`].
    pub fn position(&self) -> i64 {
        if self.walk.is_some() || self.chunk.is_none() {
            return self.position;
        }
        self.progress.walked_to().unwrap_or(self.position)
    }

    /// Goes on from `offset`, whatever the position is.
    pub fn seek(&mut self, offset: i64) {
        self.walk = None;
        self.chunk = None;
        self.pause = false;
        self.began = false;
        self.restart(offset);
    }

    /// A handle that ends the iteration from another thread.
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// The jumps that were made since this was asked last; see [`on_out_of_range`]. Each is logged
    /// as a warning too.
    ///
    /// [`on_out_of_range`]: Self::on_out_of_range
    pub fn position_changes(&mut self) -> Vec<PositionChange> {
        std::mem::take(&mut self.changes)
    }

    /// How many times something corrupt was stepped over; see [`OnCorrupt::Skip`].
    pub fn skipped(&self) -> u64 {
        let here = self.walk.as_ref().map_or(0, |walk| walk.skipped() as u64);
        self.skipped + here
    }

    /// The next page, for reading without a copy and without a counter touched per message.
    ///
    /// It goes on behind the page before, or in it, if not all of its messages were walked. What
    /// was said of the iterator's errors holds here.
    ///
    /// ```
    /// use kafka07::{FetchRequest, KafkaClient};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// kafka.send_to("web", 0, ["one", "two", "three"])?;
    ///
    /// let mut messages = kafka.iter_messages(FetchRequest::new("web", 0, 0, 1024 * 1024));
    /// let mut bytes = 0;
    /// while let Some(page) = messages.next_page()? {
    ///     for message in page.messages() {
    ///         bytes += message?.payload().len();
    ///     }
    /// }
    /// assert_eq!(bytes, 11);
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// As the iterator.
    pub fn next_page(&mut self) -> Result<Option<Page<'_>>, Error> {
        self.leave_walk();
        self.leave_page();
        if self.stopper.is_stopped() || std::mem::take(&mut self.pause) {
            return Ok(None);
        }
        if self.chunk.is_none() {
            self.chunk = self.next_chunk()?;
        }
        let Some(Chunk { offset, bytes }) = &self.chunk else { return Ok(None) };
        self.progress = Progress::new();
        Ok(Some(Page {
            offset: *offset,
            bytes,
            request: self.stream.request(),
            broker: &self.client.broker,
            options: &self.options,
            progress: &self.progress,
        }))
    }

    /// Turns a walk that was not finished into a page that was walked as far.
    fn leave_walk(&mut self) {
        if let Some(walk) = self.walk.take() {
            self.skipped += walk.skipped() as u64;
            self.progress = Progress::new();
            self.progress.record(walk.next_offset(), false, 0);
        }
    }

    /// Goes behind what was walked of the page that was handed out; behind all of it if nobody
    /// looked at its messages.
    fn leave_page(&mut self) {
        let Some(Chunk { offset, bytes }) = self.chunk.take() else { return };
        self.skipped += self.progress.skipped();
        if let Some(failed) = self.progress.failed_at() {
            self.pause = true;
            self.restart(failed);
            return;
        }
        let looked = self.progress.walked_to();
        let next = looked.unwrap_or_else(|| {
            end_of_whole_messages(&MessageSet::from_raw(bytes.clone()), offset, &self.options)
        });
        self.position = next;
        let left =
            bytes.slice(usize::try_from(next - offset).map_or(0, |at| at.min(bytes.len()))..);
        if is_cut(&left) {
            self.stream.carry(&left);
        } else {
            self.chunk = Some(Chunk { offset: next, bytes: left });
        }
    }

    fn restart(&mut self, offset: i64) {
        self.position = offset;
        self.stream.restart(self.client, offset);
    }

    /// The next part of the log; none at its end, or when the iteration is stopped.
    fn next_chunk(&mut self) -> Result<Option<Chunk>, Error> {
        self.stream.skips = self.options == self.options.on_corrupt(OnCorrupt::Skip);
        let result = self.try_next_chunk();
        if let Err(error) = result {
            self.restart(self.position);
            self.pause = !error.kind().is_broken_connection();
            let request = self.stream.request();
            let error = error.in_call("iteration").on(&request.topic, request.partition);
            return Err(self.client.blame(error.at(self.position)));
        }
        result
    }

    fn try_next_chunk(&mut self) -> Result<Option<Chunk>, Error> {
        checks::fetch(self.stream.request())?;
        let limit = match self.on_too_large {
            OnTooLarge::Fail => size_of_fetch(self.stream.request()),
            OnTooLarge::Grow { max } => max.max(size_of_fetch(self.stream.request())),
        };
        let mut waits = self.client.config.waits(self.client.config.retries);
        let mut jumped = false;
        let idle = Deadline::after(self.idle_timeout);
        loop {
            if self.stopper.is_stopped() {
                return Ok(None);
            }
            if self.single_page && self.began && self.stream.is_drained() {
                return Ok(None);
            }
            match self.stream.next(self.client, limit) {
                Ok(Step::Chunk(chunk)) => {
                    self.began = true;
                    return Ok(Some(chunk));
                }
                Ok(Step::End) => {
                    let Some(interval) = self.follow.filter(|_| !self.single_page) else {
                        return match self.stream.cut() {
                            Some((available, size)) => {
                                Err(ErrorKind::CutAtEnd { available, size }.into())
                            }
                            None => Ok(None),
                        };
                    };
                    if idle.has_passed() {
                        return Ok(None);
                    }
                    self.stopper.wait(interval.min(idle.left()));
                }
                Ok(Step::OutOfRange) => {
                    if jumped {
                        // The offset that the broker gave is none either.
                        let Some(wait) = waits.next() else {
                            return Err(ErrorKind::Broker(ErrorCode::OffsetOutOfRange).into());
                        };
                        self.stopper.wait(wait);
                    }
                    self.jump()?;
                    jumped = true;
                }
                Err(error) => {
                    let wait = if error.kind().failed_fast() { waits.next() } else { None };
                    let Some(wait) = wait else { return Err(error) };
                    event!(Warn, "{error:?}; going on in {wait:.0?}");
                    self.restart(self.position);
                    self.stopper.wait(wait);
                }
            }
        }
    }

    /// Goes to an offset that the log has, as the user chose.
    fn jump(&mut self) -> Result<(), Error> {
        let FetchRequest { topic, partition, .. } = self.stream.request();
        let request = match self.on_out_of_range {
            OnOutOfRange::Fail => {
                return Err(ErrorKind::Broker(ErrorCode::OffsetOutOfRange).into());
            }
            OnOutOfRange::Earliest => OffsetsRequest::earliest(topic.as_str(), *partition),
            OnOutOfRange::Latest => OffsetsRequest::latest(topic.as_str(), *partition),
        };
        let offsets = self.client.offsets(&request)?;
        let Some(&to) = offsets.first() else {
            return Err(ErrorKind::Broker(ErrorCode::OffsetOutOfRange).into());
        };
        let change = PositionChange { from: self.position, to };
        event!(
            Warn,
            "topic {}, partition {}: the log of broker {} has no offset {}; going on at {to}",
            request.topic,
            request.partition,
            self.client.broker,
            change.from
        );
        self.restart(to);
        if self.changes.len() == CHANGES_KEPT {
            self.changes.remove(0);
        }
        self.changes.push(change);
        Ok(())
    }
}

impl Iterator for MessageIter<'_> {
    type Item = Result<Message<'static>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.stopper.is_stopped() {
                return None;
            }
            if let Some(walk) = &mut self.walk {
                let message = walk.next();
                self.position = walk.next_offset();
                match message {
                    Some(Ok(message)) => return Some(Ok(message)),
                    Some(Err(error)) => {
                        self.leave_walk();
                        self.chunk = None;
                        self.restart(self.position);
                        self.pause = true;
                        let request = self.stream.request();
                        return Some(Err(unreadable(error, request, &self.client.broker)));
                    }
                    None => self.leave_walk(),
                }
            }
            self.leave_page();
            if std::mem::take(&mut self.pause) {
                return None;
            }
            if self.chunk.is_none() {
                match self.next_chunk() {
                    Ok(chunk) => self.chunk = chunk,
                    Err(error) => return Some(Err(error)),
                }
            }
            let Chunk { offset, bytes } = self.chunk.as_ref()?;
            self.walk = Some(OwnedMessages::new(bytes.clone(), *offset, &self.options));
        }
    }
}

impl fmt::Debug for MessageIter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageIter")
            .field("broker", &self.client.broker)
            .field("topic", &self.stream.request().topic)
            .field("partition", &self.stream.request().partition)
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}

/// Messages of a partition, handed out by [`MessageIter::next_page`].
///
/// They are whole: one that lies across two fetches comes in a page of its own.
pub struct Page<'p> {
    offset: i64,
    bytes: &'p Bytes,
    request: &'p FetchRequest,
    broker: &'p Arc<str>,
    options: &'p ReadOptions,
    progress: &'p Progress,
}

impl<'p> Page<'p> {
    /// Where in the partition's log its first message stands.
    pub fn offset(&self) -> i64 {
        self.offset
    }

    /// The messages, borrowed, from the page's first on.
    pub fn messages(&self) -> PageMessages<'p> {
        let walk = Messages::new(self.bytes, self.offset, self.options);
        PageMessages::new(walk, self.request, self.broker, self.progress)
    }

    /// The bytes of the page; they may end inside a message, which is then the next page's first.
    pub fn as_bytes(&self) -> &'p Bytes {
        self.bytes
    }
}

/// Without the payloads' bytes.
impl fmt::Debug for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("offset", &self.offset)
            .field("len", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
