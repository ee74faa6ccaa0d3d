//! The codec: values as big-endian bytes. This is the crate `kafka07-wire`, which knows nothing of
//! Kafka, with the derive that also knows Kafka's requests, and their trait.
//!
//! Who has another protocol needs that crate alone.

mod request;

// What is named wins over the derive of the same name that comes with the star.
#[doc = include_str!("derive.md")]
pub use kafka07_derive::KafkaWire as Wire;
#[doc(no_inline)]
pub use kafka07_wire::*;
pub use request::{NoResponse, Request};
