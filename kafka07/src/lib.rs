#![doc = include_str!("guide.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Derived code in here names this crate as it does anywhere else.
#[allow(unused_extern_crates)]
extern crate self as kafka07;

#[macro_use]
mod events;

pub mod archive;
#[cfg(feature = "broker")]
pub mod broker;
mod client;
pub mod error;
pub mod message;
pub mod producer;
pub mod protocol;
pub mod wire;

pub use client::{
    ClientBuilder, DeliveryPolicy, Fetched, KafkaClient, MessageIter, OnOutOfRange, OnTooLarge,
    Page, PageMessages, PositionChange, Stopper, Unconfirmed, UnconfirmedPart,
};
pub use error::Error;
pub use message::{
    Compression, Message, MessageSet, MessageSetBuilder, Messages, OwnedMessages, ReadOptions,
};
pub use producer::{Delivery, Producer, ProducerBuilder};
pub use protocol::{
    ErrorCode, FetchRequest, MultiFetchRequest, MultiProduceRequest, OffsetsRequest, ProduceRequest,
};
pub use wire::Wire;
