//! Fetch and `MultiFetch`: messages out.

use std::borrow::Cow;

use super::{Response, topic};
use crate::message::MessageSet;
use crate::wire::Wire;

/// Key 1: bytes of one partition's log, from an offset on.
///
/// The answer holds at most `max_size` bytes, cut anywhere: its last message may be incomplete.
/// It never reaches over the end of a segment file, so it may be shorter although more follows.
///
/// ```
/// use kafka07::FetchRequest;
///
/// let request = FetchRequest::new("web", 0, 0, 1024 * 1024);
/// assert_eq!(request.offset, 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Wire)]
#[wire(request(key = 1, response = MessageSet))]
pub struct FetchRequest {
    /// The topic's name.
    #[wire(with = topic::as_brokers_read_it)]
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// Where to begin: a byte position in the partition's log.
    pub offset: i64,
    /// How many bytes to return at most: the fetch size.
    pub max_size: i32,
}

impl FetchRequest {
    /// A fetch of at most `max_size` bytes from `offset` on.
    pub fn new(topic: impl AsRef<str>, partition: i32, offset: i64, max_size: i32) -> Self {
        Self { topic: topic.as_ref().to_owned(), partition, offset, max_size }
    }
}

/// Key 2: several fetches in one request.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[wire(request(key = 2, response = MultiFetchResponse))]
pub struct MultiFetchRequest<'a> {
    /// The fetches, at most 32,767.
    #[wire(count = i16)]
    pub fetches: Cow<'a, [FetchRequest]>,
}

/// The answer to a [`MultiFetchRequest`]: a part for each fetch, in order, each with an error code
/// of its own.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct MultiFetchResponse {
    /// The parts.
    #[wire(rest, each(size = i32))]
    pub parts: Vec<Response<MessageSet>>,
}
