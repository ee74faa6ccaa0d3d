//! A page that was fetched, and the walk over its messages.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::error::{Error, ErrorKind};
use crate::message::{self, Message, MessageSet, Messages, OnCorrupt, ReadOptions};
use crate::protocol::FetchRequest;

/// A page of a partition: the answer to a [`FetchRequest`].
///
/// It owns its bytes; messages borrow from it. The last message is commonly cut, and belongs to the
/// next page.
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
/// assert_eq!(next.messages().next().unwrap()?.payload(), b"three");
/// # Ok::<(), kafka07::Error>(())
/// ```
#[derive(Debug)]
pub struct Fetched {
    request: FetchRequest,
    set: MessageSet,
    options: ReadOptions,
    broker: Arc<str>,
    progress: Progress,
}

impl Fetched {
    pub(super) fn new(
        request: FetchRequest,
        set: MessageSet,
        options: ReadOptions,
        broker: Arc<str>,
    ) -> Self {
        Self { request, set, options, broker, progress: Progress::new() }
    }

    /// The request that fetched it.
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

    /// Where in the partition's log its first byte stands.
    pub fn offset(&self) -> i64 {
        self.request.offset
    }

    /// How many bytes it has, those of a cut message included.
    pub fn len(&self) -> usize {
        self.set.len()
    }

    /// Whether it has no bytes: the log's end.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// Its messages, borrowed, up to the first that is cut.
    ///
    /// They are read as the client's [`read_options`](crate::ClientBuilder::read_options) say.
    /// What is yielded before an error is good.
    ///
    /// If the very first message is cut, it is larger than the page: that is an error
    /// ([`ErrorKind::LargerThanFetch`]), not the end of the log.
    pub fn messages(&self) -> PageMessages<'_> {
        self.read(&self.options)
    }

    /// Its messages, read in another way.
    pub fn read(&self, options: &ReadOptions) -> PageMessages<'_> {
        let walk = self.set.read(self.request.offset, options);
        PageMessages::new(walk, &self.request, &self.broker, &self.progress)
    }

    /// Where to go on: behind its last whole message.
    ///
    /// If [`messages`](Self::messages) has met a message that cannot be read, the offset of that
    /// message: nothing behind it has been seen. If the first message is larger than the page, the
    /// page's own offset: fetch with a larger size.
    pub fn next_offset(&self) -> i64 {
        let next = end_of_whole_messages(&self.set, self.request.offset, &self.options);
        match self.progress.failed_at() {
            Some(failed) => failed.min(next),
            None => next,
        }
    }

    /// The request for the next page: the same, from [`next_offset`](Self::next_offset) on.
    pub fn next_request(&self) -> FetchRequest {
        FetchRequest { offset: self.next_offset(), ..self.request.clone() }
    }

    /// The bytes, as a message set; its messages' offsets count from 0.
    pub fn set(&self) -> &MessageSet {
        &self.set
    }

    /// The bytes, as a message set.
    pub fn into_set(self) -> MessageSet {
        self.set
    }
}

/// Where the last whole message of a set ends: found by the heads of messages alone.
pub(super) fn end_of_whole_messages(set: &MessageSet, offset: i64, options: &ReadOptions) -> i64 {
    let mut options = options.shallow(true);
    if options != options.on_corrupt(OnCorrupt::Skip) {
        options = options.check_crc(false);
    }
    let mut heads = set.read(offset, &options);
    heads.by_ref().for_each(drop);
    heads.next_offset()
}

/// The messages of a page, borrowed.
///
/// Ends after an error, and before a message that is cut.
#[derive(Debug)]
pub struct PageMessages<'a> {
    walk: Messages<'a>,
    request: &'a FetchRequest,
    broker: &'a Arc<str>,
    progress: &'a Progress,
    failed: bool,
}

impl<'a> PageMessages<'a> {
    #[inline]
    pub(super) fn new(
        walk: Messages<'a>,
        request: &'a FetchRequest,
        broker: &'a Arc<str>,
        progress: &'a Progress,
    ) -> Self {
        Self { walk, request, broker, progress, failed: false }
    }

    /// Where to go on after all that was yielded so far.
    pub fn next_offset(&self) -> i64 {
        self.walk.next_offset()
    }

    #[cold]
    fn fail(&mut self, error: message::Error) -> Error {
        self.failed = true;
        unreadable(error, self.request, self.broker)
    }
}

impl<'a> Iterator for PageMessages<'a> {
    type Item = Result<Message<'a>, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self.walk.next()? {
            Ok(message) => Some(Ok(message)),
            Err(error) => Some(Err(self.fail(error))),
        }
    }
}

impl Drop for PageMessages<'_> {
    fn drop(&mut self) {
        let skipped = self.walk.skipped() as u64;
        self.progress.record(self.walk.next_offset(), self.failed, skipped);
    }
}

/// A message that cannot be read, with all that is known of where it is.
#[cold]
pub(super) fn unreadable(
    error: message::Error,
    request: &FetchRequest,
    broker: &Arc<str>,
) -> Error {
    let offset = error.offset();
    let kind = match *error.kind() {
        message::ErrorKind::TooLargeForFetch { size, .. } => ErrorKind::LargerThanFetch {
            size,
            limit: usize::try_from(request.max_size).unwrap_or(0),
        },
        _ => ErrorKind::Message(error),
    };
    let error = Error::new(kind).in_call("reading").by(broker);
    error.on(&request.topic, request.partition).at(offset.unwrap_or(request.offset))
}

/// How far the messages of a page were walked.
#[derive(Debug)]
pub(super) struct Progress {
    /// Where the last walk stopped; [`NOWHERE`] if there was none.
    walked_to: AtomicI64,
    /// Where a walk met an error that no later one has come past; [`NOWHERE`] if none did.
    failed_at: AtomicI64,
    skipped: AtomicU64,
}

/// No offset of a message: no log is as long.
const NOWHERE: i64 = i64::MAX;

impl Progress {
    pub(super) fn new() -> Self {
        Self {
            walked_to: AtomicI64::new(NOWHERE),
            failed_at: AtomicI64::new(NOWHERE),
            skipped: AtomicU64::new(0),
        }
    }

    pub(super) fn record(&self, next: i64, failed: bool, skipped: u64) {
        self.walked_to.store(next, Ordering::Relaxed);
        self.skipped.store(skipped, Ordering::Relaxed);
        if failed {
            self.failed_at.store(next, Ordering::Relaxed);
        } else if next > self.failed_at.load(Ordering::Relaxed) {
            self.failed_at.store(NOWHERE, Ordering::Relaxed);
        }
    }

    /// How many times the last walk stepped over something corrupt.
    pub(super) fn skipped(&self) -> u64 {
        self.skipped.load(Ordering::Relaxed)
    }

    /// Where the last walk stopped, if there was one.
    pub(super) fn walked_to(&self) -> Option<i64> {
        Some(self.walked_to.load(Ordering::Relaxed)).filter(|offset| *offset != NOWHERE)
    }

    /// Where a walk met an error, if one did and none has come past it.
    pub(super) fn failed_at(&self) -> Option<i64> {
        Some(self.failed_at.load(Ordering::Relaxed)).filter(|offset| *offset != NOWHERE)
    }
}
