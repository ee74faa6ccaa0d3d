//! A session's settings.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use mio::{Poll, Token, Waker};

use super::Session;
use super::context::WorkerSettings;
use super::servers::Servers;
use super::shared::{Credentials, Shared};
use super::worker::Worker;
use crate::zookeeper::protocol::{Auth, DEFAULT_MAX_REQUEST_SIZE};
use crate::zookeeper::{Error, ErrorKind};

/// Settings of a [`Session`], from [`Session::builder`].
///
/// ```
/// use std::time::Duration;
///
/// use kafka07::zookeeper::{Server, Session};
/// # let server = Server::start()?;
/// # let servers = format!("{}/kafka", server.addr());
///
/// let session = Session::builder()
///     .timeout(Duration::from_secs(10))
///     .connect_timeout(Duration::from_secs(5))
///     .connect(&servers)?;                            // "zk1:2181,zk2:2181/kafka"
/// assert_eq!(session.timeout(), Duration::from_secs(10));
/// # Ok::<(), kafka07::zookeeper::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a session begins only when it is connected"]
pub struct SessionBuilder {
    timeout: Duration,
    connect_timeout: Duration,
    request_timeout: Option<Duration>,
    close_timeout: Duration,
    auth: Vec<Auth>,
    credentials: Credentials,
    max_request_size: usize,
    max_answer_size: usize,
    max_waiting: usize,
    max_waiting_bytes: usize,
}

impl Default for SessionBuilder {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(6),
            connect_timeout: Duration::from_secs(10),
            request_timeout: None,
            close_timeout: Duration::from_secs(5),
            auth: Vec::new(),
            credentials: Credentials::new(),
            max_request_size: DEFAULT_MAX_REQUEST_SIZE,
            max_answer_size: 4 << 20,
            max_waiting: 100_000,
            max_waiting_bytes: 64 << 20,
        }
    }
}

/// The token of what wakes the thread. That of its connection is 1.
const WAKER: Token = Token(0);

impl SessionBuilder {
    /// Sets the timeout to ask for: after so long without a sign of life the session expires.
    /// Defaults to 6 s. A server may insist on another one, commonly between 4 s and 40 s;
    /// more than 8 s and twice this is not waited for.
    ///
    /// A server that says nothing for two thirds of it is given up for another.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how long to look for a server at first. Defaults to 10 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long a request waits for a connection before it fails with
    /// [`ErrorKind::ConnectionLoss`]. Defaults to the session's timeout. Once it is sent it is
    /// answered, or the connection is given up.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = Some(timeout);
        self
    }

    /// Sets how long [`Session::close`] waits for what is on its way and for the server's answer.
    /// Defaults to 5 s.
    pub fn close_timeout(mut self, timeout: Duration) -> Self {
        self.close_timeout = timeout;
        self
    }

    /// Says who the client is, on each connection: `auth("digest", "name:password")`. It may be
    /// called several times.
    pub fn auth(mut self, scheme: impl Into<String>, proof: impl Into<Vec<u8>>) -> Self {
        let (scheme, auth) = (scheme.into(), Some(proof.into()));
        self.auth.push(Auth { kind: 0, scheme, auth });
        self
    }

    /// Comes back to a session that another [`Session`] has begun, whose
    /// [`id`](Session::id) and [`password`](Session::password) these are. If it has expired,
    /// [`connect`](Self::connect) fails with [`ErrorKind::SessionExpired`].
    pub fn resume(mut self, id: i64, password: impl Into<Vec<u8>>) -> Self {
        self.credentials = Credentials { id, password: password.into() };
        self
    }

    /// Sets how many bytes a request may have (`jute.maxbuffer` of the servers). Defaults to
    /// 1,048,575. A larger one is an error before it is sent: servers close the connection.
    pub fn max_request_size(mut self, bytes: usize) -> Self {
        self.max_request_size = bytes;
        self
    }

    /// Sets how many bytes an answer may have. Defaults to 4 MiB. The names of very many children
    /// need more.
    pub fn max_answer_size(mut self, bytes: usize) -> Self {
        self.max_answer_size = bytes;
        self
    }

    /// Sets how many requests may be without an answer at the same time. Defaults to 100,000. One
    /// more waits until there is room.
    pub fn max_waiting(mut self, requests: usize) -> Self {
        self.max_waiting = requests;
        self
    }

    /// Sets how many bytes these requests may have together. Defaults to 64 MiB.
    pub fn max_waiting_bytes(mut self, bytes: usize) -> Self {
        self.max_waiting_bytes = bytes;
        self
    }

    /// Begins the session with one of the servers `host:port,host:port/chroot`, and makes the chroot
    /// if it is not there. The port defaults to 2181, the chroot to none.
    ///
    /// # Errors
    /// If the list or a setting is invalid, no server is reached within
    /// [`connect_timeout`](Self::connect_timeout), a session to be resumed has expired, a server
    /// refuses the authentication, or the chroot cannot be made.
    pub fn connect(self, servers: impl AsRef<str>) -> Result<Session, Error> {
        self.check()?;
        let text = servers.as_ref();
        let servers = Servers::parse(text)?;
        let poll = Poll::new().map_err(ErrorKind::Thread)?;
        let waker = Waker::new(poll.registry(), WAKER).map_err(ErrorKind::Thread)?;
        let shared = Arc::new(Shared::new(
            waker,
            self.timeout,
            self.credentials,
            self.max_waiting,
            self.max_waiting_bytes,
        ));
        let settings = WorkerSettings {
            servers: servers.clone(),
            timeout: self.timeout,
            auth: self.auth,
            max_request: self.max_request_size,
            max_answer: self.max_answer_size,
        };
        let worker = Worker::new(Arc::clone(&shared), settings, poll);
        let thread = thread::Builder::new()
            .name("kafka07-zookeeper".to_owned())
            .spawn(move || worker.run())
            .map_err(ErrorKind::Thread)?;
        // From here on it ends as every session does.
        let session = Session {
            shared,
            servers,
            request_timeout: self.request_timeout,
            close_timeout: self.close_timeout,
            max_request: self.max_request_size,
            thread: Mutex::new(Some(thread)),
        };
        if !session.shared.wait_connected(self.connect_timeout) {
            let last = session.shared.lock().last_failure.clone();
            let (servers, waited) = (text.to_owned(), self.connect_timeout);
            session.leave();
            return Err(ErrorKind::Connect { servers, waited, last }.into());
        }
        if let Some(ended) = session.shared.ended() {
            return Err(Error::from(ended).in_call("connect", ""));
        }
        session.make_chroot()?;
        Ok(session)
    }

    fn check(&self) -> Result<(), Error> {
        let wrong =
            |name, what: &str| Err(ErrorKind::Setting { name, what: what.to_owned() }.into());
        if self.timeout < Duration::from_millis(1) {
            return wrong("timeout", "it must be at least a millisecond");
        }
        if self.timeout.as_millis() > i32::MAX as u128 {
            return wrong("timeout", "it is over 24 days");
        }
        if self.connect_timeout.is_zero() {
            return wrong("connect_timeout", "it must be more than zero");
        }
        if self.max_waiting == 0 {
            return wrong("max_waiting", "it must be at least 1");
        }
        if self.max_request_size < 1024 || self.max_request_size > i32::MAX as usize {
            return wrong("max_request_size", "it is not between 1 KiB and 2 GiB");
        }
        if self.max_answer_size < 1024 || self.max_answer_size > i32::MAX as usize {
            return wrong("max_answer_size", "it is not between 1 KiB and 2 GiB");
        }
        Ok(())
    }
}
