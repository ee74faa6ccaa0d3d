//! A running broker, and how it ends.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use tempfile::TempDir;

use super::connection::Service;
#[cfg(feature = "zookeeper")]
use super::registration::Registration;
use super::server::Server;
use super::threads::Threads;
use super::{Error, ErrorKind, Faults};

/// A running broker. It stops when it is dropped.
#[derive(Debug)]
pub struct Broker {
    pub(super) addr: SocketAddr,
    pub(super) path: PathBuf,
    pub(super) service: Arc<Service>,
    pub(super) server: Arc<Server>,
    pub(super) threads: Arc<Threads>,
    pub(super) shutdown_timeout: Duration,
    pub(super) state: Mutex<State>,
    pub(super) stopped: Condvar,
    #[cfg(feature = "zookeeper")]
    pub(super) registration: Option<Arc<Registration>>,
}

/// Whether a broker runs.
#[derive(Debug)]
pub(super) enum State {
    /// With the directory that ends with it.
    Running(Option<TempDir>),
    /// This thread stops it.
    Stopping(ThreadId),
    Stopped,
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
    /// cleanly left and free for another broker.
    ///
    /// It may be called from any thread, and any number of times at once. All calls return when the
    /// broker has stopped, except those from a [handler](super::BrokerBuilder::handle) or from a
    /// logger while another call stops the broker: they return at once, because the broker waits
    /// for them.
    ///
    /// # Errors
    /// If a log cannot be flushed: the next broker on the directory recovers it. If a handler has
    /// not returned within [`shutdown_timeout`](super::BrokerBuilder::shutdown_timeout): its thread
    /// is left behind. The broker is stopped all the same.
    pub fn shutdown(&self) -> Result<(), Error> {
        let Some(ending) = self.begin_shutdown() else { return Ok(()) };
        #[cfg(feature = "zookeeper")]
        self.leave_cluster();
        self.server.stop();
        self.service.logs.housekeeper.stop();
        let threads = self.threads.join_all(self.shutdown_timeout);
        let closed = self.service.logs.data.close();
        event!(Info, "broker on {} stopped", self.addr);
        drop(ending);
        closed?;
        if threads > 0 {
            return Err(ErrorKind::StillRunning { threads, waited: self.shutdown_timeout }.into());
        }
        Ok(())
    }

    /// Makes this thread the one that stops the broker, or waits until another has.
    fn begin_shutdown(&self) -> Option<Ending<'_>> {
        let mut state = self.lock_state();
        loop {
            match &mut *state {
                State::Running(temporary) => {
                    let temporary = temporary.take();
                    *state = State::Stopping(thread::current().id());
                    return Some(Ending { broker: self, temporary });
                }
                State::Stopping(by) if *by == thread::current().id() => return None,
                State::Stopping(_) if self.threads.is_own() => return None,
                State::Stopping(_) => {
                    state = self.stopped.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
                State::Stopped => return None,
            }
        }
    }

    fn lock_state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of a broker is over when this is dropped, even if something in it panics.
struct Ending<'b> {
    broker: &'b Broker,
    temporary: Option<TempDir>,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        // Those that wait expect it to be gone.
        drop(self.temporary.take());
        *self.broker.lock_state() = State::Stopped;
        self.broker.stopped.notify_all();
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        if let Err(error) = self.shutdown() {
            event!(Error, "broker on {} did not stop cleanly: {error:?}", self.addr);
        }
    }
}
