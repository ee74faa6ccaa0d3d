//! The client: requests out, answers in, and what to do when the broker goes away in between.

mod as_client;
mod builder;
mod checks;
mod fetch;
mod iter;
mod kafka_client;
mod log_reader;
mod log_stream;
mod offsets;
mod outage;
mod page;
mod payloads;
mod stopper;
mod visible;

pub use as_client::AsClient;
pub use builder::{ClientBuilder, DeliveryPolicy};
pub use iter::{MessageIter, Pages};
pub use kafka_client::KafkaClient;
pub use log_reader::{OnOutOfRange, OnTooLarge, PositionChange};
pub use outage::ConnectionChange;
pub use page::{Page, PageMessages};
pub use payloads::Payloads;
pub use stopper::Stopper;
