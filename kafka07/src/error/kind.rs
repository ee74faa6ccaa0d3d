//! What happened to a call of the client or the producer.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use super::text::{Advised, Losses, Size, Tried};
use super::unconfirmed::Unconfirmed;
use crate::message;
use crate::protocol::ErrorCode;
use crate::protocol::topic::InvalidTopic;
use crate::wire;

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
    ///
    /// [`Error::cause`](super::Error::cause) says what broke the connection, if that is known.
    #[error("{0}")]
    Unconfirmed(Unconfirmed),

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
    ///
    /// [`Error::cause`](super::Error::cause) says why the first of them were not.
    #[error("{}", Losses(*.failed, *.unknown))]
    Undelivered {
        /// How many were certainly not stored.
        failed: u64,
        /// How many were sent, and may be stored or not.
        unknown: u64,
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
