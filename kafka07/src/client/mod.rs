//! The client: requests out, answers in, and what to do when the broker goes away in between.

mod builder;
mod checks;
mod fetch;
mod fetched;
mod iter;
mod kafka_client;
mod log_stream;
mod offsets;
mod stopper;
mod unconfirmed;
mod visible;

pub use builder::{ClientBuilder, DeliveryPolicy};
pub use fetched::{Fetched, PageMessages};
pub use iter::{MessageIter, OnOutOfRange, OnTooLarge, Page, PositionChange};
pub use kafka_client::KafkaClient;
pub use stopper::Stopper;
pub use unconfirmed::{Unconfirmed, UnconfirmedPart};
