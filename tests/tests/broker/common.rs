//! Frames and clients that the tests of a broker share.

use kafka07::broker::Broker;
use kafka07::protocol::{FetchRequest, ProduceRequest, RequestFrame};
use kafka07::wire::{self, Request};
use kafka07::{KafkaClient, MessageSet};

/// The whole frame of a request.
pub(super) fn frame<R: Request>(request: &R) -> Vec<u8> {
    wire::to_vec(&RequestFrame::new(request)).unwrap()
}

/// A frame around key and body as they are.
pub(super) fn raw_frame(key: i16, body: &[u8]) -> Vec<u8> {
    let size = i32::try_from(body.len() + 2).unwrap();
    [&size.to_be_bytes()[..], &key.to_be_bytes(), body].concat()
}

pub(super) fn produce(topic: &str, partition: i32, payloads: &[&str]) -> Vec<u8> {
    frame(&ProduceRequest::new(topic, partition, MessageSet::new(payloads)))
}

pub(super) fn payloads(kafka: &mut KafkaClient, topic: &str, partition: i32) -> Vec<String> {
    kafka
        .iter_messages(FetchRequest::new(topic, partition, 0, 1 << 20))
        .map(|message| String::from_utf8(message.unwrap().payload().to_vec()).unwrap())
        .collect()
}

pub(super) fn connect(broker: &Broker) -> KafkaClient {
    KafkaClient::connect(broker.addr()).unwrap()
}
