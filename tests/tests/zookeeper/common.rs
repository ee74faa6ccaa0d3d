//! A server to test against: embedded, or the one that `KAFKA07_ZOOKEEPER=host:port` names.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kafka07::zookeeper::{Event, Events, Server, Session, State};

/// How long a test waits for what has to happen before it gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running server.
pub(crate) struct TestServer {
    addr: String,
    /// `None` if it is another one.
    _embedded: Option<Server>,
}

/// The server to test against.
pub(crate) fn server() -> TestServer {
    if let Ok(addr) = std::env::var("KAFKA07_ZOOKEEPER") {
        return TestServer { addr, _embedded: None };
    }
    let server = Server::start().unwrap();
    TestServer { addr: server.addr().to_string(), _embedded: Some(server) }
}

impl TestServer {
    /// `host:port`.
    pub(crate) fn addr(&self) -> &str {
        &self.addr
    }

    /// A session whose root is a node of its own.
    pub(crate) fn session(&self) -> Session {
        Session::connect(self.place()).unwrap()
    }

    /// `host:port/chroot`, with a chroot that no other test has, on no other run.
    pub(crate) fn place(&self) -> String {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_micros());
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        format!("{}/kafka07-tests/{now}-{count}", self.addr)
    }
}

/// Waits for the session to be in this state.
#[track_caller]
pub(crate) fn wait_for(events: &Events, state: State) {
    loop {
        match events.wait(PATIENCE) {
            Some(Event::State(found)) if found == state => return,
            Some(_) => {}
            None => panic!("the session is not {state:?}"),
        }
    }
}
