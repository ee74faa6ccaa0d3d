//! A proxy that cuts connections at random places.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::peer::Peer;
use crate::random::Random;

/// Passes bytes on between clients and a broker. After a random number of bytes, at most
/// `most_bytes` in either direction, it closes both sides.
///
/// What was read from the client and not passed on is lost, as in a network that goes away.
#[derive(Debug)]
pub struct CuttingProxy(Peer);

impl CuttingProxy {
    /// A proxy for the broker at `broker`; the same seed cuts at the same places.
    pub fn start(broker: SocketAddr, seed: u64, most_bytes: usize) -> Self {
        let random = Mutex::new(Random::new(seed));
        Self(Peer::start(move |_, guest| {
            let (to_broker, to_client) = {
                let mut random = random.lock().unwrap_or_else(PoisonError::into_inner);
                (random.between(1, most_bytes), random.between(1, most_bytes))
            };
            let Ok(broker) = TcpStream::connect(broker) else { return };
            let client = guest.stream();
            let forth = pass(&client, &broker, to_broker);
            let back = pass(&broker, &client, to_client);
            let _ = (forth.join(), back.join());
        }))
    }

    /// Where clients connect to.
    pub fn addr(&self) -> SocketAddr {
        self.0.addr()
    }

    /// How many connections there were so far.
    pub fn connections(&self) -> usize {
        self.0.connections()
    }
}

/// Passes on so many bytes, then closes both sides.
fn pass(from: &TcpStream, to: &TcpStream, count: usize) -> thread::JoinHandle<()> {
    let handle = |stream: &TcpStream| stream.try_clone().expect("another handle");
    let (mut from, mut to) = (handle(from), handle(to));
    thread::spawn(move || {
        let mut left = count;
        let mut buffer = vec![0; 1 << 16];
        while left > 0 {
            let most = left.min(buffer.len());
            match from.read(&mut buffer[..most]) {
                Ok(read) if read > 0 && to.write_all(&buffer[..read]).is_ok() => left -= read,
                _ => break,
            }
        }
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    })
}
