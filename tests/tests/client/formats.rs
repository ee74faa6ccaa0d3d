//! What other clients wrote is read, and numbers of any size.

use kafka07::protocol::AnyRequest;
use kafka07::{Compression, FetchRequest, MessageSet, OffsetsRequest, ReadOptions};
use kafka07_tests::brokers::{broker, store, topic};
use kafka07_tests::peer::{Peer, answer, offsets_answer};

use super::common::{PAGE, patient, payloads};

#[test]
fn both_framings_of_snappy_are_read_and_xerial_is_written() {
    let inner = MessageSet::new(["one", "two"]);
    let written = MessageSet::compressed(Compression::Snappy, ["one", "two"]).unwrap();
    let heads = ReadOptions::new().shallow(true);
    let wrapper = written.read(0, &heads).next().unwrap().unwrap();
    assert!(wrapper.payload().starts_with(b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01"));

    // What the old Python client wrote: one raw block. All of it a literal, for simplicity.
    let length = u8::try_from(inner.len()).unwrap();
    let raw = [&[length, (length - 1) << 2], inner.as_bytes()].concat();
    let bytes = [&wrapper_head(2, &raw)[..], &raw].concat();
    let bare = MessageSet::from_raw(bytes);
    let broker = broker();
    if !broker.codecs().contains(&Compression::Snappy) {
        return;
    }
    let mut kafka = broker.client();
    let topic = topic("snappy");
    store(&mut kafka, &topic, written);
    store(&mut kafka, &topic, bare);
    let messages = kafka.iter_messages(FetchRequest::new(&topic, 0, 0, PAGE));
    let found: Vec<_> = messages.map(|message| message.unwrap().into_payload()).collect();
    assert_eq!(found, ["one", "two", "one", "two"]);
}

#[test]
fn magic_0_and_1_are_read_each_with_its_header() {
    let broker = broker();
    let mut kafka = broker.client();
    let topic = topic("magic");
    store(&mut kafka, &topic, MessageSet::magic0(["old"]));
    let end = store(&mut kafka, &topic, MessageSet::new(["new"]));
    assert_eq!(end, (4 + 5 + 3) + (4 + 6 + 3));
    let messages = kafka.iter_messages(FetchRequest::new(&topic, 0, 0, PAGE));
    let found: Vec<_> = messages.map(Result::unwrap).collect();
    assert_eq!((found[0].magic(), found[0].payload()), (0, &b"old"[..]));
    assert_eq!((found[1].magic(), found[1].payload()), (1, &b"new"[..]));
}

#[test]
fn topics_count_in_bytes_and_offsets_in_64_bits() {
    let far = 1_i64 << 40;
    let set = MessageSet::new(["far"]);
    let bytes = set.as_bytes().to_vec();
    let peer = Peer::start(move |_, guest| {
        while let Some(request) = guest.request() {
            match request {
                AnyRequest::Fetch(fetch) if fetch.offset == far => guest.send(&answer(0, &bytes)),
                AnyRequest::Fetch(_) => guest.send(&answer(0, &[])),
                _ => guest.send(&offsets_answer(&[far + 13, far])),
            }
        }
    });
    let mut kafka = patient().utf8_topics(true).connect(peer.addr()).unwrap();
    let name = "tøpic日本";
    let request = OffsetsRequest::latest(name, 0).max_offsets(2);
    assert_eq!(kafka.offsets(&request).unwrap(), [far + 13, far]);
    let mut messages = kafka.iter_messages(FetchRequest::new(name, 0, far, PAGE));
    let message = messages.next().unwrap().unwrap();
    assert_eq!((message.offset(), message.next_offset()), (far, far + 13));
    assert!(messages.next().is_none());
    for (_, request) in peer.requests() {
        match request {
            AnyRequest::Fetch(fetch) => assert_eq!(fetch.topic, name),
            AnyRequest::Offsets(offsets) => assert_eq!(offsets.topic, name),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_crc_over_two_to_the_31_is_right() {
    // The CRC-32 of "a" is 0xe8b7be43.
    let set = MessageSet::new(["a"]);
    assert_eq!(set.as_bytes()[6..10], 0xe8b7_be43_u32.to_be_bytes());
    assert_eq!(payloads(&set), [b"a"]);
}

/// Size, magic 1, attributes and CRC of a compressed message.
fn wrapper_head(codec: u8, payload: &[u8]) -> Vec<u8> {
    let plain = MessageSet::new([payload]);
    let mut head = plain.as_bytes()[..plain.len() - payload.len()].to_vec();
    head[5] = codec;
    head
}
