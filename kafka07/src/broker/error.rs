//! Why a broker does not start or stop.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use crate::addresses::addresses;
use crate::archive;
use crate::chain::boxed_kind;

/// Why a broker could not be started, or not be stopped cleanly.
///
/// It is one word wide. `Display` leaves out the cause that [`source`](std::error::Error::source)
/// returns; `Debug` has the text and its causes on one line.
pub struct Error(Box<ErrorKind>);

/// Says what exactly happened to a broker.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An invalid setting.
    #[error("invalid broker setting `{name}`: {what}")]
    Setting {
        /// The builder's method.
        name: &'static str,
        /// What is wrong with its value.
        what: String,
    },
    /// The address is invalid, or the broker cannot listen on it.
    #[error("could not listen on {}", addresses(.addrs))]
    Listen {
        /// The addresses tried; empty if there was nothing to try.
        addrs: Vec<SocketAddr>,
        /// Why not.
        source: io::Error,
    },
    /// The temporary directory could not be made.
    #[error("could not create a temporary data directory")]
    Temporary(#[source] io::Error),
    /// A thread could not be started.
    #[error("could not start a thread")]
    Thread(#[source] io::Error),
    /// Handlers had not returned when the broker had waited for them as long as it should.
    #[error(
        "{threads} threads were left behind that did not end within {waited:?}; let handlers \
         return, or raise `shutdown_timeout`"
    )]
    StillRunning {
        /// How many threads.
        threads: usize,
        /// How long the broker waited.
        waited: Duration,
    },
    /// Another broker has this broker's number in the cluster.
    #[cfg(feature = "zookeeper")]
    #[error(
        "broker id {id} is taken in {servers}: {path} says {by:?}; give each broker an id of its own, \
         or, if that was this broker, start again when its old session has expired"
    )]
    IdTaken {
        /// The number.
        id: i32,
        /// The node that there is already.
        path: String,
        /// What it says: creator, host and port of the other broker.
        by: String,
        /// The `ZooKeeper` servers.
        servers: String,
    },
    /// The broker could not register in `ZooKeeper`.
    #[cfg(feature = "zookeeper")]
    #[error("could not register in ZooKeeper")]
    ZooKeeper(#[source] crate::zookeeper::Error),
    /// The data directory, or a log in it.
    #[error(transparent)]
    Log(archive::Error),
}

impl Error {
    /// What happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }
}

boxed_kind!(Error, ErrorKind);

#[cfg(feature = "zookeeper")]
impl From<crate::zookeeper::Error> for Error {
    fn from(error: crate::zookeeper::Error) -> Self {
        ErrorKind::ZooKeeper(error).into()
    }
}

impl From<archive::Error> for Error {
    fn from(error: archive::Error) -> Self {
        ErrorKind::Log(error).into()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::chain::assert_readable;

    #[test]
    fn texts_say_what_is_wrong_and_a_cause_once() {
        let denied = || io::ErrorKind::PermissionDenied.into();
        let what = "0 is below 1".to_owned();
        let addr = ([127, 0, 0, 1], 9092).into();
        for kind in [
            ErrorKind::Setting { name: "partitions", what },
            ErrorKind::Listen { addrs: Vec::new(), source: denied() },
            ErrorKind::Listen { addrs: vec![addr], source: denied() },
            ErrorKind::Temporary(denied()),
            ErrorKind::Thread(denied()),
            ErrorKind::StillRunning { threads: 2, waited: Duration::from_secs(30) },
            ErrorKind::Log(archive::Error::io("open", Path::new("logs"))(denied())),
        ] {
            assert_readable(&Error::from(kind));
        }
    }

    #[test]
    fn is_one_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }
}
