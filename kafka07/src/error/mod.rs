//! The error of client and producer: what happened, where, and what to do about it.

mod kind;
mod text;
mod unconfirmed;

use std::fmt;
use std::sync::Arc;

use crate::message;
use crate::protocol::topic::InvalidTopic;
use crate::protocol::{ANY_PARTITION, ErrorCode};
use crate::wire;

pub use kind::{ErrorKind, Stalled};
pub use unconfirmed::{Unconfirmed, UnconfirmedPart};

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
    /// The error of another call that led to this one.
    cause: Option<Arc<Error>>,
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

    /// The error that led to this one, if there is one: why produces were left unconfirmed, or why
    /// messages of a producer were not delivered.
    pub fn cause(&self) -> Option<&Self> {
        self.0.cause.as_deref()
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
            cause: None,
        }))
    }

    /// Produces of which it is not known whether the broker handled them, and what broke the
    /// connection.
    ///
    /// The broker that the cause names is the one that this error is about, and is named once.
    #[cold]
    pub(crate) fn unconfirmed(what: Unconfirmed, cause: Option<Self>) -> Self {
        let mut error = Self::new(ErrorKind::Unconfirmed(what));
        if let Some(mut cause) = cause {
            error.0.broker = cause.0.broker.take();
            error.0.cause = Some(Arc::new(cause));
        }
        error
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

    /// Says which error led to it.
    #[cold]
    pub(crate) fn caused_by(mut self, cause: Arc<Self>) -> Self {
        self.0.cause = Some(cause);
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
        match &self.0.cause {
            Some(cause) => Some(&**cause),
            None => std::error::Error::source(&self.0.kind),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, call, broker, topic, partition, offset, cause: _ } = &*self.0;
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
        let Inner { kind, call, broker, topic, partition, offset, cause } = &*self.0;
        f.debug_struct("Error")
            .field("call", call)
            .field("broker", broker)
            .field("topic", topic)
            .field("partition", partition)
            .field("offset", offset)
            .field("kind", kind)
            .field("cause", cause)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
