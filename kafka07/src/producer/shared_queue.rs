//! What the threads that send and the one that delivers share: the queue, its lock, and the
//! waiting.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::batch::Batch;
use super::queue::{BatchQueue, QueueLimits};
use super::report::{Delivery, Outcome};
use super::stats::Stats;
use crate::error::{Error, ErrorKind};
use crate::message::Compression;
use crate::transport::Deadline;

/// What a send does when the queue is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnFull {
    /// It waits until there is room.
    #[default]
    Block,
    /// It waits this long for room, and fails then.
    BlockFor(Duration),
    /// It fails at once.
    Fail,
}

/// The queue, with its lock and the conditions that threads wait on.
pub(super) struct SharedQueue {
    state: Mutex<SharedState>,
    /// The delivering thread waits here for something to do.
    work: Condvar,
    /// Senders wait here for room in the queue.
    room: Condvar,
    /// Flushes wait here for reports.
    reports: Condvar,
    on_full: OnFull,
    deliverer: OnceLock<ThreadId>,
}

struct SharedState {
    queue: BatchQueue,
    stats: Stats,
    losses: UntoldLosses,
    /// How many senders wait for room.
    blocked: usize,
    /// How many flushes wait for reports.
    flushing: usize,
    /// Nothing is accepted any more.
    closed: bool,
    /// Nothing is sent any more.
    aborted: bool,
    /// The delivering thread has ended; all that was accepted is reported.
    stopped: bool,
}

/// What was reported and not confirmed since the last flush that told of it.
#[derive(Default)]
struct UntoldLosses {
    failed: u64,
    unknown: u64,
    cause: Option<Arc<Error>>,
}

/// What the delivering thread does next.
pub(super) enum Next {
    /// Send these.
    Send(Vec<Batch>),
    /// Nothing is due at the moment.
    Nothing,
    /// The producer is closed and its queue empty.
    Stop,
}

impl SharedQueue {
    pub(super) fn new(limits: QueueLimits, on_full: OnFull) -> Self {
        Self {
            state: Mutex::new(SharedState {
                queue: BatchQueue::new(limits),
                stats: Stats::default(),
                losses: UntoldLosses::default(),
                blocked: 0,
                flushing: 0,
                closed: false,
                aborted: false,
                stopped: false,
            }),
            work: Condvar::new(),
            room: Condvar::new(),
            reports: Condvar::new(),
            on_full,
            deliverer: OnceLock::new(),
        }
    }

    /// No user code runs under the lock, so a poisoned one is as good as any other.
    fn lock(&self) -> MutexGuard<'_, SharedState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a message into the queue, or gives it back.
    pub(super) fn accept(
        &self,
        topic: &str,
        partition: i32,
        compression: Compression,
        payload: Bytes,
    ) -> Result<Delivery, (ErrorKind, Bytes)> {
        let mut state = self.lock();
        if !state.queue.has_room(payload.len()) {
            match self.wait_for_room(state, payload.len()) {
                Ok(with_room) => state = with_room,
                Err(kind) => return Err((kind, payload)),
            }
        }
        if state.closed {
            state.stats.refused_messages += 1;
            return Err((ErrorKind::ProducerClosed, payload));
        }
        state.stats.accepted_messages += 1;
        state.stats.accepted_bytes += payload.len() as u64;
        let (delivery, wake) = state.queue.push(topic, partition, compression, payload);
        drop(state);
        if wake {
            self.work.notify_one();
        }
        Ok(delivery)
    }

    fn wait_for_room<'s>(
        &'s self,
        mut state: MutexGuard<'s, SharedState>,
        bytes: usize,
    ) -> Result<MutexGuard<'s, SharedState>, ErrorKind> {
        let started = Instant::now();
        let deadline = match self.on_full {
            // The delivering thread cannot wait for room that only itself can make.
            _ if self.is_deliverer() => Some(started),
            OnFull::Fail => Some(started),
            OnFull::Block => None,
            OnFull::BlockFor(timeout) => started.checked_add(timeout),
        };
        state.blocked += 1;
        while !state.queue.has_room(bytes) && !state.closed {
            // Lingering would only make everybody wait.
            state.queue.close_all();
            self.work.notify_one();
            let left = deadline.map(|end| end.saturating_duration_since(Instant::now()));
            state = match left {
                None => self.room.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => {
                    state.blocked -= 1;
                    state.stats.refused_messages += 1;
                    let (messages, bytes) = (state.queue.messages(), state.queue.bytes());
                    return Err(ErrorKind::QueueFull { messages, bytes });
                }
                Some(left) => {
                    self.room.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        state.blocked -= 1;
        Ok(state)
    }

    /// Waits until all that was accepted so far is reported, but not longer than `until`.
    pub(super) fn flush(&self, until: Deadline) -> Result<(), Error> {
        if self.is_deliverer() {
            return Err(ErrorKind::InReportCallback.into());
        }
        let mut state = self.lock();
        state.queue.close_all();
        self.work.notify_one();
        let next = state.queue.next_id();
        state.flushing += 1;
        while !state.queue.all_reported_below(next) && !state.stopped && !until.has_passed() {
            state = wait(&self.reports, state, until);
        }
        state.flushing -= 1;
        Ok(())
    }

    /// Tells what was lost since this was asked last.
    pub(super) fn tell_losses(&self) -> Result<(), Error> {
        std::mem::take(&mut self.lock().losses).into_result()
    }

    /// Accepts nothing more; senders that wait for room give up.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.queue.close_all();
        self.work.notify_one();
        self.room.notify_all();
    }

    /// As [`close`](Self::close), and nothing more is sent.
    pub(super) fn abort(&self) {
        self.lock().aborted = true;
        self.close();
    }

    pub(super) fn is_aborted(&self) -> bool {
        self.lock().aborted
    }

    /// Whether everything is reported, and nothing can come.
    pub(super) fn is_finished(&self) -> bool {
        let state = self.lock();
        state.closed && state.queue.messages() == 0
    }

    /// Waits until `until`, or until there may be something else to do.
    pub(super) fn pause(&self, until: Deadline) {
        let state = self.lock();
        if !state.aborted {
            drop(wait(&self.work, state, until));
        }
    }

    pub(super) fn stats(&self) -> Stats {
        let state = self.lock();
        Stats {
            queued_messages: state.queue.messages() as u64,
            queued_bytes: state.queue.bytes() as u64,
            ..state.stats
        }
    }

    pub(super) fn count(&self, count: impl FnOnce(&mut Stats)) {
        count(&mut self.lock().stats);
    }

    /// Makes the calling thread the one that delivers.
    pub(super) fn deliver_here(&self) {
        self.deliverer.get_or_init(|| thread::current().id());
    }

    /// Whether the calling thread is the one that delivers: a report callback is running.
    pub(super) fn is_deliverer(&self) -> bool {
        self.deliverer.get() == Some(&thread::current().id())
    }

    /// What is to be sent next, at most this many parts and bytes; waits for it if that is asked
    /// for.
    pub(super) fn next(&self, wait_for_it: bool, max_parts: usize, max_bytes: usize) -> Next {
        let mut state = self.lock();
        loop {
            let deadline = state.queue.deadline();
            let now = deadline.map(|_| Instant::now());
            if deadline <= now && deadline.is_some() {
                state.queue.close_all();
            }
            if state.queue.is_ready() {
                return Next::Send(state.queue.take(max_parts, max_bytes));
            }
            if !wait_for_it || state.aborted {
                return Next::Nothing;
            }
            if state.closed {
                return Next::Stop;
            }
            state = wait(&self.work, state, Deadline::at(deadline));
        }
    }

    /// Takes all that is ready, for it shares the fate of what could not be sent.
    pub(super) fn take_ready(&self) -> Vec<Batch> {
        self.lock().queue.take(usize::MAX, usize::MAX)
    }

    /// Takes what was opened at `limit` or before, in line or not.
    pub(super) fn take_expired(&self, limit: Instant) -> Vec<Batch> {
        self.lock().queue.take_expired(limit)
    }

    /// Reports batches: to the counters, to the handles of their messages, and to those that wait
    /// for a flush or for room. No thread sees one without the others.
    pub(super) fn report(&self, batches: &mut [Batch], outcome: &Outcome) {
        let mut guard = self.lock();
        let state = &mut *guard;
        for batch in batches {
            batch.report(outcome.clone());
            let messages = batch.payloads.len() as u64;
            state.queue.reported(batch);
            state.stats.reported_batches += 1;
            match outcome {
                Outcome::Confirmed => state.stats.confirmed_messages += messages,
                Outcome::Failed(cause) => {
                    state.stats.failed_messages += messages;
                    state.losses.failed += messages;
                    state.losses.cause.get_or_insert_with(|| Arc::clone(cause));
                }
                Outcome::Unknown(cause) => {
                    state.stats.unknown_messages += messages;
                    state.losses.unknown += messages;
                    state.losses.cause.get_or_insert_with(|| Arc::clone(cause));
                }
            }
        }
        if state.blocked > 0 {
            self.room.notify_all();
        }
        if state.flushing > 0 {
            self.reports.notify_all();
        }
    }

    /// Notes that the delivering thread ends. All that was accepted is reported then, unless it
    /// ends by a panic in this crate: what is left is told [`Outcome::Unknown`] when the batches
    /// that this returns are dropped.
    pub(super) fn stop(&self) -> Vec<Batch> {
        let mut guard = self.lock();
        let state = &mut *guard;
        state.closed = true;
        state.stopped = true;
        let (left, batches) = state.queue.give_up();
        let left = left as u64;
        if left > 0 {
            state.stats.unknown_messages += left;
            state.losses.unknown += left;
            let stopped = || Arc::new(ErrorKind::ProducerStopped.into());
            state.losses.cause.get_or_insert_with(stopped);
        }
        self.room.notify_all();
        self.reports.notify_all();
        batches
    }
}

/// Waits for `condition`, but not longer than `until`.
fn wait<'s>(
    condition: &Condvar,
    state: MutexGuard<'s, SharedState>,
    until: Deadline,
) -> MutexGuard<'s, SharedState> {
    let waited = match until.left() {
        Duration::MAX => return condition.wait(state).unwrap_or_else(PoisonError::into_inner),
        left => condition.wait_timeout(state, left),
    };
    waited.unwrap_or_else(PoisonError::into_inner).0
}

impl UntoldLosses {
    fn into_result(self) -> Result<(), Error> {
        let Self { failed, unknown, cause } = self;
        match cause {
            None => Ok(()),
            Some(cause) => {
                Err(Error::new(ErrorKind::Undelivered { failed, unknown }).caused_by(cause))
            }
        }
    }
}
