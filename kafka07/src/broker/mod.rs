//! An embedded Kafka 0.7.2 broker: for tests, for fresh machines, for anyone who still needs one.
//!
//! It behaves as the original towards clients and on disk: the five requests, silent produces,
//! flushed messages only, segment files in 0.7's layout. With the feature `zookeeper` it joins a
//! cluster ([`zookeeper`](BrokerBuilder::zookeeper)); without, clients connect to its address.
//!
//! In two things it is more careful. It deletes no message unless
//! [`retention`](BrokerBuilder::retention) is asked for, and what it has to cut off after a crash
//! stays [beside the log](BrokerBuilder::data_dir). And it limits what all clients together take,
//! with a warning in the log when a limit closes a connection:
//!
//! | what | setting | default |
//! |---|---|---|
//! | memory of all requests | [`max_request_memory`](BrokerBuilder::max_request_memory) | 256 MiB |
//! | what one request inflates to | [`max_inflated`](BrokerBuilder::max_inflated) | 100 MiB |
//! | requests inflated at a time | [`max_inflating`](BrokerBuilder::max_inflating) | 2 |
//! | connections | [`max_connections`](BrokerBuilder::max_connections) | 1,000 |
//! | silence, or wait, after which a new client takes a place | [`replace_after`](BrokerBuilder::replace_after) | 5 s |
//! | pause inside a request or an answer | [`stall_timeout`](BrokerBuilder::stall_timeout) | 2 min |
//! | time for a whole request | [`request_timeout`](BrokerBuilder::request_timeout) | 5 min |
//! | silence between requests | [`idle_timeout`](BrokerBuilder::idle_timeout) | none |
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
#[cfg(feature = "zookeeper")]
mod cluster;
mod connection;
mod error;
mod faults;
mod frames;
mod handlers;
mod housekeeper;
mod inflation;
mod listener;
mod memory;
#[cfg(feature = "zookeeper")]
mod registration;
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
