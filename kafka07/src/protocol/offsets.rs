//! Offsets: where one may begin to fetch.

use std::time::{SystemTime, UNIX_EPOCH};

use super::topic;
use crate::wire::Wire;

/// Key 4: offsets of one partition at or before a time.
///
/// ```
/// use kafka07::OffsetsRequest;
///
/// let request = OffsetsRequest::latest("web", 0).max_offsets(10);
/// assert_eq!(request.max_offsets, 10);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Wire)]
#[wire(request(key = 4, response = OffsetsResponse))]
pub struct OffsetsRequest {
    /// The topic's name.
    #[wire(with = topic::as_brokers_read_it)]
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// Which offsets.
    pub time: Time,
    /// How many offsets to return at most; not negative.
    pub max_offsets: i32,
}

impl OffsetsRequest {
    /// The log's end, where the next message will be.
    pub fn latest(topic: impl AsRef<str>, partition: i32) -> Self {
        Self::before(topic, partition, Time::LATEST)
    }

    /// The first offset that the broker still has.
    pub fn earliest(topic: impl AsRef<str>, partition: i32) -> Self {
        Self::before(topic, partition, Time::EARLIEST)
    }

    /// Starts of segments last written to at `time` or before, newest first.
    pub fn before(topic: impl AsRef<str>, partition: i32, time: impl Into<Time>) -> Self {
        Self { topic: topic.as_ref().to_owned(), partition, time: time.into(), max_offsets: 1 }
    }

    /// How many offsets to return at most; 1 unless said otherwise.
    #[must_use]
    pub fn max_offsets(mut self, count: i32) -> Self {
        self.max_offsets = count;
        self
    }
}

/// Which offsets an [`OffsetsRequest`] asks for: milliseconds since the epoch, or one of two
/// special values.
///
/// ```
/// use kafka07::protocol::Time;
/// use std::time::{Duration, UNIX_EPOCH};
///
/// assert_eq!(Time::from(UNIX_EPOCH + Duration::from_secs(2)), Time(2000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Wire)]
pub struct Time(pub i64);

impl Time {
    /// −1: the log's end, then the starts of its segments, newest first.
    pub const LATEST: Self = Self(-1);
    /// −2: the start of the first segment.
    pub const EARLIEST: Self = Self(-2);
}

impl From<i64> for Time {
    fn from(millis: i64) -> Self {
        Self(millis)
    }
}

impl From<SystemTime> for Time {
    /// Times before the epoch become the epoch, before which no broker has written anything.
    fn from(time: SystemTime) -> Self {
        let millis = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        Self(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

/// The answer to an [`OffsetsRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Wire)]
pub struct OffsetsResponse {
    /// The offsets, newest first.
    #[wire(count = i32)]
    pub offsets: Vec<i64>,
}
