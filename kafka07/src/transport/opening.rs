//! A connection that is being opened on a thread of its own.

use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;

use super::connection::BrokerConnection;
use super::deadline::Deadline;
use super::settings::TransportSettings;
use super::target::Target;
use crate::error::{Error, ErrorKind};

type Opened = Result<BrokerConnection, Error>;

/// A connection that is being opened. Who waits for it can do something else in between, for name
/// servers and handshakes take their time and cannot be interrupted; one that nobody waits for any
/// more is closed when it is open.
pub(super) struct Opening(Receiver<Opened>);

impl Opening {
    pub(super) fn start(target: &Target, settings: &TransportSettings) -> Self {
        let (opened, opening) = sync_channel(1);
        let open = {
            let (target, settings, opened) = (target.clone(), settings.clone(), opened.clone());
            move || {
                let _ = opened.send(BrokerConnection::open(&target, &settings));
            }
        };
        let thread = thread::Builder::new().name("kafka07-connect".into()).spawn(open);
        if let Err(error) = thread {
            event!(Warn, "no thread to connect in: {error}");
            let _ = opened.send(BrokerConnection::open(target, settings));
        }
        Self(opening)
    }

    /// The connection, or why it could not be opened; `None` if that is not decided by then.
    pub(super) fn wait(&self, until: Deadline) -> Option<Opened> {
        match self.0.recv_timeout(until.left()) {
            Ok(opened) => Some(opened),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Err(ErrorKind::Closed.into())),
        }
    }
}
