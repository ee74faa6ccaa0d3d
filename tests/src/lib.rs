//! What the integration tests share: the recordings, a broker to test against, and peers that
//! misbehave.

pub mod brokers;
pub mod log_peer;
pub mod peer;
pub mod produces;
pub mod proxy;
pub mod random;
pub mod process;
pub mod raw;
pub mod vectors;

/// The snippets of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
