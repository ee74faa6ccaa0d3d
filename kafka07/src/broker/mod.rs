//! An embedded Kafka 0.7.2 broker: for tests, for fresh machines, for whoever still needs one.
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
mod builder;
mod check;
mod connection;
mod error;
mod faults;
mod frames;
mod handlers;
mod housekeeper;
mod requests;
mod server;
mod stop;
mod storage;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tempfile::TempDir;

use connection::Service;
use server::Server;

pub use builder::BrokerBuilder;
pub use error::Error;
pub use faults::Faults;
pub use handlers::IntoResponse;

/// A running broker. It stops when it is dropped.
#[derive(Debug)]
pub struct Broker {
    addr: SocketAddr,
    path: PathBuf,
    service: Arc<Service>,
    server: Arc<Server>,
    /// `None` once it is stopped.
    running: Mutex<Option<Running>>,
}

/// What ends with a running broker.
#[derive(Debug)]
struct Running {
    listening: JoinHandle<()>,
    housekeeping: JoinHandle<()>,
    temporary: Option<TempDir>,
}

impl Broker {
    /// Settings for a broker, with 0.7's defaults.
    pub fn builder() -> BrokerBuilder {
        BrokerBuilder::default()
    }

    /// A broker for a test: on a free port of 127.0.0.1, one partition per topic, its logs in a
    /// directory of its own that is gone when the broker is.
    ///
    /// Every message is visible as soon as its produce has been handled
    /// ([`confirm`](crate::KafkaClient::confirm) waits for that), and nothing is forced to the
    /// disk, where it would not stay anyway. It is
    /// `Broker::builder().flush_messages(1).fsync(false).start()`.
    ///
    /// # Errors
    /// If the directory, the listener or a thread cannot be had.
    pub fn temporary() -> Result<Self, Error> {
        Self::builder().flush_messages(1).fsync(false).start()
    }

    /// The address it listens on, with the port that it really has.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Where its logs lie.
    pub fn data_dir(&self) -> &Path {
        &self.path
    }

    /// Makes all messages visible that have been produced so far.
    ///
    /// # Errors
    /// If a log cannot be flushed; the others are.
    pub fn flush(&self) -> Result<(), Error> {
        let results = self.service.logs.data.all().into_iter().map(|log| log.flush());
        Ok(results.fold(Ok(()), Result::and)?)
    }

    /// How many clients are connected.
    pub fn connections(&self) -> usize {
        self.server.connections()
    }

    /// Faults for tests of how a client takes them.
    pub fn faults(&self) -> Faults<'_> {
        Faults::new(&self.service.faults)
    }

    /// Stops: no further connection, the open ones closed as soon as the request that they are in
    /// has been handled, all threads ended, all messages flushed, and the data directory marked as
    /// cleanly left and free for another broker. Does nothing if it has been stopped before.
    ///
    /// # Errors
    /// If a log cannot be flushed. The broker is stopped all the same; the next one on its
    /// directory recovers it.
    pub fn shutdown(&self) -> Result<(), Error> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Running { listening, housekeeping, temporary }) = running.take() else {
            return Ok(());
        };
        self.server.stop(listening);
        self.service.logs.housekeeper.stop();
        server::join(housekeeping);
        let closed = self.service.logs.data.close();
        drop(temporary);
        event!(Info, "broker on {} stopped", self.addr);
        Ok(closed?)
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        if let Err(error) = self.shutdown() {
            event!(Error, "broker on {} did not stop cleanly: {error}", self.addr);
        }
    }
}
