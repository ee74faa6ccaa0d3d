//! Why a broker does not start or stop.

use std::io;
use std::net::SocketAddr;

use crate::archive;

/// Why a broker could not be started, or not be stopped cleanly.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting that cannot be.
    #[error("broker setting {name}: {what}")]
    Setting {
        /// The builder's method.
        name: &'static str,
        /// What is wrong with its value.
        what: String,
    },
    /// The address is none, or cannot be listened on.
    #[error("cannot listen on {}: {source}", addresses(.addrs))]
    Listen {
        /// The addresses tried; none if there was nothing to try.
        addrs: Vec<SocketAddr>,
        /// Why not.
        source: io::Error,
    },
    /// The temporary directory cannot be made.
    #[error("cannot make a temporary data directory: {0}")]
    Temporary(#[source] io::Error),
    /// A thread cannot be started.
    #[error("cannot start a thread: {0}")]
    Thread(#[source] io::Error),
    /// The data directory, or a log in it.
    #[error(transparent)]
    Log(#[from] archive::Error),
}

fn addresses(addrs: &[SocketAddr]) -> String {
    if addrs.is_empty() {
        return "the address given".to_owned();
    }
    addrs.iter().map(SocketAddr::to_string).collect::<Vec<_>>().join(" or ")
}
