//! The settings of the thread that delivers, and what they decide of a batch.

use std::time::Duration;

use super::batch::Batch;
use super::report::OnReport;
use super::sizes;
use crate::error::{Error, ErrorKind};
use crate::message::{Compression, MESSAGE_OVERHEAD, MessageSet};
use crate::protocol::ProduceRequest;
use crate::wire;

/// The settings of a sender.
pub(super) struct SenderSettings {
    /// Whether what may be stored is sent again.
    pub(super) at_least_once: bool,
    /// How often a batch is sent again.
    pub(super) retries: u32,
    pub(super) delivery_timeout: Duration,
    pub(super) max_in_flight: usize,
    pub(super) request_bytes: usize,
    pub(super) max_request_size: usize,
    pub(super) max_message_size: usize,
    pub(super) on_report: Option<OnReport>,
}

impl SenderSettings {
    /// Whether a batch that was not confirmed is sent again.
    pub(super) fn may_send_again(&self, batch: &Batch) -> bool {
        batch.attempts <= self.retries && (self.at_least_once || !batch.perhaps_stored)
    }

    /// The batch as a request that the broker takes.
    pub(super) fn request(&self, batch: &Batch) -> Result<ProduceRequest, Error> {
        let payloads = &batch.payloads;
        let on = |kind| Error::new(kind).in_call("produce").on(&batch.topic, batch.partition);
        let set = MessageSet::compressed(batch.compression, payloads)
            .map_err(|error| on(ErrorKind::Set(error)))?;
        if batch.compression != Compression::None {
            // The broker looks at the wrapper alone.
            let (size, max) = (set.len() - MESSAGE_OVERHEAD, self.max_message_size);
            if size > max {
                return Err(on(ErrorKind::MessageTooLarge { index: 0, size, max }));
            }
        }
        let request = ProduceRequest::new(&*batch.topic, batch.partition, set);
        let length = wire::encoded_len(&request).map_err(|error| on(ErrorKind::Request(error)))?;
        let (size, max) = (sizes::MULTI_PRODUCE + length, self.max_request_size);
        if size > max {
            return Err(on(ErrorKind::RequestTooLarge { size, max }));
        }
        Ok(request)
    }
}
