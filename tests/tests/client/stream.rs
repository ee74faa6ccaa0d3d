//! Reading a log with several fetches in flight, against a reader that asks for one page after the
//! other: segment ends, the log's end, large messages, `follow`, errors on the way.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use kafka07::broker::Broker;
use kafka07::error::ErrorKind;
use kafka07::protocol::AnyRequest;
use kafka07::{Compression, FetchRequest, MessageSet, OnOutOfRange, OnTooLarge, ProduceRequest};
use kafka07_tests::brokers::{PATIENCE, broker, end_of, store, topic};
use kafka07_tests::log_peer::MemoryLog;
use kafka07_tests::peer::{Peer, answer, offsets_answer};
use kafka07_tests::random::Random;
use kafka07_tests::reading::{Read, by_message, by_page, by_turns, patient, reference};

/// A set of a few messages, some of them compressed.
fn some_set(random: &mut Random, compressed: bool) -> MessageSet {
    let count = random.between(1, 8);
    let payloads: Vec<_> = (0..count)
        .map(|_| {
            let size =
                if random.one_in(20) { random.between(0, 5000) } else { random.between(0, 90) };
            random.bytes(size)
        })
        .collect();
    let codec = match random.between(0, 4) {
        1 if compressed => Compression::Gzip,
        2 if compressed => Compression::Snappy,
        3 => return MessageSet::magic0(payloads),
        _ => Compression::None,
    };
    MessageSet::compressed(codec, payloads).unwrap()
}

#[test]
fn several_in_flight_read_what_one_after_the_other_reads() {
    for seed in 0..12 {
        let mut random = Random::new(seed);
        let segment = random.between(100, 4000) as u64;
        let broker = Broker::builder().flush_messages(1).segment_size(segment).start().unwrap();
        let mut kafka = patient().connect(broker.addr()).unwrap();
        for _ in 0..random.between(5, 40) {
            kafka.produce(&ProduceRequest::new("t", 0, some_set(&mut random, true))).unwrap();
        }
        kafka.confirm().unwrap();
        let from_start = FetchRequest::new("t", 0, 0, 1);
        let expected = reference(&mut kafka, &from_start);
        let end = end_of(&mut kafka, "t");
        for in_flight in 1..=4 {
            for _ in 0..3 {
                let size = i32::try_from(random.between(1, 3000)).unwrap();
                let what = format!("seed {seed}, in flight {in_flight}, page size {size}");
                let request = FetchRequest { max_size: size, ..from_start.clone() };

                let mut messages = kafka.iter_messages(request.clone()).in_flight(in_flight);
                assert!(by_message(&mut messages) == expected, "by message, {what}");
                assert_eq!(messages.position(), end, "{what}");

                let mut messages = kafka.iter_messages(request.clone()).in_flight(in_flight);
                assert!(by_page(&mut messages) == expected, "by page, {what}");
                assert_eq!(messages.position(), end, "{what}");

                // From anywhere a message starts.
                let (from, ..) = expected[random.between(0, expected.len() - 1)];
                let request = FetchRequest { offset: from, ..request };
                let mut messages = kafka.iter_messages(request).in_flight(in_flight);
                let rest: Read =
                    expected.iter().filter(|(offset, ..)| *offset >= from).cloned().collect();
                assert!(by_message(&mut messages) == rest, "from {from}, {what}");
            }
        }
    }
}

#[test]
fn messages_and_pages_may_be_taken_in_turns() {
    for seed in 0..20 {
        let mut random = Random::new(seed);
        let broker = Broker::builder().flush_messages(1).segment_size(2000).start().unwrap();
        let mut kafka = patient().connect(broker.addr()).unwrap();
        for _ in 0..30 {
            // Without compressed messages, within which there is no position to come back to.
            kafka.produce(&ProduceRequest::new("t", 0, some_set(&mut random, false))).unwrap();
        }
        kafka.confirm().unwrap();
        let size = i32::try_from(random.between(1, 3000)).unwrap();
        let request = FetchRequest::new("t", 0, 0, size);
        let expected = reference(&mut kafka, &request);
        let mut messages = kafka.iter_messages(request);
        assert!(by_turns(&mut messages, &mut random) == expected, "seed {seed}");
    }
}

#[test]
fn a_follower_reads_all_that_is_produced_meanwhile() {
    for in_flight in 1..=4 {
        let broker = Broker::builder().flush_messages(1).segment_size(1000).start().unwrap();
        let addr = broker.addr();
        let writer = thread::spawn(move || {
            let mut kafka = patient().connect(addr).unwrap();
            let mut random = Random::new(in_flight as u64);
            let mut payloads = Vec::new();
            for _ in 0..100 {
                let set = some_set(&mut random, true);
                payloads.extend(set.messages().map(|message| message.unwrap().payload().to_vec()));
                kafka.produce(&ProduceRequest::new("t", 0, set)).unwrap();
            }
            kafka.send_to("t", 0, ["the last"]).unwrap();
            kafka.confirm().unwrap();
            payloads
        });
        let mut kafka = patient().connect(addr).unwrap();
        let read: Vec<_> = kafka
            .iter_messages(FetchRequest::new("t", 0, 0, 500))
            .in_flight(in_flight)
            .follow(Duration::from_millis(1))
            .map(|message| message.unwrap().payload().to_vec())
            .take_while(|payload| payload != b"the last")
            .collect();
        assert!(read == writer.join().unwrap(), "in flight {in_flight}");
    }
}

/// A log of numbered messages.
fn numbered_log(count: usize, random: &mut Random) -> (MemoryLog, Vec<Vec<u8>>) {
    let payloads: Vec<Vec<u8>> = (0..count)
        .map(|number| {
            [&number.to_be_bytes()[..], &random.bytes(random.clone().between(0, 60))].concat()
        })
        .collect();
    let bytes = MessageSet::new(&payloads).as_bytes().to_vec();
    (MemoryLog { bytes, ..MemoryLog::default() }, payloads)
}

#[test]
fn connections_that_break_anywhere_lose_and_double_nothing() {
    for in_flight in 1..=4 {
        let mut random = Random::new(in_flight as u64);
        let (mut log, expected) = numbered_log(300, &mut random);
        log.segment_ends = vec![1000, 1001, 5000];
        let random = Mutex::new(random);
        let peer = Peer::start(move |_, guest| {
            while let Some(request) = guest.request() {
                let whole = log.answer(&request);
                let (fate, cut) = {
                    let mut random = random.lock().unwrap();
                    (random.between(0, 12), random.between(0, whole.len()))
                };
                match fate {
                    0 | 1 => return guest.break_off(&whole[..cut], fate == 1),
                    2 => guest.trickle(&whole),
                    // A page that is shorter than it could be, as if a flush came in between.
                    3 if whole.len() > 10 => {
                        let body = &whole[6..];
                        guest.send(&answer(0, &body[..body.len() - cut.min(body.len() - 1)]));
                    }
                    _ => guest.send(&whole),
                }
            }
        });
        let mut kafka = patient().retries(100).connect(peer.addr()).unwrap();
        for size in [7, 100, 1500] {
            let messages =
                kafka.iter_messages(FetchRequest::new("t", 0, 0, size)).in_flight(in_flight);
            let read: Vec<_> =
                messages.map(|message| message.unwrap().payload().to_vec()).collect();
            assert!(read == expected, "in flight {in_flight}, page size {size}");
        }
    }
}

#[test]
fn every_error_shows_a_position_to_go_on_from() {
    let mut random = Random::new(5);
    let (log, expected) = numbered_log(200, &mut random);
    let random = Mutex::new(random);
    let peer = Peer::start(move |_, guest| {
        while let Some(request) = guest.request() {
            if random.lock().unwrap().one_in(3) {
                return guest.reset();
            }
            guest.send(&log.answer(&request));
        }
    });
    let mut kafka = patient().retries(0).connect(peer.addr()).unwrap();
    let mut messages = kafka.iter_messages(FetchRequest::new("t", 0, 0, 60)).in_flight(3);
    let (mut read, mut errors) = (Vec::new(), 0);
    while let Some(message) = messages.next() {
        match message {
            Ok(message) => {
                assert_eq!(messages.position(), message.next_offset());
                read.push(message.payload().to_vec());
            }
            Err(error) => {
                assert!(error.is_retriable(), "{error}");
                assert_eq!(error.offset(), Some(messages.position()), "{error}");
                errors += 1;
            }
        }
    }
    assert!(errors > 5, "{errors} errors");
    assert!(read == expected);
}

#[test]
fn asking_ahead_beyond_the_end_is_not_an_error() {
    let (log, expected) = numbered_log(50, &mut Random::new(6));
    let peer = Peer::start({
        let log = log.clone();
        move |_, guest| log.serve(guest)
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let size = i32::try_from(log.bytes.len() / 4 + 1).unwrap();
    let messages = kafka.iter_messages(FetchRequest::new("t", 0, 0, size)).in_flight(4);
    assert_eq!(messages.map(Result::unwrap).count(), expected.len());
    let end = i64::try_from(log.bytes.len()).unwrap();
    let beyond = peer
        .requests()
        .into_iter()
        .filter(|(_, request)| matches!(request, AnyRequest::Fetch(fetch) if fetch.offset > end));
    assert!(beyond.count() > 0, "it did look ahead");
    assert_eq!(peer.connections(), 1);
}

#[test]
fn several_pages_are_asked_for_before_the_first_answer_is_read() {
    let (log, expected) = numbered_log(400, &mut Random::new(7));
    let most = Arc::new(AtomicUsize::new(0));
    let peer = Peer::start({
        let (log, most) = (log.clone(), Arc::clone(&most));
        move |_, guest| {
            // Answers nothing before so many requests have come, but at the log's end.
            let mut waiting = Vec::new();
            while let Some(request) = guest.request() {
                waiting.push(log.answer(&request));
                most.fetch_max(waiting.len(), Ordering::SeqCst);
                let AnyRequest::Fetch(fetch) = &request else { return };
                let far = fetch.offset + 4 * i64::from(fetch.max_size);
                let near_end = far > i64::try_from(log.bytes.len()).unwrap();
                let begins = fetch.offset <= 2 * i64::from(fetch.max_size);
                if waiting.len() == 4 || near_end || begins {
                    waiting.drain(..).for_each(|answer| guest.send(&answer));
                }
            }
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let mut messages = kafka.iter_messages(FetchRequest::new("t", 0, 0, 200)).in_flight(4);
    let mut count = 0;
    while let Some(page) = messages.next_page().unwrap() {
        count += page.messages().map(Result::unwrap).count();
        if most.load(Ordering::SeqCst) == 4 {
            break;
        }
    }
    assert!(count < expected.len(), "four were in flight in the middle of the log");
    assert_eq!(most.load(Ordering::SeqCst), 4);
}

#[test]
fn the_next_page_is_asked_for_while_this_one_is_read() {
    let (log, _) = numbered_log(100, &mut Random::new(8));
    let (asked, is_asked) = mpsc::channel();
    let peer = Peer::start(move |_, guest| {
        while let Some(request) = guest.request() {
            let AnyRequest::Fetch(fetch) = &request else { return };
            asked.send(fetch.offset).unwrap();
            guest.send(&log.answer(&request));
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let mut messages = kafka.iter_messages(FetchRequest::new("t", 0, 0, 1000)).in_flight(1);
    messages.next().unwrap().unwrap();
    assert_eq!(is_asked.recv_timeout(PATIENCE).unwrap(), 0);
    assert_eq!(is_asked.recv_timeout(PATIENCE).unwrap(), 1000, "while the first is read");
    assert!(is_asked.try_recv().is_err(), "one at a time");
}

#[test]
fn a_dropped_iterator_leaves_a_client_that_works() {
    let broker = broker();
    let topic = topic("dropped");
    let mut kafka = broker.client();
    let payloads: Vec<_> = (0..200).map(|number| format!("message {number}")).collect();
    store(&mut kafka, &topic, MessageSet::new(&payloads));
    for stop_after in [1, 10, 50] {
        let request = FetchRequest::new(&topic, 0, 0, 200);
        let messages = kafka.iter_messages(request.clone()).in_flight(4);
        assert_eq!(messages.map(Result::unwrap).take(stop_after).count(), stop_after);
        // The answers to the look-aheads are not taken for those to what follows.
        assert_eq!(
            end_of(&mut kafka, &topic),
            kafka.fetch(&request).unwrap().offset() + {
                i64::try_from(MessageSet::new(&payloads).len()).unwrap()
            }
        );
        let page = kafka.fetch(&request).unwrap();
        assert_eq!(page.messages().next().unwrap().unwrap().payload(), b"message 0");
    }
}

#[test]
fn a_produce_before_a_dropped_iterator_is_still_confirmed() {
    // Pages so large that a new connection would cost less than reading them: not with a produce
    // in front of them.
    let payload = vec![7; 900_000];
    for closes in [false, true] {
        let payload = payload.clone();
        let peer = Peer::start(move |number, guest| {
            let page = MessageSet::new(vec![payload.clone(); 3]).as_bytes().to_vec();
            while let Some(request) = guest.request() {
                match request {
                    AnyRequest::Produce(_) if closes && number == 0 => return,
                    AnyRequest::Fetch(fetch) => {
                        let size = usize::try_from(fetch.max_size).unwrap();
                        guest.send(&answer(0, &page[..size.min(page.len())]));
                    }
                    AnyRequest::Offsets(_) => {
                        guest.send(&offsets_answer(&[0]));
                    }
                    _ => {}
                }
            }
        });
        let mut kafka = patient().connect(peer.addr()).unwrap();
        kafka.send_to("t", 0, ["before"]).unwrap();
        let request = FetchRequest::new("t", 0, 0, 2_000_000);
        let mut messages = kafka.iter_messages(request).in_flight(4);
        messages.next().unwrap().unwrap();
        drop(messages);
        match kafka.confirm() {
            Ok(()) => assert!(!closes),
            Err(error) => {
                assert!(closes, "{error}");
                let ErrorKind::Unconfirmed(unconfirmed) = error.kind() else { panic!("{error}") };
                assert_eq!(unconfirmed.total().messages, 1);
            }
        }
    }
}

#[test]
fn a_single_page_is_one_fetch() {
    let (log, _) = numbered_log(100, &mut Random::new(9));
    let peer = Peer::start({
        let log = log.clone();
        move |_, guest| log.serve(guest)
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let request = FetchRequest::new("t", 0, 0, 500);
    let mut messages = kafka.iter_messages(request.clone()).single_page();
    let read = messages.by_ref().map(Result::unwrap).count();
    assert!(messages.next().is_none(), "one page only");
    let position = messages.position();
    let page = kafka.fetch(&request).unwrap();
    assert_eq!((read, position), (page.messages().count(), page.next_offset()));
    assert_eq!(peer.requests().len(), 2);

    // A first message larger than the page counts as one, and comes whole.
    let request = FetchRequest::new("t", 0, 0, 5);
    let read: Vec<_> = kafka.iter_messages(request).single_page().map(Result::unwrap).collect();
    assert_eq!(read[0].offset(), 0);
}

#[test]
fn a_log_that_ends_inside_a_message_is_an_error() {
    // As brokers 0.7.0 leave it: the tail of a produced set, cut.
    let set = MessageSet::new(["whole", "cut"]);
    for cut in 16..set.len() {
        let log = MemoryLog { bytes: set.as_bytes()[..cut].to_vec(), ..MemoryLog::default() };
        let peer = Peer::start(move |_, guest| log.serve(guest));
        let mut kafka = patient().connect(peer.addr()).unwrap();
        let mut messages = kafka.iter_messages(FetchRequest::new("t", 0, 0, 1000));
        assert_eq!(messages.next().unwrap().unwrap().payload(), b"whole");
        let error = messages.next().unwrap().unwrap_err();
        let ErrorKind::CutAtEnd { available, size } = error.kind() else { panic!("{error}") };
        assert_eq!(*available, cut - 15);
        assert_eq!(*size, (cut >= 19).then_some(13));
        assert_eq!((error.offset(), messages.position()), (Some(15), 15));
        assert!(messages.next().is_none(), "no loop spins");
    }
}

#[test]
fn reading_goes_on_when_the_beginning_of_a_log_is_deleted() {
    let (log, _) = numbered_log(300, &mut Random::new(10));
    let log = Arc::new(Mutex::new(log));
    let peer = Peer::start({
        let log = Arc::clone(&log);
        move |_, guest| {
            while let Some(request) = guest.request() {
                let answer = log.lock().unwrap().answer(&request);
                guest.send(&answer);
            }
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    // Where some message far behind starts.
    let all: Vec<_> = kafka
        .iter_messages(FetchRequest::new("t", 0, 0, 1 << 20))
        .map(|message| message.unwrap().offset())
        .collect();
    for (size, in_flight) in [(100, 1), (100, 4), (333, 2)] {
        log.lock().unwrap().start = 0;
        let mut messages = kafka
            .iter_messages(FetchRequest::new("t", 0, 0, size))
            .in_flight(in_flight)
            .on_out_of_range(OnOutOfRange::Earliest);
        let mut read: Vec<_> =
            messages.by_ref().take(10).map(|message| message.unwrap().offset()).collect();
        log.lock().unwrap().start = usize::try_from(all[200]).unwrap();
        read.extend(messages.by_ref().map(|message| message.unwrap().offset()));
        let changes = messages.position_changes();
        assert_eq!(changes.len(), 1, "{changes:?}");
        assert_eq!(changes[0].to, all[200]);
        assert!(read.contains(&all[199]) || changes[0].from <= all[199]);
        // In order, none twice, and from the first one left on none missed.
        let before = all.iter().take_while(|offset| **offset < changes[0].from).count();
        let expected: Vec<_> = all[..before].iter().chain(&all[200..]).copied().collect();
        assert_eq!(read, expected);
    }
}

#[test]
fn growing_stops_at_its_limit_without_fetching_it_all() {
    let log = MemoryLog {
        bytes: MessageSet::new([vec![1; 1_000_000]]).as_bytes().to_vec(),
        ..MemoryLog::default()
    };
    let peer = Peer::start(move |_, guest| log.serve(guest));
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let mut messages = kafka
        .iter_messages(FetchRequest::new("t", 0, 0, 1000))
        .on_too_large(OnTooLarge::Grow { max: 500_000 });
    let error = messages.next().unwrap().unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::LargerThanFetch { size: Some(1_000_010), limit: 500_000 }
        ),
        "{error}"
    );
    assert!(peer.requests().len() < 5, "the head says enough");
}

#[test]
fn a_bad_request_is_an_error_of_the_iterator() {
    let broker = broker();
    let mut kafka = broker.client();
    for request in [
        FetchRequest::new("a/b", 0, 0, 100),
        FetchRequest::new("t", -1, 0, 100),
        FetchRequest::new("t", 0, 0, 0),
    ] {
        let mut messages = kafka.iter_messages(request);
        let error = messages.next().unwrap().unwrap_err();
        assert!(error.to_string().contains("nothing was sent"), "{error}");
        assert!(messages.next().is_none());
    }
}
