//! What the integration tests share: the recordings, a broker to test against, and peers that
//! misbehave.

pub mod brokers;
pub mod log_peer;
pub mod peer;
pub mod process;
pub mod produces;
pub mod proxy;
pub mod random;
pub mod raw;
pub mod reading;
pub mod vectors;
pub mod zookeeper;

/// Waits until `condition` holds.
///
/// # Panics
/// If it still does not after half a minute: then it never will.
pub fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let hang = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !condition() {
        assert!(std::time::Instant::now() < hang, "still waiting: {what}");
        std::thread::yield_now();
    }
}

/// The snippets of the README, compiled; those that need no broker of their own are run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
