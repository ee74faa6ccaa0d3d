//! What a producer was told about topics, and what their messages have to keep to.

use std::collections::HashMap;

use bytes::Bytes;

use super::partitioner::Partitioner;
use crate::error::ErrorKind;
use crate::message::{Compression, MESSAGE_OVERHEAD};
use crate::protocol::ANY_PARTITION;
use crate::protocol::topic::NameRules;

/// What was said of topics, and what their messages have to keep to.
pub(super) struct Topics {
    pub(super) compression: Compression,
    pub(super) compression_for: HashMap<String, Compression>,
    pub(super) partitioner: Partitioner,
    pub(super) partitions: Option<i32>,
    pub(super) partitions_for: HashMap<String, i32>,
    pub(super) names: NameRules,
    pub(super) max_message_size: usize,
    pub(super) max_request_size: usize,
    /// What a request takes besides the topic's name and the set.
    pub(super) request_overhead: usize,
    pub(super) queue_bytes: usize,
}

impl Topics {
    pub(super) fn compression_of(&self, topic: &str) -> Compression {
        if self.compression_for.is_empty() {
            return self.compression;
        }
        self.compression_for.get(topic).copied().unwrap_or(self.compression)
    }

    pub(super) fn partitions_of(&self, topic: &str) -> Option<i32> {
        if self.partitions_for.is_empty() {
            return self.partitions;
        }
        self.partitions_for.get(topic).copied().or(self.partitions)
    }

    /// Whether a message can be sent at all, as far as one knows before it is compressed.
    pub(super) fn check(
        &self,
        topic: &str,
        partition: i32,
        compression: Compression,
        payload: &Bytes,
    ) -> Result<(), ErrorKind> {
        self.names.check(topic, partition).map_err(ErrorKind::Topic)?;
        if partition < ANY_PARTITION {
            return Err(ErrorKind::Partition { partition, least: ANY_PARTITION });
        }
        if let Some(partitions) = self.partitions_of(topic)
            && partition >= partitions
        {
            return Err(ErrorKind::NoSuchPartition { partition, partitions });
        }
        let size = payload.len();
        if compression == Compression::None {
            if size > self.max_message_size {
                let max = self.max_message_size;
                return Err(ErrorKind::MessageTooLarge { index: 0, size, max });
            }
            let request = self.request_overhead + topic.len() + MESSAGE_OVERHEAD + size;
            let (size, max) = (request, self.max_request_size);
            if size > max {
                return Err(ErrorKind::RequestTooLarge { size, max });
            }
        }
        if size > self.queue_bytes {
            return Err(ErrorKind::LargerThanQueue { size, max: self.queue_bytes });
        }
        Ok(())
    }
}
