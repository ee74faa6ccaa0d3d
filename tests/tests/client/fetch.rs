//! Pages: messages cut at their ends, error codes, and offsets inside a message.

use kafka07::error::ErrorKind;
use kafka07::message::OnCorrupt;
use kafka07::{
    Error, ErrorCode, FetchRequest, MessageSet, OffsetsRequest, OnTooLarge, ReadOptions,
};
use kafka07_tests::brokers::{broker, store, topic};
use kafka07_tests::peer::{Peer, answer};

use super::common::{PAGE, fetch_at, patient};

#[test]
fn a_page_with_only_a_cut_message_is_an_error_and_not_the_end() {
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
fn a_tail_of_any_length_is_left_for_the_next_page() {
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

#[test]
fn error_codes_are_signed_and_never_taken_for_success() {
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
fn an_error_code_inside_a_multi_fetch_fails_only_its_part() {
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

#[test]
fn an_offset_inside_a_message_is_reported_as_such() {
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
            words.contains("the offset is not the start of a message")
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

#[test]
fn the_next_request_never_steps_over_what_could_not_be_read() {
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
