//! The error of client and producer: what happened, where, and what to do.

mod kind;
mod text;
mod unconfirmed;

use std::fmt;
use std::sync::Arc;

use crate::chain::Chain;
use crate::message;
use crate::protocol::{ANY_PARTITION, ErrorCode};

pub use kind::{ErrorKind, Stalled};
pub use unconfirmed::{Unconfirmed, UnconfirmedPart};

/// Why a call of [`KafkaClient`](crate::KafkaClient) failed.
///
/// It names the broker, and topic, partition and offset where they play a part;
/// [`kind`](Self::kind) says what happened. It is one word wide and never holds payloads.
///
/// `Display` leaves out the causes that [`source`](std::error::Error::source) returns. `Debug`
/// writes the text with all causes on one line, so a `main` that returns an error prints it whole.
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
///      fetch size 0 is invalid; ask for at least 1 byte (nothing was sent)"
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
pub(crate) const OFFSETS: &str = "offsets";

/// What connecting is called in errors.
const CONNECT: &str = "connect";

/// What is between a call that sends messages and their topic.
const TO: &str = " to ";

impl Error {
    /// What happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// What happened, by value.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The broker, as `name (address)` or `address`; `None` if no broker had a part in it.
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
    /// Making a produce again may store its messages twice, because the first one may have arrived.
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
        let Inner { kind, call, .. } = &*self.0;
        if self.place(f)? {
            f.write_str(": ")?;
        }
        write!(f, "{kind}{}", kind.consequence())?;
        match kind {
            ErrorKind::Closed if *call == OFFSETS => {
                f.write_str("; check that the broker has this partition")
            }
            _ => Ok(()),
        }
    }
}

impl Error {
    /// Writes in which call it happened, and where; whether there was anything to write.
    fn place(&self, f: &mut fmt::Formatter<'_>) -> Result<bool, fmt::Error> {
        let Inner { kind, call, broker, topic, partition, offset, cause: _ } = &*self.0;
        let mut before = "";
        if !call.is_empty() {
            f.write_str(call)?;
            before = preposition(call);
        }
        if let Some(topic) = topic {
            let quotes = if topic.is_empty() { "\"\"" } else { "" };
            write!(f, "{before}topic {quotes}{}", topic.escape_debug())?;
            before = ", ";
        }
        match partition {
            Some(ANY_PARTITION) if preposition(call) == TO => {
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
        match broker {
            Some(broker) if !kind.names(broker) => {
                let at = match before {
                    "" => "broker ",
                    _ if *call == CONNECT => " to broker ",
                    _ => " at broker ",
                };
                write!(f, "{at}{broker}")?;
                before = ", ";
            }
            _ => {}
        }
        Ok(!before.is_empty())
    }
}

/// What is between a call and the topic that it is about.
fn preposition(call: &str) -> &'static str {
    match call {
        "send" | "produce" | "multi_produce" => TO,
        "wait_visible" => " for ",
        "reading" => " ",
        _ => " of ",
    }
}

/// The text with its causes, on one line.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Chain(self))
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use super::*;
    use crate::MessageSet;
    use crate::chain::assert_readable;
    use crate::message::Compression;
    use crate::protocol::{BrokerVersion, topic};
    use crate::wire;

    #[test]
    fn is_one_word_wide_and_can_be_sent() {
        fn sendable<T: Send + Sync + 'static>() {}
        sendable::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }

    /// A decode failure of a user's own must not turn into an error that says "nothing was sent":
    /// with such a conversion, this would be ambiguous and not compile.
    #[test]
    fn errors_of_other_code_do_not_convert() {
        trait Converts<T> {
            fn is_told_apart() {}
        }
        struct FromCodec;
        struct FromTopic;
        impl<T> Converts<()> for T {}
        impl<T: From<wire::Error>> Converts<FromCodec> for T {}
        impl<T: From<topic::InvalidTopic>> Converts<FromTopic> for T {}
        <Error as Converts<_>>::is_told_apart();
    }

    /// One error of each kind.
    fn kinds() -> Vec<ErrorKind> {
        let io = |kind: io::ErrorKind| io::Error::from(kind);
        let unreadable =
            || MessageSet::from_raw(vec![0xff; 20]).messages().find_map(Result::err).unwrap();
        let undecodable = || wire::from_slice::<u32>(&[0; 3]).unwrap_err();
        let after = Duration::from_secs(5);
        let mut unconfirmed = Unconfirmed::default();
        unconfirmed.add("web", 0, UnconfirmedPart::one(2, 30));
        unconfirmed.add("mail", ANY_PARTITION, UnconfirmedPart::one(1, 10));
        let tried = |host: [u8; 4]| ((host, 9092).into(), io(io::ErrorKind::ConnectionRefused));
        vec![
            ErrorKind::Resolve(io(io::ErrorKind::InvalidInput)),
            ErrorKind::Connect(vec![tried([127, 0, 0, 1])]),
            ErrorKind::Connect(vec![tried([127, 0, 0, 1]), tried([127, 0, 0, 2])]),
            ErrorKind::Closed,
            ErrorKind::ClosedInside { missing: 10 },
            ErrorKind::Io(io(io::ErrorKind::ConnectionReset)),
            ErrorKind::Timeout { stalled: Stalled::Reading, after },
            ErrorKind::Timeout { stalled: Stalled::Writing, after },
            ErrorKind::ResponseTooLarge { size: 20, max: 10 },
            ErrorKind::Response(undecodable()),
            ErrorKind::MissingPart { parts: 1 },
            ErrorKind::Broker(ErrorCode::Unknown),
            ErrorKind::Broker(ErrorCode::OffsetOutOfRange),
            ErrorKind::Broker(ErrorCode::InvalidMessage),
            ErrorKind::Broker(ErrorCode::WrongPartition),
            ErrorKind::Broker(ErrorCode::InvalidFetchSize),
            ErrorKind::Broker(ErrorCode::Other(7)),
            ErrorKind::Message(unreadable()),
            ErrorKind::LargerThanFetch { size: Some(22), limit: 10 },
            ErrorKind::LargerThanFetch { size: None, limit: 3 },
            ErrorKind::CutAtEnd { available: 10, size: Some(22) },
            ErrorKind::CutAtEnd { available: 3, size: None },
            ErrorKind::Request(undecodable()),
            ErrorKind::Topic(topic::check_name("a/b").unwrap_err()),
            ErrorKind::ClosedOnSnappy,
            ErrorKind::NotThatRequest { key: 1, source: undecodable() },
            ErrorKind::CodecOfNewerBrokers {
                codec: Compression::Snappy,
                version: BrokerVersion::V0_7_0,
            },
            ErrorKind::Partition { partition: -2, least: -1 },
            ErrorKind::Partition { partition: -1, least: 0 },
            ErrorKind::FetchSize { size: 0 },
            ErrorKind::OffsetsCount { count: -1 },
            ErrorKind::MessageTooLarge { index: 1, size: 20, max: 10 },
            ErrorKind::RequestTooLarge { size: 20, max: 10 },
            ErrorKind::Set(unreadable()),
            ErrorKind::CutSet { available: 10 },
            ErrorKind::Unconfirmed(unconfirmed),
            ErrorKind::NotVisible { end: 20, latest: 10, after },
            ErrorKind::Config("timeouts must be more than zero"),
            ErrorKind::QueueFull { messages: 1, bytes: 10 },
            ErrorKind::LargerThanQueue { size: 20, max: 10 },
            ErrorKind::PartitionsUnknown,
            ErrorKind::NoSuchPartition { partition: 5, partitions: 4 },
            ErrorKind::ProducerClosed,
            ErrorKind::DeliveryTimeout { after },
            ErrorKind::ProducerAborted,
            ErrorKind::ProducerStopped,
            ErrorKind::InReportCallback,
            ErrorKind::Undelivered { failed: 2, unknown: 1 },
            ErrorKind::Thread(io(io::ErrorKind::WouldBlock)),
        ]
    }

    #[test]
    fn texts_say_what_happened_and_a_cause_once() {
        let broker = "127.0.0.1:9092".into();
        for (bare, placed) in kinds().into_iter().zip(kinds()) {
            assert_readable(&Error::new(bare));
            let error = Error::new(placed).in_call("fetch").by(&broker).on("web", 0).at(13);
            let line = Chain(&error).to_string();
            assert_eq!(line.matches("127.0.0.1:9092").count(), 1, "{line}");
            assert_readable(&error);
        }
    }

    #[test]
    fn what_led_to_it_follows_and_the_broker_is_named_once() {
        let broker = "127.0.0.1:9092".into();
        for cause in kinds() {
            let cause = Error::new(cause).by(&broker);
            let error = Error::unconfirmed(Unconfirmed::default(), Some(cause));
            let error = error.in_call("confirm").by(&broker);
            assert_eq!(
                Chain(&error).to_string().matches("broker 127.0.0.1:9092").count(),
                1,
                "{error:?}"
            );
            assert!(error.cause().is_some());
            assert_readable(&error);
        }
        for cause in kinds() {
            let cause = Error::new(cause).in_call("send").on("web", 0).by(&broker);
            let error = Error::new(ErrorKind::Undelivered { failed: 0, unknown: 1 });
            assert_readable(&error.caused_by(Arc::new(cause)).in_call("flush"));
        }
    }

    #[test]
    fn what_was_not_sent_is_said_to_be_not_sent() {
        for kind in kinds() {
            let before = kind.is_before_sending();
            let text = Error::new(kind).to_string();
            assert_eq!(text.ends_with(" (nothing was sent)"), before, "{text}");
        }
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
        assert!(hints(OFFSETS).ends_with("the broker has this partition"));
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
