//! What the integration tests share: the recordings, and a broker to test against.

pub mod raw;
pub mod vectors;

/// The snippets of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
