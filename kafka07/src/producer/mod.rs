//! The producer: messages in from any thread, batches out in the background, a report for each.

mod batch;
mod builder;
mod partitioner;
#[expect(clippy::module_inception, reason = "a newcomer finds `Producer` by its name")]
mod producer;
mod queue;
mod report;
mod send_error;
mod sender;
mod sender_settings;
mod shared_queue;
mod sizes;
mod stats;
mod topics;

pub use builder::ProducerBuilder;
pub use partitioner::{Partitioner, Record};
pub use producer::Producer;
pub use report::{Delivery, Outcome, Report};
pub use send_error::SendError;
pub use shared_queue::OnFull;
pub use stats::Stats;
