//! Produce and `MultiProduce`: messages in. A broker answers neither.

use std::borrow::Cow;

use super::topic;
use crate::message::MessageSet;
use crate::wire::Wire;

/// Key 0: appends a message set to one partition.
///
/// There is no response. Any error makes the broker close the connection;
/// [`KafkaClient::confirm`](crate::KafkaClient::confirm) finds out.
///
/// ```
/// use kafka07::{MessageSet, ProduceRequest};
///
/// let request = ProduceRequest::new("web", 0, MessageSet::new(["one", "two"]));
/// assert_eq!(request.set.messages().count(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[wire(request(key = 0))]
pub struct ProduceRequest {
    /// The topic's name.
    #[wire(with = topic::as_brokers_read_it)]
    pub topic: String,
    /// The partition, or [`ANY_PARTITION`](super::ANY_PARTITION).
    pub partition: i32,
    /// The messages.
    #[wire(size = i32)]
    pub set: MessageSet,
}

impl ProduceRequest {
    /// Messages for one partition of a topic.
    pub fn new(topic: impl AsRef<str>, partition: i32, set: MessageSet) -> Self {
        Self { topic: topic.as_ref().to_owned(), partition, set }
    }
}

/// Key 3: several produces in one request.
///
/// A broker handles them in order and stops at the first that fails: those before it are stored,
/// those after it are not.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[wire(request(key = 3))]
pub struct MultiProduceRequest<'a> {
    /// The produces, at most 32,767.
    #[wire(count = i16)]
    pub produces: Cow<'a, [ProduceRequest]>,
}
