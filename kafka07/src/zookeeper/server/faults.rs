//! Faults on request, for tests of how a client takes them.

use std::time::Duration;

use super::Server;
use super::fault_state::FaultState;

/// Makes the server misbehave, so that a client's error handling can be tested.
///
/// A fault that lasts does so until [`clear`](Self::clear).
///
/// ```
/// use kafka07::zookeeper::{Server, Session};
///
/// let server = Server::start()?;
/// let session = Session::connect(server.addr().to_string())?;
/// server.faults().expire(session.id());
/// let error = session.exists("/").unwrap_err();
/// assert!(matches!(error.kind(), kafka07::zookeeper::ErrorKind::SessionExpired));
/// # Ok::<(), kafka07::zookeeper::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "a fault is asked for by the methods"]
pub struct Faults<'s>(pub(super) &'s Server);

impl Faults<'_> {
    /// Ends a session now, as if its client had been silent for too long: its ephemeral nodes are
    /// deleted and its connection is closed. Returns `false` if the session does not exist.
    pub fn expire(self, session: i64) -> bool {
        self.0.change(|hub| hub.expire(session))
    }

    /// Ends all sessions.
    pub fn expire_all(self) {
        self.0.change(|hub| {
            let sessions: Vec<_> = hub.core.sessions.iter().map(|(id, _)| id).collect();
            for session in sessions {
                hub.expire(session);
            }
        });
    }

    /// Closes the connection of a session, which goes on. Returns `false` if it has none.
    pub fn cut(self, session: i64) -> bool {
        self.0.change(|hub| hub.cut(session))
    }

    /// Closes all connections. The sessions go on.
    pub fn cut_all(self) {
        self.0.change(super::hub::Hub::cut_all);
    }

    /// Stops answering, without closing anything: nothing is read, sent or accepted, and no session
    /// expires. Lasts.
    pub fn freeze(self) {
        self.0.change(|hub| hub.faults.frozen = true);
    }

    /// Closes every new connection at once. Lasts.
    pub fn refuse(self) {
        self.0.change(|hub| hub.faults.refusing = true);
    }

    /// Handles every request only after `time`. Lasts.
    pub fn delay(self, time: Duration) {
        self.0.change(|hub| hub.faults.delay = Some(time));
    }

    /// Carries out the next change of the tree, but closes the connection instead of answering. With
    /// `count` it is the next ones.
    pub fn lose_answers(self, count: usize) {
        self.0.change(|hub| hub.faults.lost_answers = count);
    }

    /// Ends the faults that last, and forgets those that have not happened yet. A frozen server goes
    /// on where it was.
    pub fn clear(self) {
        self.0.change(|hub| hub.faults = FaultState::default());
    }
}
