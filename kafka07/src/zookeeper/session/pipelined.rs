//! Requests that are sent without waiting for the answers to those before.

use std::sync::Arc;
use std::time::Instant;

use super::events::{EventQueue, Events};
use super::pending::{Outcome, Pending, Slot, Submitted};
use super::{Children, Node, NodeData, Session};
use crate::wire;
use crate::zookeeper::ErrorKind;
use crate::zookeeper::protocol::{
    Acl, Answer, Create, CreateMode, Delete, Operation, Path, Read, Request, SetAcl, SetData, Stat,
    path as paths,
};

/// Sends requests without waiting for the answers to those before, from
/// [`Session::pipelined`](super::Session::pipelined).
///
/// Each call returns at once, unless
/// [`max_waiting`](super::SessionBuilder::max_waiting) requests are on their way. Servers carry out
/// the requests of a session in the order in which they were sent.
///
/// ```
/// use kafka07::zookeeper::{CreateMode, Server, Session};
/// # let server = Server::start()?;
/// # let session = Session::connect(server.addr().to_string())?;
///
/// let requests = session.pipelined();
/// let made: Vec<_> = (0..100)
///     .map(|number| requests.create(&format!("/{number}"), "", CreateMode::Persistent))
///     .collect();
/// for node in made {
///     node.wait()?;
/// }
/// # Ok::<(), kafka07::zookeeper::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Pipelined<'s>(pub(super) &'s Session);

impl Pipelined<'_> {
    /// Makes a node; see [`Session::create`].
    pub fn create(
        self,
        path: &str,
        data: impl Into<NodeData>,
        mode: CreateMode,
    ) -> Pending<String> {
        self.create_with_acl(path, data, mode, &[Acl::open()])
    }

    /// Makes a node with an ACL; see [`Session::create_with_acl`].
    pub fn create_with_acl(
        self,
        path: &str,
        data: impl Into<NodeData>,
        mode: CreateMode,
        acl: &[Acl],
    ) -> Pending<String> {
        let (data, acl) = (data.into().0, Some(acl.to_vec()));
        // What a sequential path begins with may end with a slash.
        let checked = if mode.is_sequential() { format!("{path}0") } else { path.to_owned() };
        let make = |path| Operation::Create(Create { path, data, acl, mode });
        let servers = self.0.servers.clone();
        self.submit("create", path, &checked, None, make, move |answer| match answer {
            Answer::Path(Path(path)) => servers.own(&path),
            _ => None,
        })
    }

    /// Deletes a node; see [`Session::delete`].
    pub fn delete(self, path: &str, version: impl Into<Option<i32>>) -> Pending<()> {
        let version = any(version.into());
        let make = |path| Operation::Delete(Delete { path, version });
        self.submit("delete", path, path, None, make, |_| Some(()))
    }

    /// Asks for a node's stat; see [`Session::exists`].
    pub fn exists(self, path: &str) -> Pending<Option<Stat>> {
        self.exists_maybe_watched(path, None)
    }

    /// Asks for a node's stat and sets a watch; see [`Session::exists_watched`].
    pub fn exists_watched(self, path: &str, events: &Events) -> Pending<Option<Stat>> {
        self.exists_maybe_watched(path, Some(events))
    }

    fn exists_maybe_watched(self, path: &str, events: Option<&Events>) -> Pending<Option<Stat>> {
        let watch = events.map(Events::queue).cloned();
        let make = read(Operation::Exists, watch.is_some());
        self.submit_raw("exists", path, path, watch, make, |outcome| match outcome {
            Ok(Answer::Stat(stat)) => Ok(Some(stat)),
            Err(ErrorKind::NoNode) => Ok(None),
            Err(kind) => Err(kind),
            Ok(_) => Err(unexpected()),
        })
    }

    /// Reads a node; see [`Session::get`].
    pub fn get(self, path: &str) -> Pending<Node> {
        self.get_maybe_watched(path, None)
    }

    /// Reads a node and sets a watch; see [`Session::get_watched`].
    pub fn get_watched(self, path: &str, events: &Events) -> Pending<Node> {
        self.get_maybe_watched(path, Some(events))
    }

    fn get_maybe_watched(self, path: &str, events: Option<&Events>) -> Pending<Node> {
        let watch = events.map(Events::queue).cloned();
        let make = read(Operation::GetData, watch.is_some());
        self.submit("get", path, path, watch, make, |answer| match answer {
            Answer::Data(data) => Some(Node { data: data.data, stat: data.stat }),
            _ => None,
        })
    }

    /// Asks for the names of a node's children; see [`Session::children`].
    pub fn children(self, path: &str) -> Pending<Children> {
        self.children_maybe_watched(path, None)
    }

    /// Asks for the names of a node's children and sets a watch; see
    /// [`Session::children_watched`].
    pub fn children_watched(self, path: &str, events: &Events) -> Pending<Children> {
        self.children_maybe_watched(path, Some(events))
    }

    fn children_maybe_watched(self, path: &str, events: Option<&Events>) -> Pending<Children> {
        let watch = events.map(Events::queue).cloned();
        let make = read(Operation::GetChildren2, watch.is_some());
        self.submit("children", path, path, watch, make, |answer| match answer {
            Answer::Children2(answer) => {
                let names = answer.names.unwrap_or_default().into_iter().map(|name| name.0);
                Some(Children { names: names.collect(), stat: answer.stat })
            }
            _ => None,
        })
    }

    /// Replaces a node's data; see [`Session::set`].
    pub fn set(
        self,
        path: &str,
        data: impl Into<NodeData>,
        version: impl Into<Option<i32>>,
    ) -> Pending<Stat> {
        let (data, version) = (data.into().0, any(version.into()));
        let make = |path| Operation::SetData(SetData { path, data, version });
        self.submit("set", path, path, None, make, |answer| stat(&answer))
    }

    /// Asks for a node's ACL; see [`Session::acl`].
    pub fn acl(self, path: &str) -> Pending<(Vec<Acl>, Stat)> {
        let make = |path| Operation::GetAcl(Path(path));
        self.submit("acl", path, path, None, make, |answer| match answer {
            Answer::Acl(answer) => Some((answer.acl.unwrap_or_default(), answer.stat)),
            _ => None,
        })
    }

    /// Replaces a node's ACL; see [`Session::set_acl`].
    pub fn set_acl(
        self,
        path: &str,
        acl: &[Acl],
        version: impl Into<Option<i32>>,
    ) -> Pending<Stat> {
        let (acl, version) = (Some(acl.to_vec()), any(version.into()));
        let make = |path| Operation::SetAcl(SetAcl { path, acl, version });
        self.submit("set_acl", path, path, None, make, |answer| stat(&answer))
    }

    /// Waits until the server is as far as the others; see [`Session::sync`].
    pub fn sync(self, path: &str) -> Pending<()> {
        let make = |path| Operation::Sync(Path(path));
        self.submit("sync", path, path, None, make, |_| Some(()))
    }

    /// Sends a request whose answer `convert` takes apart.
    fn submit<T>(
        self,
        call: &'static str,
        path: &str,
        checked: &str,
        watch: Option<Arc<EventQueue>>,
        make: impl FnOnce(String) -> Operation,
        convert: impl FnOnce(Answer) -> Option<T> + Send + 'static,
    ) -> Pending<T> {
        self.submit_raw(call, path, checked, watch, make, |outcome| {
            convert(outcome?).ok_or_else(unexpected)
        })
    }

    fn submit_raw<T>(
        self,
        call: &'static str,
        path: &str,
        checked: &str,
        watch: Option<Arc<EventQueue>>,
        make: impl FnOnce(String) -> Operation,
        convert: impl FnOnce(Outcome) -> Result<T, ErrorKind> + Send + 'static,
    ) -> Pending<T> {
        let slot = match paths::check(checked) {
            Ok(()) => self.send(make(self.0.servers.full(path)), watch),
            Err(invalid) => Slot::failed(ErrorKind::Path(invalid)),
        };
        Pending::new(slot, call, path, convert)
    }

    /// Sends a request about a path that servers know.
    pub(super) fn send(self, operation: Operation, watch: Option<Arc<EventQueue>>) -> Arc<Slot> {
        let session = self.0;
        let request = Request { xid: 0, operation };
        let max = session.max_request;
        let size = wire::encoded_len(&request).unwrap_or(usize::MAX);
        if size > max {
            return Slot::failed(ErrorKind::RequestTooLarge { size, max });
        }
        let time = session.request_timeout.unwrap_or_else(|| session.timeout());
        session.shared.submit(Submitted {
            operation: request.operation,
            size,
            slot: Arc::default(),
            send_by: Instant::now().checked_add(time),
            watch,
            repeated: false,
        })
    }
}

fn read(kind: fn(Read) -> Operation, watch: bool) -> impl FnOnce(String) -> Operation {
    move |path| kind(Read { path, watch })
}

/// -1 is any version.
fn any(version: Option<i32>) -> i32 {
    version.unwrap_or(-1)
}

fn stat(answer: &Answer) -> Option<Stat> {
    match answer {
        Answer::Stat(stat) => Some(*stat),
        _ => None,
    }
}

/// Answers are decoded as what was asked, so only a path can be another one: outside the chroot.
fn unexpected() -> ErrorKind {
    ErrorKind::Server(crate::zookeeper::protocol::ErrorCode::DataInconsistency)
}
