//! What the integration tests share: the recordings, and a broker to test against.

pub mod raw;
pub mod vectors;
