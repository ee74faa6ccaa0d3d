//! What all clients together may take: memory, work, places.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use kafka07::broker::Broker;
use kafka07::protocol::ProduceRequest;
use kafka07::{Compression, MessageSet};
use kafka07_tests::raw::RawConnection;
use kafka07_tests::wait_until;

use super::common::{connect, frame, payloads, produce};

/// Long enough never to come in a test.
const NEVER: Duration = Duration::from_secs(3600);

fn is_closed(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let closed = match (&mut &*stream).read(&mut [0]) {
        Ok(count) => count == 0,
        Err(error) => error.kind() != std::io::ErrorKind::WouldBlock,
    };
    stream.set_nonblocking(false).unwrap();
    closed
}

/// A connection that has sent `sent` bytes of a request of `size`.
fn unfinished(broker: &Broker, size: i32, sent: usize) -> TcpStream {
    let mut stream = TcpStream::connect(broker.addr()).unwrap();
    let _ = stream.write_all(&size.to_be_bytes()).and_then(|()| stream.write_all(&vec![0; sent]));
    stream
}

#[test]
fn unfinished_requests_share_their_memory_and_keep_nobody_out() {
    let broker = Broker::builder()
        .max_request_size(1 << 20)
        .max_request_memory(2 << 20)
        .flush_messages(1)
        .start()
        .unwrap();
    let held: Vec<_> = (0..10).map(|_| unfinished(&broker, 1 << 20, 900_000)).collect();
    // Each takes 1 MiB: when all bytes have come, at most two of them are left.
    wait_until("the others are given up", || {
        held.iter().filter(|stream| is_closed(stream)).count() >= 8
    });

    // Small requests need no more than a connection has in any case, and one that is not the largest
    // takes the place of the one that is.
    let mut kafka = connect(&broker);
    kafka.send("small", ["m"]).unwrap();
    kafka.send("middle", [vec![0; 300_000]]).unwrap();
    kafka.confirm().unwrap();
    assert_eq!(payloads(&mut kafka, "small", 0), ["m"]);
}

#[test]
fn a_request_of_the_largest_size_fits_when_others_are_done() {
    let broker = Broker::builder()
        .max_request_size(1 << 20)
        .max_request_memory(1 << 20)
        .flush_messages(1)
        .start()
        .unwrap();
    let mut kafka = connect(&broker);
    for _ in 0..5 {
        kafka.send_to("t", 0, [vec![0; 999_000]]).unwrap();
        kafka.confirm().unwrap();
    }
    let mut large = frame(&ProduceRequest::new("t", 0, MessageSet::new([vec![0; 999_990]])));
    large.resize(4 + (1 << 20), 0);
    large[..4].copy_from_slice(&(1_i32 << 20).to_be_bytes());
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&large);
    assert!(connection.is_answered());
    let end = kafka.offsets(&kafka07::OffsetsRequest::latest("t", 0)).unwrap();
    assert_eq!(end, [5 * 999_010 + 1_000_000]);
}

/// A message that inflates to `size` bytes.
fn bomb(size: usize) -> Vec<u8> {
    let inner = MessageSet::new([vec![0; size - 10]]);
    inner.compress(Compression::Gzip).unwrap().as_bytes().to_vec()
}

fn bombs(topic: &str, sets: &[Vec<u8>]) -> Vec<u8> {
    let produces: Vec<_> = sets
        .iter()
        .map(|set| ProduceRequest::new(topic, 0, MessageSet::from_raw(set.clone())))
        .collect();
    match &produces[..] {
        [produce] => frame(produce),
        _ => frame(&kafka07::protocol::MultiProduceRequest { produces: produces.into() }),
    }
}

#[test]
fn a_request_inflates_to_no_more_than_allowed_however_it_is_divided() {
    let broker = Broker::builder().max_inflated(4 << 20).flush_messages(1).start().unwrap();
    let one = bomb(1 << 20);
    let nested = MessageSet::from_raw(one.repeat(5)).compress(Compression::Gzip).unwrap();
    let cases = [
        ("at most", vec![one.repeat(3)], true),
        ("in one set", vec![one.repeat(5)], false),
        ("in several sets", vec![one.repeat(3), one.repeat(2)], false),
        ("in one message", vec![bomb(5 << 20)], false),
        ("nested", vec![nested.as_bytes().to_vec()], false),
        ("in many that hold nearly nothing", vec![bomb(11).repeat(5000)], false),
    ];
    for (name, sets, accepted) in cases {
        let mut connection = RawConnection::open(broker.addr());
        connection.send(&bombs("t", &sets));
        assert_eq!(connection.is_answered(), accepted, "{name}");
    }
}

#[test]
fn what_is_allowed_without_compression_is_allowed_with_it() {
    let broker = Broker::builder().max_request_size(3 << 20).flush_messages(1).start().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&bombs("t", &[bomb(1 << 20), bomb(1 << 20)]));
    assert!(connection.is_answered());
    connection.send(&bombs("t", &[bomb(2 << 20), bomb(1 << 20)]));
    assert!(!connection.is_answered());
}

#[test]
fn bombs_on_many_connections_are_inflated_one_after_the_other() {
    let broker =
        Broker::builder().max_inflated(4 << 20).max_inflating(1).flush_messages(1).start().unwrap();
    let request = bombs("t", &[bomb(3 << 20)]);
    let mut connections: Vec<_> = (0..20).map(|_| RawConnection::open(broker.addr())).collect();
    for connection in &mut connections {
        connection.send(&request);
    }
    assert!(connections.iter_mut().all(RawConnection::is_answered));
}

#[test]
fn idle_connections_give_their_places_to_new_ones() {
    // Those that never said anything at once, the others after a silence.
    let broker = Broker::builder().max_connections(50).replace_after(NEVER).start().unwrap();
    let silent: Vec<_> = (0..50).map(|_| TcpStream::connect(broker.addr()).unwrap()).collect();
    let mut inside = vec![];
    for _ in 0..50 {
        assert!(RawConnection::open(broker.addr()).is_answered());
        inside.push(unfinished(&broker, 100, 1));
    }
    wait_until("the silent ones are closed", || silent.iter().all(is_closed));
    let mut clients = vec![];
    while clients.len() < 50 {
        let mut client = RawConnection::open(broker.addr());
        // At first there may be others that were served, and are not known to be gone.
        if client.is_answered() {
            clients.push(client);
        }
    }
    assert!(!RawConnection::open(broker.addr()).is_answered(), "all were served");
    assert!(clients.iter_mut().all(RawConnection::is_answered));
}

#[test]
fn the_longest_silent_connection_loses_its_place() {
    let broker =
        Broker::builder().max_connections(3).replace_after(Duration::ZERO).start().unwrap();
    let mut clients: Vec<_> = (0..3).map(|_| RawConnection::open(broker.addr())).collect();
    for client in clients.iter_mut().rev() {
        assert!(client.is_answered());
    }
    let mut newcomer = RawConnection::open(broker.addr());
    assert!(newcomer.is_answered());
    assert_eq!(clients[2].read_to_end(), b"", "the first to be served");
    assert!(clients[1].is_answered() && clients[0].is_answered() && newcomer.is_answered());
    assert_eq!(broker.connections(), 3);
}

#[test]
fn without_replacement_new_ones_are_refused() {
    let broker = Broker::builder().max_connections(2).replace_after(None).start().unwrap();
    let silent = [(); 2].map(|()| TcpStream::connect(broker.addr()).unwrap());
    wait_until("they are connected", || broker.connections() == 2);
    assert!(!RawConnection::open(broker.addr()).is_answered());
    assert!(!silent.iter().any(is_closed));
}

#[test]
fn a_request_that_drips_is_cut_off() {
    let broker = Broker::builder().request_timeout(Duration::from_millis(200)).start().unwrap();
    let mut idle = RawConnection::open(broker.addr());
    assert!(idle.is_answered());
    let mut stream = TcpStream::connect(broker.addr()).unwrap();
    stream.write_all(&1_000_000_i32.to_be_bytes()).unwrap();
    // Never a pause that `stall_timeout` would see.
    wait_until("it is cut off", || stream.write_all(&[0]).is_err());
    assert!(idle.is_answered(), "which is no request");
}

#[test]
fn idle_clients_are_disconnected_if_asked_for() {
    let broker = Broker::builder()
        .idle_timeout(Duration::from_millis(100))
        .flush_messages(1)
        .start()
        .unwrap();
    let mut never = RawConnection::open(broker.addr());
    let mut served = RawConnection::open(broker.addr());
    served.send(&produce("t", 0, &["m"]));
    assert_eq!(never.read_to_end(), b"");
    assert_eq!(served.read_to_end(), b"");
    assert_eq!(payloads(&mut connect(&broker), "t", 0), ["m"]);
}
