//! The way to a server that knows the session: one after the other, with growing pauses.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::context::Context;
use super::link::{Broken, Link};
use super::lookup::Lookups;
use super::shared::Credentials;
use crate::chain::Chain;
use crate::jitter::jitter;
use crate::wire::Reader;
use crate::zookeeper::protocol::{ConnectRequest, ConnectResponse, Operation, Request};

/// Finds a server each time the session has none.
#[derive(Debug)]
pub(super) struct Reacher {
    /// Host and port of each, in the order in which they are tried.
    servers: Vec<(String, u16)>,
    next: usize,
    lookups: Lookups,
    /// The next pause.
    pause: Duration,
}

/// What has become of the search.
#[derive(Debug)]
pub(super) enum Reached {
    /// A server knows the session.
    Connected(Link),
    /// The session does not exist any more.
    Expired,
    /// The session is to be closed.
    Closing,
}

/// Why an attempt did not succeed.
#[derive(Debug)]
enum Attempt {
    /// Another server may.
    Failed(Broken),
    /// The server took the connection and closed it without an answer. That is what servers do that
    /// do not know all that the session has seen, and those that do not serve.
    Refused,
    Expired,
    Closing,
}

impl From<Broken> for Attempt {
    fn from(broken: Broken) -> Self {
        Self::Failed(broken)
    }
}

/// The pause after all servers were tried once; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A timeout that a server insists on may be that long, or twice what was asked for.
const LONGEST_UNASKED: Duration = Duration::from_secs(8);

/// An attempt may take that long at least, also if there are many servers.
const SHORTEST_ATTEMPT: Duration = Duration::from_millis(500);

impl Reacher {
    pub(super) fn new(mut servers: Vec<(String, u16)>) -> Self {
        // So that not all clients begin with the same.
        let random = RandomState::new();
        servers.sort_by_cached_key(|server| random.hash_one(server));
        Self { servers, next: 0, lookups: Lookups::default(), pause: FIRST_PAUSE }
    }

    /// Tries servers until one knows the session.
    pub(super) fn reach(&mut self, context: &mut Context) -> Reached {
        let since = Instant::now();
        if context.fruitful {
            self.pause = FIRST_PAUSE;
        } else if self.pause(context).is_err() {
            // The last server took the session and then said nothing.
            return Reached::Closing;
        }
        loop {
            // Whether all have refused that were tried this time.
            let mut refused = context.last_zxid > 0;
            for _ in 0..self.servers.len() {
                let server = self.servers[self.next].clone();
                self.next = (self.next + 1) % self.servers.len();
                let credentials = context.shared.lock().credentials.clone();
                let failure = match self.attempt(context, &server, &credentials, context.last_zxid)
                {
                    Ok(link) => return Reached::Connected(link),
                    Err(Attempt::Expired) => return Reached::Expired,
                    Err(Attempt::Closing) => return Reached::Closing,
                    Err(Attempt::Refused) => Broken::Closed,
                    Err(Attempt::Failed(broken)) => {
                        refused = false;
                        broken
                    }
                };
                let (host, port) = &server;
                let failure = format!("{host}:{port}: {}", Chain(&failure));
                event!(Info, "ZooKeeper server not reached: {failure}");
                context.shared.lock().last_failure = failure;
            }
            let timeout = context.shared.lock().timeout;
            if refused && since.elapsed() >= timeout {
                match self.is_outdated(context) {
                    Ok(true) => {
                        event!(
                            Warn,
                            "ZooKeeper session given up: the data of all servers is older than \
                             what it has seen"
                        );
                        return Reached::Expired;
                    }
                    Ok(false) => {}
                    Err(()) => return Reached::Closing,
                }
            }
            if self.pause(context).is_err() {
                return Reached::Closing;
            }
        }
    }

    /// Whether servers serve, and refuse only this session: a new one would be answered.
    fn is_outdated(&mut self, context: &mut Context) -> Result<bool, ()> {
        for server in self.servers.clone() {
            match self.attempt(context, &server, &Credentials::new(), 0) {
                Ok(mut link) => {
                    // Nobody needs the new one.
                    let close = Request { xid: 1, operation: Operation::CloseSession };
                    let _ = link.push(&close).and_then(|()| link.send());
                }
                Err(Attempt::Closing) => return Err(()),
                Err(_) => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Tries one server, on all of its addresses.
    fn attempt(
        &mut self,
        context: &mut Context,
        (host, port): &(String, u16),
        credentials: &Credentials,
        last_zxid: i64,
    ) -> Result<Link, Attempt> {
        let count = u32::try_from(self.servers.len()).unwrap_or(u32::MAX);
        let time = (context.shared.lock().timeout / count).max(SHORTEST_ATTEMPT);
        let mut deadline = Instant::now() + time;
        let addresses = loop {
            if let Some(found) = self.lookups.addresses((host, *port), &context.shared) {
                break found.map_err(Broken::Connect)?;
            }
            wait(context, deadline)?;
        };
        let mut result = Err(Broken::Silent.into());
        for address in addresses {
            let label = if address.ip().to_string() == *host {
                address.to_string()
            } else {
                format!("{host}:{port} ({address})")
            };
            result = greet(context, address, label.into(), credentials, last_zxid, deadline);
            match result {
                Ok(_) | Err(Attempt::Closing | Attempt::Expired) => break,
                Err(_) => deadline = deadline.max(Instant::now() + time / 2),
            }
        }
        result
    }

    /// Waits before the next attempts.
    fn pause(&mut self, context: &mut Context) -> Result<(), Attempt> {
        let end = Instant::now() + jitter(self.pause);
        // A session that has little time left is not kept waiting.
        let longest = LONGEST_PAUSE.min(context.shared.lock().timeout / 4).max(FIRST_PAUSE);
        self.pause = (self.pause * 2).min(longest);
        while Instant::now() < end {
            match wait(context, end) {
                Err(Attempt::Closing) => return Err(Attempt::Closing),
                Err(_) => break,
                Ok(()) => {}
            }
        }
        Ok(())
    }
}

/// Connects to one address, and asks for the session.
fn greet(
    context: &mut Context,
    address: SocketAddr,
    label: Arc<str>,
    credentials: &Credentials,
    last_zxid: i64,
    deadline: Instant,
) -> Result<Link, Attempt> {
    let max_answer = context.settings.max_answer;
    let mut link = Link::connect(address, context.poll.registry(), max_answer)?;
    while !link.is_connected()? {
        wait(context, deadline)?;
    }
    let millis = context.settings.timeout.as_millis();
    link.push(&ConnectRequest {
        protocol_version: 0,
        last_zxid_seen: last_zxid,
        timeout: i32::try_from(millis).unwrap_or(i32::MAX),
        session_id: credentials.id,
        password: Some(credentials.password.clone()),
        read_only: None,
    })?;
    loop {
        link.send().map_err(refusal)?;
        let mut came = true;
        while came {
            if let Some(packet) = link.inbox.next().map_err(Broken::Size)? {
                let mut input = Reader::new(packet);
                let response: ConnectResponse = input.read().map_err(Broken::from)?;
                return accept(context, link, label, credentials, response);
            }
            came = link.read(&mut context.scratch).map_err(refusal)?;
        }
        wait(context, deadline)?;
    }
}

/// What it means that a connection ends before there was an answer.
fn refusal(broken: Broken) -> Attempt {
    match broken {
        Broken::Closed => Attempt::Refused,
        Broken::Io(error)
            if matches!(
                error.kind(),
                std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::BrokenPipe
            ) =>
        {
            Attempt::Refused
        }
        other => Attempt::Failed(other),
    }
}

/// Looks at the answer of a server.
fn accept(
    context: &Context,
    link: Link,
    label: Arc<str>,
    asked: &Credentials,
    response: ConnectResponse,
) -> Result<Link, Attempt> {
    let Ok(timeout @ 1..) = u64::try_from(response.timeout) else { return Err(Attempt::Expired) };
    let mut inner = context.shared.lock();
    if asked.id != 0 && response.session_id != asked.id {
        return Err(Broken::OtherSession.into());
    }
    // A probe is for a session that nobody will have.
    if asked.id == inner.credentials.id {
        let password = response.password.unwrap_or_default();
        inner.credentials = Credentials { id: response.session_id, password };
        // A server that grants more than that is not waited for any longer.
        let longest = (context.settings.timeout * 2).max(LONGEST_UNASKED);
        inner.timeout = Duration::from_millis(timeout).min(longest);
        inner.server = Some(label);
    }
    Ok(link)
}

/// Waits until something happens, or the time is over. Requests that have waited too long fail
/// meanwhile.
fn wait(context: &mut Context, deadline: Instant) -> Result<(), Attempt> {
    if context.shared.lock().close_by.is_some() {
        return Err(Attempt::Closing);
    }
    let now = Instant::now();
    context.shared.fail_the_late(now);
    if deadline <= now {
        return Err(Broken::Silent.into());
    }
    let due = context.shared.first_send_by().map_or(deadline, |by| by.min(deadline));
    context.wait(due.saturating_duration_since(now))?;
    if context.shared.lock().close_by.is_some() { Err(Attempt::Closing) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_servers_are_tried_whatever_the_order() {
        let servers: Vec<_> = (1..=9).map(|port| ("h".to_owned(), port)).collect();
        let mut shuffled = Reacher::new(servers.clone()).servers;
        shuffled.sort();
        assert_eq!(shuffled, servers);
    }
}
