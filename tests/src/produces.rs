//! What a producer sent to a peer, and what is read back of what it sent to a broker.

use bytes::Bytes;
use kafka07::protocol::AnyRequest;
use kafka07::{FetchRequest, KafkaClient, MessageSet};

use crate::peer::{Guest, Peer, offsets_answer};

/// Takes produces, and answers the questions behind them, as a broker does that stores nothing.
pub fn take_all(guest: &mut Guest) {
    while let Some(request) = guest.request() {
        if let AnyRequest::Offsets(_) = request {
            guest.send(&offsets_answer(&[0]));
        }
    }
}

/// The parts of each Produce and multi-produce that reached a peer: topic, partition, set.
pub fn requests(peer: &Peer) -> Vec<Vec<(String, i32, MessageSet)>> {
    let part = |request: kafka07::ProduceRequest| (request.topic, request.partition, request.set);
    let parts = |(_, request)| match request {
        AnyRequest::Produce(produce) => Some(vec![part(produce)]),
        AnyRequest::MultiProduce(multi) => Some(multi.produces.iter().cloned().map(part).collect()),
        _ => None,
    };
    peer.requests().into_iter().filter_map(parts).collect()
}

/// The payloads of a set as text.
///
/// # Panics
/// If it cannot be read, or is no text.
pub fn texts(set: &MessageSet) -> Vec<String> {
    let text = |payload: &[u8]| String::from_utf8(payload.to_vec()).expect("text");
    set.messages().map(|message| text(message.expect("a message").payload())).collect()
}

/// All payloads of one partition, in the order of its log.
///
/// # Panics
/// If it cannot be read.
pub fn stored(kafka: &mut KafkaClient, topic: &str, partition: i32) -> Vec<Bytes> {
    let request = FetchRequest::new(topic, partition, 0, 1024 * 1024);
    let messages = kafka.iter_messages(request);
    messages.map(|message| message.expect("a message").into_payload()).collect()
}
