//! What a server 3.3.3 does with each request.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;

use super::acl;
use super::sessions::{SessionState, Sessions};
use super::tree::{Change, Node, Tree, is_special};
use super::watches::{ConnId, Watched, Watches};
use crate::zookeeper::protocol::{
    AclAndStat, Answer, ConnectRequest, ConnectResponse, Create, CreateMode, Data, Delete,
    ErrorCode, EventKind, Id, Names, NamesAndStat, OpCode, Operation, PASSWORD_LEN, Path, Read,
    ServerState, SetAcl, SetData, SetWatches, Stat, WatchedEvent, path, perms,
};

/// How much there may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) min_session_timeout: Duration,
    pub(super) max_session_timeout: Duration,
    pub(super) max_sessions: usize,
    pub(super) max_nodes: usize,
    pub(super) max_bytes: usize,
}

/// Nodes, sessions and watches.
#[derive(Debug)]
pub(super) struct Core {
    limits: Limits,
    tree: Tree,
    pub(super) sessions: Sessions,
    watches: Watches,
    zxid: i64,
    /// Watches that have fired and were not told of yet.
    events: Vec<(ConnId, WatchedEvent)>,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller<'c> {
    pub(super) connection: ConnId,
    pub(super) session: i64,
    pub(super) ids: &'c [Id],
}

/// What becomes of a client that has connected.
#[derive(Debug)]
pub(super) enum Admission {
    /// It has a session. The connection that had the session before is to be closed.
    Session { id: i64, response: ConnectResponse, replaced: Option<ConnId> },
    /// It is told that the session does not exist. A live connection with that session is to be
    /// closed, too.
    NoSession { response: ConnectResponse, replaced: Option<ConnId> },
    /// Its connection is closed without an answer.
    Refused(&'static str),
}

impl Core {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            tree: Tree::new(),
            sessions: Sessions::new(),
            watches: Watches::default(),
            zxid: 0,
            events: Vec::new(),
        }
    }

    /// The number of the last change.
    pub(super) fn zxid(&self) -> i64 {
        self.zxid
    }

    /// How many nodes there are.
    pub(super) fn nodes(&self) -> usize {
        self.tree.len()
    }

    /// How many watches are set.
    pub(super) fn watches(&self) -> usize {
        self.watches.len()
    }

    /// Takes the watches that have fired.
    pub(super) fn take_events(&mut self) -> Vec<(ConnId, WatchedEvent)> {
        std::mem::take(&mut self.events)
    }

    /// Makes a session, or moves one to this connection.
    pub(super) fn connect(
        &mut self,
        connection: ConnId,
        request: &ConnectRequest,
        now: Instant,
    ) -> Admission {
        if request.last_zxid_seen > self.zxid {
            return Admission::Refused("it has seen changes that this server does not know");
        }
        let Some(password) = &request.password else {
            return Admission::Refused("its password is null");
        };
        let millis = u64::try_from(request.timeout).unwrap_or(0);
        let Limits { min_session_timeout, max_session_timeout, .. } = self.limits;
        let timeout =
            Duration::from_millis(millis).max(min_session_timeout).min(max_session_timeout);
        let answer =
            |timeout: Duration, session_id, password: [u8; PASSWORD_LEN]| ConnectResponse {
                protocol_version: 0,
                timeout: i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX),
                session_id,
                password: Some(password.to_vec()),
                read_only: None,
            };
        if request.session_id == 0 {
            if self.sessions.len() >= self.limits.max_sessions {
                return Admission::Refused("there are `max_sessions` already");
            }
            let (id, password) = self.sessions.create(connection, timeout, now);
            self.zxid += 1;
            let response = answer(timeout, id, password);
            return Admission::Session { id, response, replaced: None };
        }
        let id = request.session_id;
        let session = self.sessions.get(id);
        let replaced = session.and_then(|session| session.connection);
        match session {
            Some(session) if session.password[..] == password[..] => {
                let response = answer(timeout, id, session.password);
                self.sessions.attach(id, connection, timeout, now);
                Admission::Session { id, response, replaced }
            }
            _ => {
                let response = answer(Duration::ZERO, 0, [0; PASSWORD_LEN]);
                Admission::NoSession { response, replaced }
            }
        }
    }

    /// The connection is gone. Its session goes on until it expires.
    pub(super) fn disconnect(&mut self, connection: ConnId, session: Option<i64>) {
        self.watches.forget(connection);
        if let Some(session) = session {
            self.sessions.detach(session, connection);
        }
    }

    /// Ends a session, and with it its ephemeral nodes. Returns it as it was; `None` if there is no
    /// such session.
    pub(super) fn end_session(&mut self, id: i64) -> Option<SessionState> {
        let session = self.sessions.remove(id)?;
        self.zxid += 1;
        for path in self.tree.ephemerals(id) {
            self.delete_node(&path);
        }
        Some(session)
    }

    /// Answers a request whose record could not be decoded.
    pub(super) fn undecodable(&mut self, op_code: OpCode) -> ErrorCode {
        self.zxid += i64::from(op_code.is_write());
        ErrorCode::MarshallingError
    }

    /// Does what is asked. The events that it causes are there before its answer.
    pub(super) fn handle(
        &mut self,
        caller: Caller<'_>,
        operation: &Operation,
    ) -> Result<Answer, ErrorCode> {
        // A change that fails has a number, too. The end of a session takes its own.
        let op_code = operation.op_code();
        self.zxid += i64::from(op_code.is_write() && op_code != OpCode::CloseSession);
        match operation {
            Operation::Create(request) => self.create(caller, request),
            Operation::Delete(request) => self.delete(caller, request),
            Operation::Exists(request) => self.exists(caller, request),
            Operation::GetData(request) => {
                let node = self.readable(caller, &request.path)?;
                let answer = Data { data: node.data.clone(), stat: node.stat() };
                self.watch(caller, request, Watched::Node);
                Ok(Answer::Data(answer))
            }
            Operation::SetData(request) => self.set_data(caller, request),
            Operation::GetAcl(Path(path)) => {
                let node = self.tree.get(path).ok_or(ErrorCode::NoNode)?;
                let (acl, stat) = (Some(node.acl.clone()), node.stat());
                Ok(Answer::Acl(AclAndStat { acl, stat }))
            }
            Operation::SetAcl(request) => self.set_acl(caller, request),
            Operation::GetChildren(request) => {
                let names = Some(self.readable(caller, &request.path)?.children());
                self.watch(caller, request, Watched::Children);
                Ok(Answer::Children(Names { names }))
            }
            Operation::GetChildren2(request) => {
                let node = self.readable(caller, &request.path)?;
                let (names, stat) = (Some(node.children()), node.stat());
                self.watch(caller, request, Watched::Children);
                Ok(Answer::Children2(NamesAndStat { names, stat }))
            }
            Operation::Sync(path) => Ok(Answer::Path(path.clone())),
            Operation::SetWatches(request) => {
                self.set_watches(caller, request);
                Ok(Answer::Done)
            }
            Operation::CloseSession => {
                self.end_session(caller.session);
                Ok(Answer::Done)
            }
            Operation::Ping | Operation::Auth(_) | Operation::Unknown { .. } => Ok(Answer::Done),
        }
    }

    fn create(&mut self, caller: Caller<'_>, request: &Create) -> Result<Answer, ErrorCode> {
        let Create { path: wanted, data, acl: given, mode } = request;
        let parent_path = match wanted.rsplit_once('/') {
            Some((parent, _)) if !wanted.contains('\0') => parent,
            _ => return Err(ErrorCode::BadArguments),
        };
        let acl = acl::resolve(given.as_deref(), caller.ids).ok_or(ErrorCode::InvalidAcl)?;
        let parent = self.permitted(caller, parent_path, perms::CREATE)?.stat();
        if matches!(mode, CreateMode::Other(_)) {
            return Err(ErrorCode::BadArguments);
        }
        let mut created = wanted.clone();
        if mode.is_sequential() {
            created = format!("{wanted}{:010}", parent.cversion);
        }
        path::check(&created).map_err(|_| ErrorCode::BadArguments)?;
        if self.tree.get(&created).is_some() {
            return Err(ErrorCode::NodeExists);
        }
        if parent.ephemeral_owner != 0 {
            return Err(ErrorCode::NoChildrenForEphemerals);
        }
        self.check_room(created.len() + data.as_ref().map_or(0, Bytes::len), 1)?;
        let owner = mode.is_ephemeral().then_some(caller.session);
        self.tree.create(&created, data.clone(), acl, owner, self.change());
        self.fire(Watched::Node, &created, EventKind::Created);
        self.fire(Watched::Children, named(parent_path), EventKind::ChildrenChanged);
        Ok(Answer::Path(Path(created)))
    }

    fn delete(&mut self, caller: Caller<'_>, request: &Delete) -> Result<Answer, ErrorCode> {
        let Delete { path, version } = request;
        let parent = match path.rsplit_once('/') {
            Some((parent, _)) if !path.contains('\0') && !is_special(path) => parent,
            _ => return Err(ErrorCode::BadArguments),
        };
        self.tree.get(parent).ok_or(ErrorCode::NoNode)?;
        let stat = self.tree.get(path).ok_or(ErrorCode::NoNode)?.stat();
        self.permitted(caller, parent, perms::DELETE)?;
        check_version(*version, stat.version)?;
        if stat.num_children > 0 {
            return Err(ErrorCode::NotEmpty);
        }
        self.delete_node(path);
        Ok(Answer::Done)
    }

    fn exists(&mut self, caller: Caller<'_>, request: &Read) -> Result<Answer, ErrorCode> {
        if request.path.contains('\0') {
            return Err(ErrorCode::BadArguments);
        }
        // Also if the node does not exist: then its creation is reported.
        self.watch(caller, request, Watched::Node);
        let node = self.tree.get(&request.path).ok_or(ErrorCode::NoNode)?;
        Ok(Answer::Stat(node.stat()))
    }

    fn set_data(&mut self, caller: Caller<'_>, request: &SetData) -> Result<Answer, ErrorCode> {
        let SetData { path, data, version } = request;
        let stat = self.permitted(caller, path, perms::WRITE)?.stat();
        check_version(*version, stat.version)?;
        self.check_room(data.as_ref().map_or(0, Bytes::len), 0)?;
        self.tree.set_data(path, data.clone(), self.change());
        self.fire(Watched::Node, path, EventKind::DataChanged);
        Ok(Answer::Stat(self.stat(path)?))
    }

    fn set_acl(&mut self, caller: Caller<'_>, request: &SetAcl) -> Result<Answer, ErrorCode> {
        let SetAcl { path, acl, version } = request;
        let acl = acl::resolve(acl.as_deref(), caller.ids).ok_or(ErrorCode::InvalidAcl)?;
        let stat = self.permitted(caller, path, perms::ADMIN)?.stat();
        check_version(*version, stat.aversion)?;
        self.tree.set_acl(path, acl);
        Ok(Answer::Stat(self.stat(path)?))
    }

    /// Sets watches again, or tells at once what has changed since.
    fn set_watches(&mut self, caller: Caller<'_>, request: &SetWatches) {
        let since = request.relative_zxid;
        self.watch_again(caller, Watched::Node, request.data.as_deref(), |node| match node {
            None => Some(EventKind::Deleted),
            Some(stat) if stat.czxid > since => Some(EventKind::Created),
            Some(stat) if stat.mzxid > since => Some(EventKind::DataChanged),
            Some(_) => None,
        });
        self.watch_again(caller, Watched::Node, request.exist.as_deref(), |node| match node {
            None => None,
            Some(stat) if stat.mzxid > since => Some(EventKind::DataChanged),
            Some(_) => Some(EventKind::Created),
        });
        self.watch_again(caller, Watched::Children, request.child.as_deref(), |node| match node {
            None => Some(EventKind::Deleted),
            Some(stat) if stat.pzxid > since => Some(EventKind::ChildrenChanged),
            Some(_) => None,
        });
    }

    fn watch_again(
        &mut self,
        caller: Caller<'_>,
        watched: Watched,
        paths: Option<&[Path]>,
        missed: impl Fn(Option<Stat>) -> Option<EventKind>,
    ) {
        for Path(path) in paths.unwrap_or_default() {
            match missed(self.tree.get(path).map(Node::stat)) {
                Some(kind) => self.tell(caller.connection, kind, path),
                None => self.watches.set(caller.connection, watched, path),
            }
        }
    }

    fn delete_node(&mut self, path: &str) {
        self.tree.delete(path, self.zxid);
        // Who watches both is told once.
        let mut told = self.watches.take(Watched::Node, path);
        told.append(&mut self.watches.take(Watched::Children, path));
        for connection in told {
            self.tell(connection, EventKind::Deleted, path);
        }
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        self.fire(Watched::Children, named(parent), EventKind::ChildrenChanged);
    }

    /// A node that the caller may read.
    fn readable(&self, caller: Caller<'_>, path: &str) -> Result<&Node, ErrorCode> {
        self.permitted(caller, path, perms::READ)
    }

    /// A node that the caller may do something with.
    fn permitted(&self, caller: Caller<'_>, path: &str, perm: i32) -> Result<&Node, ErrorCode> {
        let node = self.tree.get(path).ok_or(ErrorCode::NoNode)?;
        if acl::permits(&node.acl, perm, caller.ids) { Ok(node) } else { Err(ErrorCode::NoAuth) }
    }

    fn stat(&self, path: &str) -> Result<Stat, ErrorCode> {
        self.tree.get(path).map(Node::stat).ok_or(ErrorCode::NoNode)
    }

    fn change(&self) -> Change {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_millis());
        Change { zxid: self.zxid, time: i64::try_from(time).unwrap_or(i64::MAX) }
    }

    fn watch(&mut self, caller: Caller<'_>, request: &Read, watched: Watched) {
        if request.watch {
            self.watches.set(caller.connection, watched, &request.path);
        }
    }

    fn fire(&mut self, watched: Watched, path: &str, kind: EventKind) {
        for connection in self.watches.take(watched, path) {
            self.tell(connection, kind, path);
        }
    }

    fn tell(&mut self, connection: ConnId, kind: EventKind, path: &str) {
        let (state, path) = (ServerState::Connected, path.to_owned());
        self.events.push((connection, WatchedEvent { kind, state, path }));
    }

    /// Whether watches and nodes take more than they may.
    pub(super) fn is_full(&self) -> bool {
        self.tree.bytes() + self.watches.bytes() > self.limits.max_bytes
    }

    fn check_room(&self, bytes: usize, nodes: usize) -> Result<(), ErrorCode> {
        let taken = self.tree.bytes() + self.watches.bytes() + bytes;
        if taken > self.limits.max_bytes || self.tree.len() + nodes > self.limits.max_nodes {
            event!(Warn, "ZooKeeper server is full: raise `max_nodes` or `max_bytes`");
            return Err(ErrorCode::SystemError);
        }
        Ok(())
    }
}

/// -1 is any version.
fn check_version(wanted: i32, found: i32) -> Result<(), ErrorCode> {
    if wanted == -1 || wanted == found { Ok(()) } else { Err(ErrorCode::BadVersion) }
}

/// How watches name a parent: the root is a slash.
fn named(parent: &str) -> &str {
    if parent.is_empty() { "/" } else { parent }
}
