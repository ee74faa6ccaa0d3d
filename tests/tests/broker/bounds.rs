//! What all clients together may take: memory, work, places.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use kafka07::broker::Broker;
use kafka07::protocol::ProduceRequest;
use kafka07::{Compression, FetchRequest, MessageSet};
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
    // All were served: one more waits until one of them leaves.
    let mut newcomer = RawConnection::open(broker.addr());
    assert!(clients.iter_mut().all(RawConnection::is_answered));
    drop(clients.pop());
    assert!(newcomer.is_answered());
    assert!(clients.iter_mut().all(RawConnection::is_answered));
}

#[test]
fn a_silent_connection_loses_its_place() {
    let broker =
        Broker::builder().max_connections(3).replace_after(Duration::ZERO).start().unwrap();
    let mut clients: Vec<_> = (0..3).map(|_| RawConnection::open(broker.addr())).collect();
    assert!(clients.iter_mut().all(RawConnection::is_answered));
    assert!(RawConnection::open(broker.addr()).is_answered());
    let kept = clients.into_iter().map(|mut client| client.is_answered()).filter(|&kept| kept);
    assert_eq!(kept.count(), 2);
}

#[test]
fn clients_that_ask_all_the_time_do_not_keep_a_newcomer_out() {
    let silence = Duration::from_millis(300);
    let broker = Broker::builder().max_connections(5).replace_after(silence).start().unwrap();
    let stop = AtomicBool::new(false);
    let ready = Barrier::new(6);
    thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| {
                let mut client = RawConnection::open(broker.addr());
                assert!(client.is_answered());
                ready.wait();
                // Never silent for as long as a new client would want it.
                while !stop.load(Ordering::Relaxed) && client.is_answered() {
                    thread::sleep(Duration::from_millis(5));
                }
            });
        }
        ready.wait();
        let answered = RawConnection::open(broker.addr()).is_answered();
        stop.store(true, Ordering::Relaxed);
        assert!(answered);
    });
}

#[test]
fn a_newcomer_waits_for_the_end_of_an_answer() {
    let (dir, size, fetch) = large_log();
    let broker = Broker::builder()
        .data_dir(dir.path())
        .max_connections(1)
        .replace_after(Duration::ZERO)
        .start()
        .unwrap();
    let mut client = RawConnection::open(broker.addr());
    client.send(&fetch);
    client.read(6);
    let mut newcomer = RawConnection::open(broker.addr());
    client.read(size);
    assert!(newcomer.is_answered());
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

/// A directory with one message set of 32 MiB, more than the system takes for a client that does not
/// read, and the frame of a fetch of all of it.
fn large_log() -> (tempfile::TempDir, usize, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("t-0")).unwrap();
    let set = MessageSet::new(vec![vec![0; 1 << 20]; 32]);
    std::fs::write(dir.path().join("t-0/00000000000000000000.kafka"), set.as_bytes()).unwrap();
    let size = set.as_bytes().len();
    (dir, size, frame(&FetchRequest::new("t", 0, 0, i32::try_from(size).unwrap())))
}

#[test]
fn a_client_that_reads_its_answer_slowly_is_not_silent() {
    let (dir, size, fetch) = large_log();
    let idle = Duration::from_millis(300);
    let broker = Broker::builder().data_dir(dir.path()).idle_timeout(idle).start().unwrap();
    let mut client = RawConnection::open(broker.addr());
    client.send(&fetch);
    let head = client.read(6);
    let mut left = size;
    while left > 0 {
        // The slowness is what is tested: over all, some times what a silent client is allowed.
        thread::sleep(idle / 3);
        let portion = left.min(4 << 20);
        client.read(portion);
        left -= portion;
    }
    assert_eq!(head[4..], [0, 0]);
    assert_eq!(client.read_to_end(), b"", "silent from now on");
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
