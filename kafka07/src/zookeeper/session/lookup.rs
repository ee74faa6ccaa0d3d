//! Host names looked up on threads of their own: a name server may take its time, and cannot be
//! interrupted.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread;

use super::shared::Shared;

type Found = io::Result<Vec<SocketAddr>>;

/// Look-ups that have begun and not ended.
#[derive(Debug, Default)]
pub(super) struct Lookups(HashMap<String, Receiver<Found>>);

impl Lookups {
    /// The addresses of a host; `None` if they are still looked up. Then the session's thread is
    /// woken when they are known.
    pub(super) fn addresses(
        &mut self,
        (host, port): (&str, u16),
        shared: &Arc<Shared>,
    ) -> Option<Found> {
        if let Ok(address) = host.parse::<IpAddr>() {
            return Some(Ok(vec![SocketAddr::from((address, port))]));
        }
        let key = format!("{host}:{port}");
        let Some(lookup) = self.0.get(&key) else {
            let (found, lookup) = sync_channel(1);
            let (name, waking) = (key.clone(), Arc::clone(shared));
            let started =
                thread::Builder::new().name("kafka07-lookup".to_owned()).spawn(move || {
                    let _ = found.send(look_up(&name));
                    waking.wake();
                });
            return match started {
                Ok(_) => {
                    self.0.insert(key, lookup);
                    None
                }
                Err(error) => {
                    event!(Warn, "no thread to look {key} up in: {error}");
                    Some(look_up(&key))
                }
            };
        };
        let found = match lookup.try_recv() {
            Ok(found) => found,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Err(io::Error::other("the look-up panicked")),
        };
        self.0.remove(&key);
        Some(found)
    }
}

fn look_up(name: &str) -> Found {
    let found: Vec<_> = name.to_socket_addrs()?.collect();
    if found.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "it has no address"));
    }
    Ok(found)
}
