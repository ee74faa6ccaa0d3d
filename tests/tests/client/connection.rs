//! Connecting, frames in pieces, sizes that lie, and deadlines.

use std::io;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use kafka07::error::{ErrorKind, Stalled};
use kafka07::{Error, FetchRequest, KafkaClient, MessageSet};
use kafka07_tests::brokers::{PATIENCE, broker, store, topic};
use kafka07_tests::peer::{Peer, answer};
use kafka07_tests::random::Random;

use super::common::{PAGE, fetch_at, hasty, patient, payloads, serve_empty_log};

/// A listener that takes no further connection: its queue is full, so that connecting hangs.
pub(super) struct FullListener {
    pub(super) addr: SocketAddr,
    _listener: socket2::Socket,
    _waiting: Vec<socket2::Socket>,
}

impl FullListener {
    pub(super) fn new() -> io::Result<Self> {
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
fn connecting_has_a_timeout_and_all_addresses_are_tried() {
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
fn a_timeout_of_zero_is_refused() {
    let error = KafkaClient::builder().read_timeout(Duration::ZERO).connect("127.0.0.1:1");
    assert!(matches!(error.unwrap_err().kind(), ErrorKind::Config(_)));
}

#[test]
fn an_answer_that_comes_byte_by_byte_is_read_whole() {
    let set = MessageSet::new(["one", "two", "three"]);
    let bytes = set.as_bytes().to_vec();
    let peer = Peer::start(move |_, guest| {
        while guest.request().is_some() {
            guest.trickle(&answer(0, &bytes));
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let page = kafka.fetch(&fetch_at(0)).unwrap();
    assert_eq!(page.set(), set);
}

#[test]
fn a_large_request_is_written_whole_to_a_peer_that_reads_slowly() {
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
fn an_end_inside_a_frame_is_an_error_with_host_and_port() {
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

#[test]
fn a_size_that_lies_is_an_error_and_not_an_allocation() {
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
fn the_user_can_limit_the_size_of_responses() {
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

#[test]
fn a_stalled_answer_ends_by_the_deadline_wherever_it_stalls() {
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
fn the_deadline_is_for_the_frame_and_not_for_each_read() {
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
fn a_request_that_is_never_read_ends_by_the_deadline() {
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
fn a_late_answer_is_not_taken_for_the_next_one() {
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
    assert_eq!(payloads(&page.set()), [b"right"]);
    assert_eq!(peer.connections(), 2);
}

#[test]
fn a_client_can_change_threads_and_its_results_can_be_shared() {
    fn is_sent<T: Send>() {}
    fn is_shared<T: Send + Sync + 'static>() {}
    is_sent::<KafkaClient>();
    is_sent::<kafka07::MessageIter<kafka07::KafkaClient>>();
    is_shared::<kafka07::Page>();
    is_shared::<kafka07::Message<'static>>();
    is_shared::<kafka07::Stopper>();
    is_shared::<Error>();
}
