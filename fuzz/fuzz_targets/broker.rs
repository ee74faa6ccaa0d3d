//! What a broker reads from its socket: any bytes, and it still serves whoever comes next.

#![no_main]

use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use kafka07::broker::Broker;
use kafka07::{FetchRequest, KafkaClient, MessageSet, ProduceRequest};
use libfuzzer_sys::fuzz_target;

/// After so many inputs there is a new broker, so that the topics they made do not pile up.
const INPUTS: usize = 256;

thread_local!(static BROKER: RefCell<Option<(Broker, usize)>> = const { RefCell::new(None) });

fuzz_target!(|data: &[u8]| {
    BROKER.with_borrow_mut(|running| {
        let (broker, inputs) = running.get_or_insert_with(|| (start(), 0));
        send(broker, data);
        *inputs += 1;
        if *inputs % 32 == 0 {
            still_serves(broker);
        }
        if *inputs == INPUTS {
            broker.shutdown().unwrap();
            *running = None;
        }
    });
});

fn start() -> Broker {
    Broker::builder()
        .partitions(2)
        .max_message_size(2000)
        .max_request_size(100_000)
        .segment_size(500)
        .flush_messages(1)
        .fsync(false)
        .start()
        .unwrap()
}

fn send(broker: &Broker, bytes: &[u8]) {
    let mut stream = TcpStream::connect(broker.addr()).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(8))).unwrap();
    // A broker that has closed the connection takes no more.
    for part in [&bytes[..bytes.len() / 3], &bytes[bytes.len() / 3..]] {
        if stream.write_all(part).is_err() {
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Write);
    let mut answers = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answers) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "the broker hangs: {error}");
    }
}

fn still_serves(broker: &Broker) {
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    let request = ProduceRequest::new("served", 0, MessageSet::new(["well"]));
    let end = kafka.produce_visible(&request, Duration::from_secs(8)).unwrap();
    let page = kafka.fetch(&FetchRequest::new("served", 0, end - 14, 100)).unwrap();
    assert_eq!(page.messages().next().unwrap().unwrap().payload(), b"well");
}
