//! What happened to a call of the client or the producer.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use super::text::{Count, Losses, Size, Tried, advice};
use super::unconfirmed::Unconfirmed;
use crate::message::{self, Compression};
use crate::protocol::topic::InvalidTopic;
use crate::protocol::{BrokerVersion, ErrorCode};
use crate::wire;

/// Says what exactly happened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The broker's name does not resolve to an address.
    #[error("the address could not be resolved; check host name and port")]
    Resolve(#[source] io::Error),

    /// None of the broker's addresses could be connected to.
    #[error("could not reach {}; check that the broker is running and listens there", Tried(.0))]
    Connect(Vec<(SocketAddr, io::Error)>),

    /// The broker closed the connection instead of answering.
    ///
    /// Brokers do so when they stop, and when they refuse a request: a produce that is wrong in any
    /// way, an offsets request for a partition that does not exist.
    #[error(
        "the broker closed the connection without answering; it stopped or refused the request, and \
         its log says why"
    )]
    Closed,

    /// The broker closed the connection instead of confirming messages that are compressed with
    /// snappy.
    ///
    /// A broker 0.7.0 does so each time. Others do so when they stop, or when they refuse a request
    /// for another reason. For messages that are not compressed with snappy, and were on their way
    /// on the same connection, it is the [cause](super::Error::cause) of a
    /// [`Closed`](Self::Closed) or another broken connection: nothing is wrong with them.
    #[error(
        "the broker closed the connection on messages compressed with snappy; a broker 0.7.0 cannot \
         decode snappy, closes the connection each time and stores nothing of them, so use gzip for \
         messages that are compressed with snappy, or set `broker_version` if the broker is newer"
    )]
    ClosedOnSnappy,

    /// The broker closed the connection inside an answer.
    #[error(
        "the broker closed the connection in the middle of an answer, at least {missing} bytes \
         before its end"
    )]
    ClosedInside {
        /// How many bytes were still to come at least.
        missing: usize,
    },

    /// The operating system reports a broken connection.
    #[error("the connection broke")]
    Io(#[source] io::Error),

    /// The broker did not take a request, or did not answer it, in time.
    #[error(
        "{stalled} within {after:?}; try again or raise `{}`, and check that this is a Kafka 0.7 \
         broker", .stalled.setting()
    )]
    Timeout {
        /// What was waited for.
        stalled: Stalled,
        /// For how long.
        after: Duration,
    },

    /// The answer is over the client's [`max_response_size`](crate::ClientBuilder::max_response_size).
    #[error(
        "the answer has {size} bytes, but `max_response_size` is {max}; ask for less or raise the \
         limit"
    )]
    ResponseTooLarge {
        /// What the frame says.
        size: usize,
        /// The limit.
        max: usize,
    },

    /// The answer is not a valid response.
    #[error("the answer is not a valid Kafka 0.7 response; check that this is a Kafka 0.7 broker")]
    Response(#[source] wire::Error),

    /// A `MultiFetch` was answered without this part.
    #[error(
        "the answer ended after {}, before that of this request; fetch it again",
        Count(*.parts as u64, "part")
    )]
    MissingPart {
        /// How many parts there were.
        parts: usize,
    },

    /// The broker answered with an error code.
    #[error("the broker answered: {0}{advice}", advice = advice(*.0))]
    Broker(ErrorCode),

    /// A message, or what is in its place, cannot be read.
    #[error(transparent)]
    Message(message::Error),

    /// A message is larger than the fetch size, which may not grow that far.
    #[error(
        "a message{} does not fit into a fetch of {limit} bytes; fetch with a larger size",
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

    /// The request could not be encoded.
    #[error("the request could not be encoded")]
    Request(#[source] wire::Error),

    /// A request of the user's own has the key of one of Kafka's requests, and is not one.
    #[error(
        "the request has key {key}, which brokers know, but is not that request; brokers close the \
         connection on it, so use another key"
    )]
    NotThatRequest {
        /// The key.
        key: i16,
        /// Why it is not.
        source: wire::Error,
    },

    /// The broker cannot decode what is compressed so.
    #[error("a broker {version} cannot decode {codec}; use gzip or no compression")]
    CodecOfNewerBrokers {
        /// How the messages are compressed.
        codec: Compression,
        /// The version that the client was told.
        version: BrokerVersion,
    },

    /// The topic has a name that brokers refuse, or that would harm one.
    #[error(transparent)]
    Topic(InvalidTopic),

    /// The partition is negative.
    #[error("partition {partition} is invalid; use {}", match .least {
        -1 => "0 or above, or -1 to let the broker choose",
        _ => "0 or above",
    })]
    Partition {
        /// The partition.
        partition: i32,
        /// The least that would do.
        least: i32,
    },

    /// The fetch size is below 1.
    #[error("fetch size {size} is invalid; ask for at least 1 byte")]
    FetchSize {
        /// The fetch size.
        size: i32,
    },

    /// An offsets request asks for a negative number of offsets.
    #[error("{count} is not a valid number of offsets; ask for 0 or more")]
    OffsetsCount {
        /// The number.
        count: i32,
    },

    /// A message is over the client's [`max_message_size`](crate::ClientBuilder::max_message_size).
    #[error(
        "message {index} of the set has a payload of {size} bytes, but `max_message_size` is {max}; \
         a broker with that limit silently drops the whole set"
    )]
    MessageTooLarge {
        /// Which message of the set that goes on the wire, counted from 0; a compressed set is one.
        index: usize,
        /// The size of its payload, compressed if it is.
        size: usize,
        /// The limit.
        max: usize,
    },

    /// The request is over the client's [`max_request_size`](crate::ClientBuilder::max_request_size).
    #[error(
        "the request has {size} bytes, but `max_request_size` is {max}; split it or raise the limit"
    )]
    RequestTooLarge {
        /// The size of the frame.
        size: usize,
        /// The limit.
        max: usize,
    },

    /// The broker would refuse the message set or cut it.
    #[error("the message set is invalid")]
    Set(#[source] message::Error),

    /// The message set ends inside a message, which the broker would drop in silence.
    #[error(
        "the message set ends inside a message, after {available} bytes of it; brokers silently \
         drop such a message"
    )]
    CutSet {
        /// How many bytes of the message there are.
        available: usize,
    },

    /// The connection broke before the broker confirmed what was produced on it.
    ///
    /// [`Error::cause`](super::Error::cause) says what broke the connection, if that is known.
    #[error("{0}")]
    Unconfirmed(Unconfirmed),

    /// Messages could not be read in time.
    #[error(
        "after {after:?} the latest offset is {latest}, below {end}; the broker has not flushed the \
         messages yet, or has dropped them"
    )]
    NotVisible {
        /// The offset waited for.
        end: i64,
        /// The latest offset seen.
        latest: i64,
        /// For how long.
        after: Duration,
    },

    /// A setting of client or producer is invalid.
    #[error("invalid setting: {0}")]
    Config(&'static str),

    /// The producer's queue has no room.
    #[error(
        "the queue is full with {} ({}); send more slowly, or raise `queue_messages` and \
         `queue_bytes`",
        Count(*.messages as u64, "message"), Count(*.bytes as u64, "byte")
    )]
    QueueFull {
        /// How many messages are in it.
        messages: usize,
        /// How many bytes of payload.
        bytes: usize,
    },

    /// The message is larger than the producer's whole queue.
    #[error("the payload has {size} bytes, but `queue_bytes` is {max}; raise the limit")]
    LargerThanQueue {
        /// The size of its payload.
        size: usize,
        /// The limit.
        max: usize,
    },

    /// A message has a key, but the producer was not told how many partitions its topic has.
    #[error(
        "a message with a key needs the topic's number of partitions, which brokers do not tell; \
         set `partitions` or `partitions_for`"
    )]
    PartitionsUnknown,

    /// The partition is above those that the topic has by the producer's settings.
    #[error(
        "partition {partition} does not exist; `partitions` or `partitions_for` gives the topic {}",
        Count(u64::from(partitions.unsigned_abs()), "partition")
    )]
    NoSuchPartition {
        /// The partition.
        partition: i32,
        /// How many there are.
        partitions: i32,
    },

    /// The producer is closed.
    #[error("the producer is closed")]
    ProducerClosed,

    /// A message of a producer was not confirmed within the
    /// [`delivery_timeout`](crate::ProducerBuilder::delivery_timeout).
    ///
    /// [`Error::cause`](super::Error::cause) says what kept it, if that is known.
    #[error(
        "the broker did not confirm within {after:?}; check that it is running, or raise \
         `delivery_timeout`"
    )]
    DeliveryTimeout {
        /// The limit.
        after: Duration,
    },

    /// The producer was aborted before it had the message confirmed.
    #[error("the producer was aborted")]
    ProducerAborted,

    /// The producer stopped because of a bug, before it had the message confirmed.
    #[error("the producer stopped because of a bug; please report it with the log output")]
    ProducerStopped,

    /// A flush or a close was called from a report callback, for which it would wait forever.
    #[error("a report callback cannot wait for reports; call `flush` and `close` outside of it")]
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

    /// The operating system could not start a thread.
    #[error("no thread could be started")]
    Thread(#[source] io::Error),
}

/// Says what a timeout was waiting for.
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
            Self::Reading => "no complete answer came",
            Self::Writing => "the broker did not take the whole request",
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
                | Self::ClosedOnSnappy
                | Self::ClosedInside { .. }
                | Self::Io(_)
                | Self::Timeout { .. }
        )
    }

    /// Whether the broker has ended the connection.
    pub(crate) fn is_closed_connection(&self) -> bool {
        matches!(self, Self::Closed | Self::ClosedInside { .. } | Self::Io(_))
    }

    /// Whether the broker cannot be reached at present: what an iteration waits for the end of.
    pub(crate) fn is_lost_connection(&self) -> bool {
        self.is_broken_connection() || self.is_unreachable()
    }

    /// Whether it was found before anything was sent.
    pub(crate) fn is_before_sending(&self) -> bool {
        matches!(
            self,
            Self::CodecOfNewerBrokers { .. }
                | Self::CutSet { .. }
                | Self::FetchSize { .. }
                | Self::MessageTooLarge { .. }
                | Self::NotThatRequest { .. }
                | Self::OffsetsCount { .. }
                | Self::Partition { .. }
                | Self::Request(_)
                | Self::RequestTooLarge { .. }
                | Self::Set(_)
                | Self::Topic(_)
        )
    }

    /// What the text of an error adds where nothing was sent or accepted.
    pub(super) fn consequence(&self) -> &'static str {
        match self {
            Self::LargerThanQueue { .. }
            | Self::NoSuchPartition { .. }
            | Self::PartitionsUnknown
            | Self::ProducerClosed
            | Self::QueueFull { .. } => " (the message was not accepted)",
            _ if self.is_before_sending() => " (nothing was sent)",
            _ => "",
        }
    }

    /// Whether its text names this broker already.
    pub(super) fn names(&self, broker: &str) -> bool {
        match self {
            Self::Connect(tried) => tried.iter().any(|(address, _)| address.to_string() == *broker),
            _ => false,
        }
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
