//! Kafka 0.7: the protocol declared, the bytes derived.

pub mod wire;

pub use wire::Wire;
