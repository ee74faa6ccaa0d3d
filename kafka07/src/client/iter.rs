//! Iteration through a partition: message by message or page by page, to the log's end or after it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::as_client::AsClient;
use super::log_reader::{LogReader, OnOutOfRange, OnTooLarge, PositionChange};
use super::log_stream::{Chunk, is_cut};
use super::outage::ConnectionChange;
use super::page::{Findings, Page, heads, unreadable};
use super::stopper::Stopper;
use crate::error::Error;
use crate::message::{MESSAGE_OVERHEAD, Message, OwnedMessages, ReadOptions};
use crate::protocol::FetchRequest;

/// An iteration over the messages of a partition.
///
/// As an iterator it yields messages that own what they hold: payloads share the page they came in.
/// [`pages`](Self::pages) and [`next_page`](Self::next_page) hand out whole pages instead, whose
/// messages are borrowed; that is the fastest way to read.
///
/// It reads with a client that it borrows ([`KafkaClient::iter_messages`]) or owns
/// ([`KafkaClient::into_messages`]); `C` says which. One that owns its client can be returned from
/// a function, or kept: `MessageIter<KafkaClient>`.
///
/// It ends (`None`) at the log's end, and goes on from there when it is called again and more has
/// been produced. With [`follow`](Self::follow) it waits for more instead.
///
/// **A lost connection does not end it.** One that [follows](Self::follow) looks for the broker until
/// it is back, with growing pauses, and goes on from its [`position`](Self::position):
/// [`reconnect_for`](Self::reconnect_for) sets a limit, and
/// [`on_connection_change`](Self::on_connection_change) tells. One that does not follow yields the
/// error after [a few attempts](crate::ClientBuilder::retries).
///
/// **Errors do not end it** either. After one that a new connection may help against the next call
/// goes on from the position. After any other error, such as a corrupt message,
/// the next call yields `None`, so that no loop spins, and the one after that tries again from the
/// same position, unless [`seek`](Self::seek) has set another.
///
/// **Memory**: one page, the next ones on their way ([`in_flight`](Self::in_flight)), and the
/// message that lies across two pages; no more, however large the log. After damage that is stepped
/// over, what the next message is searched in: up to twice the largest message
/// ([`on_too_large`](Self::on_too_large)). Payloads and pages that are kept keep their memory.
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
///
/// [`KafkaClient::iter_messages`]: crate::KafkaClient::iter_messages
/// [`KafkaClient::into_messages`]: crate::KafkaClient::into_messages
#[must_use = "an iterator does nothing until it is asked for messages"]
pub struct MessageIter<C> {
    reader: LogReader<C>,
    options: ReadOptions,
    /// The part of the log that is being read.
    chunk: Option<Chunk>,
    /// The walk through it, if it is read message by message.
    walk: Option<OwnedMessages>,
    /// What is known of the page, if it was handed out as one.
    page: Option<Arc<Findings>>,
    /// Whether the next call yields `None`, because the one before met an error that stays.
    pause: bool,
    skipped: u64,
}

impl<C: AsClient> MessageIter<C> {
    pub(super) fn new(client: C, request: FetchRequest, options: ReadOptions) -> Self {
        let iter = Self {
            reader: LogReader::new(client, request),
            options,
            chunk: None,
            walk: None,
            page: None,
            pause: false,
            skipped: 0,
        };
        iter.read_options(options)
    }

    /// Ends after one page: the messages that one fetch returns whole.
    pub fn single_page(mut self) -> Self {
        self.reader.read_single_page();
        self
    }

    /// Waits at the log's end for more, without end: it is looked for every `interval`, of at least
    /// one millisecond. A [`stopper`](Self::stopper) ends it from another thread.
    pub fn follow(mut self, interval: Duration) -> Self {
        self.reader.follow = Some(interval.max(Duration::from_millis(1)));
        self
    }

    /// Sets how long a lost connection is looked for before the error is yielded. Defaults to
    /// forever for an iteration that [follows](Self::follow), and to the client's
    /// [`retries`](crate::ClientBuilder::retries) for one that does not.
    ///
    /// It covers brokers that refuse connections, close them or do not answer in time, and host
    /// names that do not resolve. The pauses between attempts grow as
    /// [`backoff`](crate::ClientBuilder::backoff) says. After the error the next call looks for it
    /// as long again.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use kafka07::{ConnectionChange, FetchRequest, KafkaClient};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// # kafka.send_to("web", 0, ["one"])?;
    /// let mut messages = kafka
    ///     .iter_messages(FetchRequest::new("web", 0, 0, 1024 * 1024))
    ///     .follow(Duration::from_millis(200))
    ///     .reconnect_for(Duration::from_secs(600))
    ///     .on_connection_change(|change| match change {
    ///         ConnectionChange::Lost { error, .. } => eprintln!("lost: {error:?}"),
    ///         ConnectionChange::Found { after, .. } => eprintln!("found after {after:?}"),
    ///         _ => {}
    ///     });
    /// assert_eq!(messages.next().unwrap()?.payload(), b"one");
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    pub fn reconnect_for(mut self, time: Duration) -> Self {
        self.reader.outages.patience = Some(time);
        self
    }

    /// Calls `callback` when the connection is lost and when the broker answers again, if the
    /// iteration [goes on meanwhile](Self::reconnect_for). Both are logged as warnings too.
    ///
    /// It runs in the thread that iterates. A panic of it is logged and ends nothing.
    pub fn on_connection_change(
        mut self,
        callback: impl FnMut(&ConnectionChange<'_>) + Send + 'static,
    ) -> Self {
        self.reader.outages.callback = Some(Box::new(callback));
        self
    }

    /// Ends the iteration (`None`) when nothing new has come for this long, if it
    /// [follows](Self::follow). The next call waits anew. If the connection is lost at that time,
    /// it yields the error instead.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.reader.idle_timeout = timeout;
        self
    }

    /// Sets how many pages are asked for at once. Defaults to 2.
    ///
    /// While one is being read, the next are on their way. More than 4 are of little use.
    ///
    /// It begins with one, and doubles with each full page up to this; a page that is not full, as
    /// at the log's end, leads back to one.
    pub fn in_flight(mut self, pages: usize) -> Self {
        self.reader.stream.set_depth(pages);
        self
    }

    /// Sets what to do about a message that is larger than the fetch size. Defaults to
    /// [`OnTooLarge::Grow`] up to the client's
    /// [`max_response_size`](crate::ClientBuilder::max_response_size).
    pub fn on_too_large(mut self, choice: OnTooLarge) -> Self {
        self.reader.on_too_large = choice;
        self
    }

    /// Sets what to do about an offset that the log does not have. Defaults to
    /// [`OnOutOfRange::Fail`].
    pub fn on_out_of_range(mut self, choice: OnOutOfRange) -> Self {
        self.reader.on_out_of_range = choice;
        self
    }

    /// Sets how messages are read: CRC, corrupt messages, limits of compressed ones, wrappers as
    /// they are. Defaults to the client's [`read_options`](crate::ClientBuilder::read_options).
    pub fn read_options(mut self, options: ReadOptions) -> Self {
        self.options = options;
        self.reader.stream.skips = options.skips_corrupt();
        self
    }

    /// Where to go on after all that was yielded so far: what a consumer stores to resume there.
    ///
    /// Within a compressed message it is the start of that, until its last inner message has been
    /// yielded; see [`Message::next_offset`]. A page counts as yielded when the next one is asked
    /// for; until then the position is its offset, unless [`advance`](Self::advance) moves it.
    pub fn position(&self) -> i64 {
        self.reader.position
    }

    /// Says how far the page handed out last was processed: the position moves there, and the next
    /// page, or message, begins there.
    ///
    /// Without a call the whole page counts as processed when the next one is asked for. A reader
    /// that stops half-way advances to the [`next_offset`](Message::next_offset) of the last
    /// message that it has taken; what it has not taken comes again, without being fetched again.
    /// To an offset outside the page it goes as [`seek`](Self::seek) does.
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
    /// let page = messages.next_page()?.expect("three messages");
    /// let one = page.messages().next().expect("three messages")?;
    /// assert_eq!(messages.position(), 0);
    /// messages.advance(one.next_offset());
    /// assert_eq!(messages.position(), 13);
    /// let rest = messages.next_page()?.expect("two messages");
    /// assert_eq!(rest.messages().count(), 2);
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    pub fn advance(&mut self, offset: i64) {
        self.leave_walk();
        let undecided = self.page.take().is_some_and(|found| found.is_undecided_at(offset));
        match self.chunk.take() {
            Some(chunk) if chunk.offset <= offset && offset <= chunk.end() => {
                self.pause = false;
                if self.options.skips_corrupt() {
                    self.skipped += skipped_up_to(offset, &chunk, &self.options(&chunk));
                }
                self.go_on_in(chunk, offset, undecided);
            }
            None if offset == self.reader.position => {}
            _ => self.seek(offset),
        }
    }

    /// Goes on from `offset`, and drops what was received.
    pub fn seek(&mut self, offset: i64) {
        self.walk = None;
        self.page = None;
        self.chunk = None;
        self.pause = false;
        self.reader.seek(offset);
    }

    /// A handle that ends the iteration from another thread.
    pub fn stopper(&self) -> Stopper {
        self.reader.stopper.clone()
    }

    /// The jumps that were made since this was asked last; see [`on_out_of_range`]. Each is logged
    /// as a warning too.
    ///
    /// [`on_out_of_range`]: Self::on_out_of_range
    pub fn position_changes(&mut self) -> Vec<PositionChange> {
        std::mem::take(&mut self.reader.changes)
    }

    /// How many times something corrupt was stepped over; see
    /// [`OnCorrupt::Skip`](crate::message::OnCorrupt::Skip).
    pub fn skipped(&self) -> u64 {
        let walk = self.walk.as_ref().map_or(0, |walk| walk.skipped() as u64);
        let page = self.page.as_ref().map_or(0, |page| page.skipped());
        self.skipped + walk + page
    }

    /// Gives the client back. What was received and not yielded is dropped.
    pub fn into_client(self) -> C {
        self.reader.client
    }

    /// An iterator over whole pages, for reading without a copy and without a counter touched per
    /// message.
    pub fn pages(self) -> Pages<C> {
        Pages(self)
    }

    /// The next page; `None` where the iterator yields `None`.
    ///
    /// Its messages are whole, apart from one that the page's end may cut, which is then the next
    /// page's first; one that lies across two fetches comes in a page of its own. The next page
    /// begins after the whole messages of this one, or where [`advance`](Self::advance) says. If
    /// reading the page has met a message that cannot be read, the next call yields `None`, and the
    /// page after that begins at that message; `advance` goes elsewhere.
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
    ///     for message in &page {
    ///         bytes += message?.payload().len();
    ///     }
    /// }
    /// assert_eq!(bytes, 11);
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// As the iterator.
    pub fn next_page(&mut self) -> Result<Option<Page>, Error> {
        self.leave_walk();
        self.leave_page();
        if self.reader.stopper.is_stopped() || std::mem::take(&mut self.pause) {
            return Ok(None);
        }
        if self.chunk.is_none() {
            self.chunk = self.next_chunk()?;
        }
        let Some(chunk) = &self.chunk else { return Ok(None) };
        let request = FetchRequest { offset: chunk.offset, ..self.reader.request().clone() };
        let broker = Arc::clone(self.reader.broker());
        let page = Page::new(request, chunk.bytes.clone(), self.options(chunk), broker);
        self.page = Some(page.findings());
        Ok(Some(page))
    }

    /// The next part of the log; after an error that stays the next call yields `None`.
    fn next_chunk(&mut self) -> Result<Option<Chunk>, Error> {
        let chunk = self.reader.next_chunk();
        self.pause = chunk.as_ref().is_err_and(|error| !error.kind().is_broken_connection());
        chunk
    }

    /// How a chunk is read: where damage is stepped over, a message that no pages are put together
    /// for is damage.
    fn options(&self, chunk: &Chunk) -> ReadOptions {
        if !self.options.skips_corrupt() {
            return self.options;
        }
        let limit = self.reader.limit().saturating_sub(MESSAGE_OVERHEAD);
        self.options.at_most(limit).in_parts(chunk.ends_log).searching(chunk.searches)
    }

    /// Ends a walk, and goes on where it ended.
    fn leave_walk(&mut self) {
        if let Some(walk) = self.walk.take() {
            self.skipped += walk.skipped() as u64;
            let (next, undecided) = (walk.next_offset(), walk.is_undecided());
            drop(walk);
            if let Some(chunk) = self.chunk.take() {
                self.go_on_in(chunk, next, undecided);
            }
        }
    }

    /// Goes on after the page that was handed out.
    fn leave_page(&mut self) {
        let Some(findings) = self.page.take() else { return };
        let Some(chunk) = self.chunk.take() else { return };
        let end = findings.end_of(&chunk.bytes, chunk.offset, &self.options(&chunk));
        let undecided = findings.is_undecided_at(end);
        self.skipped += findings.skipped();
        let spins = end == chunk.offset && !undecided;
        match findings.failed_at().or_else(|| Some(end).filter(|_| spins)) {
            Some(failed) => {
                self.pause = true;
                self.reader.restart(failed);
            }
            None => self.go_on_in(chunk, end, undecided),
        }
    }

    /// Goes on at `offset`, which is in `chunk` or at its end; in a search that needs bytes after
    /// the chunk if `undecided`.
    fn go_on_in(&mut self, chunk: Chunk, offset: i64, undecided: bool) {
        self.reader.position = offset;
        if undecided {
            let limit = self.reader.limit();
            return self.reader.stream.search_on(chunk, offset, limit);
        }
        let left = chunk.from(offset);
        if is_cut(&left.bytes) {
            self.reader.stream.carry(&left.bytes);
        } else {
            self.chunk = Some(left);
        }
    }
}

impl<C: AsClient> Iterator for MessageIter<C> {
    type Item = Result<Message<'static>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.reader.stopper.is_stopped() {
                return None;
            }
            if let Some(walk) = &mut self.walk {
                let message = walk.next();
                self.reader.position = walk.next_offset();
                match message {
                    Some(Ok(message)) => return Some(Ok(message)),
                    Some(Err(error)) => {
                        self.skipped += walk.skipped() as u64;
                        (self.walk, self.chunk) = (None, None);
                        self.reader.restart(self.reader.position);
                        self.pause = true;
                        let (request, broker) = (self.reader.request(), self.reader.broker());
                        return Some(Err(unreadable(error, request, broker)));
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
            let chunk = self.chunk.as_ref()?;
            let options = self.options(chunk);
            self.walk = Some(OwnedMessages::new(chunk.bytes.clone(), chunk.offset, &options));
        }
    }
}

impl<C: AsClient> fmt::Debug for MessageIter<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageIter")
            .field("broker", self.reader.broker())
            .field("topic", &self.reader.request().topic)
            .field("partition", &self.reader.request().partition)
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}

/// How many times something corrupt is stepped over in `chunk` before `offset`.
fn skipped_up_to(offset: i64, chunk: &Chunk, options: &ReadOptions) -> u64 {
    let mut heads = heads(&chunk.bytes, chunk.offset, options);
    while heads.next_offset() < offset && heads.next().is_some() {}
    heads.skipped() as u64
}

/// An iterator over the pages of a partition, made by [`MessageIter::pages`].
///
/// It ends, waits and fails as that iteration does, and its errors do not end it either. Asking for
/// the next page says that this one was processed; [`advance`](Self::advance) says how far it was.
///
/// ```
/// use kafka07::{FetchRequest, KafkaClient};
/// # use kafka07::broker::Broker;
/// # let broker = Broker::temporary().unwrap();
///
/// let mut kafka = KafkaClient::connect(broker.addr())?;
/// kafka.send_to("web", 0, ["one", "two", "three"])?;
///
/// let mut bytes = 0;
/// for page in kafka.iter_messages(FetchRequest::new("web", 0, 0, 1024 * 1024)).pages() {
///     for message in &page? {
///         bytes += message?.payload().len();
///     }
/// }
/// assert_eq!(bytes, 11);
/// # Ok::<(), kafka07::Error>(())
/// ```
#[must_use = "an iterator does nothing until it is asked for pages"]
pub struct Pages<C>(MessageIter<C>);

impl<C: AsClient> Pages<C> {
    /// Says how far the page handed out last was processed; see [`MessageIter::advance`].
    pub fn advance(&mut self, offset: i64) {
        self.0.advance(offset);
    }

    /// Where to go on after all pages that were processed; see [`MessageIter::position`].
    pub fn position(&self) -> i64 {
        self.0.position()
    }

    /// A handle that ends the iteration from another thread.
    pub fn stopper(&self) -> Stopper {
        self.0.stopper()
    }

    /// Goes on with single messages, after what was processed of the last page.
    pub fn into_messages(self) -> MessageIter<C> {
        self.0
    }
}

impl<C: AsClient> Iterator for Pages<C> {
    type Item = Result<Page, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next_page().transpose()
    }
}

impl<C: AsClient> fmt::Debug for Pages<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pages").field(&self.0).finish()
    }
}
