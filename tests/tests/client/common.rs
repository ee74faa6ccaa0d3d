//! Clients, requests and answers that the tests of a client share.

use std::time::Duration;

use kafka07::protocol::AnyRequest;
use kafka07::{ClientBuilder, FetchRequest, KafkaClient, MessageSet};
use kafka07_tests::brokers::PATIENCE;
use kafka07_tests::peer::{Guest, Peer, answer, offsets_answer};

pub(super) const PAGE: i32 = 1024 * 1024;

/// A client that gives up soon, and does not wait long between attempts.
pub(super) fn hasty() -> ClientBuilder {
    KafkaClient::builder()
        .read_timeout(Duration::from_millis(300))
        .write_timeout(Duration::from_millis(300))
        .backoff(Duration::from_millis(1), Duration::from_millis(5))
}

/// A client that waits as long as a test may, and not between attempts.
pub(super) fn patient() -> ClientBuilder {
    hasty().read_timeout(PATIENCE).write_timeout(PATIENCE)
}

pub(super) fn fetch_at(offset: i64) -> FetchRequest {
    FetchRequest::new("t", 0, offset, PAGE)
}

pub(super) fn payloads(set: &MessageSet) -> Vec<Vec<u8>> {
    set.messages().map(|message| message.unwrap().payload().to_vec()).collect()
}

/// The payloads of all produces that reached a peer, per connection.
pub(super) fn produced(peer: &Peer) -> Vec<(usize, Vec<Vec<u8>>)> {
    let requests = peer.requests().into_iter();
    requests
        .filter_map(|(connection, request)| match request {
            AnyRequest::Produce(produce) => Some((connection, payloads(&produce.set))),
            _ => None,
        })
        .collect()
}

/// Answers everything as an empty log.
pub(super) fn serve_empty_log(guest: &mut Guest) {
    while let Some(request) = guest.request() {
        match request {
            AnyRequest::Fetch(_) => guest.send(&answer(0, &[])),
            AnyRequest::Offsets(_) => guest.send(&offsets_answer(&[0])),
            _ => {}
        }
    }
}
