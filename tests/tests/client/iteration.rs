//! Iterations: large messages, offsets out of range, resuming, following and stopping.

use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use kafka07::error::ErrorKind;
use kafka07::message::OnCorrupt;
use kafka07::protocol::AnyRequest;
use kafka07::{ErrorCode, FetchRequest, MessageSet, OnOutOfRange, OnTooLarge, ReadOptions};
use kafka07_tests::brokers::{PATIENCE, broker, store, topic};
use kafka07_tests::peer::{Peer, answer, offsets_answer};

use super::common::{PAGE, fetch_at, hasty, patient};

#[test]
fn the_fetch_size_grows_for_a_large_message_and_goes_back() {
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
fn a_message_over_the_fetch_size_fails_with_offset_and_size_by_choice() {
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

#[test]
fn an_offset_out_of_range_fails_or_jumps_by_choice() {
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
fn a_follower_that_jumps_in_vain_does_not_spin() {
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

#[test]
fn stopping_after_any_inner_message_loses_nothing() {
    let broker = broker();
    let mut kafka = broker.client();
    let topic = topic("inner");
    let mut all = Vec::new();
    for &codec in broker.codecs().iter().rev() {
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

#[test]
fn a_wrong_size_costs_one_message_in_pages_of_any_size() {
    let texts = ["one", "two", "three", "four", "five", "six", "seven"];
    for bit in 0..32 {
        let mut log = MessageSet::new(texts).as_bytes().to_vec();
        log[13 + 3 - bit / 8] ^= 1 << (bit % 8);
        let peer = Peer::start(move |_, guest| {
            while let Some(AnyRequest::Fetch(fetch)) = guest.request() {
                let from = usize::try_from(fetch.offset).unwrap().min(log.len());
                let to = log.len().min(from + usize::try_from(fetch.max_size).unwrap());
                guest.send(&answer(0, &log[from..to]));
            }
        });
        let mut kafka = patient().connect(peer.addr()).unwrap();
        for size in [5, 14, 20, 30, 50, 1000] {
            let options = ReadOptions::new().on_corrupt(OnCorrupt::Skip);
            let request = FetchRequest::new("t", 0, 0, size);
            let mut messages = kafka
                .iter_messages(request)
                .on_too_large(OnTooLarge::Grow { max: 40 })
                .read_options(options);
            let found: Vec<_> =
                messages.by_ref().map(|message| message.unwrap().into_payload()).collect();
            let wanted = ["one", "three", "four", "five", "six", "seven"];
            assert_eq!(found, wanted, "bit {bit}, page size {size}");
            // What is stepped over in several pages counts in each.
            assert!(messages.skipped() >= 1, "bit {bit}, page size {size}");
        }
    }
}

#[test]
fn what_looks_like_a_size_hides_no_message_up_to_the_end_of_the_log() {
    let good = MessageSet::new(["one", "two", "three"]);
    // The head of a message of 1000 bytes, which the log does not have.
    let head = [0, 0, 3, 0xe4, 1, 0, 9, 9, 9, 9];
    let log = [good.as_bytes(), &head, &[7; 30], good.as_bytes()].concat();
    let peer = Peer::start(move |_, guest| {
        while let Some(AnyRequest::Fetch(fetch)) = guest.request() {
            let from = usize::try_from(fetch.offset).unwrap().min(log.len());
            let to = log.len().min(from + usize::try_from(fetch.max_size).unwrap());
            guest.send(&answer(0, &log[from..to]));
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    for size in [14, 30, 60, 90, 1000] {
        let options = ReadOptions::new().on_corrupt(OnCorrupt::Skip);
        let request = FetchRequest::new("t", 0, 0, size);
        let messages = kafka.iter_messages(request).read_options(options);
        let found: Vec<_> = messages.map(|message| message.unwrap().into_payload()).collect();
        assert_eq!(found, ["one", "two", "three", "one", "two", "three"], "page size {size}");
    }
}

#[test]
fn a_follower_waits_without_asking_and_can_be_stopped() {
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
fn an_iterator_goes_on_after_a_stop_a_timeout_and_the_end() {
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
fn a_read_that_timed_out_does_not_end_the_iterator() {
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
