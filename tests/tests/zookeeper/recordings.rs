//! Recorded traffic goes through the declarations unchanged.

use kafka07::wire;
use kafka07::zookeeper::protocol::{Packet, Request};
use kafka07_tests::zookeeper::{
    Conversation, Received, Sent, encode_received, encode_sent, packets, recordings,
};

/// A request that was cut short by hand, to see what the server does with it.
fn is_cut_short(name: &str, packet: &[u8]) -> bool {
    name == "raw333-1" && packet[4..8] == 60_i32.to_be_bytes()
}

#[test]
fn every_packet_decodes_and_encodes_back() {
    let (mut requests, mut replies, mut events) = (0, 0, 0);
    for recording in recordings() {
        let name = &recording.name;
        let mut conversation = Conversation::default();
        for packet in packets(&recording.requests) {
            if is_cut_short(name, packet) {
                assert!(wire::from_slice::<Packet<Request>>(packet).is_err());
                conversation.note(60, kafka07::zookeeper::protocol::OpCode::Exists);
                continue;
            }
            let sent = conversation.sent(packet).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(encode_sent(&sent), packet, "{name}: {sent:?}");
            requests += 1;
        }
        for packet in packets(&recording.responses) {
            let received =
                conversation.received(packet).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(encode_received(&received), packet, "{name}: {received:?}");
            match received {
                Received::Event(..) => events += 1,
                Received::Connected(_) | Received::Reply(_) => replies += 1,
            }
        }
    }
    assert!(requests > 500 && replies > 500 && events > 20, "{requests} {replies} {events}");
}

#[test]
fn every_packet_is_refused_when_it_is_cut() {
    for recording in recordings() {
        for packet in packets(&recording.requests).into_iter().skip(1) {
            for cut in 0..packet.len() {
                let error = wire::from_slice::<Packet<Request>>(&packet[..cut]).unwrap_err();
                assert!(error.missing().is_some_and(|missing| cut + missing <= packet.len()));
            }
        }
    }
}

#[test]
fn no_request_shows_a_secret() {
    for recording in recordings() {
        let mut conversation = Conversation::default();
        for packet in packets(&recording.requests) {
            if let Ok(Sent::Request(request)) = conversation.sent(packet) {
                let text = format!("{request:?}");
                assert!(!text.contains("117, 58, 112"), "{text}");
            }
        }
    }
}
