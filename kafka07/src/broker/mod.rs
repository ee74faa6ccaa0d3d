//! An embedded Kafka 0.7.2 broker: for tests, for fresh machines, for anyone who still needs one.
//!
//! It behaves as the original towards clients and on disk: the five requests, silent produces,
//! flushed messages only, segment files in 0.7's layout. What it leaves out is `ZooKeeper`: clients
//! connect to its address.
//!
//! ```
//! use kafka07::broker::Broker;
//! use kafka07::{FetchRequest, KafkaClient};
//!
//! let broker = Broker::temporary()?;
//! let mut kafka = KafkaClient::connect(broker.addr())?;
//! kafka.send("web", ["some message"])?;
//! kafka.confirm()?;
//! let page = kafka.fetch(&FetchRequest::new("web", 0, 0, 1024))?;
//! assert_eq!(page.messages().count(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
#[expect(clippy::module_inception, reason = "a newcomer finds `Broker` by its name")]
mod broker;
mod builder;
mod check;
mod client;
mod connection;
mod error;
mod faults;
mod frames;
mod handlers;
mod housekeeper;
mod inflation;
mod listener;
mod memory;
mod requests;
mod server;
mod start;
mod stop;
mod storage;
mod threads;

pub use broker::Broker;
pub use builder::BrokerBuilder;
pub use error::{Error, ErrorKind};
pub use faults::Faults;
pub use handlers::IntoResponse;
