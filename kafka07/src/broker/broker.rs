//! A running broker, and how it ends.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tempfile::TempDir;

use super::connection::Service;
use super::server::{self, Server};
use super::{Error, Faults};

/// A running broker. It stops when it is dropped.
#[derive(Debug)]
pub struct Broker {
    pub(super) addr: SocketAddr,
    pub(super) path: PathBuf,
    pub(super) service: Arc<Service>,
    pub(super) server: Arc<Server>,
    /// `None` once it is stopped.
    pub(super) running: Mutex<Option<Running>>,
}

/// What ends with a running broker.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) listening: JoinHandle<()>,
    pub(super) housekeeping: JoinHandle<()>,
    pub(super) temporary: Option<TempDir>,
}

impl Broker {
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
            event!(Error, "broker on {} did not stop cleanly: {error:?}", self.addr);
        }
    }
}
