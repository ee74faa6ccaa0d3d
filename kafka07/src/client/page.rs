//! A page of a partition's log, and the walk over its messages.

use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

use bytes::Bytes;

use super::fetch::max_size;
use crate::error::{Error, ErrorKind};
use crate::message::{self, Message, MessageSet, Messages, ReadOptions};
use crate::protocol::FetchRequest;

/// A page of a partition: bytes of its log that were fetched.
///
/// It owns its bytes, and messages borrow from it: nothing is copied, and no counter is touched for
/// a message. The last message of a fetched page is commonly cut, and belongs to the next page.
///
/// ```
/// use kafka07::{FetchRequest, KafkaClient};
/// # use kafka07::broker::Broker;
/// # let broker = Broker::temporary().unwrap();
///
/// let mut kafka = KafkaClient::connect(broker.addr())?;
/// kafka.send_to("web", 0, ["one", "two", "three"])?;
/// // Each takes 10 bytes and its payload.
/// let page = kafka.fetch(&FetchRequest::new("web", 0, 0, 30))?;
/// assert_eq!(page.messages().count(), 2);
/// assert_eq!(page.next_offset(), 26);
/// let next = kafka.fetch(&page.next_request())?;
/// for message in &next {
///     assert_eq!(message?.payload(), b"three");
/// }
/// # Ok::<(), kafka07::Error>(())
/// ```
pub struct Page {
    request: FetchRequest,
    bytes: Bytes,
    options: ReadOptions,
    broker: Arc<str>,
    findings: Arc<Findings>,
}

impl Page {
    pub(super) fn new(
        request: FetchRequest,
        bytes: Bytes,
        options: ReadOptions,
        broker: Arc<str>,
    ) -> Self {
        Self { request, bytes, options, broker, findings: Arc::default() }
    }

    /// What walks through the page have found and will find.
    pub(super) fn findings(&self) -> Arc<Findings> {
        Arc::clone(&self.findings)
    }

    /// The request that fetches the page.
    pub fn request(&self) -> &FetchRequest {
        &self.request
    }

    /// The topic.
    pub fn topic(&self) -> &str {
        &self.request.topic
    }

    /// The partition.
    pub fn partition(&self) -> i32 {
        self.request.partition
    }

    /// The offset of its first byte in the partition's log.
    pub fn offset(&self) -> i64 {
        self.request.offset
    }

    /// How many bytes it has, those of a cut message included.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it has no bytes: the log ends at its offset.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Its messages, borrowed, up to the first that is cut.
    ///
    /// They are read as the read options of the client, or of the iteration, say. What is yielded
    /// before an error is good.
    ///
    /// If the very first message is cut, it is larger than the page: that is an error
    /// ([`ErrorKind::LargerThanFetch`]), not the end of the log. An iteration has no such pages.
    #[inline]
    pub fn messages(&self) -> PageMessages<'_> {
        self.read(&self.options)
    }

    /// Its messages, read in another way.
    #[inline]
    pub fn read(&self, options: &ReadOptions) -> PageMessages<'_> {
        let options = options.in_place_of(&self.options);
        PageMessages {
            walk: Messages::new(&self.bytes, self.request.offset, &options),
            page: self,
            finds_end: options == self.options,
        }
    }

    /// Where to go on: after its last whole message.
    ///
    /// If [`messages`](Self::messages) has yielded the error of a message that cannot be read, it
    /// is the offset of that message: nothing after it has been seen. If the first message is
    /// larger than the page, it is the page's own offset: fetch with a larger size.
    ///
    /// A reader that stops half-way goes on at the [`next_offset`](Message::next_offset) of the
    /// last message that it has taken.
    pub fn next_offset(&self) -> i64 {
        let end = self.findings.end_of(&self.bytes, self.request.offset, &self.options);
        self.findings.failed_at().map_or(end, |failed| failed.min(end))
    }

    /// The request for the next page: the same, from [`next_offset`](Self::next_offset) on.
    pub fn next_request(&self) -> FetchRequest {
        FetchRequest { offset: self.next_offset(), ..self.request.clone() }
    }

    /// Its bytes; they may end inside a message.
    pub fn as_bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Its bytes as a message set that shares them; the offsets of the set's messages count from 0.
    pub fn set(&self) -> MessageSet {
        MessageSet::from_raw(self.bytes.clone())
    }

    /// Its bytes as a message set.
    pub fn into_set(self) -> MessageSet {
        MessageSet::from_raw(self.bytes)
    }
}

#[expect(clippy::into_iter_without_iter, reason = "`messages` is it, by its name here")]
impl<'a> IntoIterator for &'a Page {
    type Item = Result<Message<'a>, Error>;
    type IntoIter = PageMessages<'a>;

    #[inline]
    fn into_iter(self) -> PageMessages<'a> {
        self.messages()
    }
}

/// Without the payloads' bytes.
impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("request", &self.request)
            .field("len", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// The messages of a [`Page`], borrowed from it.
///
/// Ends after an error, and before a message that is cut.
#[derive(Debug)]
pub struct PageMessages<'a> {
    walk: Messages<'a>,
    page: &'a Page,
    /// Whether the end of this walk is that of every walk with the page's own options.
    finds_end: bool,
}

impl PageMessages<'_> {
    /// Where to go on after all that was yielded so far.
    pub fn next_offset(&self) -> i64 {
        self.walk.next_offset()
    }
}

impl<'a> Iterator for PageMessages<'a> {
    type Item = Result<Message<'a>, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        // What is called here gets values, no reference to the walk, which can stay in registers.
        match self.walk.next() {
            Some(Ok(message)) => Some(Ok(message)),
            Some(Err(error)) => Some(Err(self.page.fails(error, self.walk.next_offset()))),
            None => {
                let skipped = self.finds_end.then(|| self.walk.skipped());
                let undecided = self.walk.is_undecided();
                self.page.findings.ends(self.walk.next_offset(), skipped, undecided);
                None
            }
        }
    }
}

impl FusedIterator for PageMessages<'_> {}

impl Page {
    #[cold]
    fn fails(&self, error: message::Error, offset: i64) -> Error {
        self.findings.failed_at.store(offset, Ordering::Relaxed);
        unreadable(error, &self.request, &self.broker)
    }
}

/// The error of a message that cannot be read, with all that is known of where it is.
#[cold]
pub(super) fn unreadable(
    error: message::Error,
    request: &FetchRequest,
    broker: &Arc<str>,
) -> Error {
    let offset = error.offset();
    let kind = match *error.kind() {
        message::ErrorKind::TooLargeForFetch { size, .. } => {
            ErrorKind::LargerThanFetch { size, limit: max_size(request) }
        }
        _ => ErrorKind::Message(error),
    };
    let error = Error::new(kind).in_call("reading").by(broker);
    error.on(&request.topic, request.partition).at(offset.unwrap_or(request.offset))
}

/// What walks through a page have found: kept so that nothing has to be read a second time.
#[derive(Debug)]
pub(super) struct Findings {
    /// Where the last whole message ends; [`NOWHERE`] until a walk has come to it.
    end: AtomicI64,
    /// Where a walk met an error that no later one has come past; [`NOWHERE`] if none did.
    failed_at: AtomicI64,
    /// How many times the walk that came to the end stepped over something corrupt.
    skipped: AtomicU64,
    /// Whether it has ended in a search that bytes after the page decide.
    undecided: AtomicBool,
}

/// No offset of a message: no log is as long.
const NOWHERE: i64 = i64::MAX;

impl Default for Findings {
    fn default() -> Self {
        Self {
            end: AtomicI64::new(NOWHERE),
            failed_at: AtomicI64::new(NOWHERE),
            skipped: AtomicU64::new(0),
            undecided: AtomicBool::new(false),
        }
    }
}

impl Findings {
    /// Notes that a walk has ended at `offset`; it says how many times it stepped over something
    /// corrupt if it read with the page's own options.
    #[inline(never)]
    fn ends(&self, offset: i64, skipped: Option<usize>, undecided: bool) {
        if let Some(failed) = self.failed_at() {
            if offset <= failed {
                // It ended at an error, which says nothing about what follows.
                return;
            }
            self.failed_at.store(NOWHERE, Ordering::Relaxed);
        }
        if let Some(skipped) = skipped {
            self.found(offset, skipped, undecided);
        }
    }

    fn found(&self, end: i64, skipped: usize, undecided: bool) {
        self.undecided.store(undecided, Ordering::Relaxed);
        self.end.store(end, Ordering::Relaxed);
        self.skipped.store(skipped as u64, Ordering::Relaxed);
    }

    /// Where the last whole message of the page ends: as a walk has found, or else looked for by
    /// the heads of the messages alone.
    pub(super) fn end_of(&self, bytes: &Bytes, offset: i64, options: &ReadOptions) -> i64 {
        if self.end.load(Ordering::Relaxed) == NOWHERE {
            let mut heads = heads(bytes, offset, options);
            heads.by_ref().for_each(drop);
            self.found(heads.next_offset(), heads.skipped(), heads.is_undecided());
        }
        self.end.load(Ordering::Relaxed)
    }

    /// Where a walk met an error, if one did and none has come past it.
    pub(super) fn failed_at(&self) -> Option<i64> {
        Some(self.failed_at.load(Ordering::Relaxed)).filter(|offset| *offset != NOWHERE)
    }

    /// Whether the page ends at `offset` in a search that bytes after it decide.
    pub(super) fn is_undecided_at(&self, offset: i64) -> bool {
        self.undecided.load(Ordering::Relaxed) && self.end.load(Ordering::Relaxed) == offset
    }

    /// How many times something corrupt was stepped over.
    pub(super) fn skipped(&self) -> u64 {
        self.skipped.load(Ordering::Relaxed)
    }
}

/// A walk that looks at no more of each message than it takes to find the next one.
pub(super) fn heads<'a>(bytes: &'a Bytes, offset: i64, options: &ReadOptions) -> Messages<'a> {
    let mut options = options.shallow(true);
    if !options.skips_corrupt() {
        options = options.check_crc(false);
    }
    Messages::new(bytes, offset, &options)
}
