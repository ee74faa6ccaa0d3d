#![doc = include_str!("guide.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Derived code in here names this crate as it does anywhere else.
#[allow(unused_extern_crates)]
extern crate self as kafka07;

#[macro_use]
mod events;

#[cfg(any(feature = "broker", feature = "zookeeper"))]
mod addresses;
pub mod archive;
#[cfg(feature = "broker")]
pub mod broker;
mod chain;
mod client;
pub mod error;
mod guard;
mod jitter;
pub mod message;
pub mod producer;
pub mod protocol;
mod transport;
pub mod wire;
#[cfg(feature = "zookeeper")]
pub mod zookeeper;

pub use client::{
    AsClient, ClientBuilder, ConnectionChange, DeliveryPolicy, KafkaClient, MessageIter,
    OnOutOfRange, OnTooLarge, Page, PageMessages, Pages, Payloads, PositionChange, Stopper,
};
pub use error::{Error, ErrorKind, Unconfirmed, UnconfirmedPart};
pub use message::{
    Compression, Message, MessageSet, MessageSetBuilder, Messages, OnCorrupt, OwnedMessages,
    ReadOptions,
};
pub use producer::{
    Delivery, OnFull, Outcome, Partitioner, Producer, ProducerBuilder, Report, SendError,
};
pub use protocol::{
    BrokerVersion, ErrorCode, FetchRequest, MultiFetchRequest, MultiProduceRequest, OffsetsRequest,
    ProduceRequest,
};
pub use wire::Wire;
