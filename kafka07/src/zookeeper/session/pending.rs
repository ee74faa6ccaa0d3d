//! Requests on their way, and what waits for their answers.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::events::EventQueue;
use super::watches::Target;
use crate::zookeeper::protocol::{Answer, ErrorCode, OpCode, Operation};
use crate::zookeeper::{Error, ErrorKind};

/// What a server answered, or why it did not.
pub(super) type Outcome = Result<Answer, ErrorKind>;

/// The answer to a request that is on its way, from [`Session::pipelined`](super::Session::pipelined).
///
/// A request that nobody waits for is carried out all the same.
#[must_use = "an error is only seen by those who wait"]
pub struct Pending<T> {
    slot: Arc<Slot>,
    call: &'static str,
    path: String,
    convert: Box<dyn FnOnce(Outcome) -> Result<T, ErrorKind> + Send>,
}

impl<T> Pending<T> {
    pub(super) fn new(
        slot: Arc<Slot>,
        call: &'static str,
        path: &str,
        convert: impl FnOnce(Outcome) -> Result<T, ErrorKind> + Send + 'static,
    ) -> Self {
        Self { slot, call, path: path.to_owned(), convert: Box::new(convert) }
    }

    /// Waits for the answer. It comes, or an error does: when the connection is lost, when no server
    /// is reached in time, and when the session ends.
    ///
    /// # Errors
    /// Those of the call, with its path.
    pub fn wait(self) -> Result<T, Error> {
        let outcome = self.slot.wait();
        (self.convert)(outcome).map_err(|kind| Error::from(kind).in_call(self.call, &self.path))
    }

    /// Says whether the answer has come, so that [`wait`](Self::wait) returns at once.
    pub fn is_ready(&self) -> bool {
        self.slot.lock().is_some()
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending")
            .field("call", &self.call)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Where an answer is put.
#[derive(Debug, Default)]
pub(super) struct Slot {
    outcome: Mutex<Option<Outcome>>,
    filled: Condvar,
}

impl Slot {
    pub(super) fn fill(&self, outcome: Outcome) {
        *self.lock() = Some(outcome);
        self.filled.notify_all();
    }

    /// One that has failed before it was sent.
    pub(super) fn failed(kind: ErrorKind) -> Arc<Self> {
        let slot = Self::default();
        slot.fill(Err(kind));
        Arc::new(slot)
    }

    fn wait(&self) -> Outcome {
        let mut outcome = self.lock();
        loop {
            match outcome.take() {
                Some(outcome) => return outcome,
                None => outcome = self.filled.wait(outcome).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Outcome>> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request as the session's thread has it.
#[derive(Debug)]
pub(super) struct Submitted {
    pub(super) operation: Operation,
    /// Its bytes on the wire.
    pub(super) size: usize,
    pub(super) slot: Arc<Slot>,
    /// By then it has to be sent.
    pub(super) send_by: Option<Instant>,
    /// Who is told when what it reads changes.
    pub(super) watch: Option<Arc<EventQueue>>,
    /// Whether a connection was lost already that it was sent on.
    pub(super) repeated: bool,
}

impl Submitted {
    /// Whether it may be sent a second time: it changes nothing.
    pub(super) fn may_be_repeated(&self) -> bool {
        !self.repeated && !self.operation.op_code().is_write()
    }

    /// Which watch the server has set when it answered so, and on which path.
    pub(super) fn watch_set(&self, error: ErrorCode) -> Option<(Target, &str, &Arc<EventQueue>)> {
        let queue = self.watch.as_ref()?;
        let (Operation::Exists(read)
        | Operation::GetData(read)
        | Operation::GetChildren(read)
        | Operation::GetChildren2(read)) = &self.operation
        else {
            return None;
        };
        let target = match (self.operation.op_code(), error) {
            (OpCode::Exists | OpCode::GetData, ErrorCode::Ok) => Target::Data,
            (OpCode::Exists, ErrorCode::NoNode) => Target::Exist,
            (OpCode::GetChildren | OpCode::GetChildren2, ErrorCode::Ok) => Target::Child,
            _ => return None,
        };
        Some((target, &read.path, queue))
    }
}
