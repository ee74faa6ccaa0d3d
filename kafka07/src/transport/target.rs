//! Where the broker is: addresses found once, or a host name that is looked up at each connecting.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use crate::error::{Error, ErrorKind};

/// What a client connects to, and comes back to when the connection is lost.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// Addresses that were found when the client was made.
    Addresses(Vec<SocketAddr>),
    /// `host:port`, looked up again at each connecting.
    Host(Arc<str>),
}

impl Target {
    pub(crate) fn found(addresses: impl ToSocketAddrs) -> Result<Self, Error> {
        Ok(Self::Addresses(look_up(addresses)?))
    }

    pub(super) fn addresses(&self) -> Result<Vec<SocketAddr>, Error> {
        match self {
            Self::Addresses(addresses) => Ok(addresses.clone()),
            Self::Host(host) => look_up(&**host).map_err(|error| error.by(host)),
        }
    }

    /// How errors name the broker at `address`.
    pub(super) fn label(&self, address: SocketAddr) -> Arc<str> {
        match self {
            Self::Host(host) if **host != address.to_string() => {
                format!("{host} ({address})").into()
            }
            _ => address.to_string().into(),
        }
    }

    /// How errors name the broker that could not be connected to.
    pub(super) fn name(&self) -> Option<Arc<str>> {
        match self {
            Self::Addresses(addresses) => {
                addresses.first().map(|address| address.to_string().into())
            }
            Self::Host(host) => Some(Arc::clone(host)),
        }
    }
}

fn look_up(addresses: impl ToSocketAddrs) -> Result<Vec<SocketAddr>, Error> {
    let found = addresses.to_socket_addrs().map_err(ErrorKind::Resolve)?.collect::<Vec<_>>();
    if found.is_empty() {
        let none = std::io::Error::new(std::io::ErrorKind::NotFound, "it has no address");
        return Err(ErrorKind::Resolve(none).into());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_with_its_address() {
        let address: SocketAddr = "127.0.0.1:9092".parse().unwrap();
        assert_eq!(
            &*Target::Host("kafka-1:9092".into()).label(address),
            "kafka-1:9092 (127.0.0.1:9092)"
        );
        assert_eq!(&*Target::Host("127.0.0.1:9092".into()).label(address), "127.0.0.1:9092");
        assert_eq!(&*Target::found(address).unwrap().label(address), "127.0.0.1:9092");
    }

    #[test]
    fn no_address_is_an_error() {
        let none: [SocketAddr; 0] = [];
        assert!(matches!(Target::found(&none[..]).unwrap_err().kind(), ErrorKind::Resolve(_)));
        assert!(matches!(Target::found("no port").unwrap_err().kind(), ErrorKind::Resolve(_)));
    }
}
