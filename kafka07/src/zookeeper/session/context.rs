//! What a session's thread has whether it is connected or not.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use mio::{Events, Poll};

use super::link::{Broken, SCRATCH};
use super::servers::Servers;
use super::shared::Shared;
use crate::zookeeper::protocol::Auth;

/// What the thread is told when it starts.
#[derive(Clone, Debug)]
pub(super) struct WorkerSettings {
    pub(super) servers: Servers,
    /// The timeout to ask for.
    pub(super) timeout: Duration,
    pub(super) auth: Vec<Auth>,
    pub(super) max_request: usize,
    pub(super) max_answer: usize,
}

/// The thread's own.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) shared: Arc<Shared>,
    pub(super) settings: WorkerSettings,
    pub(super) poll: Poll,
    events: Events,
    /// What is read goes here first.
    pub(super) scratch: Vec<u8>,
    /// The last change that the session has seen.
    pub(super) last_zxid: i64,
    /// Whether anything came on the last connection.
    pub(super) fruitful: bool,
}

impl Context {
    pub(super) fn new(shared: Arc<Shared>, settings: WorkerSettings, poll: Poll) -> Self {
        let (events, scratch) = (Events::with_capacity(8), vec![0; SCRATCH]);
        Self { shared, settings, poll, events, scratch, last_zxid: 0, fruitful: true }
    }

    /// Waits for the socket, for a request, or for that long.
    pub(super) fn wait(&mut self, patience: Duration) -> Result<(), Broken> {
        // Timers have milliseconds: one that rings too early would ring again and again.
        let patience = if patience.is_zero() { patience } else { patience + MILLISECOND };
        match self.poll.poll(&mut self.events, Some(patience)) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => Err(error.into()),
            _ => Ok(()),
        }
    }
}

const MILLISECOND: Duration = Duration::from_millis(1);
