//! Clients that misbehave, in all ways at once: they harm nobody else.

use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use kafka07::broker::Broker;
use kafka07::protocol::{OffsetsRequest, ProduceRequest};
use kafka07::{FetchRequest, KafkaClient, MessageSet};
use kafka07_tests::raw::RawConnection;
use kafka07_tests::wait_until;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_oneof, proptest};

use super::common::frame;

/// A client that does everything right, start to end.
fn good_client(broker: &Broker, topic: &str) {
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    for number in 0..20 {
        kafka.send_to(topic, 0, [format!("message {number}")]).unwrap();
    }
    kafka.confirm().unwrap();
    let messages = kafka.iter_messages(FetchRequest::new(topic, 0, 0, 64));
    assert_eq!(messages.map(Result::unwrap).count(), 20);
}

#[test]
fn hundreds_of_clients_at_once() {
    let broker = Broker::temporary().unwrap();
    let connected = Barrier::new(300);
    thread::scope(|scope| {
        for client in 0..300 {
            let (broker, connected) = (&broker, &connected);
            scope.spawn(move || {
                let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
                kafka.offsets(&OffsetsRequest::latest("all", 0)).unwrap();
                connected.wait();
                for number in 0..10 {
                    kafka.send_to("all", 0, [format!("{client} {number}")]).unwrap();
                }
                kafka.confirm().unwrap();
            });
        }
    });
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    let mut next = [0; 300];
    for message in kafka.iter_messages(FetchRequest::new("all", 0, 0, 4096)) {
        let text = String::from_utf8(message.unwrap().payload().to_vec()).unwrap();
        let (client, number) = text.split_once(' ').unwrap();
        let next = &mut next[client.parse::<usize>().unwrap()];
        assert_eq!(number.parse(), Ok(*next), "each client's messages in their order");
        *next += 1;
    }
    assert_eq!(next, [10; 300]);
}

#[test]
fn readers_and_writers_of_one_log() {
    let broker =
        Broker::builder().segment_size(5000).flush_messages(7).fsync(false).start().unwrap();
    thread::scope(|scope| {
        let broker = &broker;
        scope.spawn(move || {
            let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
            for number in 0..2000_u32 {
                kafka.send_to("t", 0, [number.to_be_bytes()]).unwrap();
            }
            kafka.confirm().unwrap();
            broker.flush().unwrap();
        });
        for _ in 0..4 {
            scope.spawn(move || {
                let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
                let messages = kafka
                    .iter_messages(FetchRequest::new("t", 0, 0, 1000))
                    .follow(Duration::from_millis(1));
                for (number, message) in (0..2000_u32).zip(messages) {
                    assert_eq!(message.unwrap().payload(), number.to_be_bytes());
                }
            });
        }
    });
}

#[test]
fn stalled_clients_are_disconnected_and_idle_ones_are_not() {
    let stall = Duration::from_millis(100);
    let broker = Broker::builder().stall_timeout(stall).flush_messages(1).start().unwrap();
    let mut idle = RawConnection::open(broker.addr());
    assert!(idle.is_answered());

    let request = frame(&ProduceRequest::new("t", 0, MessageSet::new(["m"])));
    for sent in 1..request.len() {
        let mut half = RawConnection::open(broker.addr());
        half.send(&request[..sent]);
        if sent % 8 == 0 {
            assert_eq!(half.read_to_end(), b"", "{sent} bytes of a request");
        }
    }
    // By now the idle one has been silent for longer than that.
    assert!(idle.is_answered());
    good_client(&broker, "t");
}

#[test]
fn a_client_that_never_reads_its_answer_is_disconnected() {
    let stall = Duration::from_millis(100);
    let broker = Broker::builder().stall_timeout(stall).flush_messages(1).start().unwrap();
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    kafka.send_to("large", 0, [vec![0; 900_000]]).unwrap();
    kafka.confirm().unwrap();

    let mut stream = TcpStream::connect(broker.addr()).unwrap();
    let request = frame(&FetchRequest::new("large", 0, 0, 1 << 20));
    let requests = request.repeat(100);
    stream.write_all(&requests).unwrap();
    // More than the socket's buffers hold: the broker stands still, and then gives up. It has
    // closed its end when what it did send has an end.
    good_client(&broker, "t");
    let mut received = 0;
    let mut buffer = vec![0; 1 << 16];
    // The other one is that of `kafka`.
    wait_until("the broker gives up", || broker.connections() == 1);
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        received += count;
    }
    assert!(received < 100 * 900_000, "{received}");
}

#[test]
fn connections_over_the_limit_are_refused() {
    let broker = Broker::builder().max_connections(2).replace_after(None).start().unwrap();
    let mut first = RawConnection::open(broker.addr());
    let mut second = RawConnection::open(broker.addr());
    assert!(first.is_answered() && second.is_answered());
    assert!(!RawConnection::open(broker.addr()).is_answered());
    assert!(first.is_answered() && second.is_answered());
    drop(first);
    // When the broker has noticed, there is a place again.
    wait_until("there is a place", || RawConnection::open(broker.addr()).is_answered());
    assert!(second.is_answered());
}

#[test]
fn shutdown_ends_all_connections_in_any_state() {
    let broker = Broker::temporary().unwrap();
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    kafka.send_to("large", 0, [vec![0; 900_000]]).unwrap();
    kafka.confirm().unwrap();

    let mut idle = RawConnection::open(broker.addr());
    assert!(idle.is_answered());
    let mut half = RawConnection::open(broker.addr());
    assert!(half.is_answered());
    half.send(&[0, 0, 0, 50, 0, 1]);
    let mut never_reads = TcpStream::connect(broker.addr()).unwrap();
    let request = frame(&FetchRequest::new("large", 0, 0, 1 << 20));
    never_reads.write_all(&request.repeat(50)).unwrap();
    let mut first = [0; 1];
    never_reads.read_exact(&mut first).unwrap();
    let half_closed = TcpStream::connect(broker.addr()).unwrap();
    half_closed.shutdown(Shutdown::Read).unwrap();

    broker.shutdown().unwrap();
    assert_eq!(broker.connections(), 0);
    assert_eq!(idle.read_to_end(), b"");
    assert_eq!(half.read_to_end(), b"");
    assert!(TcpStream::connect(broker.addr()).is_err(), "nobody listens");
}

#[test]
fn shutdown_ends_a_connection_that_never_pauses() {
    let broker = Broker::temporary().unwrap();
    let request = frame(&ProduceRequest::new("t", 0, MessageSet::new(["m"]))).repeat(1000);
    thread::scope(|scope| {
        let mut stream = TcpStream::connect(broker.addr()).unwrap();
        scope.spawn(move || while stream.write_all(&request).is_ok() {});
        let mut watcher = RawConnection::open(broker.addr());
        wait_until("the flood has begun", || {
            watcher.send(&frame(&OffsetsRequest::latest("t", 0)));
            watcher.read_frame()[10..] != [0; 8]
        });
        broker.shutdown().unwrap();
    });
}

#[test]
fn bytes_after_a_bad_request_do_not_reset_the_answers_before_it() {
    let broker = Broker::temporary().unwrap();
    let good = frame(&OffsetsRequest::latest("t", 0));
    for _ in 0..20 {
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&[&good[..], &[0, 0, 0, 0], &vec![7; 200_000]].concat());
        let answer = connection.read_to_end();
        assert_eq!(answer, [0, 0, 0, 14, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
}

/// Bytes that look more or less like requests.
fn garbage() -> impl Strategy<Value = Vec<u8>> {
    let good = prop_oneof![
        Just(frame(&FetchRequest::new("g", 0, 0, 1000))),
        Just(frame(&OffsetsRequest::latest("g", 0).max_offsets(5))),
        Just(frame(&ProduceRequest::new("g", 0, MessageSet::new(["one", "two"])))),
    ];
    let bent =
        (good, any::<proptest::sample::Index>(), any::<u8>()).prop_map(|(mut frame, at, byte)| {
            let at = at.index(frame.len());
            frame[at] = byte;
            frame
        });
    let framed = (0..6_u8, vec(any::<u8>(), 0..60)).prop_map(|(key, body)| {
        let size = u8::try_from(body.len() + 2).unwrap();
        [&[0, 0, 0, size, 0, key][..], &body].concat()
    });
    prop_oneof![bent, framed, vec(any::<u8>(), 0..60)]
}

#[test]
fn garbage_harms_no_other_client() {
    let broker = Broker::temporary().unwrap();
    let watcher = RefCell::new(RawConnection::open(broker.addr()));
    proptest!(ProptestConfig::with_cases(300), |(requests in vec(garbage(), 1..5))| {
        let mut connection = RawConnection::open(broker.addr());
        for request in &requests {
            connection.try_send(request);
        }
        connection.finish();
        connection.read_to_end();
        prop_assert!(watcher.borrow_mut().is_answered());
    });
    good_client(&broker, "good");
    // Only whole messages have come into the log.
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    for message in kafka.iter_messages(FetchRequest::new("g", 0, 0, 1 << 20)) {
        message.unwrap();
    }
}
