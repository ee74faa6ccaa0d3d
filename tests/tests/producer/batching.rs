//! When a producer sends what, and in how many requests.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use kafka07::error::ErrorKind;
use kafka07::message::ReadOptions;
use kafka07::producer::{OnFull, Outcome, Partitioner, ProducerBuilder};
use kafka07::protocol::{ANY_PARTITION, AnyRequest};
use kafka07::{Compression, KafkaClient, Producer};
use kafka07_tests::brokers::PATIENCE;
use kafka07_tests::peer::{Peer, offsets_answer};
use kafka07_tests::produces::{requests, take_all, texts};
use kafka07_tests::random::Random;

/// Sends nothing by itself before a batch is full.
fn waiting() -> ProducerBuilder {
    Producer::builder().linger(Duration::MAX)
}

fn taker() -> Peer {
    Peer::start(|_, guest| take_all(guest))
}

#[test]
fn one_flush_is_one_request_for_many_partitions() {
    let peer = taker();
    let producer = waiting().partitions(8).connect(peer.addr()).unwrap();
    for number in 0..100 {
        producer.send_to(format!("topic-{}", number % 3), number % 8, format!("{number}")).unwrap();
    }
    assert!(requests(&peer).is_empty());
    producer.flush().unwrap();

    let requests = requests(&peer);
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].len(), 24);
    for (topic, partition, set) in &requests[0] {
        let belongs = |text: &String| {
            let number: i32 = text.parse().unwrap();
            *topic == format!("topic-{}", number % 3) && *partition == number % 8
        };
        let texts = texts(set);
        assert!(texts.iter().all(belongs), "{topic} {partition} {texts:?}");
        assert!(texts.is_sorted_by_key(|text| text.parse::<i32>().unwrap()));
    }
    assert_eq!(requests[0].iter().map(|(.., set)| texts(set).len()).sum::<usize>(), 100);
    assert_eq!(producer.stats().requests, 1);
}

#[test]
fn the_linger_time_runs_by_itself() {
    let peer = taker();
    let producer =
        Producer::builder().linger(Duration::from_millis(30)).connect(peer.addr()).unwrap();
    let first = producer.send("t", "one").unwrap();
    let second = producer.send("u", "two").unwrap();
    // Nothing else is sent and nobody flushes.
    assert!(first.wait_timeout(PATIENCE).unwrap().is_confirmed());
    assert!(second.wait_timeout(PATIENCE).unwrap().is_confirmed());
    assert_eq!(producer.stats().queued_messages, 0);
}

#[test]
fn a_full_batch_does_not_wait() {
    let peer = taker();
    let producer = waiting().batch_messages(10).connect(peer.addr()).unwrap();
    let handles: Vec<_> =
        (0..25).map(|number| producer.send_to("t", 0, format!("{number}")).unwrap()).collect();
    assert!(handles[19].wait_timeout(PATIENCE).unwrap().is_confirmed());
    assert!(handles[20].outcome().is_none());
    producer.close().unwrap();
    assert!(handles[24].outcome().unwrap().is_confirmed());
    let sizes: Vec<_> =
        requests(&peer).iter().flatten().map(|(.., set)| texts(set).len()).collect();
    assert_eq!(sizes, [10, 10, 5]);
}

#[test]
fn batches_keep_to_their_bytes() {
    let peer = taker();
    let producer = waiting().batch_bytes(1000).connect(peer.addr()).unwrap();
    for length in [300, 300, 300, 300, 5000, 10] {
        producer.send_to("t", 0, vec![b'x'; length]).unwrap();
    }
    producer.close().unwrap();
    let sizes: Vec<_> = requests(&peer).iter().flatten().map(|(.., set)| set.len()).collect();
    assert_eq!(sizes, [930, 310, 5010, 20]);
}

#[test]
fn requests_keep_to_the_brokers_limit() {
    let peer = taker();
    let client = KafkaClient::builder().max_request_size(2000);
    let producer = waiting().client(client).connect(peer.addr()).unwrap();
    for number in 0..200 {
        producer.send_to("t", number % 20, vec![b'x'; 90]).unwrap();
    }
    producer.close().unwrap();
    let requests = requests(&peer);
    assert_eq!(requests.iter().flatten().map(|(.., set)| texts(set).len()).sum::<usize>(), 200);
    for request in &requests {
        let size: usize =
            request.iter().map(|(topic, _, set)| 2 + topic.len() + 8 + set.len()).sum();
        assert!(size + 4 <= 2000, "{size}");
    }
    assert!(requests.len() >= 10);
}

#[test]
fn a_request_has_no_more_parts_than_its_count_can_say() {
    let peer = taker();
    let producer = waiting().connect(peer.addr()).unwrap();
    for partition in 0..40_000 {
        producer.send_to("t", partition, "x").unwrap();
    }
    producer.close().unwrap();
    let parts: Vec<_> = requests(&peer).iter().map(Vec::len).collect();
    assert_eq!(parts, [32_767, 7_233]);
}

#[test]
fn a_message_that_is_too_large_is_given_back_at_once() {
    let peer = taker();
    let client = KafkaClient::builder().max_message_size(1000).max_request_size(10_000);
    let producer = waiting().client(client).queue_bytes(900).connect(peer.addr()).unwrap();
    let refused = producer.send("t", vec![7; 1001]).unwrap_err();
    assert!(matches!(
        refused.error().kind(),
        ErrorKind::MessageTooLarge { size: 1001, max: 1000, .. }
    ));
    assert_eq!(refused.error().topic(), Some("t"));
    assert_eq!(refused.into_payload(), vec![7; 1001]);
    let refused = producer.send("t", vec![7; 901]).unwrap_err();
    assert!(matches!(refused.error().kind(), ErrorKind::LargerThanQueue { size: 901, max: 900 }));
    producer.send("t", vec![7; 900]).unwrap();

    let refused = producer.send("a/b", "x").unwrap_err();
    assert!(matches!(refused.error().kind(), ErrorKind::Topic(_)));
    let refused = producer.send_to("t", -2, "x").unwrap_err();
    assert!(matches!(refused.error().kind(), ErrorKind::Partition { partition: -2, .. }));
    producer.close().unwrap();
    let stats = producer.stats();
    assert_eq!((stats.accepted_messages, stats.refused_messages), (1, 4));

    let client = KafkaClient::builder().max_request_size(500);
    let producer = waiting().client(client).connect(peer.addr()).unwrap();
    let largest = 500 - 4 - (2 + 1) - 8 - 10;
    let refused = producer.send("t", vec![7; largest + 1]).unwrap_err();
    assert!(matches!(refused.error().kind(), ErrorKind::RequestTooLarge { size: 501, max: 500 }));
    producer.send("t", vec![7; largest]).unwrap();
    producer.close().unwrap();
}

#[test]
fn the_limit_applies_to_the_compressed_message_and_the_batch_is_split() {
    let peer = taker();
    let client = KafkaClient::builder().max_message_size(3000);
    let (tell, reports) = mpsc::channel();
    let producer = waiting()
        .client(client)
        .compression(Compression::Gzip)
        .on_report(move |report| {
            let outcome = report.outcome().clone();
            tell.send((report.payloads().len(), report.attempts(), outcome)).unwrap();
        })
        .connect(peer.addr())
        .unwrap();
    // Noise, which no codec makes smaller.
    let mut random = Random::new(1);
    let mut noise = |length| -> Vec<u8> {
        (0..length).map(|_| u8::try_from(random.between(0, 255)).unwrap()).collect()
    };
    let fine: Vec<_> = (0..16).map(|_| producer.send_to("t", 0, noise(1000)).unwrap()).collect();
    let too_large = producer.send_to("t", 0, noise(5000)).unwrap();
    // Larger than the limit, but not as it goes on the wire.
    let compresses = producer.send_to("t", 0, vec![b'a'; 5000]).unwrap();
    let error = producer.close().unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Undelivered { failed: 1, unknown: 0, .. }),
        "{error}"
    );

    assert!(fine.iter().all(|handle| handle.outcome().unwrap().is_confirmed()));
    assert!(compresses.outcome().unwrap().is_confirmed());
    let Some(Outcome::Failed(error)) = too_large.outcome() else { panic!("{too_large:?}") };
    assert!(matches!(error.kind(), ErrorKind::MessageTooLarge { max: 3000, .. }), "{error}");

    let mut sent = 0;
    for (.., set) in requests(&peer).iter().flatten() {
        let shallow = ReadOptions::new().shallow(true);
        for wrapper in set.read(0, &shallow) {
            let wrapper = wrapper.unwrap();
            assert_eq!(wrapper.compression(), Compression::Gzip);
            assert!(wrapper.payload().len() <= 3000);
        }
        sent += set.messages().count();
    }
    assert_eq!(sent, 17);
    let reported: usize = reports.iter().map(|(messages, ..)| messages).sum();
    assert_eq!(reported, 18);
    assert!(producer.stats().split_batches >= 3);
}

#[test]
fn compression_is_the_producers_or_the_topics_own() {
    let peer = taker();
    let producer = waiting()
        .compression(Compression::Snappy)
        .compression_for("plain", Compression::None)
        .compression_for("small", Compression::Gzip)
        .connect(peer.addr())
        .unwrap();
    for topic in ["plain", "small", "other"] {
        producer.send_to(topic, 0, "a message").unwrap();
    }
    producer.close().unwrap();
    let compression: Vec<_> = requests(&peer)
        .iter()
        .flatten()
        .map(|(topic, _, set)| {
            let first = set.read(0, &ReadOptions::new().shallow(true)).next().unwrap().unwrap();
            (topic.clone(), first.compression())
        })
        .collect();
    let expected = [
        ("plain".into(), Compression::None),
        ("small".into(), Compression::Gzip),
        ("other".into(), Compression::Snappy),
    ];
    assert_eq!(compression, expected);
}

#[test]
fn partitions_by_key_by_the_broker_and_by_a_function() {
    let peer = taker();
    let place = |producer: &Producer| {
        producer.close().unwrap();
        let requests = requests(&peer);
        requests.last().unwrap().iter().map(|(_, partition, _)| *partition).collect::<Vec<_>>()
    };

    let producer = waiting().partitions(4).partitions_for("wide", 1000).connect(peer.addr());
    let producer = producer.unwrap();
    producer.send_keyed("t", "123456789", "x").unwrap();
    producer.send_keyed("wide", "123456789", "x").unwrap();
    producer.send("t", "x").unwrap();
    let crc = 0xcbf4_3926_u32;
    let expected = [crc % 4, crc % 1000].map(|partition| i32::try_from(partition).unwrap());
    assert_eq!(place(&producer), [expected[0], expected[1], ANY_PARTITION]);
    let refused = producer.send_to("t", 4, "x").unwrap_err();
    assert!(matches!(
        refused.error().kind(),
        ErrorKind::NoSuchPartition { partition: 4, partitions: 4 }
    ));

    let producer = waiting().connect(peer.addr()).unwrap();
    let refused = producer.send_keyed("t", "key", "x").unwrap_err();
    assert!(matches!(refused.error().kind(), ErrorKind::PartitionsUnknown));

    let by_function = Partitioner::custom(|record| match (record.topic, record.key) {
        ("t", None) => 5,
        (_, Some(key)) => i32::try_from(key.len()).unwrap(),
        _ => i32::try_from(record.payload.len()).unwrap(),
    });
    let producer = waiting().partitioner(by_function).connect(peer.addr()).unwrap();
    producer.send("t", "x").unwrap();
    producer.send_keyed("t", "key", "x").unwrap();
    producer.send("u", "xxxxxxx").unwrap();
    assert_eq!(place(&producer), [5, 3, 7]);
}

/// A peer that confirms nothing until it is told to, once for each question.
fn held_back() -> (Peer, mpsc::Sender<()>) {
    let (go, gone) = mpsc::channel::<()>();
    let gone = std::sync::Mutex::new(gone);
    let peer = Peer::start(move |_, guest| {
        while let Some(request) = guest.request() {
            if let AnyRequest::Offsets(_) = request {
                if gone.lock().unwrap().recv().is_err() {
                    return;
                }
                guest.send(&offsets_answer(&[0]));
            }
        }
    });
    (peer, go)
}

#[test]
fn a_full_queue_fails_at_once_by_choice() {
    let (peer, go) = held_back();
    let producer = waiting().queue_messages(3).on_full(OnFull::Fail).connect(peer.addr()).unwrap();
    for text in ["one", "two", "three"] {
        producer.send("t", text).unwrap();
    }
    let refused = producer.send("t", "four").unwrap_err();
    assert!(refused.is_full());
    assert!(refused.error().is_retriable());
    assert!(matches!(refused.error().kind(), ErrorKind::QueueFull { messages: 3, bytes: 11 }));
    assert_eq!(refused.into_payload(), "four");

    go.send(()).unwrap();
    producer.flush().unwrap();
    producer.send("t", "four").unwrap();
    go.send(()).unwrap();
    producer.close().unwrap();
}

#[test]
fn a_full_queue_is_waited_for_so_long_by_choice() {
    let (peer, go) = held_back();
    let producer = waiting()
        .queue_bytes(10)
        .on_full(OnFull::BlockFor(Duration::from_millis(20)))
        .connect(peer.addr())
        .unwrap();
    producer.send("t", "ten bytes.").unwrap();
    assert!(producer.send("t", "x").unwrap_err().is_full());
    go.send(()).unwrap();
    producer.close().unwrap();
}

#[test]
fn a_full_queue_blocks_until_there_is_room_and_does_not_linger() {
    let (peer, go) = held_back();
    let producer = waiting().queue_messages(2).connect(peer.addr()).unwrap();
    let sent: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|thread| {
                let producer = &producer;
                scope.spawn(move || {
                    let send = |number| producer.send_to("t", thread, format!("{number}")).unwrap();
                    (0..10).map(send).collect::<Vec<_>>()
                })
            })
            .collect();
        // More than enough: nothing is sent twice.
        (0..40).for_each(|_| go.send(()).unwrap());
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    producer.close().unwrap();
    assert_eq!(sent.len(), 40);
    assert!(sent.iter().all(|handle| handle.outcome().unwrap().is_confirmed()));
    assert!(requests(&peer).iter().all(|parts| parts.len() <= 2));
}

#[test]
fn closing_wakes_senders_that_wait_for_room() {
    let (peer, go) = held_back();
    let producer = waiting().queue_messages(1).connect(peer.addr()).unwrap();
    producer.send("t", "one").unwrap();
    thread::scope(|scope| {
        let blocked = scope.spawn(|| producer.send("t", "two").unwrap_err());
        // It has to be blocked before the queue is closed; the request tells, for only a full queue
        // makes it go out.
        while requests(&peer).is_empty() {
            thread::yield_now();
        }
        let closing = scope.spawn(|| producer.close());
        let refused = blocked.join().unwrap();
        assert!(matches!(refused.error().kind(), ErrorKind::ProducerClosed), "{refused}");
        assert_eq!(refused.into_payload(), "two");
        go.send(()).unwrap();
        closing.join().unwrap().unwrap();
    });
}

#[test]
fn several_requests_are_on_their_way_before_the_first_is_confirmed() {
    const IN_FLIGHT: usize = 3;
    let (go, wait) = mpsc::channel();
    let wait = std::sync::Mutex::new(wait);
    // Answers the first question when it is told to, the others when it has so many of them, and
    // not before.
    let peer = Peer::start(move |_, guest| {
        let mut first = true;
        let mut questions = 0;
        while let Some(request) = guest.request() {
            questions += usize::from(matches!(request, AnyRequest::Offsets(_)));
            if questions == 1 && first {
                wait.lock().unwrap().recv().unwrap();
                guest.send(&offsets_answer(&[0]));
                (first, questions) = (false, 0);
            } else if questions == IN_FLIGHT {
                (0..IN_FLIGHT).for_each(|_| guest.send(&offsets_answer(&[0])));
                questions = 0;
            }
        }
    });
    let producer = waiting()
        .batch_messages(1)
        .request_bytes(1)
        .max_in_flight(IN_FLIGHT)
        .connect(peer.addr())
        .unwrap();
    let numbers = (0..=3 * IN_FLIGHT).map(|number| number.to_string());
    for number in numbers.clone() {
        producer.send_to("t", 0, number).unwrap();
    }
    // All others are in the queue while the first is on its way.
    go.send(()).unwrap();
    producer.close().unwrap();
    let order = requests(&peer).into_iter().flatten().flat_map(|(.., set)| texts(&set));
    assert!(order.eq(numbers));
}

#[test]
fn invalid_settings_are_errors() {
    let peer = taker();
    let wrong = [
        waiting().batch_messages(0),
        waiting().batch_bytes(0),
        waiting().request_bytes(0),
        waiting().queue_messages(0),
        waiting().queue_bytes(0),
        waiting().max_in_flight(0),
        waiting().partitions(0),
        waiting().partitions_for("t", -1),
    ];
    for builder in wrong {
        let text = format!("{builder:?}");
        let error = builder.connect(peer.addr()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Config(_)), "{text}: {error}");
    }
}
