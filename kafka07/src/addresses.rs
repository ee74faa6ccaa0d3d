//! The addresses that a server tried to listen on, for error texts.

use std::net::SocketAddr;

/// Says which they are. They are empty if there was nothing to try.
pub(crate) fn addresses(addrs: &[SocketAddr]) -> String {
    if addrs.is_empty() {
        return "the address given".to_owned();
    }
    addrs.iter().map(SocketAddr::to_string).collect::<Vec<_>>().join(" or ")
}
