//! The thread of a server: waits for something to happen, and lets the hub do it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use mio::net::TcpListener;
use mio::{Events, Interest, Poll, Token, Waker};

use super::Server;
use super::core::Limits;
use super::hub::{FIRST_CONNECTION, Hub, HubSettings, SCRATCH};
use crate::zookeeper::{Error, ErrorKind};

const LISTENER: Token = Token(0);
const WAKER: Token = Token(1);

/// What the thread and the handle share.
#[derive(Debug)]
pub(super) struct Shared {
    hub: Mutex<Hub>,
    waker: Waker,
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, Hub> {
        self.hub.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the thread look at what has changed.
    pub(super) fn wake(&self) {
        if let Err(error) = self.waker.wake() {
            event!(Error, "the ZooKeeper server's thread could not be woken: {error}");
        }
    }
}

/// Starts a server.
pub(super) fn start(
    addrs: Vec<SocketAddr>,
    limits: Limits,
    settings: HubSettings,
) -> Result<Server, Error> {
    let listener = match listen(&addrs) {
        Ok(listener) => listener,
        Err(source) => return Err(ErrorKind::Listen { addrs, source }.into()),
    };
    let addr = listener.local_addr().map_err(|source| ErrorKind::Listen { addrs, source })?;
    let (poll, waker, listener) = prepare(listener).map_err(ErrorKind::Thread)?;
    let shared = Arc::new(Shared { hub: Mutex::new(Hub::new(limits, settings)), waker });
    let hub = Arc::clone(&shared);
    let thread = thread::Builder::new()
        .name("kafka07-zookeeper-server".to_owned())
        .spawn(move || run(poll, &listener, &hub))
        .map_err(ErrorKind::Thread)?;
    event!(Info, "ZooKeeper server listens on {addr}");
    Ok(Server { addr, shared, thread: Mutex::new(Some(thread)) })
}

fn listen(addrs: &[SocketAddr]) -> io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(addrs)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn prepare(listener: std::net::TcpListener) -> io::Result<(Poll, Waker, TcpListener)> {
    let poll = Poll::new()?;
    let waker = Waker::new(poll.registry(), WAKER)?;
    let mut listener = TcpListener::from_std(listener);
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    Ok((poll, waker, listener))
}

fn run(mut poll: Poll, listener: &TcpListener, shared: &Shared) {
    let mut events = Events::with_capacity(256);
    let mut scratch = vec![0; SCRATCH];
    loop {
        let patience = shared.lock().patience(std::time::Instant::now());
        if let Err(error) = poll.poll(&mut events, patience)
            && error.kind() != io::ErrorKind::Interrupted
        {
            event!(Error, "the ZooKeeper server cannot wait for its clients: {error}");
            return;
        }
        let mut hub = shared.lock();
        if hub.stopping {
            hub.cut_all();
            return;
        }
        for event in &events {
            match event.token() {
                LISTENER => hub.note_client(),
                Token(id) if id >= FIRST_CONNECTION => {
                    hub.note_ready(id, event.is_readable() || event.is_read_closed());
                }
                _ => {}
            }
        }
        hub.turn(listener, poll.registry(), &mut scratch);
    }
}
