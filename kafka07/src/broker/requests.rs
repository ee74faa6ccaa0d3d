//! What each of the five requests does, as a 0.7.2 broker does it.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
#[cfg(feature = "zookeeper")]
use std::sync::Arc;

use super::answer::{Answer, FetchResult, MAX_FETCH};
use super::check::{self, Refused};
use super::housekeeper::Housekeeper;
use super::inflation::{Allowance, Inflation};
use super::storage::{Before, DataDir};
use crate::protocol::topic::{self, InvalidTopic};
use crate::protocol::{
    ANY_PARTITION, ErrorCode, FetchRequest, OffsetsRequest, OffsetsResponse, ProduceRequest,
    Response, ResponseFrame, Time,
};
use crate::{archive, message, wire};

/// The logs, and the rules for what goes into them.
#[derive(Debug)]
pub(super) struct Logs {
    pub(super) data: DataDir,
    pub(super) housekeeper: Housekeeper,
    pub(super) partitions: i32,
    pub(super) partitions_for: HashMap<String, i32>,
    pub(super) max_message_size: usize,
    /// Hears of new topics.
    #[cfg(feature = "zookeeper")]
    pub(super) registration: Option<Arc<super::registration::Registration>>,
    /// How far compressed messages are opened for their check.
    pub(super) inflation: Inflation,
}

/// Why a request is answered by closing the connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum RequestError {
    #[error(transparent)]
    Topic(#[from] InvalidTopic),
    #[error("topic {topic:?} has partitions 0 to {last}, not {partition}")]
    Partition { topic: String, partition: i32, last: i32 },
    #[error("the message set for {topic}-{partition} is invalid")]
    Set { topic: String, partition: i32, source: message::Error },
    #[error(
        "the compressed messages of a produce hold more than {max} bytes at the set for \
         {topic}-{partition}; if that is right, raise `max_inflated`"
    )]
    Inflated { topic: String, partition: i32, max: usize },
    #[error("{name} {value} is negative")]
    Negative { name: &'static str, value: i32 },
    #[error("produce to {topic}-{partition}: the broker is `read_only`")]
    ReadOnly { topic: String, partition: i32 },
    #[error(transparent)]
    Log(#[from] archive::Error),
    #[error(transparent)]
    Wire(#[from] wire::Error),
}

impl Logs {
    /// Warns of partitions that are on the disk and that no request reaches.
    pub(super) fn warn_of_hidden(&self) {
        for (topic, last) in self.data.last_partitions() {
            let served = self.partitions_of(&topic);
            if last >= served {
                event!(
                    Warn,
                    "topic {topic} has logs up to partition {last}, but only 0 to {} are served; \
                     raise `partitions` or set `partitions_for`",
                    served - 1
                );
            }
        }
    }

    /// Tells the cluster, if there is one, that this broker has a topic.
    #[cfg(feature = "zookeeper")]
    pub(super) fn note_topic(&self, topic: &str) {
        if let Some(registration) = &self.registration {
            registration.add_topic(topic, self.partitions_of(topic));
        }
    }

    #[cfg(not(feature = "zookeeper"))]
    #[expect(clippy::unused_self, reason = "there are no clusters without the feature")]
    fn note_topic(&self, _topic: &str) {}

    /// Appends the sets of one request, up to the first that is wrong.
    pub(super) fn produce_all(&self, produces: &[ProduceRequest]) -> Result<(), RequestError> {
        let mut allowance = self.inflation.allowance();
        produces.iter().try_for_each(|produce| self.produce(produce, &mut allowance))
    }

    /// Appends a set. One that holds a message over the maximum size is dropped without an error.
    fn produce(
        &self,
        request: &ProduceRequest,
        allowance: &mut Allowance<'_>,
    ) -> Result<(), RequestError> {
        let ProduceRequest { topic, partition, set } = request;
        let partition =
            if *partition == ANY_PARTITION { self.any_partition(topic) } else { *partition };
        self.check(topic, partition)?;
        if self.data.is_read_only() {
            return Err(RequestError::ReadOnly { topic: topic.clone(), partition });
        }
        let log = if let Some(log) = self.data.get(topic, partition) {
            log
        } else {
            let log = self.data.get_or_create(topic, partition)?;
            self.note_topic(topic);
            log
        };
        let checked = match check::produced(set.as_bytes(), self.max_message_size, allowance) {
            Ok(checked) => checked,
            Err(Refused::TooLarge { size }) => {
                event!(
                    Warn,
                    "produce to {topic}-{partition}: a payload of {size} bytes is larger than \
                     {}: the set is dropped",
                    self.max_message_size
                );
                return Ok(());
            }
            Err(Refused::TooMuchInflated) => {
                let (topic, max) = (topic.clone(), self.inflation.max_inflated);
                return Err(RequestError::Inflated { topic, partition, max });
            }
            Err(Refused::Corrupt(source)) => {
                return Err(RequestError::Set { topic: topic.clone(), partition, source });
            }
        };
        if log.append(&set.as_bytes()[..checked.length], checked.messages)? {
            self.housekeeper.note_unflushed();
        }
        Ok(())
    }

    /// Answers a Fetch.
    pub(super) fn fetch(&self, request: &FetchRequest) -> Result<Answer, RequestError> {
        Ok(Answer::fetch(self.read(request)?)?)
    }

    /// Answers a `MultiFetch`.
    pub(super) fn multi_fetch(&self, requests: &[FetchRequest]) -> Result<Answer, RequestError> {
        let parts = requests.iter().map(|fetch| self.read(fetch)).collect::<Result<_, _>>()?;
        Ok(Answer::multi_fetch(parts)?)
    }

    /// Answers an Offsets.
    pub(super) fn offsets(&self, request: &OffsetsRequest) -> Result<Answer, RequestError> {
        let OffsetsRequest { topic, partition, time, max_offsets } = request;
        self.check(topic, *partition)?;
        let before = match *time {
            Time::LATEST => Before::Latest,
            Time::EARLIEST => Before::Earliest,
            Time(millis) => Before::Millis(millis),
        };
        let offsets = match (self.data.get(topic, *partition), before) {
            (Some(log), _) => {
                let max = usize::try_from(*max_offsets).map_err(|_| RequestError::Negative {
                    name: "the maximum of offsets",
                    value: *max_offsets,
                })?;
                log.offsets_before(before, max)?
            }
            // With any maximum.
            (None, Before::Latest | Before::Earliest) => vec![0],
            (None, Before::Millis(_)) => Vec::new(),
        };
        let response = Response::Ok(OffsetsResponse { offsets });
        Ok(Answer::bytes(wire::to_vec(&ResponseFrame { response })?))
    }

    /// What one fetch yields. Errors that have a code are results.
    fn read(&self, request: &FetchRequest) -> Result<FetchResult, RequestError> {
        let FetchRequest { topic, partition, offset, max_size } = request;
        match self.check(topic, *partition) {
            Ok(()) => {}
            Err(RequestError::Partition { .. }) => {
                return Ok(FetchResult::Failed(ErrorCode::WrongPartition));
            }
            Err(_) => return Ok(FetchResult::Failed(ErrorCode::Unknown)),
        }
        let Some(log) = self.data.get(topic, *partition) else { return Ok(FetchResult::Nothing) };
        let Ok(location) = log.locate(*offset) else {
            return Ok(FetchResult::Failed(ErrorCode::OffsetOutOfRange));
        };
        let Some(location) = location else { return Ok(FetchResult::Nothing) };
        let length = match u64::try_from(*max_size) {
            Ok(max_size) => max_size.min(location.available).min(MAX_FETCH),
            Err(_) => {
                return Err(RequestError::Negative { name: "the fetch size", value: *max_size });
            }
        };
        Ok(if length == 0 { FetchResult::Nothing } else { FetchResult::Bytes(location, length) })
    }

    /// Topic first, then partition.
    fn check(&self, topic: &str, partition: i32) -> Result<(), RequestError> {
        topic::check_name(topic)?;
        let count = self.partitions_of(topic);
        if (0..count).contains(&partition) {
            Ok(())
        } else {
            Err(RequestError::Partition { topic: topic.to_owned(), partition, last: count - 1 })
        }
    }

    fn partitions_of(&self, topic: &str) -> i32 {
        self.partitions_for.get(topic).copied().unwrap_or(self.partitions)
    }

    fn any_partition(&self, topic: &str) -> i32 {
        let count = self.partitions_of(topic).unsigned_abs();
        // Every `RandomState` has keys of its own, so this is a random number.
        let random = RandomState::new().hash_one(()) % u64::from(count);
        i32::try_from(random).expect("less than a count that is an i32")
    }
}
