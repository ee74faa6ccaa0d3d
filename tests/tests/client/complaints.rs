//! What users of earlier clients suffered, in the order in which it is commonly told: each of these
//! tests fails with a client that gets it wrong.

use std::io;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use kafka07::broker::Broker;
use kafka07::error::{ErrorKind, Stalled};
use kafka07::message::OnCorrupt;
use kafka07::protocol::AnyRequest;
use kafka07::{
    ClientBuilder, Compression, DeliveryPolicy, Error, ErrorCode, FetchRequest, KafkaClient,
    MessageSet, OffsetsRequest, OnOutOfRange, OnTooLarge, ProduceRequest, ReadOptions,
};
use kafka07_tests::brokers::{PATIENCE, broker, store, topic};
use kafka07_tests::peer::{Guest, Peer, answer, offsets_answer};
use kafka07_tests::random::Random;

const PAGE: i32 = 1024 * 1024;

/// A client that gives up soon, and does not wait long between attempts.
fn hasty() -> ClientBuilder {
    KafkaClient::builder()
        .read_timeout(Duration::from_millis(300))
        .write_timeout(Duration::from_millis(300))
        .backoff(Duration::from_millis(1), Duration::from_millis(5))
}

/// A client that waits as long as a test may, and not between attempts.
fn patient() -> ClientBuilder {
    hasty().read_timeout(PATIENCE).write_timeout(PATIENCE)
}

fn fetch_at(offset: i64) -> FetchRequest {
    FetchRequest::new("t", 0, offset, PAGE)
}

fn payloads(set: &MessageSet) -> Vec<Vec<u8>> {
    set.messages().map(|message| message.unwrap().payload().to_vec()).collect()
}

/// The payloads of all produces that reached a peer, per connection.
fn produced(peer: &Peer) -> Vec<(usize, Vec<Vec<u8>>)> {
    let requests = peer.requests().into_iter();
    requests
        .filter_map(|(connection, request)| match request {
            AnyRequest::Produce(produce) => Some((connection, payloads(&produce.set))),
            _ => None,
        })
        .collect()
}

/// Answers everything as an empty log.
fn serve_empty_log(guest: &mut Guest) {
    while let Some(request) = guest.request() {
        match request {
            AnyRequest::Fetch(_) => guest.send(&answer(0, &[])),
            AnyRequest::Offsets(_) => guest.send(&offsets_answer(&[0])),
            _ => {}
        }
    }
}

// Short writes and reads.

#[test]
fn complaint_01_an_answer_that_comes_byte_by_byte_is_read_whole() {
    let set = MessageSet::new(["one", "two", "three"]);
    let bytes = set.as_bytes().to_vec();
    let peer = Peer::start(move |_, guest| {
        while guest.request().is_some() {
            guest.trickle(&answer(0, &bytes));
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let page = kafka.fetch(&fetch_at(0)).unwrap();
    assert_eq!(page.set(), &set);
}

#[test]
fn complaint_01_a_large_request_is_written_whole_to_a_peer_that_reads_slowly() {
    let payload = Random::new(1).bytes(30 << 20);
    let expected = payload.clone();
    let (done, read) = mpsc::channel();
    let peer = Peer::start(move |_, guest| {
        let mut bytes = Vec::new();
        // Size, key, topic, partition, size of the set, header of the message.
        while bytes.len() < expected.len() + 4 + 2 + 3 + 4 + 4 + 10 {
            match guest.read_some(4097) {
                Some(some) => bytes.extend(some),
                None => break,
            }
        }
        done.send(bytes.ends_with(&expected)).unwrap();
    });
    let mut kafka = patient().max_message_size(usize::MAX).connect(peer.addr()).unwrap();
    kafka.send_to("t", 0, [payload]).unwrap();
    assert!(read.recv_timeout(PATIENCE).unwrap(), "the payload came whole");
}

#[test]
fn complaint_01_an_end_inside_a_frame_is_an_error_with_host_and_port() {
    let whole = answer(0, MessageSet::new(["one", "two"]).as_bytes());
    for cut in 0..whole.len() {
        let part = whole[..cut].to_vec();
        let peer = Peer::start(move |_, guest| {
            guest.request();
            guest.send(&part);
        });
        let mut kafka = patient().retries(0).connect(peer.addr()).unwrap();
        let error = kafka.fetch(&fetch_at(0)).unwrap_err();
        match error.kind() {
            ErrorKind::Closed => assert_eq!(cut, 0),
            ErrorKind::ClosedInside { missing } if cut >= 4 => {
                assert_eq!(*missing, whole.len() - cut);
            }
            ErrorKind::ClosedInside { missing } => assert_eq!(*missing, 4 - cut),
            _ => panic!("{error}"),
        }
        assert!(error.to_string().contains(&peer.addr().to_string()), "{error}");
        assert_eq!((error.topic(), error.partition()), (Some("t"), Some(0)));
    }
}

// A produce to a connection that the broker had closed.

#[test]
fn complaint_02_a_closed_connection_is_seen_before_a_produce() {
    let (closed, is_closed) = mpsc::channel();
    let peer = Peer::start(move |number, guest| {
        if number == 0 {
            guest.close();
            closed.send(()).unwrap();
        } else {
            serve_empty_log(guest);
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    is_closed.recv_timeout(PATIENCE).unwrap();
    kafka.send_to("t", 0, ["one"]).unwrap();
    kafka.confirm().unwrap();
    assert_eq!(produced(&peer), [(1, vec![b"one".to_vec()])]);
}

#[test]
fn complaint_02_a_produce_that_was_lost_is_named_by_confirm() {
    let peer = Peer::start(|number, guest| {
        if number == 0 {
            // The first produce is read, and the connection closed: as a broker that refuses it.
            guest.request();
        } else {
            serve_empty_log(guest);
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    kafka.send_to("t", 3, ["one", "two"]).unwrap();
    let error = kafka.confirm().unwrap_err();
    let ErrorKind::Unconfirmed(unconfirmed) = error.kind() else { panic!("{error}") };
    let parts: Vec<_> = unconfirmed.parts().collect();
    assert_eq!(parts.len(), 1);
    let (name, partition, part) = parts[0];
    assert_eq!((name, partition), ("t", 3));
    assert_eq!((part.sets, part.messages, part.bytes), (1, 2, 26));
    assert!(error.to_string().contains("2 messages (26 bytes in 1 set) for topic t, partition 3"));
    assert!(error.is_retriable());
    // Reported once, and the client is as good as new.
    kafka.confirm().unwrap();
    kafka.send_to("t", 0, ["three"]).unwrap();
    kafka.confirm().unwrap();
    assert!(!kafka.has_unconfirmed());
}

#[test]
fn complaint_02_what_an_earlier_connection_lost_is_not_forgotten() {
    let (closed, is_closed) = mpsc::channel();
    let peer = Peer::start(move |number, guest| {
        if number == 0 {
            guest.request();
            guest.close();
            closed.send(()).unwrap();
        } else {
            serve_empty_log(guest);
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    kafka.send_to("t", 0, ["lost"]).unwrap();
    is_closed.recv_timeout(PATIENCE).unwrap();
    kafka.send_to("t", 0, ["kept"]).unwrap();
    assert!(kafka.has_unconfirmed());
    let error = kafka.confirm().unwrap_err();
    let ErrorKind::Unconfirmed(unconfirmed) = error.kind() else { panic!("{error}") };
    assert_eq!(unconfirmed.total().messages, 1, "only the first is open");
}

// A message over the broker's limit.

#[test]
fn complaint_03_a_message_over_the_limit_is_refused_before_anything_is_sent() {
    let peer = Peer::start(|_, guest| serve_empty_log(guest));
    let mut kafka = patient().max_message_size(1000).connect(peer.addr()).unwrap();
    let error = kafka.send_to("t", 0, [vec![0; 1000], vec![0; 1001]]).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::MessageTooLarge { index: 1, size: 1001, max: 1000 }),
        "{error}"
    );
    let small = ProduceRequest::new("t", 0, MessageSet::new(["fine"]));
    let large = ProduceRequest::new("u", 7, MessageSet::new([vec![0; 1001]]));
    let error = kafka.multi_produce(&[small, large]).unwrap_err();
    assert_eq!((error.topic(), error.partition()), (Some("u"), Some(7)));
    kafka.offsets(&OffsetsRequest::latest("t", 0)).unwrap();
    assert_eq!(peer.requests().len(), 1, "nothing but the offsets request");
}

#[test]
fn complaint_03_of_a_compressed_set_the_compressed_size_counts() {
    let peer = Peer::start(|_, guest| serve_empty_log(guest));
    let mut kafka = patient().max_message_size(1000).connect(peer.addr()).unwrap();
    let loose = MessageSet::compressed(Compression::Gzip, [vec![b'a'; 100_000]]).unwrap();
    kafka.produce(&ProduceRequest::new("t", 0, loose)).unwrap();
    let dense = MessageSet::compressed(Compression::Gzip, [Random::new(3).bytes(2000)]).unwrap();
    let error = kafka.produce(&ProduceRequest::new("t", 0, dense)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::MessageTooLarge { .. }), "{error}");
    kafka.confirm().unwrap();
    assert_eq!(produced(&peer).len(), 1);
}

// Retries.

#[test]
fn complaint_04_half_a_frame_is_never_followed_by_the_other_half() {
    let payload = Random::new(4).bytes(20 << 20);
    let expected = payload.clone();
    let (whole, is_whole) = mpsc::channel();
    let peer = Peer::start(move |number, guest| {
        if number == 0 {
            guest.read(1 << 20);
            guest.reset();
        } else {
            let request = guest.request();
            let Some(AnyRequest::Produce(produce)) = request else { panic!("not a produce") };
            whole.send(payloads(&produce.set) == [expected.clone()]).unwrap();
            serve_empty_log(guest);
        }
    });
    let mut kafka = patient()
        .max_message_size(usize::MAX)
        .delivery(DeliveryPolicy::AtLeastOnce { retries: 1 })
        .connect(peer.addr())
        .unwrap();
    kafka.send_to("t", 0, [payload]).unwrap();
    assert!(is_whole.recv_timeout(PATIENCE).unwrap(), "a whole frame on a new connection");
}

#[test]
fn complaint_04_a_produce_is_written_once_unless_asked_otherwise() {
    let peer = Peer::start(|_, guest| {
        guest.request();
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    for _ in 0..3 {
        // Whether this one already meets the closed connection or the next one does: it is not
        // written again.
        let _ = kafka.send_to("t", 0, ["once"]);
        kafka.confirm().unwrap_err();
    }
    assert_eq!(produced(&peer).len(), 3);
}

#[test]
fn complaint_04_at_least_once_sends_again_until_it_is_confirmed() {
    let peer = Peer::start(|number, guest| {
        if number < 2 {
            guest.request();
        } else {
            serve_empty_log(guest);
        }
    });
    let policy = DeliveryPolicy::AtLeastOnce { retries: 5 };
    let mut kafka = patient().delivery(policy).connect(peer.addr()).unwrap();
    kafka.send_to("t", 0, ["thrice"]).unwrap();
    assert!(!kafka.has_unconfirmed());
    let connections: Vec<_> = produced(&peer).iter().map(|(number, _)| *number).collect();
    assert_eq!(connections, [0, 1, 2]);
}

#[test]
fn complaint_04_at_least_once_gives_up_and_says_what_is_open() {
    let peer = Peer::start(|_, guest| {
        guest.request();
    });
    let policy = DeliveryPolicy::AtLeastOnce { retries: 2 };
    let mut kafka = patient().delivery(policy).connect(peer.addr()).unwrap();
    let error = kafka.send_to("t", 5, ["never"]).unwrap_err();
    let ErrorKind::Unconfirmed(unconfirmed) = error.kind() else { panic!("{error}") };
    assert_eq!(unconfirmed.total().messages, 1);
    assert!(unconfirmed.cause().is_some());
    assert_eq!(produced(&peer).len(), 3);
    assert!(!kafka.has_unconfirmed(), "it was reported");
}

// A message larger than the fetch size.

#[test]
fn complaint_05_a_page_with_only_a_cut_message_is_an_error_and_not_the_end() {
    let broker = broker();
    let mut kafka = broker.client();
    let topic = topic("cut");
    store(&mut kafka, &topic, MessageSet::new([vec![b'x'; 500]]));
    for size in 1..20 {
        let page = kafka.fetch(&FetchRequest::new(&topic, 0, 0, size)).unwrap();
        assert!(!page.is_empty());
        let error = page.messages().next().unwrap().unwrap_err();
        let ErrorKind::LargerThanFetch { size: found, limit } = error.kind() else {
            panic!("{error}");
        };
        assert_eq!(*found, (size >= 4).then_some(510));
        assert_eq!(*limit, usize::try_from(size).unwrap());
        assert_eq!((error.offset(), page.next_offset()), (Some(0), 0));
    }
}

#[test]
fn complaint_05_iteration_grows_for_a_large_message_and_goes_back() {
    let broker = broker();
    let mut kafka = broker.client();
    let topic = topic("grow");
    let sizes = [10, 50_000, 10, 10, 3000, 20];
    let set = MessageSet::new(sizes.map(|size| vec![b'x'; size]));
    store(&mut kafka, &topic, set);
    let messages = kafka.iter_messages(FetchRequest::new(&topic, 0, 0, 100));
    let found: Vec<_> = messages.map(|message| message.unwrap().payload().len()).collect();
    assert_eq!(found, sizes);
}

#[test]
fn complaint_05_iteration_fails_with_offset_and_size_if_told_to() {
    let broker = broker();
    let mut kafka = broker.client();
    let topic = topic("fail");
    let set = MessageSet::new([vec![b'x'; 10], vec![b'x'; 500], vec![b'x'; 10]]);
    store(&mut kafka, &topic, set);
    for choice in [OnTooLarge::Fail, OnTooLarge::Grow { max: 509 }] {
        let request = FetchRequest::new(&topic, 0, 0, 100);
        let mut messages = kafka.iter_messages(request).on_too_large(choice);
        assert_eq!(messages.next().unwrap().unwrap().payload().len(), 10);
        let error = messages.next().unwrap().unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::LargerThanFetch { size: Some(510), .. }),
            "{error}"
        );
        assert_eq!((error.offset(), messages.position()), (Some(20), 20));
        assert!(messages.next().is_none(), "no loop spins");
        messages.seek(20 + 510);
        assert_eq!(messages.next().unwrap().unwrap().payload().len(), 10);
    }
}

// A tail that ends anywhere.

#[test]
fn complaint_06_a_tail_of_any_length_is_left_for_the_next_page() {
    let broker = broker();
    let mut kafka = broker.client();
    let topic = topic("tail");
    let texts = ["first", "second", "third"];
    store(&mut kafka, &topic, MessageSet::new(texts));
    for size in 16..60 {
        let mut request = FetchRequest::new(&topic, 0, 0, size);
        let mut found = Vec::new();
        loop {
            let page = kafka.fetch(&request).unwrap();
            if page.is_empty() {
                break;
            }
            for message in page.messages() {
                found.push(message.unwrap().into_payload());
            }
            request = page.next_request();
        }
        assert_eq!(found, texts, "page size {size}");
    }
    for size in 1..60 {
        let messages = kafka.iter_messages(FetchRequest::new(&topic, 0, 0, size));
        let found: Vec<_> = messages.map(|message| message.unwrap().into_payload()).collect();
        assert_eq!(found, texts, "page size {size}");
    }
}

// Error codes.

#[test]
fn complaint_07_codes_are_signed_and_none_is_taken_for_success() {
    for code in [-1, 1, 2, 3, 4, 5, 99, i16::MIN, i16::MAX] {
        let peer = Peer::start(move |_, guest| {
            while guest.request().is_some() {
                guest.send(&answer(code, &[]));
            }
        });
        let mut kafka = patient().connect(peer.addr()).unwrap();
        let error = kafka.fetch(&fetch_at(9)).unwrap_err();
        assert_eq!(error.code(), Some(ErrorCode::from(code)));
        assert_eq!(error.offset(), Some(9));
        let error = kafka.offsets(&OffsetsRequest::latest("t", 0)).unwrap_err();
        assert_eq!(error.code(), Some(ErrorCode::from(code)));
        let error = kafka.multi_fetch(&[fetch_at(0)]).unwrap_err();
        assert_eq!(error.code(), Some(ErrorCode::from(code)));
        let error = kafka.iter_messages(fetch_at(0)).next().unwrap().unwrap_err();
        assert_eq!(error.code(), Some(ErrorCode::from(code)));
        assert_eq!(peer.connections(), 1, "an error code is no reason to reconnect");
    }
}

#[test]
fn complaint_07_a_code_inside_a_multi_fetch_is_that_parts_error() {
    let good = answer(0, MessageSet::new(["good"]).as_bytes());
    let body = [&good[..], &answer(-1, &[]), &answer(1, &[]), &good].concat();
    let peer = Peer::start(move |_, guest| {
        while guest.request().is_some() {
            guest.send(&answer(0, &body));
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let requests = [0, 1, 2, 3].map(|partition| FetchRequest::new("t", partition, 5, PAGE));
    let pages = kafka.multi_fetch(&requests).unwrap();
    let codes: Vec<_> =
        pages.iter().map(|page| page.as_ref().err().and_then(Error::code)).collect();
    assert_eq!(codes, [None, Some(ErrorCode::Unknown), Some(ErrorCode::OffsetOutOfRange), None]);
    assert_eq!(pages[3].as_ref().unwrap().messages().count(), 1);
    let error = pages[1].as_ref().unwrap_err();
    assert_eq!((error.partition(), error.offset()), (Some(1), Some(5)));
}

// An offset out of range.

#[test]
fn complaint_08_out_of_range_fails_or_jumps_as_the_user_chose() {
    let broker = broker();
    let mut kafka = broker.client();
    let topic = topic("range");
    let end = store(&mut kafka, &topic, MessageSet::new(["one", "two"]));
    let beyond = FetchRequest::new(&topic, 0, end + 1000, PAGE);

    let mut messages = kafka.iter_messages(beyond.clone());
    let error = messages.next().unwrap().unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::OffsetOutOfRange));
    assert_eq!((error.offset(), messages.position()), (Some(end + 1000), end + 1000));
    assert!(messages.next().is_none(), "no loop spins");

    let mut messages = kafka.iter_messages(beyond.clone()).on_out_of_range(OnOutOfRange::Earliest);
    assert_eq!(messages.by_ref().map(Result::unwrap).count(), 2);
    let changes = messages.position_changes();
    assert_eq!((changes[0].from, changes[0].to), (end + 1000, 0));
    assert_eq!(changes.len(), 1);
    assert!(messages.position_changes().is_empty(), "told once");

    let mut messages = kafka.iter_messages(beyond).on_out_of_range(OnOutOfRange::Latest);
    assert!(messages.next().is_none());
    assert_eq!(messages.position(), end);
    assert_eq!(messages.position_changes().len(), 1);
}

#[test]
fn complaint_08_a_follower_that_jumps_in_vain_does_not_spin() {
    // A broker whose offsets are never in range.
    let peer = Peer::start(|_, guest| {
        while let Some(request) = guest.request() {
            match request {
                AnyRequest::Offsets(_) => guest.send(&offsets_answer(&[5])),
                _ => guest.send(&answer(1, &[])),
            }
        }
    });
    let mut kafka = patient().retries(3).connect(peer.addr()).unwrap();
    let mut messages = kafka
        .iter_messages(fetch_at(0))
        .on_out_of_range(OnOutOfRange::Earliest)
        .follow(Duration::from_millis(1));
    let error = messages.next().unwrap().unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::OffsetOutOfRange));
    assert!(messages.next().is_none());
    let asked = peer.requests().len();
    assert!(asked <= 2 * 5, "{asked} requests");
}

// An offset in the middle of a message.

#[test]
fn complaint_09_an_offset_inside_a_message_is_said_to_be_one() {
    let broker = broker();
    let mut kafka = broker.client();
    let topic = topic("middle");
    let text = "a payload that is long enough to be looked at as if it were messages";
    let end = store(&mut kafka, &topic, MessageSet::new([text]));
    for offset in 1..end - 4 {
        let page = kafka.fetch(&FetchRequest::new(&topic, 0, offset, PAGE)).unwrap();
        let error = page.messages().next().unwrap().unwrap_err();
        let words = error.to_string();
        assert!(
            words.contains("the offset is not where a message starts")
                || matches!(error.kind(), ErrorKind::LargerThanFetch { .. }),
            "{words}"
        );
        assert_eq!(page.next_offset(), offset, "nothing is stepped over in silence");

        let options = OnTooLarge::Grow { max: 1000 };
        let request = FetchRequest::new(&topic, 0, offset, PAGE);
        let mut messages = kafka.iter_messages(request).on_too_large(options);
        let error = messages.next().unwrap().unwrap_err();
        assert!(!error.is_retriable(), "{error}");
        assert_eq!((error.offset(), messages.position()), (Some(offset), offset));
        assert!(messages.next().is_none(), "no loop spins");
    }
}

// Compressed sets.

#[test]
fn complaint_10_stopping_after_any_inner_message_loses_none() {
    let broker = broker();
    let mut kafka = broker.client();
    let topic = topic("inner");
    let mut all = Vec::new();
    for codec in [Compression::Gzip, Compression::Snappy, Compression::None] {
        let texts = ["a", "b", "c"].map(|text| format!("{text} {codec}"));
        store(&mut kafka, &topic, MessageSet::compressed(codec, &texts).unwrap());
        all.extend(texts);
    }
    for stop_after in 1..=all.len() {
        let request = FetchRequest::new(&topic, 0, 0, PAGE);
        let mut messages = kafka.iter_messages(request).take(stop_after);
        let last = messages.by_ref().last().unwrap().unwrap();
        let resume = FetchRequest::new(&topic, 0, last.next_offset(), PAGE);
        let rest: Vec<_> = kafka
            .iter_messages(resume)
            .map(|message| String::from_utf8(message.unwrap().payload().to_vec()).unwrap())
            .collect();
        assert!(all.ends_with(&rest), "{rest:?}");
        assert!(stop_after + rest.len() >= all.len(), "lost after {stop_after}: {rest:?}");
    }
}

#[test]
fn complaint_10_an_empty_set_is_never_compressed() {
    let broker = broker();
    let mut kafka = broker.client();
    let topic = topic("empty");
    let none: [&str; 0] = [];
    for codec in [Compression::Gzip, Compression::Snappy] {
        let set = MessageSet::compressed(codec, none).unwrap();
        assert!(set.is_empty());
        kafka.produce(&ProduceRequest::new(&topic, 0, set)).unwrap();
        kafka.confirm().unwrap();
    }
    store(&mut kafka, &topic, MessageSet::new(["one"]));
    let messages = kafka.iter_messages(FetchRequest::new(&topic, 0, 0, PAGE));
    assert_eq!(messages.map(Result::unwrap).count(), 1);
}

// Snappy.

#[test]
fn complaint_11_both_framings_of_snappy_are_read_and_xerial_is_written() {
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
    let mut kafka = broker.client();
    let topic = topic("snappy");
    store(&mut kafka, &topic, written);
    store(&mut kafka, &topic, bare);
    let messages = kafka.iter_messages(FetchRequest::new(&topic, 0, 0, PAGE));
    let found: Vec<_> = messages.map(|message| message.unwrap().into_payload()).collect();
    assert_eq!(found, ["one", "two", "one", "two"]);
}

/// Size, magic 1, attributes and CRC of a compressed message.
fn wrapper_head(codec: u8, payload: &[u8]) -> Vec<u8> {
    let plain = MessageSet::new([payload]);
    let mut head = plain.as_bytes()[..plain.len() - payload.len()].to_vec();
    head[5] = codec;
    head
}

// Formats and numbers.

#[test]
fn complaint_12_magic_0_and_1_are_read_each_with_its_header() {
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
fn complaint_12_topics_count_in_bytes_and_offsets_in_64_bits() {
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
    let mut kafka = patient().connect(peer.addr()).unwrap();
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
fn complaint_12_a_crc_over_two_to_the_31_is_a_crc() {
    // The CRC-32 of "a" is 0xe8b7be43.
    let set = MessageSet::new(["a"]);
    assert_eq!(set.as_bytes()[6..10], 0xe8b7_be43_u32.to_be_bytes());
    assert_eq!(payloads(&set), [b"a"]);
}

// Timeouts.

/// A listener that takes no further connection: its queue is full, so that connecting hangs.
struct FullListener {
    addr: SocketAddr,
    _listener: socket2::Socket,
    _waiting: Vec<socket2::Socket>,
}

impl FullListener {
    fn new() -> io::Result<Self> {
        let tcp = || socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None);
        let listener = tcp()?;
        listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())?;
        listener.listen(0)?;
        let addr = listener.local_addr()?;
        let mut waiting = Vec::new();
        for _ in 0..4 {
            let socket = tcp()?;
            socket.set_nonblocking(true)?;
            let _ = socket.connect(&addr);
            waiting.push(socket);
        }
        let addr = addr.as_socket().expect("an address");
        Ok(Self { addr, _listener: listener, _waiting: waiting })
    }
}

#[cfg(target_os = "linux")]
#[test]
fn complaint_13_connecting_has_a_timeout_and_all_addresses_are_tried() {
    let full = FullListener::new().unwrap();
    let builder = || KafkaClient::builder().connect_timeout(Duration::from_millis(100));
    let error = builder().connect(full.addr).unwrap_err();
    let ErrorKind::Connect(tried) = error.kind() else { panic!("{error}") };
    assert_eq!(tried[0].0, full.addr);
    assert_eq!(tried[0].1.kind(), io::ErrorKind::TimedOut);
    assert!(error.to_string().contains(&full.addr.to_string()));

    let peer = Peer::start(|_, guest| serve_empty_log(guest));
    let mut kafka = builder().connect(&[full.addr, peer.addr()][..]).unwrap();
    assert_eq!(kafka.broker(), peer.addr().to_string());
    kafka.fetch(&fetch_at(0)).unwrap();
}

#[test]
fn complaint_13_a_stalled_answer_ends_by_the_deadline_wherever_it_stalls() {
    let whole = answer(0, MessageSet::new(["one"]).as_bytes());
    for cut in [0, 1, 3, 4, 5, whole.len() - 1] {
        let part = whole[..cut].to_vec();
        let peer = Peer::start(move |_, guest| {
            guest.request();
            guest.send(&part);
            guest.stall();
        });
        let mut kafka = hasty().connect(peer.addr()).unwrap();
        let error = kafka.fetch(&fetch_at(0)).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Timeout { stalled: Stalled::Reading, .. }),
            "{error}"
        );
        assert!(error.is_retriable() && error.to_string().contains("read_timeout"));
        assert_eq!(peer.connections(), 1, "the time is over: no second attempt");
    }
}

#[test]
fn complaint_13_the_deadline_is_the_frames_and_not_each_reads() {
    // A byte now and then, each well within the timeout, for ever.
    let peer = Peer::start(|_, guest| {
        guest.request();
        guest.send(&10_000_i32.to_be_bytes());
        while guest.try_send(&[0]) {
            thread::sleep(Duration::from_millis(20));
        }
    });
    let mut kafka = hasty().connect(peer.addr()).unwrap();
    let error = kafka.fetch(&fetch_at(0)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }), "{error}");
}

#[test]
fn complaint_13_a_request_that_nobody_takes_ends_by_the_deadline() {
    let (end, ended) = mpsc::channel::<()>();
    let ended = Mutex::new(ended);
    let peer = Peer::start(move |_, _| {
        let _ = ended.lock().unwrap().recv_timeout(PATIENCE);
    });
    let mut kafka = hasty().max_message_size(usize::MAX).connect(peer.addr()).unwrap();
    let error = kafka.send_to("t", 0, [vec![0; 64 << 20]]).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Timeout { stalled: Stalled::Writing, .. }),
        "{error}"
    );
    drop(end);
}

#[test]
fn complaint_13_a_late_answer_is_not_taken_for_the_next_one() {
    let (late, is_late) = mpsc::channel::<()>();
    let is_late = Mutex::new(is_late);
    let peer = Peer::start(move |number, guest| {
        guest.request();
        if number == 0 {
            let _ = is_late.lock().unwrap().recv_timeout(PATIENCE);
            guest.send(&answer(0, MessageSet::new(["late"]).as_bytes()));
            guest.stall();
        } else {
            guest.send(&answer(0, MessageSet::new(["right"]).as_bytes()));
            guest.stall();
        }
    });
    let mut kafka = hasty().connect(peer.addr()).unwrap();
    kafka.fetch(&fetch_at(0)).unwrap_err();
    late.send(()).unwrap();
    let page = kafka.fetch(&fetch_at(0)).unwrap();
    assert_eq!(payloads(page.set()), [b"right"]);
    assert_eq!(peer.connections(), 2);
}

#[test]
fn complaint_13_a_timeout_of_zero_is_refused() {
    let error = KafkaClient::builder().read_timeout(Duration::ZERO).connect("127.0.0.1:1");
    assert!(matches!(error.unwrap_err().kind(), ErrorKind::Config(_)));
}

// Waiting at the end of a log.

#[test]
fn complaint_14_a_follower_waits_without_asking_and_can_be_stopped() {
    let (asked, is_asked) = mpsc::channel();
    let peer = Peer::start(move |_, guest| {
        while guest.request().is_some() {
            guest.send(&answer(0, &[]));
            let _ = asked.send(());
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let mut messages = kafka.iter_messages(fetch_at(0)).follow(Duration::from_secs(3600));
    let stopper = messages.stopper();
    thread::scope(|scope| {
        let reader = scope.spawn(|| messages.next().is_none());
        is_asked.recv_timeout(PATIENCE).unwrap();
        stopper.stop();
        assert!(reader.join().unwrap(), "stopped");
    });
    assert_eq!(peer.requests().len(), 1, "asked once, then waited");
    assert!(messages.next().is_none() && messages.next_page().unwrap().is_none());
    assert_eq!(peer.requests().len(), 1, "stopped is stopped");
}

#[test]
fn complaint_14_an_iterator_goes_on_after_a_stop_a_timeout_and_the_end() {
    let broker = broker();
    let (mut kafka, mut other) = (broker.client(), broker.client());
    let topic = topic("again");
    store(&mut other, &topic, MessageSet::new(["one"]));
    let request = FetchRequest::new(&topic, 0, 0, PAGE);

    let mut messages = kafka.iter_messages(request.clone());
    assert_eq!(messages.by_ref().map(Result::unwrap).count(), 1);
    assert!(messages.next().is_none(), "still the end");
    store(&mut other, &topic, MessageSet::new(["two"]));
    assert_eq!(messages.next().unwrap().unwrap().payload(), b"two");
    drop(messages);

    let mut messages = kafka
        .iter_messages(request)
        .follow(Duration::from_millis(5))
        .idle_timeout(Duration::from_millis(50));
    assert_eq!(messages.by_ref().map(Result::unwrap).count(), 2, "nothing came for a while");
    store(&mut other, &topic, MessageSet::new(["three"]));
    assert_eq!(messages.next().unwrap().unwrap().payload(), b"three");
    let stopper = messages.stopper();
    stopper.stop();
    store(&mut other, &topic, MessageSet::new(["four"]));
    assert!(messages.next().is_none());
    stopper.resume();
    assert_eq!(messages.next().unwrap().unwrap().payload(), b"four");
}

#[test]
fn complaint_14_a_read_that_timed_out_does_not_end_the_iterator() {
    let set = MessageSet::new(["one"]);
    let bytes = set.as_bytes().to_vec();
    let peer = Peer::start(move |number, guest| {
        while let Some(request) = guest.request() {
            match request {
                _ if number == 0 => guest.stall(),
                AnyRequest::Fetch(fetch) if fetch.offset == 0 => guest.send(&answer(0, &bytes)),
                _ => guest.send(&answer(0, &[])),
            }
        }
    });
    let mut kafka = hasty().connect(peer.addr()).unwrap();
    let mut messages = kafka.iter_messages(fetch_at(0));
    let error = messages.next().unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }), "{error}");
    assert_eq!(messages.position(), 0);
    assert_eq!(messages.next().unwrap().unwrap().payload(), b"one");
    assert!(messages.next().is_none());
}

// Sizes from the wire.

#[test]
fn complaint_16_a_size_that_lies_is_an_error_and_not_an_allocation() {
    for size in [i32::MAX, 100 * 1024 * 1024 + 1, 0, 1, -1, i32::MIN] {
        let peer = Peer::start(move |_, guest| {
            guest.request();
            guest.send(&size.to_be_bytes());
            guest.send(&[0; 64]);
            guest.stall();
        });
        let mut kafka = patient().connect(peer.addr()).unwrap();
        let error = kafka.fetch(&fetch_at(0)).unwrap_err();
        match error.kind() {
            ErrorKind::ResponseTooLarge { size: found, max } => {
                assert_eq!(i32::try_from(*found).unwrap(), size);
                assert_eq!(*max, 100 * 1024 * 1024);
            }
            ErrorKind::Response(_) => assert!(size < 2),
            _ => panic!("{error}"),
        }
        assert!(error.to_string().contains(&peer.addr().to_string()), "{error}");
    }
}

#[test]
fn complaint_16_the_limit_is_the_users() {
    let broker = broker();
    let topic = topic("limit");
    let mut kafka = broker.client();
    store(&mut kafka, &topic, MessageSet::new([vec![0; 10_000]]));
    let mut kafka = KafkaClient::builder().max_response_size(5000).connect(broker.addr()).unwrap();
    let error = kafka.fetch(&FetchRequest::new(&topic, 0, 0, PAGE)).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::ResponseTooLarge { size: 10_012, max: 5000 }),
        "{error}"
    );
    kafka.fetch(&FetchRequest::new(&topic, 0, 0, 100)).unwrap();
}

// Texts.

/// Keeps every event that is logged.
struct Everything(Mutex<Vec<String>>);

impl log::Log for Everything {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.0.lock().unwrap().push(record.args().to_string());
    }

    fn flush(&self) {}
}

static EVERYTHING: Everything = Everything(Mutex::new(Vec::new()));

#[test]
fn complaint_17_no_payload_stands_in_logs_errors_or_debug_texts() {
    log::set_logger(&EVERYTHING).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let secret = "Tr0ub4dor&3-Tr0ub4dor&3";
    let mut texts = Vec::new();

    let broker = Broker::builder().flush_messages(1).max_message_size(100_000).start().unwrap();
    let mut kafka = patient().max_message_size(100).connect(broker.addr()).unwrap();
    kafka.send_to("t", 0, [secret, secret]).unwrap();
    texts.push(format!("{kafka:?} {:?}", MessageSet::new([secret])));
    kafka.confirm().unwrap();
    // A page so large that its buffer is kept.
    for _ in 0..1000 {
        kafka.send_to("large", 0, [secret, secret]).unwrap();
    }
    kafka.confirm().unwrap();
    let mut messages = kafka.iter_messages(FetchRequest::new("large", 0, 0, 30_000));
    texts.push(format!("{:?}", messages.next_page().unwrap().unwrap()));
    texts.push(format!("{:?} {messages:?}", messages.next().unwrap().unwrap()));
    drop(messages);
    texts.push(format!("{kafka:?}"));
    let page = kafka.fetch(&fetch_at(0)).unwrap();
    texts.push(format!("{page:?} {:?}", page.messages().next()));
    for offset in 1..40 {
        let page = kafka.fetch(&fetch_at(offset)).unwrap();
        if let Some(Err(error)) = page.messages().next() {
            texts.push(format!("{error} {error:?}"));
        }
    }
    let mut messages = kafka.iter_messages(fetch_at(5));
    texts.push(format!("{:?} {messages:?}", messages.next()));
    let error = kafka.send_to("t", 0, [secret.repeat(10)]).unwrap_err();
    texts.push(format!("{error} {error:?} {kafka:?}"));
    kafka.send_to("t", 77, [secret]).unwrap();
    let error = kafka.confirm().unwrap_err();
    texts.push(format!("{error} {error:?}"));
    broker.shutdown().unwrap();
    let error = kafka.send_to("t", 0, [secret]).unwrap_err();
    texts.push(format!("{error} {error:?}"));

    let logged = EVERYTHING.0.lock().unwrap();
    assert!(logged.iter().any(|text| text.contains("connected to broker")), "{logged:?}");
    for text in texts.iter().chain(&*logged) {
        for part in ["Tr0ub", "dor&3", "84, 114, 48", "[84"] {
            assert!(!text.contains(part), "{part} in: {text}");
        }
    }
}

// Beside the list.

#[test]
fn a_client_can_be_sent_and_what_it_hands_out_be_shared() {
    fn is_sent<T: Send>() {}
    fn is_shared<T: Send + Sync + 'static>() {}
    is_sent::<KafkaClient>();
    is_sent::<kafka07::MessageIter<'static>>();
    is_shared::<kafka07::Fetched>();
    is_shared::<kafka07::Message<'static>>();
    is_shared::<kafka07::Stopper>();
    is_shared::<Error>();
}

#[test]
fn going_on_from_a_page_never_steps_over_what_could_not_be_read() {
    let mut bytes = MessageSet::new(["one", "two", "three"]).as_bytes().to_vec();
    bytes[13 + 6] ^= 1;
    let peer = Peer::start(move |_, guest| {
        while guest.request().is_some() {
            guest.send(&answer(0, &bytes));
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let page = kafka.fetch(&fetch_at(0)).unwrap();
    assert_eq!(page.next_offset(), 41, "nobody has looked at the messages");
    assert_eq!(page.messages().count(), 2, "a message and an error");
    assert_eq!(page.next_offset(), 13);
    assert!(page.messages().next().unwrap().is_ok());
    assert_eq!(
        page.next_request().offset,
        13,
        "a second look that stops before does not change it"
    );
    let skip = ReadOptions::new().on_corrupt(OnCorrupt::Skip);
    assert_eq!(page.read(&skip).map(Result::unwrap).count(), 2);
    assert_eq!(page.next_offset(), 41, "stepped over by choice");
}

#[test]
fn a_corrupt_message_can_be_stepped_over_by_choice() {
    let mut bytes = MessageSet::new(["one", "two", "three"]).as_bytes().to_vec();
    bytes[13 + 6] ^= 1;
    let all = Arc::new(bytes);
    let peer = Peer::start(move |_, guest| {
        while let Some(AnyRequest::Fetch(fetch)) = guest.request() {
            let from = usize::try_from(fetch.offset).unwrap();
            let to = all.len().min(from + usize::try_from(fetch.max_size).unwrap());
            match all.get(from..to) {
                Some(page) => guest.send(&answer(0, page)),
                None => guest.send(&answer(1, &[])),
            }
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    for size in [5, 14, 20, 30, 1000] {
        let request = FetchRequest::new("t", 0, 0, size);
        let mut messages = kafka.iter_messages(request.clone());
        assert_eq!(messages.next().unwrap().unwrap().payload(), b"one");
        let error = messages.next().unwrap().unwrap_err();
        assert_eq!(error.offset(), Some(13), "page size {size}");
        assert_eq!(messages.position(), 13);
        drop(messages);

        let options = ReadOptions::new().on_corrupt(OnCorrupt::Skip);
        let mut messages = kafka.iter_messages(request).read_options(options);
        let found: Vec<_> =
            messages.by_ref().map(|message| message.unwrap().into_payload()).collect();
        assert_eq!(found, ["one", "three"], "page size {size}");
        assert_eq!(messages.skipped(), 1, "page size {size}");
    }
}
