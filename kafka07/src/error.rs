//! The error of client and producer: what happened, where, and what to do about it.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::client::Unconfirmed;
use crate::message;
use crate::protocol::topic::InvalidTopic;
use crate::protocol::{ANY_PARTITION, ErrorCode};
use crate::wire;

/// Why a call of [`KafkaClient`](crate::KafkaClient) failed.
///
/// One word wide. It names the broker, and as far as they play a part topic, partition and offset;
/// [`kind`](Self::kind) says what happened. Payloads never stand in it.
///
/// ```
/// use kafka07::{FetchRequest, KafkaClient};
/// # use kafka07::broker::Broker;
/// # let broker = Broker::temporary().unwrap();
///
/// let mut kafka = KafkaClient::connect(broker.addr())?;
/// let error = kafka.fetch(&FetchRequest::new("web", 0, 0, 0)).unwrap_err();
/// assert_eq!(error.topic(), Some("web"));
/// assert!(!error.is_retriable());
/// assert_eq!(
///     error.to_string(),
///     "fetch of topic web, partition 0, offset 0: \
///      a fetch size of 0 bytes fetches nothing: ask for 1 byte at least; nothing has been sent"
/// );
/// # Ok::<(), kafka07::Error>(())
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    /// What was being done, such as `fetch`; empty if nothing was yet.
    call: &'static str,
    broker: Option<Arc<str>>,
    topic: Option<Box<str>>,
    partition: Option<i32>,
    offset: Option<i64>,
}

/// What exactly happened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The broker's name does not resolve to an address.
    #[error("the name does not resolve: {0}; check it, and the name service")]
    Resolve(#[source] io::Error),

    /// None of the broker's addresses could be connected to.
    #[error("no connection: {}; is the broker running, and is this its port?", Tried(.0))]
    Connect(Vec<(SocketAddr, io::Error)>),

    /// The broker closed the connection instead of answering.
    ///
    /// Brokers do so when they stop, and when they refuse a request: a produce that is wrong in any
    /// way, an offsets request for a partition that does not exist.
    #[error(
        "the broker closed the connection without an answer: it was stopped, or it refuses this \
         request (its log says why)"
    )]
    Closed,

    /// The broker closed the connection inside an answer.
    #[error("the broker closed the connection inside an answer, {missing} bytes before its end")]
    ClosedInside {
        /// How many bytes were still to come at least.
        missing: usize,
    },

    /// The operating system reports a broken connection.
    #[error("the connection broke: {0}")]
    Io(#[source] io::Error),

    /// The broker did not take a request, or did not answer it, in time.
    #[error(
        "{stalled} in {after:?}: the broker is overloaded or out of reach, or is no Kafka 0.7 \
         broker; try again, or allow more time with `{}`", .stalled.setting()
    )]
    Timeout {
        /// What was waited for.
        stalled: Stalled,
        /// For how long.
        after: Duration,
    },

    /// An answer over the client's [`max_response_size`](crate::ClientBuilder::max_response_size).
    #[error(
        "the answer has {size} bytes, {} more than `max_response_size` allows ({max}): ask for \
         less, or allow more", .size - .max
    )]
    ResponseTooLarge {
        /// What the frame says.
        size: usize,
        /// The limit.
        max: usize,
    },

    /// An answer that is none.
    #[error("the answer is not what the protocol says: {0}; is this a Kafka 0.7 broker?")]
    Response(#[source] wire::Error),

    /// A `MultiFetch` was answered without this part.
    #[error("the answer has {parts} parts only; fetch this one again")]
    MissingPart {
        /// How many parts there were.
        parts: usize,
    },

    /// The broker answered with an error code.
    #[error("the broker answered: {}", Advised(.0))]
    Broker(ErrorCode),

    /// A message, or what stands in its place, cannot be read.
    #[error("{0}")]
    Message(#[source] message::Error),

    /// A message is larger than the fetch size, and growing it is not allowed so far.
    #[error(
        "a message{} is larger than the {limit} bytes that may be fetched for it: fetch with more",
        Size(*.size)
    )]
    LargerThanFetch {
        /// How many bytes it takes in the log, if the part that was fetched says so.
        size: Option<usize>,
        /// What was allowed.
        limit: usize,
    },

    /// The log ends inside a message.
    #[error("the log ends inside a message{}, after {available} bytes of it", Size(*.size))]
    CutAtEnd {
        /// How many bytes of it there are.
        available: usize,
        /// How many bytes it takes, if that is known.
        size: Option<usize>,
    },

    /// A request that cannot be encoded.
    #[error("the request cannot be encoded: {0}; nothing has been sent")]
    Request(#[source] wire::Error),

    /// A topic's name that brokers refuse.
    #[error("{0}; nothing has been sent")]
    Topic(#[source] InvalidTopic),

    /// A partition that no broker can have.
    #[error("{partition} is no partition: {}; nothing has been sent", match .least {
        -1 => "0 or above, or -1 for one that the broker chooses",
        _ => "0 or above",
    })]
    Partition {
        /// The partition.
        partition: i32,
        /// The least that would do.
        least: i32,
    },

    /// A fetch size that fetches nothing.
    #[error(
        "a fetch size of {size} bytes fetches nothing: ask for 1 byte at least; nothing has been \
         sent"
    )]
    FetchSize {
        /// The fetch size.
        size: i32,
    },

    /// An offsets request for a negative number of offsets.
    #[error("{count} offsets cannot be asked for: 0 or more; nothing has been sent")]
    OffsetsCount {
        /// The number.
        count: i32,
    },

    /// A message over the client's [`max_message_size`](crate::ClientBuilder::max_message_size).
    #[error(
        "message {index} of the set has {size} bytes of payload, {} more than `max_message_size` \
         allows ({max}): the broker would drop the whole set in silence; nothing has been sent",
        .size - .max
    )]
    MessageTooLarge {
        /// Which message of the set that goes on the wire, counted from 0; a compressed set is one.
        index: usize,
        /// The size of its payload, compressed if it is.
        size: usize,
        /// The limit.
        max: usize,
    },

    /// A request over the client's [`max_request_size`](crate::ClientBuilder::max_request_size).
    #[error(
        "the request has {size} bytes, {} more than `max_request_size` allows ({max}): split it; \
         nothing has been sent", .size - .max
    )]
    RequestTooLarge {
        /// The size of the frame.
        size: usize,
        /// The limit.
        max: usize,
    },

    /// A message set that the broker would refuse or cut.
    #[error("the message set is not whole: {0}; nothing has been sent")]
    Set(#[source] message::Error),

    /// A message set with a cut message at its end, which the broker would drop in silence.
    #[error(
        "the message set ends inside a message, after {available} bytes of it; nothing has been sent"
    )]
    CutSet {
        /// How many bytes of the message there are.
        available: usize,
    },

    /// Produces that were sent, and of which nobody knows whether the broker handled them.
    #[error("{0}")]
    Unconfirmed(#[source] Unconfirmed),

    /// Messages that could not be read in time.
    #[error(
        "the latest offset is {latest} after {after:?}, short of {end}: the broker has not flushed \
         yet, or has dropped the messages"
    )]
    NotVisible {
        /// The offset waited for.
        end: i64,
        /// The latest offset seen.
        latest: i64,
        /// For how long.
        after: Duration,
    },

    /// Settings that contradict themselves.
    #[error("{0}")]
    Config(&'static str),

    /// A producer's queue has no room.
    #[error(
        "the queue is full, {messages} messages ({bytes} bytes) wait for their reports: send \
         slower, or give `queue_messages` and `queue_bytes` more room; the message was not accepted"
    )]
    QueueFull {
        /// How many messages are in it.
        messages: usize,
        /// How many bytes of payload.
        bytes: usize,
    },

    /// A message for which a producer's queue never has room.
    #[error(
        "the message has {size} bytes of payload, {} more than `queue_bytes` allows ({max}); it \
         was not accepted", .size - .max
    )]
    LargerThanQueue {
        /// The size of its payload.
        size: usize,
        /// The limit.
        max: usize,
    },

    /// A message with a key for a topic of which nobody said how many partitions it has.
    #[error(
        "a key stands for a partition only if their number is known, and no broker tells it: set \
         `partitions` or `partitions_for`; the message was not accepted"
    )]
    PartitionsUnknown,

    /// A partition above those that the topic has, as far as the producer was told.
    #[error(
        "there is no partition {partition}: `partitions` says {partitions}; the message was not \
         accepted"
    )]
    NoSuchPartition {
        /// The partition.
        partition: i32,
        /// How many there are.
        partitions: i32,
    },

    /// The producer is closed.
    #[error("the producer is closed; the message was not accepted")]
    ProducerClosed,

    /// A producer ended by a mistake of its own, before it had the message confirmed.
    #[error("the producer has stopped unexpectedly: report this as a bug, and what it logged")]
    ProducerStopped,

    /// A flush or a close was called from a report callback, which it would wait for.
    #[error("a report callback cannot wait for reports: flush and close elsewhere")]
    InReportCallback,

    /// Messages of a producer were not confirmed.
    #[error("{}; the first because: {cause}", Losses(*.failed, *.unknown))]
    Undelivered {
        /// How many were certainly not stored.
        failed: u64,
        /// How many were sent, and may be stored or not.
        unknown: u64,
        /// Why the first of them were not confirmed.
        #[source]
        cause: Arc<Error>,
    },

    /// The operating system gives no thread.
    #[error("no thread could be started: {0}")]
    Thread(#[source] io::Error),
}

/// What a timeout was waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stalled {
    /// The end of an answer.
    Reading,
    /// The end of a request.
    Writing,
}

impl Stalled {
    fn setting(self) -> &'static str {
        match self {
            Self::Reading => "read_timeout",
            Self::Writing => "write_timeout",
        }
    }
}

impl fmt::Display for Stalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reading => "the answer did not come",
            Self::Writing => "the request was not taken",
        })
    }
}

/// What an offsets request is called in errors.
pub(crate) const OFFSETS: &str = "offsets request";

impl Error {
    /// What happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// What happened, by value.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The broker, as `name (address)` or `address`; none if no broker had a part in it.
    pub fn broker(&self) -> Option<&str> {
        self.0.broker.as_deref()
    }

    /// The topic.
    pub fn topic(&self) -> Option<&str> {
        self.0.topic.as_deref()
    }

    /// The partition.
    pub fn partition(&self) -> Option<i32> {
        self.0.partition
    }

    /// The offset in the partition's log.
    pub fn offset(&self) -> Option<i64> {
        self.0.offset
    }

    /// The broker's error code, if that is what happened.
    pub fn code(&self) -> Option<ErrorCode> {
        match self.0.kind {
            ErrorKind::Broker(code) => Some(code),
            _ => None,
        }
    }

    /// Whether the same call may succeed if it is made again: true of what happens to brokers and
    /// networks, false of what is wrong with the request or the log.
    ///
    /// Making a produce again may store its messages twice: nobody knows whether the first one
    /// arrived.
    pub fn is_retriable(&self) -> bool {
        match &self.0.kind {
            ErrorKind::Unconfirmed(_)
            | ErrorKind::NotVisible { .. }
            | ErrorKind::MissingPart { .. }
            | ErrorKind::Resolve(_)
            | ErrorKind::QueueFull { .. }
            | ErrorKind::Broker(ErrorCode::Unknown) => true,
            kind => kind.is_broken_connection(),
        }
    }

    #[cold]
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            call: "",
            broker: None,
            topic: None,
            partition: None,
            offset: None,
        }))
    }

    /// Says in which call it happened; what was said first stays.
    #[cold]
    pub(crate) fn in_call(mut self, call: &'static str) -> Self {
        if self.0.call.is_empty() {
            self.0.call = call;
        }
        self
    }

    /// Names the broker; what was named first stays.
    #[cold]
    pub(crate) fn by(mut self, broker: &Arc<str>) -> Self {
        self.0.broker.get_or_insert_with(|| Arc::clone(broker));
        self
    }

    /// Names topic and partition; what was named first stays.
    #[cold]
    pub(crate) fn on(mut self, topic: &str, partition: i32) -> Self {
        self.0.topic.get_or_insert_with(|| topic.into());
        self.0.partition.get_or_insert(partition);
        self
    }

    /// Names the topic; what was named first stays.
    #[cold]
    pub(crate) fn on_topic(mut self, topic: &str) -> Self {
        self.0.topic.get_or_insert_with(|| topic.into());
        self
    }

    /// Names the offset; what was named first stays.
    #[cold]
    pub(crate) fn at(mut self, offset: i64) -> Self {
        self.0.offset.get_or_insert(offset);
        self
    }
}

impl ErrorKind {
    /// Whether the connection is gone, or never was: what a new connection may help against.
    pub(crate) fn is_broken_connection(&self) -> bool {
        matches!(
            self,
            Self::Connect(_)
                | Self::Closed
                | Self::ClosedInside { .. }
                | Self::Io(_)
                | Self::Timeout { .. }
        )
    }

    /// Whether it was found before anything was sent.
    pub(crate) fn is_before_sending(&self) -> bool {
        matches!(
            self,
            Self::Config(_)
                | Self::CutSet { .. }
                | Self::FetchSize { .. }
                | Self::MessageTooLarge { .. }
                | Self::OffsetsCount { .. }
                | Self::Partition { .. }
                | Self::Request(_)
                | Self::RequestTooLarge { .. }
                | Self::Set(_)
                | Self::Topic(_)
        )
    }

    /// Whether there was no connection at all.
    pub(crate) fn is_unreachable(&self) -> bool {
        matches!(self, Self::Connect(_) | Self::Resolve(_))
    }

    /// Whether it broke before anybody had to wait for long, so that another attempt within the
    /// same call keeps the user's deadlines.
    pub(crate) fn failed_fast(&self) -> bool {
        match self {
            Self::Connect(tried) => {
                tried.iter().all(|(_, error)| error.kind() != io::ErrorKind::TimedOut)
            }
            Self::Timeout { .. } => false,
            kind => kind.is_broken_connection(),
        }
    }
}

impl From<ErrorKind> for Error {
    #[cold]
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

impl From<message::Error> for Error {
    #[cold]
    fn from(error: message::Error) -> Self {
        let offset = error.offset();
        let error = Self::new(ErrorKind::Message(error));
        match offset {
            Some(offset) => error.at(offset),
            None => error,
        }
    }
}

impl From<InvalidTopic> for Error {
    #[cold]
    fn from(error: InvalidTopic) -> Self {
        Self::new(ErrorKind::Topic(error))
    }
}

impl From<wire::Error> for Error {
    /// As an error of encoding a request.
    #[cold]
    fn from(error: wire::Error) -> Self {
        Self::new(ErrorKind::Request(error))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0.kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, call, broker, topic, partition, offset } = &*self.0;
        let sends = matches!(*call, "send" | "produce");
        let mut before = "";
        if !call.is_empty() {
            f.write_str(call)?;
            before = if sends { " to " } else { " of " };
        }
        if let Some(topic) = topic {
            let quotes = if topic.is_empty() { "\"\"" } else { "" };
            write!(f, "{before}topic {quotes}{}", topic.escape_debug())?;
            before = ", ";
        }
        match partition {
            Some(ANY_PARTITION) if sends => {
                write!(f, "{before}any partition")?;
                before = ", ";
            }
            Some(partition) => {
                write!(f, "{before}partition {partition}")?;
                before = ", ";
            }
            None => {}
        }
        // The text of a message's error begins with the offset.
        if let (Some(offset), false) = (offset, matches!(kind, ErrorKind::Message(_))) {
            write!(f, "{before}offset {offset}")?;
            before = ", ";
        }
        if let Some(broker) = broker {
            write!(f, "{}{broker}", if before.is_empty() { "broker " } else { " at broker " })?;
            before = ", ";
        }
        write!(f, "{}{kind}", if before.is_empty() { "" } else { ": " })?;
        match kind {
            ErrorKind::Closed if *call == OFFSETS => {
                f.write_str("; brokers refuse offsets of a partition that they do not have")
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, call, broker, topic, partition, offset } = &*self.0;
        f.debug_struct("Error")
            .field("call", call)
            .field("broker", broker)
            .field("topic", topic)
            .field("partition", partition)
            .field("offset", offset)
            .field("kind", kind)
            .finish()
    }
}

/// An error code with what to do about it.
struct Advised<'a>(&'a ErrorCode);

impl fmt::Display for Advised<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        f.write_str(match self.0 {
            ErrorCode::OffsetOutOfRange => {
                "; the log has no such offset (any more, or not yet): ask for the earliest or the \
                 latest"
            }
            ErrorCode::WrongPartition => "; the broker has fewer partitions of this topic",
            ErrorCode::Unknown => "; its log says why",
            _ => "",
        })
    }
}

/// How many messages were certainly not stored, and how many perhaps.
struct Losses(u64, u64);

impl fmt::Display for Losses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(failed, unknown) = *self;
        let plural = |count| if count == 1 { "" } else { "s" };
        if failed > 0 {
            write!(f, "{failed} message{} certainly not stored", plural(failed))?;
        }
        if failed > 0 && unknown > 0 {
            f.write_str(", and ")?;
        }
        if unknown > 0 {
            write!(f, "{unknown} message{} stored or lost, nobody knows", plural(unknown))?;
        }
        Ok(())
    }
}

struct Tried<'a>(&'a [(SocketAddr, io::Error)]);

impl fmt::Display for Tried<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (address, error)) in self.0.iter().enumerate() {
            write!(f, "{}{address}: {error}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

struct Size(Option<usize>);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(size) => write!(f, " of {size} bytes"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_word_wide_and_can_be_sent() {
        fn sendable<T: Send + Sync + 'static>() {}
        sendable::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }

    #[test]
    fn names_what_is_known_and_nothing_else() {
        let error = Error::new(ErrorKind::Closed);
        assert!(error.to_string().starts_with("the broker closed"));
        let error = error.in_call("fetch").by(&"here:1".into());
        assert!(error.to_string().starts_with("fetch at broker here:1: the broker closed"));
        let error = error.on("a\nb", 2).at(3).on("other", 9).at(9);
        let text = error.to_string();
        assert!(text.starts_with("fetch of topic a\\nb, partition 2, offset 3 at broker here:1: "));
        let anywhere = Error::new(ErrorKind::Closed).in_call("send").on("", ANY_PARTITION);
        assert!(anywhere.to_string().starts_with("send to topic \"\", any partition: the broker"));
    }

    #[test]
    fn a_refused_offsets_request_hints_at_the_partition() {
        let hints = |call| Error::new(ErrorKind::Closed).in_call(call).to_string();
        assert!(hints(OFFSETS).ends_with("a partition that they do not have"));
        assert!(!hints("fetch").contains("partition"));
    }

    #[test]
    fn losses_are_counted_as_one_would_say_it() {
        let text = |failed, unknown| Losses(failed, unknown).to_string();
        assert_eq!(text(1, 0), "1 message certainly not stored");
        assert_eq!(text(0, 2), "2 messages stored or lost, nobody knows");
        let both = "2 messages certainly not stored, and 1 message stored or lost, nobody knows";
        assert_eq!(text(2, 1), both);
    }

    #[test]
    fn what_may_be_tried_again() {
        assert!(Error::new(ErrorKind::Closed).is_retriable());
        assert!(Error::new(ErrorKind::Broker(ErrorCode::Unknown)).is_retriable());
        assert!(!Error::new(ErrorKind::Broker(ErrorCode::WrongPartition)).is_retriable());
        assert!(!Error::new(ErrorKind::FetchSize { size: 0 }).is_retriable());
        let timeout =
            ErrorKind::Timeout { stalled: Stalled::Reading, after: Duration::from_secs(1) };
        assert!(timeout.is_broken_connection() && !timeout.failed_fast());
    }
}
