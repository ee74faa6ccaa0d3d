//! A broker's place in a cluster: its nodes in `ZooKeeper`, as real 0.7 brokers write them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::{Error, ErrorKind};
use crate::zookeeper::{self, CreateMode, EventWaker, Events, Session};

/// Where the brokers of a cluster are.
const BROKERS: &str = "/brokers/ids";

/// Which topics they have.
const TOPICS: &str = "/brokers/topics";

/// How long to look for a server before it is looked whether the broker stops.
const CONNECT_SLICE: Duration = Duration::from_secs(1);

/// How long a broker that stops waits until its nodes are gone.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// The pause after a failure; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What a builder is told about the cluster.
#[derive(Debug)]
pub(super) struct ClusterSettings {
    pub(super) id: Option<i32>,
    pub(super) servers: Option<String>,
    pub(super) timeout: Duration,
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
}

impl Default for ClusterSettings {
    fn default() -> Self {
        let timeout = Duration::from_secs(6);
        Self { id: None, servers: None, timeout, host: None, port: None }
    }
}

/// What a broker tells its cluster, and keeps true.
#[derive(Debug)]
pub(super) struct Registration {
    id: i32,
    servers: String,
    timeout: Duration,
    host: Option<String>,
    port: Option<u16>,
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Inner {
    /// All topics with their numbers of partitions.
    topics: BTreeMap<String, i32>,
    waker: Option<EventWaker>,
    /// Whether the thread runs that keeps the nodes there.
    running: bool,
    stopping: bool,
}

/// A session that the broker has registered in.
#[derive(Debug)]
pub(super) struct Membership {
    session: Session,
    events: Events,
    registered: BTreeSet<String>,
}

impl ClusterSettings {
    /// `None` if the broker is to be alone.
    pub(super) fn registration(self) -> Result<Option<Arc<Registration>>, Error> {
        let wrong = |name, what: String| Err(ErrorKind::Setting { name, what }.into());
        let Self { id, servers, timeout, host, port } = self;
        match id {
            Some(id) if id < 0 => return wrong("id", format!("{id} is negative")),
            _ => {}
        }
        if let Some(host) = &host
            && (host.is_empty() || host.contains([':', '\n']))
        {
            return wrong("advertised_host", format!("{host:?} is empty or has a colon"));
        }
        if port == Some(0) {
            return wrong("advertised_port", "it must not be 0".to_owned());
        }
        let Some(servers) = servers else { return Ok(None) };
        let Some(id) = id else {
            return wrong("zookeeper", "it needs an `id`, another for each broker".to_owned());
        };
        let (inner, changed) = Default::default();
        Ok(Some(Arc::new(Registration { id, servers, timeout, host, port, inner, changed })))
    }
}

impl Registration {
    /// The broker has a topic from now on.
    pub(super) fn add_topic(&self, topic: &str, partitions: i32) {
        let mut inner = self.lock();
        if inner.topics.insert(topic.to_owned(), partitions) != Some(partitions)
            && let Some(waker) = &inner.waker
        {
            waker.wake();
        }
    }

    /// Registers for the first time.
    pub(super) fn join(&self, addr: SocketAddr) -> Result<Membership, Error> {
        self.node(addr)?;
        let begun = Instant::now();
        loop {
            // A session that expires meanwhile is an accident.
            match self.register(addr) {
                Err(error) if is_worth_a_retry(&error) && begun.elapsed() < self.timeout => {}
                result => return result,
            }
        }
    }

    /// Returns the broker's number.
    pub(super) fn id(&self) -> i32 {
        self.id
    }

    /// Says whether the thread runs that keeps the nodes there.
    pub(super) fn set_running(&self, running: bool) {
        self.lock().running = running;
    }

    /// Keeps the nodes there until [`stop`](Self::stop).
    pub(super) fn run(&self, addr: SocketAddr, membership: Membership) {
        let mut member = Some(membership);
        let mut pause = FIRST_PAUSE;
        while !self.lock().stopping {
            let mut failed = false;
            match &mut member {
                Some(membership) if !membership.session.state().is_over() => {
                    if let Err(error) = self.register_topics(membership) {
                        event!(Error, "broker {}: {error:?}; trying again", self.id);
                        failed = true;
                    }
                    if !failed {
                        membership.events.next();
                    }
                }
                _ => {
                    event!(Warn, "broker {}: its session expired, it registers again", self.id);
                    match self.register(addr) {
                        Ok(membership) => member = Some(membership),
                        Err(error) => {
                            event!(Error, "broker {} is not registered: {error:?}", self.id);
                            failed = true;
                        }
                    }
                }
            }
            if failed {
                self.pause(pause);
                pause = (pause * 2).min(LONGEST_PAUSE);
            } else {
                pause = FIRST_PAUSE;
            }
        }
        if let Some(Membership { session, .. }) = member
            && let Err(error) = session.close()
        {
            event!(Warn, "broker {}: its nodes stay until they expire: {error:?}", self.id);
        }
        self.lock().running = false;
        self.changed.notify_all();
    }

    /// Lets [`run`](Self::run) remove the nodes and return.
    pub(super) fn stop(&self) {
        let mut inner = self.lock();
        inner.stopping = true;
        if let Some(waker) = &inner.waker {
            waker.wake();
        }
        self.changed.notify_all();
    }

    /// Waits until the nodes are gone, or that takes too long.
    pub(super) fn wait_stopped(&self) {
        let time = CLOSE_TIMEOUT + CONNECT_SLICE;
        let waited = self.changed.wait_timeout_while(self.lock(), time, |inner| inner.running);
        drop(waited);
    }

    /// Begins a session, and registers the broker and all of its topics.
    fn register(&self, addr: SocketAddr) -> Result<Membership, Error> {
        let session = Session::builder()
            .timeout(self.timeout)
            .connect_timeout(CONNECT_SLICE)
            .request_timeout(CONNECT_SLICE)
            .close_timeout(CLOSE_TIMEOUT)
            .connect(&self.servers)?;
        let events = session.events();
        self.lock().waker = Some(events.waker());
        let path = format!("{BROKERS}/{}", self.id);
        let node = self.node(addr)?;
        match self.claim(&session, &path, &node)? {
            Claim::Own => {}
            Claim::Taken(by) => {
                let (id, servers) = (self.id, self.servers.clone());
                return Err(ErrorKind::IdTaken { id, path, by, servers }.into());
            }
        }
        event!(Info, "broker {} registered as {node} in {}", self.id, self.servers);
        let mut membership = Membership { session, events, registered: BTreeSet::new() };
        self.register_topics(&mut membership)?;
        Ok(membership)
    }

    fn register_topics(&self, membership: &mut Membership) -> Result<(), Error> {
        let topics = self.lock().topics.clone();
        for (topic, partitions) in topics {
            if membership.registered.contains(&topic) {
                continue;
            }
            let path = format!("{TOPICS}/{topic}/{}", self.id);
            match self.claim(&membership.session, &path, &partitions.to_string())? {
                Claim::Own => {}
                Claim::Taken(by) => {
                    let (id, servers) = (self.id, self.servers.clone());
                    return Err(ErrorKind::IdTaken { id, path, by, servers }.into());
                }
            }
            membership.registered.insert(topic);
        }
        Ok(())
    }

    /// Makes an ephemeral node, and its parents.
    fn claim(&self, session: &Session, path: &str, data: &str) -> Result<Claim, zookeeper::Error> {
        use zookeeper::ErrorKind as Kind;

        loop {
            let create = || session.create(path, data, CreateMode::Ephemeral);
            let Err(error) = self.retried(create) else { return Ok(Claim::Own) };
            match error.kind() {
                Kind::NoNode => {
                    let parent = path.rsplit_once('/').map_or("/", |(parent, _)| parent);
                    self.retried(|| session.create_all(parent))?;
                }
                // It may be from before the connection was lost.
                Kind::NodeExists => match self.retried(|| session.get(path)) {
                    Ok(node) if node.stat.ephemeral_owner == session.id() => {
                        return Ok(Claim::Own);
                    }
                    Ok(node) => {
                        let text = node.data.unwrap_or_default();
                        return Ok(Claim::Taken(String::from_utf8_lossy(&text).into_owned()));
                    }
                    Err(error) if matches!(error.kind(), Kind::NoNode) => {}
                    Err(error) => return Err(error),
                },
                _ => return Err(error),
            }
        }
    }

    /// Calls again while the connection is lost, until the session or the broker ends.
    fn retried<T>(
        &self,
        call: impl Fn() -> Result<T, zookeeper::Error>,
    ) -> Result<T, zookeeper::Error> {
        loop {
            match call() {
                Err(error) if error.is_retriable() && !self.lock().stopping => {}
                result => return result,
            }
        }
    }

    /// `creator:host:port`, where the creator is `host-millis`.
    fn node(&self, addr: SocketAddr) -> Result<String, Error> {
        let what = |what: String| ErrorKind::Setting { name: "advertised_host", what };
        let host = match &self.host {
            Some(host) => host.clone(),
            None if addr.ip().is_unspecified() => {
                let what = what(format!("the broker listens on {}: say a host", addr.ip()));
                return Err(what.into());
            }
            None if addr.is_ipv6() => {
                let what = what(format!("{} has colons: say a name for it", addr.ip()));
                return Err(what.into());
            }
            None => addr.ip().to_string(),
        };
        let port = self.port.unwrap_or(addr.port());
        let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_millis());
        Ok(format!("{host}-{millis}:{host}:{port}"))
    }

    fn pause(&self, time: Duration) {
        let paused = self.changed.wait_timeout_while(self.lock(), time, |inner| !inner.stopping);
        drop(paused);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What has become of an ephemeral node that was to be made.
enum Claim {
    /// It is there, and this session's.
    Own,
    /// It is another session's, with this text.
    Taken(String),
}

/// Whether it is about the session and not about the nodes.
fn is_worth_a_retry(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ZooKeeper(error)
            if error.is_retriable()
                || matches!(error.kind(), zookeeper::ErrorKind::SessionExpired)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zookeeper::Server;

    fn registration(settings: ClusterSettings) -> Result<Option<Arc<Registration>>, String> {
        settings.registration().map_err(|error| error.to_string())
    }

    fn joined(servers: &Server, id: i32) -> (Arc<Registration>, Result<Membership, Error>) {
        let servers = Some(servers.addr().to_string());
        let settings = ClusterSettings { id: Some(id), servers, ..ClusterSettings::default() };
        let registration = settings.registration().unwrap().unwrap();
        let joined = registration.join(([127, 0, 0, 1], 9092).into());
        (registration, joined)
    }

    #[test]
    fn settings_are_checked() {
        let servers = || Some("localhost".to_owned());
        let settings = ClusterSettings::default;
        assert!(registration(settings()).unwrap().is_none());
        for (name, settings) in [
            ("id", ClusterSettings { id: Some(-1), ..settings() }),
            ("zookeeper", ClusterSettings { servers: servers(), ..settings() }),
            ("advertised_host", ClusterSettings { host: Some("::1".into()), ..settings() }),
            ("advertised_host", ClusterSettings { host: Some(String::new()), ..settings() }),
            ("advertised_port", ClusterSettings { port: Some(0), ..settings() }),
        ] {
            let error = registration(settings).unwrap_err();
            assert!(error.contains(&format!("`{name}`")), "{error}");
        }
        let settings = ClusterSettings { id: Some(1), servers: servers(), ..settings() };
        let registration = registration(settings).unwrap().unwrap();
        for addr in ["0.0.0.0:1", "[::]:1", "[::1]:1"] {
            let error = registration.join(addr.parse().unwrap()).unwrap_err().to_string();
            assert!(error.contains("advertised_host"), "{error}");
        }
    }

    #[test]
    fn a_node_is_made_as_real_brokers_make_it() {
        let server = Server::start().unwrap();
        let (registration, membership) = joined(&server, 3);
        let membership = membership.unwrap();
        let node = membership.session.get("/brokers/ids/3").unwrap();
        assert_eq!(node.stat.ephemeral_owner, membership.session.id());
        let text = String::from_utf8(node.data.unwrap().to_vec()).unwrap();
        let parts: Vec<_> = text.split(':').collect();
        assert_eq!((parts.len(), parts[1], parts[2]), (3, "127.0.0.1", "9092"));
        assert!(parts[0].starts_with("127.0.0.1-"), "{text}");
        let (_, second) = joined(&server, 3);
        let error = second.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::IdTaken { id: 3, .. }), "{error}");
        assert!(error.to_string().contains(&text), "{error}");
        drop(registration);
    }

    #[test]
    fn a_lost_answer_does_not_make_a_broker_its_own_rival() {
        let server = Server::start().unwrap();
        // The parents are there, so that it is the answer to the broker's own node.
        let session = Session::connect(server.addr().to_string()).unwrap();
        session.create_all(BROKERS).unwrap();
        server.faults().lose_answers(1);
        let (_, membership) = joined(&server, 1);
        assert!(membership.unwrap().session.exists("/brokers/ids/1").unwrap().is_some());
    }
}
