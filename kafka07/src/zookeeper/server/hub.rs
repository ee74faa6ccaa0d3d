//! All connections and what they share. The thread that holds it does one thing at a time.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::time::{Duration, Instant};

use mio::net::TcpListener;
use mio::{Interest, Registry, Token};

use super::acl;
use super::connection::{Closed, Connection, Phase};
use super::core::{Admission, Caller, Core, Limits};
use super::fault_state::FaultState;
use super::watches::ConnId;
use super::words::{self, Numbers};
use crate::chain::Chain;
use crate::wire::Reader;
use crate::zookeeper::protocol::{
    Answer, Auth, ConnectRequest, ErrorCode, OpCode, Operation, Reply, ReplyHeader, WatchedEvent,
    xid,
};

/// The tokens of connections begin here.
pub(super) const FIRST_CONNECTION: ConnId = 2;

/// What a server is told when it starts, besides its [`Limits`].
#[derive(Clone, Copy, Debug)]
pub(super) struct HubSettings {
    pub(super) max_packet: usize,
    pub(super) max_connections: usize,
    /// How long a connection may be without a session.
    pub(super) handshake_timeout: Duration,
}

/// Everything.
#[derive(Debug)]
pub(super) struct Hub {
    pub(super) core: Core,
    pub(super) faults: FaultState,
    pub(super) stopping: bool,
    settings: HubSettings,
    connections: HashMap<ConnId, Connection>,
    next_id: ConnId,
    /// Connections that there may be something to do for.
    ready: BTreeSet<ConnId>,
    /// Whether a client may wait to be accepted.
    accepting: bool,
    /// No connection has a deadline before.
    next_deadline: Option<Instant>,
    packets: u64,
    answers: u64,
}

/// More is not read from a client that has so much to read itself.
const OUTBOX_FULL: usize = 1 << 20;

/// So many bytes of events may wait for a client that does not read them.
const OUTBOX_LIMIT: usize = 64 << 20;

/// So many bytes are read from one client before it is another's turn.
const TURN: usize = 1 << 20;

/// How much is read at once.
pub(super) const SCRATCH: usize = 1 << 16;

/// How long to wait when there is no file descriptor for another client.
const RETRY_PAUSE: Duration = Duration::from_millis(100);

impl Hub {
    pub(super) fn new(limits: Limits, settings: HubSettings) -> Self {
        Self {
            core: Core::new(limits),
            faults: FaultState::default(),
            stopping: false,
            settings,
            connections: HashMap::new(),
            next_id: FIRST_CONNECTION,
            ready: BTreeSet::new(),
            accepting: true,
            next_deadline: None,
            packets: 0,
            answers: 0,
        }
    }

    /// How many clients are connected.
    pub(super) fn connections(&self) -> usize {
        self.connections.len()
    }

    /// How it is with the server.
    fn numbers(&self) -> Numbers {
        Numbers {
            received: self.packets,
            sent: self.answers,
            // The one that asks is not among them while it is at work.
            connections: self.connections.len() + 1,
            sessions: self.core.sessions.len(),
            watches: self.core.watches(),
            zxid: self.core.zxid(),
            nodes: self.core.nodes(),
        }
    }

    /// A client may wait to be accepted.
    pub(super) fn note_client(&mut self) {
        self.accepting = true;
    }

    /// A connection may be read from, or written to.
    pub(super) fn note_ready(&mut self, id: ConnId, readable: bool) {
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.readable |= readable;
            self.ready.insert(id);
        }
    }

    /// How long to wait for the next thing to happen.
    pub(super) fn patience(&self, now: Instant) -> Option<Duration> {
        if self.faults.frozen {
            return None;
        }
        if !self.ready.is_empty() {
            return Some(Duration::ZERO);
        }
        let due = self.next_deadline.into_iter().chain(self.core.sessions.next_expiry()).min()?;
        // Timers have milliseconds: one that rings too early would ring again and again.
        Some(due.saturating_duration_since(now) + Duration::from_millis(1))
    }

    /// Does what there is to do.
    pub(super) fn turn(&mut self, listener: &TcpListener, registry: &Registry, scratch: &mut [u8]) {
        if self.faults.frozen {
            return;
        }
        let now = Instant::now();
        for session in self.core.sessions.expired(now) {
            self.expire(session);
        }
        self.accept(listener, registry, now);
        self.look_at_deadlines(now);
        for id in std::mem::take(&mut self.ready) {
            self.serve(id, now, scratch);
        }
    }

    /// Ends a session as if its client had been silent for too long; `false` if there is no such
    /// session.
    pub(super) fn expire(&mut self, session: i64) -> bool {
        let Some(ended) = self.core.end_session(session) else { return false };
        if let Some(id) = ended.connection {
            self.close(id, &Closed::Expired);
        }
        // Nobody is at work whose connection could fail.
        let _ = self.deliver(None);
        true
    }

    /// Closes the connection of a session, which goes on; `false` if it has none.
    pub(super) fn cut(&mut self, session: i64) -> bool {
        let connection = self.core.sessions.get(session).and_then(|session| session.connection);
        connection.is_some_and(|id| self.close(id, &Closed::Fault))
    }

    /// Closes all connections.
    pub(super) fn cut_all(&mut self) {
        for id in self.connections.keys().copied().collect::<Vec<_>>() {
            self.close(id, &Closed::Fault);
        }
    }

    fn close(&mut self, id: ConnId, reason: &Closed) -> bool {
        let Some(connection) = self.connections.remove(&id) else { return false };
        self.bury(id, &connection, reason);
        true
    }

    fn bury(&mut self, id: ConnId, connection: &Connection, reason: &Closed) {
        self.core.disconnect(id, connection.session);
        self.ready.remove(&id);
        let (peer, cause) = (connection.peer, Chain(reason));
        match reason {
            Closed::ByClient | Closed::Done | Closed::Fault => {
                event!(Debug, "ZooKeeper connection from {peer} closed: {cause}");
            }
            Closed::Unread | Closed::Silent => {
                event!(Warn, "ZooKeeper connection from {peer} closed: {cause}");
            }
            _ => event!(Info, "ZooKeeper connection from {peer} closed: {cause}"),
        }
    }

    fn accept(&mut self, listener: &TcpListener, registry: &Registry, now: Instant) {
        while self.accepting {
            let (socket, peer) = match listener.accept() {
                Ok(accepted) => accepted,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.accepting = false;
                    break;
                }
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::Interrupted
                            | io::ErrorKind::ConnectionAborted
                            | io::ErrorKind::ConnectionReset
                    ) =>
                {
                    continue;
                }
                Err(error) => {
                    event!(Error, "ZooKeeper server cannot accept connections: {error}; tries on");
                    self.note_deadline(Some(now + RETRY_PAUSE));
                    break;
                }
            };
            if self.faults.refusing {
                continue;
            }
            if self.connections.len() >= self.settings.max_connections {
                let max = self.settings.max_connections;
                event!(Warn, "{peer} refused: there are {max} connections (`max_connections`)");
                continue;
            }
            let by = now + self.settings.handshake_timeout;
            let mut connection = Connection::new(socket, peer, self.settings.max_packet, by);
            let id = self.next_id;
            self.next_id += 1;
            let interest = Interest::READABLE | Interest::WRITABLE;
            if let Err(error) = registry.register(connection.socket(), Token(id), interest) {
                event!(Error, "{peer} refused: {error}");
                continue;
            }
            self.note_deadline(connection.deadline());
            self.connections.insert(id, connection);
            self.ready.insert(id);
        }
    }

    fn look_at_deadlines(&mut self, now: Instant) {
        if self.next_deadline.is_none_or(|next| next > now) {
            return;
        }
        self.next_deadline = None;
        // It may be that there was no file descriptor for a client.
        self.accepting = true;
        let mut late = Vec::new();
        for (id, connection) in &self.connections {
            match connection.phase {
                Phase::New(by) if by <= now => late.push((*id, Closed::Silent)),
                Phase::Closing(by) if by <= now => late.push((*id, Closed::Done)),
                _ if connection.held_until.is_some_and(|until| until <= now) => {
                    self.ready.insert(*id);
                }
                _ => {
                    let deadline = connection.deadline();
                    self.next_deadline = self.next_deadline.into_iter().chain(deadline).min();
                }
            }
        }
        for (id, reason) in late {
            self.close(id, &reason);
        }
    }

    fn note_deadline(&mut self, deadline: Option<Instant>) {
        self.next_deadline = self.next_deadline.into_iter().chain(deadline).min();
    }

    /// Does what there is to do for one connection.
    fn serve(&mut self, id: ConnId, now: Instant, scratch: &mut [u8]) {
        let Some(mut connection) = self.connections.remove(&id) else { return };
        match self.work(id, &mut connection, now, scratch) {
            Ok(more) => {
                self.note_deadline(connection.deadline());
                self.connections.insert(id, connection);
                if more {
                    self.ready.insert(id);
                }
            }
            Err(reason) => {
                // Answers before the end of what the client sends, or before a mistake of its.
                if !matches!(reason, Closed::Fault) {
                    let _ = connection.send();
                }
                self.bury(id, &connection, &reason);
            }
        }
    }

    /// Says whether there is more to do at once.
    fn work(
        &mut self,
        id: ConnId,
        connection: &mut Connection,
        now: Instant,
        scratch: &mut [u8],
    ) -> Result<bool, Closed> {
        connection.send()?;
        let mut read = 0;
        loop {
            while connection.outbox.len() < OUTBOX_FULL && self.step(id, connection, now)? {}
            if connection.outbox.len() >= OUTBOX_FULL {
                connection.send()?;
                // Else it goes on when the client has read something.
                if connection.outbox.len() >= OUTBOX_FULL {
                    return Ok(false);
                }
            }
            if read >= TURN {
                connection.send()?;
                return Ok(true);
            }
            if !connection.read(scratch)? {
                connection.send()?;
                return Ok(false);
            }
            read += SCRATCH;
        }
    }

    /// Handles the next packet, if it is there.
    fn step(
        &mut self,
        id: ConnId,
        connection: &mut Connection,
        now: Instant,
    ) -> Result<bool, Closed> {
        match connection.phase {
            Phase::Closing(_) => return Ok(false),
            Phase::New(_) => {
                if let Some(word) = words::find(connection.inbox.waiting()) {
                    connection.outbox.push_bytes(words::answer(word, &self.numbers()).as_bytes());
                    connection.finish(now);
                    return Ok(false);
                }
            }
            Phase::Serving(_) => {}
        }
        if let Some(delay) = self.faults.delay {
            match connection.held_until {
                Some(until) if until <= now => connection.held_until = None,
                Some(_) => return Ok(false),
                None if connection.inbox.waiting().is_empty() => return Ok(false),
                None => {
                    connection.held_until = Some(now + delay);
                    return Ok(false);
                }
            }
        }
        let Some(packet) = connection.inbox.next().map_err(Closed::Size)? else {
            return Ok(false);
        };
        self.packets += 1;
        let mut input = Reader::new(packet);
        if let Phase::Serving(session) = connection.phase {
            let (xid, op_code): (i32, OpCode) = (input.read()?, input.clone().read()?);
            // What follows a record is ignored, as the original does.
            let operation = input.read::<Operation>();
            self.core.sessions.touch(session, now);
            match operation {
                Err(error) if op_code == OpCode::Auth => return Err(error.into()),
                Ok(Operation::Auth(auth)) => self.authenticate(connection, xid, &auth, now)?,
                Ok(Operation::Unknown { .. }) => {}
                Ok(Operation::Ping) => {
                    let pong = Reply::new(xid::PING, self.core.zxid(), Ok(Answer::Done));
                    self.answer(connection, &pong)?;
                }
                operation => {
                    let caller = Caller { connection: id, session, ids: &connection.ids };
                    let result = match operation {
                        Ok(operation) => self.core.handle(caller, &operation),
                        Err(_) => Err(self.core.undecodable(op_code)),
                    };
                    let reply = Reply::new(xid, self.core.zxid(), result);
                    // Events of one's own change come before its answer.
                    self.deliver(Some((id, connection)))?;
                    if self.faults.loses_answer(op_code) {
                        return Err(Closed::Fault);
                    }
                    self.answer(connection, &reply)?;
                    if op_code == OpCode::CloseSession {
                        connection.finish(now);
                    }
                }
            }
            if self.core.is_full() {
                return Err(Closed::Refused("the server is full: raise `max_bytes`"));
            }
        } else {
            let request: ConnectRequest = input.read()?;
            self.admit(id, connection, &request, now)?;
        }
        Ok(true)
    }

    fn admit(
        &mut self,
        id: ConnId,
        connection: &mut Connection,
        request: &ConnectRequest,
        now: Instant,
    ) -> Result<(), Closed> {
        let (response, replaced) = match self.core.connect(id, request, now) {
            Admission::Session { id, response, replaced } => {
                connection.serve(id);
                (response, replaced)
            }
            Admission::NoSession { response, replaced } => {
                connection.finish(now);
                (response, replaced)
            }
            Admission::Refused(reason) => return Err(Closed::Refused(reason)),
        };
        if let Some(replaced) = replaced {
            self.close(replaced, &Closed::Replaced);
        }
        self.answers += 1;
        Ok(connection.outbox.push(&response)?)
    }

    fn authenticate(
        &mut self,
        connection: &mut Connection,
        xid: i32,
        auth: &Auth,
        now: Instant,
    ) -> Result<(), Closed> {
        let proof = auth.auth.as_deref().unwrap_or_default();
        let result = match acl::authenticate(&auth.scheme, proof) {
            Some(id) => {
                if !connection.ids.contains(&id) {
                    if connection.ids.len() > MAX_IDS {
                        return Err(Closed::Refused("it says too often who it is"));
                    }
                    connection.ids.push(id);
                }
                Ok(Answer::Done)
            }
            None => Err(ErrorCode::AuthFailed),
        };
        let failed = result.is_err();
        self.answer(connection, &Reply::new(xid, 0, result))?;
        if failed {
            connection.finish(now);
        }
        Ok(())
    }

    fn answer(&mut self, connection: &mut Connection, reply: &Reply<Answer>) -> Result<(), Closed> {
        self.answers += 1;
        Ok(connection.outbox.push(reply)?)
    }

    /// Hands the events out: to the connection that is at work, and to others.
    fn deliver(&mut self, mut own: Option<(ConnId, &mut Connection)>) -> Result<(), Closed> {
        for (target, event) in self.core.take_events() {
            let packet = (ReplyHeader { xid: xid::EVENT, zxid: -1, error: ErrorCode::Ok }, event);
            self.answers += 1;
            match &mut own {
                Some((id, connection)) if *id == target => {
                    connection.outbox.push(&packet)?;
                    if connection.outbox.len() > OUTBOX_LIMIT {
                        return Err(Closed::Unread);
                    }
                }
                _ => self.tell(target, &packet),
            }
        }
        Ok(())
    }

    fn tell(&mut self, target: ConnId, packet: &(ReplyHeader, WatchedEvent)) {
        let Some(connection) = self.connections.get_mut(&target) else { return };
        let told = connection.outbox.push(packet);
        if told.is_err() || connection.outbox.len() > OUTBOX_LIMIT {
            self.close(target, &Closed::Unread);
        } else {
            self.ready.insert(target);
        }
    }
}

/// So many identities may a client have.
const MAX_IDS: usize = 64;
