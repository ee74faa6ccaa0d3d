//! The thread of a session: keeps it alive, sends requests and hands out answers.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::Poll;

use super::context::{Context, WorkerSettings};
use super::events::{NodeChange, State};
use super::link::{Broken, Link, SCRATCH};
use super::pending::Submitted;
use super::reach::{Reached, Reacher};
use super::shared::Shared;
use super::watches::Watches;
use crate::chain::Chain;
use crate::wire::Reader;
use crate::zookeeper::ErrorKind;
use crate::zookeeper::protocol::{
    Answer, ErrorCode, OpCode, Operation, ReplyHeader, Request, WatchedEvent, xid,
};

/// The thread.
#[derive(Debug)]
pub(super) struct Worker {
    context: Context,
    watches: Watches,
    /// Sent, and not answered. Answers come in this order.
    in_flight: VecDeque<(i32, Submitted)>,
    next_xid: i32,
    /// When the last answer came, or when it began to be waited for.
    answered: Instant,
}

/// How a connection ended.
enum End {
    /// It broke; the session may go on.
    Broken(Broken),
    /// The session was closed as it should be.
    Closed,
    /// It was to be closed, and no answer came in time.
    ClosedInSilence,
    /// The server does not believe who the client says it is.
    AuthFailed,
}

impl From<Broken> for End {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

/// So many bytes of requests are encoded ahead of the socket.
const AHEAD: usize = 1 << 18;

/// So many bytes are read before something else is done.
const TURN: usize = 1 << 20;

/// A request that sets watches again has at most this many bytes, as with the original's clients. A
/// server may have a lower limit than it should.
const SET_WATCHES_SIZE: usize = 128 << 10;

impl Worker {
    pub(super) fn new(shared: Arc<Shared>, settings: WorkerSettings, poll: Poll) -> Self {
        Self {
            context: Context::new(shared, settings, poll),
            watches: Watches::default(),
            in_flight: VecDeque::new(),
            next_xid: 1,
            answered: Instant::now(),
        }
    }

    /// Works until the session is over.
    pub(super) fn run(mut self) {
        let mut reacher = Reacher::new(self.context.settings.servers.list.clone());
        loop {
            let link = match reacher.reach(&mut self.context) {
                Reached::Connected(link) => link,
                Reached::Expired => return self.end(State::Expired, || ErrorKind::SessionExpired),
                Reached::Closing => return self.end(State::Closed, || ErrorKind::Closed),
            };
            match self.serve(link) {
                End::Broken(broken) => {
                    let server = self.context.shared.lock().server.clone().unwrap_or_default();
                    event!(Warn, "ZooKeeper connection to {server} lost: {}", Chain(&broken));
                    self.context.shared.lock().last_failure =
                        format!("{server}: {}", Chain(&broken));
                    self.give_back();
                    self.context.shared.set_state(State::Disconnected);
                }
                End::Closed => {
                    self.context.shared.lock().closed_cleanly = true;
                    return self.end(State::Closed, || ErrorKind::Closed);
                }
                End::ClosedInSilence => return self.end(State::Closed, || ErrorKind::Closed),
                End::AuthFailed => return self.end(State::Closed, || ErrorKind::AuthFailed),
            }
        }
    }

    /// The session is over.
    fn end(&mut self, state: State, why: fn() -> ErrorKind) {
        let server = self.context.shared.lock().server.clone().unwrap_or_default();
        event!(Info, "ZooKeeper session with {server} is over: {state:?}");
        for (_, submitted) in std::mem::take(&mut self.in_flight) {
            let lost = ErrorKind::ConnectionLoss { maybe_done: true };
            let kind = if submitted.operation.op_code().is_write() { lost } else { why() };
            self.context.shared.complete(&submitted, Err(kind));
        }
        self.context.shared.end(state, why);
    }

    /// The connection is lost: what only reads is sent again on the next one, what changes something
    /// may have been carried out.
    fn give_back(&mut self) {
        let mut again = VecDeque::new();
        for (_, mut submitted) in std::mem::take(&mut self.in_flight) {
            if submitted.may_be_repeated() {
                submitted.repeated = true;
                again.push_back(submitted);
            } else {
                let maybe_done = submitted.operation.op_code().is_write();
                let lost = ErrorKind::ConnectionLoss { maybe_done };
                self.context.shared.complete(&submitted, Err(lost));
            }
        }
        self.context.shared.put_back(again);
    }

    /// Uses a connection until it ends.
    fn serve(&mut self, mut link: Link) -> End {
        match self.greet(&mut link) {
            Ok(()) => self.context.shared.set_state(State::Connected),
            Err(broken) => return broken.into(),
        }
        self.context.fruitful = false;
        loop {
            match self.turn(&mut link) {
                Ok(()) => {}
                Err(end) => return end,
            }
        }
    }

    /// Says who the client is, and sets the watches again.
    fn greet(&mut self, link: &mut Link) -> Result<(), Broken> {
        for auth in self.context.settings.auth.clone() {
            link.push(&Request { xid: xid::AUTH, operation: Operation::Auth(auth) })?;
        }
        let max = SET_WATCHES_SIZE.min(self.context.settings.max_request);
        for request in self.watches.requests(self.context.last_zxid, max) {
            let operation = Operation::SetWatches(request);
            link.push(&Request { xid: xid::SET_WATCHES, operation })?;
        }
        Ok(())
    }

    /// Sends, waits, reads.
    fn turn(&mut self, link: &mut Link) -> Result<(), End> {
        let timeout = self.context.shared.lock().timeout;
        let close_by = self.context.shared.lock().close_by;
        if close_by.is_some_and(|by| by <= Instant::now()) {
            return Err(End::ClosedInSilence);
        }
        self.send_queued(link)?;
        let now = Instant::now();
        if link.heard + timeout * 2 / 3 <= now {
            return Err(Broken::Silent.into());
        }
        // It says something, but not what was asked.
        if !self.in_flight.is_empty() && self.answered + timeout <= now {
            return Err(Broken::Order.into());
        }
        let ping_at = link.sent + timeout / 3;
        if ping_at <= now {
            link.push(&Request { xid: xid::PING, operation: Operation::Ping })?;
            // Also if the server takes nothing, the next one has time.
            link.sent = now;
        }
        link.send()?;
        let due = (link.heard + timeout * 2 / 3).min(link.sent + timeout / 3);
        let due = due.min(close_by.unwrap_or(due));
        let more = self.context.shared.has_queued() && link.unsent() < AHEAD;
        let patience = if more { Duration::ZERO } else { due.saturating_duration_since(now) };
        self.context.wait(patience)?;
        let mut read = 0;
        while read < TURN && link.read(&mut self.context.scratch)? {
            read += SCRATCH;
            self.handle_all(link)?;
        }
        Ok(())
    }

    fn send_queued(&mut self, link: &mut Link) -> Result<(), End> {
        if self.closes() {
            return Ok(());
        }
        let room = AHEAD.saturating_sub(link.unsent());
        let mut queued =
            if room == 0 { VecDeque::new() } else { self.context.shared.take_queued(room) };
        while let Some(submitted) = queued.pop_front() {
            self.send_one(link, submitted)?;
        }
        let closing = self.context.shared.lock().close_by.is_some();
        if closing && !self.context.shared.has_queued() {
            let slot = Arc::default();
            let operation = Operation::CloseSession;
            let close =
                Submitted { operation, size: 0, slot, send_by: None, watch: None, repeated: true };
            self.context.shared.count(&close);
            self.send_one(link, close)?;
        }
        Ok(())
    }

    fn send_one(&mut self, link: &mut Link, submitted: Submitted) -> Result<(), Broken> {
        let xid = self.next_xid;
        self.next_xid = if xid == i32::MAX { 1 } else { xid + 1 };
        // In flight first: whatever happens, it is answered.
        if self.in_flight.is_empty() {
            self.answered = Instant::now();
        }
        self.in_flight.push_back((xid, submitted));
        if let Some((xid, Submitted { operation, .. })) = self.in_flight.back() {
            link.push(&Request { xid: *xid, operation })?;
        }
        Ok(())
    }

    /// Whether the end of the session was asked for already.
    fn closes(&self) -> bool {
        let last = self.in_flight.back();
        last.is_some_and(|(_, last)| last.operation.op_code() == OpCode::CloseSession)
    }

    /// Handles the packets that have come.
    fn handle_all(&mut self, link: &mut Link) -> Result<(), End> {
        loop {
            match link.inbox.next() {
                Ok(Some(packet)) => self.handle(packet)?,
                Ok(None) => return Ok(()),
                Err(size) => {
                    if let Ok(size) = usize::try_from(size.0)
                        && let Some((_, submitted)) = self.in_flight.pop_front()
                    {
                        // Sent again it would have the same answer.
                        let max = self.context.settings.max_answer;
                        let kind = ErrorKind::AnswerTooLarge { size, max };
                        self.context.shared.complete(&submitted, Err(kind));
                    }
                    return Err(Broken::Size(size).into());
                }
            }
        }
    }

    fn handle(&mut self, packet: &[u8]) -> Result<(), End> {
        let mut input = Reader::new(packet);
        let header: ReplyHeader = input.read().map_err(Broken::from)?;
        self.context.fruitful = true;
        match header.xid {
            xid::EVENT => {
                let event: WatchedEvent = input.read().map_err(Broken::from)?;
                self.fire(&event);
                return Ok(());
            }
            xid::PING | xid::SET_WATCHES => {
                self.note_zxid(header);
                return Ok(());
            }
            xid::AUTH if header.error == ErrorCode::Ok => return Ok(()),
            xid::AUTH => return Err(End::AuthFailed),
            _ => {}
        }
        match self.in_flight.front() {
            Some((xid, _)) if *xid == header.xid => {}
            _ => return Err(Broken::Order.into()),
        }
        let Some((xid, submitted)) = self.in_flight.pop_front() else { return Ok(()) };
        let op_code = submitted.operation.op_code();
        let outcome = if header.error == ErrorCode::Ok {
            let answer = input.read_with::<Answer, _>(op_code);
            let answer = answer.and_then(|answer| input.finish().map(|()| answer));
            match answer {
                Ok(answer) => Ok(answer),
                Err(error) => {
                    // It has no answer: that of a change is not known.
                    self.in_flight.push_front((xid, submitted));
                    return Err(Broken::Decode(error).into());
                }
            }
        } else {
            Err(ErrorKind::of(header.error))
        };
        self.note_zxid(header);
        self.answered = Instant::now();
        if let Some((target, path, queue)) = submitted.watch_set(header.error) {
            self.watches.add(target, path, queue);
        }
        self.context.shared.complete(&submitted, outcome);
        if op_code == OpCode::CloseSession { Err(End::Closed) } else { Ok(()) }
    }

    fn note_zxid(&mut self, header: ReplyHeader) {
        self.context.last_zxid = self.context.last_zxid.max(header.zxid);
    }

    /// A watch has fired.
    fn fire(&mut self, event: &WatchedEvent) {
        let Some(change) = NodeChange::of(event.kind) else { return };
        let fired = self.watches.fired(&event.path, change);
        if let Some(path) = self.context.settings.servers.own(&event.path) {
            for queue in fired {
                queue.push_node(&path, change);
            }
        }
    }
}
