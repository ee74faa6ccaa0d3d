//! The wire protocol of Kafka 0.7, declared: frames, the five requests, their responses.
//!
//! All integers are big-endian and signed. There is no correlation id: a broker answers the
//! requests of one connection in order.
//!
//! | key | request | answer |
//! |---|---|---|
//! | 0 | [`ProduceRequest`] | none |
//! | 1 | [`FetchRequest`] | a [`MessageSet`](crate::MessageSet) |
//! | 2 | [`MultiFetchRequest`] | [`MultiFetchResponse`] |
//! | 3 | [`MultiProduceRequest`] | none |
//! | 4 | [`OffsetsRequest`] | [`OffsetsResponse`] |
//!
//! A request travels in a [`RequestFrame`], an answer in a [`ResponseFrame`].

mod error_code;
mod fetch;
mod frame;
mod offsets;
mod produce;
mod request;
pub mod topic;
mod version;

pub use error_code::ErrorCode;
pub use fetch::{FetchRequest, MultiFetchRequest, MultiFetchResponse};
pub use frame::{Keyed, RequestFrame, Response, ResponseFrame};
pub use offsets::{OffsetsRequest, OffsetsResponse, Time};
pub use produce::{MultiProduceRequest, ProduceRequest};
pub use request::AnyRequest;
pub use version::{BrokerVersion, UnknownBrokerVersion};

pub use crate::wire::{NoResponse, Request};

/// The port that brokers listen on unless configured otherwise.
pub const DEFAULT_PORT: u16 = 9092;

/// `max.message.size` of a broker that is not configured otherwise: payload bytes of one message
/// as it is on the wire.
pub const DEFAULT_MAX_MESSAGE_SIZE: usize = 1_000_000;

/// `max.socket.request.bytes` of a broker that is not configured otherwise: what a request frame
/// may say in front as its size.
pub const DEFAULT_MAX_REQUEST_SIZE: usize = 100 * 1024 * 1024;

/// In a produce: the partition that lets the broker choose one.
pub const ANY_PARTITION: i32 = -1;
