//! A broker that misbehaves: each connection is served by a closure of the test.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use kafka07::protocol::{AnyRequest, ResponseFrame};
use kafka07::wire;
use socket2::SockRef;

/// A listener on loopback whose connections are served by a closure, each on a thread of its own.
///
/// When it is dropped it closes everything, and a panic of the closure becomes the test's.
pub struct Peer {
    addr: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stopped: AtomicBool,
    guests: Mutex<Vec<TcpStream>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    requests: Mutex<Vec<(usize, AnyRequest<'static>)>>,
}

impl Peer {
    /// Serves on a free port. The closure gets the number of the connection, from 0 on, and the
    /// connection, which is closed when it returns.
    ///
    /// # Panics
    /// If there is no free port.
    pub fn start(serve: impl Fn(usize, &mut Guest) + Send + Sync + 'static) -> Self {
        Self::start_on(SocketAddr::from(([127, 0, 0, 1], 0)), serve)
    }

    /// Serves on the port that another peer had.
    ///
    /// # Panics
    /// If the port cannot be had.
    pub fn start_on(
        addr: SocketAddr,
        serve: impl Fn(usize, &mut Guest) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(addr).expect("a port to listen on");
        let addr = listener.local_addr().expect("the port");
        let shared = Arc::new(Shared::default());
        let serve = Arc::new(serve);
        let listening = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                for number in 0.. {
                    let Ok((stream, _)) = listener.accept() else { return };
                    if shared.stopped.load(Ordering::SeqCst) {
                        return;
                    }
                    stream.set_nodelay(true).expect("a socket option");
                    lock(&shared.guests).push(stream.try_clone().expect("a second handle"));
                    let (serve, seen) = (Arc::clone(&serve), Arc::clone(&shared));
                    let thread = thread::spawn(move || {
                        let mut guest = Guest { stream, number, shared: seen };
                        serve(number, &mut guest);
                        guest.close();
                    });
                    lock(&shared.threads).push(thread);
                }
            }
        });
        Self { addr, shared, listening: Some(listening) }
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The requests that came whole so far, each with the number of its connection.
    pub fn requests(&self) -> Vec<(usize, AnyRequest<'static>)> {
        lock(&self.shared.requests).clone()
    }

    /// How many connections there were so far.
    pub fn connections(&self) -> usize {
        lock(&self.shared.guests).len()
    }

    /// Closes the listener and all connections, and waits for the closure to end everywhere.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let Some(listening) = self.listening.take() else { return };
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the listener; if that is gone already, all the better.
        let _ = TcpStream::connect(self.addr);
        let listened = listening.join();
        for guest in &*lock(&self.shared.guests) {
            let _ = guest.shutdown(Shutdown::Both);
        }
        let threads = std::mem::take(&mut *lock(&self.shared.threads));
        let served = threads.into_iter().map(JoinHandle::join).fold(listened, Result::and);
        if let (Err(panic), false) = (served, thread::panicking()) {
            resume_unwind(panic);
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.end();
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer").field("addr", &self.addr).finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A connection to a [`Peer`], from the peer's side.
///
/// Writing to a client that has gone is no error: that is what clients do.
pub struct Guest {
    stream: TcpStream,
    number: usize,
    shared: Arc<Shared>,
}

impl Guest {
    /// Reads a whole request; `None` if the client has closed instead.
    ///
    /// # Panics
    /// If it is no request.
    pub fn request(&mut self) -> Option<AnyRequest<'static>> {
        let size = u32::from_be_bytes(self.read(4)?.try_into().ok()?);
        let frame = self.read(usize::try_from(size).ok()?)?;
        let frame = frame.into();
        let request: AnyRequest<'_> = wire::from_bytes(&frame).expect("a request");
        let request = request.into_owned();
        lock(&self.shared.requests).push((self.number, request.clone()));
        Some(request)
    }

    /// Reads so many bytes; `None` if the client closes before.
    pub fn read(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; count];
        self.stream.read_exact(&mut bytes).ok().map(|()| bytes)
    }

    /// Reads what is there, so many bytes at most; `None` if the client has closed.
    pub fn read_some(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; count];
        let read = self.stream.read(&mut bytes).ok().filter(|read| *read > 0)?;
        bytes.truncate(read);
        Some(bytes)
    }

    /// Another handle on the connection.
    ///
    /// # Panics
    /// If the system has none left.
    pub fn stream(&self) -> TcpStream {
        self.stream.try_clone().expect("another handle")
    }

    /// Sends bytes.
    pub fn send(&mut self, bytes: &[u8]) {
        self.try_send(bytes);
    }

    /// Sends bytes; `false` if the client has gone.
    pub fn try_send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    /// Sends bytes one by one.
    pub fn trickle(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.send(&[*byte]);
        }
    }

    /// Does nothing until the client closes the connection, or the peer ends.
    pub fn stall(&mut self) {
        while self.read_some(1 << 16).is_some() {}
    }

    /// Closes the connection, so that the client reads an end.
    ///
    /// What the client had sent is read first, if it is there, for otherwise it would be a reset.
    pub fn close(&mut self) {
        if self.stream.set_nonblocking(true).is_ok() {
            while self.read_some(1 << 16).is_some() {}
        }
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// Sends the first bytes of something, and closes or resets the connection.
    pub fn break_off(&mut self, bytes: &[u8], reset: bool) {
        self.send(bytes);
        if reset { self.reset() } else { self.close() }
    }

    /// Resets the connection: the client's reads and writes fail.
    pub fn reset(&mut self) {
        // The other handle has to be closed too, for the kernel resets when the last one is.
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
        let mut guests = lock(&self.shared.guests);
        if let (Some(guest), Ok(nowhere)) = (guests.get_mut(self.number), placeholder()) {
            *guest = nowhere;
        }
        if let Ok(nowhere) = placeholder() {
            self.stream = nowhere;
        }
    }
}

/// A socket that is connected to nothing any more.
fn placeholder() -> io::Result<TcpStream> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    TcpStream::connect(listener.local_addr()?)
}

impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guest").field("number", &self.number).finish_non_exhaustive()
    }
}

/// A whole answer: size, error code, body.
///
/// # Panics
/// If the body is too large for a frame.
pub fn answer(code: i16, body: &[u8]) -> Vec<u8> {
    let size = i32::try_from(2 + body.len()).expect("a frame");
    let frame = [&size.to_be_bytes(), &code.to_be_bytes()[..], body].concat();
    debug_assert!(wire::from_slice::<ResponseFrame<kafka07::MessageSet>>(&frame).is_ok());
    frame
}

/// A whole answer to an offsets request.
///
/// # Panics
/// If there are too many.
pub fn offsets_answer(offsets: &[i64]) -> Vec<u8> {
    let mut body = i32::try_from(offsets.len()).expect("a count").to_be_bytes().to_vec();
    body.extend(offsets.iter().flat_map(|offset| offset.to_be_bytes()));
    answer(0, &body)
}
