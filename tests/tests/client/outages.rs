//! Followers whose broker goes away and comes back.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use kafka07::error::ErrorKind;
use kafka07::protocol::AnyRequest;
use kafka07::{ConnectionChange, FetchRequest, KafkaClient, MessageSet, OnOutOfRange};
use kafka07_tests::brokers::PATIENCE;
use kafka07_tests::log_peer::MemoryLog;
use kafka07_tests::peer::{Guest, Peer, answer};

use super::common::{PAGE, fetch_at, hasty};
#[cfg(target_os = "linux")]
use super::connection::FullListener;

/// A log with this many messages of 11 bytes, of one digit each.
fn serve_digits(guest: &mut Guest, messages: u8) {
    let set = MessageSet::new((0..messages).map(|number| number.to_string()));
    while let Some(request) = guest.request() {
        let AnyRequest::Fetch(fetch) = request else { return };
        let start = usize::try_from(fetch.offset).unwrap().min(set.len());
        guest.send(&answer(0, &set.as_bytes()[start..]));
    }
}

#[derive(Debug, PartialEq)]
enum Change {
    Lost,
    Found,
}

/// Follows a log whose first broker has one message and goes away, and whose second one has two.
/// What comes between the two is up to `outage`; it gets to know of each change of the connection.
fn follow_through(outage: impl FnOnce(std::net::SocketAddr, &mpsc::Receiver<Change>) + Send) {
    let (tell_change, changes) = mpsc::channel();
    let (first_read, is_read) = mpsc::channel();
    let peer = Peer::start(|_, guest| serve_digits(guest, 1));
    let addr = peer.addr();
    let mut kafka = hasty().connect(addr).unwrap();
    let mut messages = kafka
        .iter_messages(fetch_at(0))
        .follow(Duration::from_millis(1))
        .on_connection_change(move |change| {
            let _ = match change {
                ConnectionChange::Lost { .. } => tell_change.send(Change::Lost),
                ConnectionChange::Found { .. } => tell_change.send(Change::Found),
                _ => unreachable!(),
            };
        });
    thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let one = messages.next().unwrap().unwrap();
            first_read.send(()).unwrap();
            let two = messages.next().unwrap().unwrap();
            assert_eq!((one.payload(), two.payload()), (&b"0"[..], &b"1"[..]));
        });
        is_read.recv_timeout(PATIENCE).unwrap();
        peer.stop();
        assert_eq!(changes.recv_timeout(PATIENCE).unwrap(), Change::Lost);
        outage(addr, &changes);
        let _back = Peer::start_on(addr, |_, guest| serve_digits(guest, 2));
        assert_eq!(changes.recv_timeout(PATIENCE).unwrap(), Change::Found, "told once each");
        reader.join().unwrap();
    });
}

#[test]
fn a_follower_survives_a_broker_that_is_away_for_longer_than_all_retries() {
    follow_through(|_, changes| {
        // Three attempts with the waits of this client take 15 ms at most.
        assert!(changes.recv_timeout(Duration::from_millis(300)).is_err(), "still looking");
    });
}

#[test]
fn a_follower_survives_brokers_that_close_reset_or_stay_silent() {
    follow_through(|addr, changes| {
        let (seen, is_seen) = mpsc::channel();
        let sick = Peer::start_on(addr, move |number, guest| {
            match number % 4 {
                0 => {}
                1 => guest.reset(),
                2 => guest.stall(),
                _ => {
                    guest.request();
                    guest.break_off(&answer(0, b"cut")[..5], false);
                }
            }
            let _ = seen.send(number);
        });
        while is_seen.recv_timeout(PATIENCE).unwrap() < 8 {}
        sick.stop();
        assert!(changes.try_recv().is_err(), "no answer came meanwhile");
    });
}

#[test]
fn a_lost_connection_is_an_error_when_its_time_is_over() {
    let peer = Peer::start(|_, guest| serve_digits(guest, 1));
    let mut kafka = hasty().connect(peer.addr()).unwrap();
    let mut messages = kafka
        .iter_messages(fetch_at(0))
        .follow(Duration::from_millis(1))
        .reconnect_for(Duration::from_millis(50));
    messages.next().unwrap().unwrap();
    let addr = peer.addr();
    peer.stop();
    for _ in 0..2 {
        let error = messages.next().unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Connect(_)), "{error}");
        assert_eq!((error.topic(), error.offset()), (Some("t"), Some(11)));
    }
    let _back = Peer::start_on(addr, |_, guest| serve_digits(guest, 2));
    assert_eq!(messages.next().unwrap().unwrap().payload(), b"1", "an error does not end it");
}

#[test]
fn an_iteration_to_the_end_looks_for_the_broker_only_if_it_is_told_to() {
    let peer = Peer::start(|number, guest| {
        // The first connections are of no use.
        if number > 20 {
            serve_digits(guest, 3);
        }
    });
    let mut kafka = hasty().connect(peer.addr()).unwrap();
    let request = FetchRequest::new("t", 0, 0, PAGE);
    let error = kafka.iter_messages(request.clone()).next().unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Closed | ErrorKind::Io(_)), "{error}");
    let messages = kafka.iter_messages(request).reconnect_for(PATIENCE);
    assert_eq!(messages.map(Result::unwrap).count(), 3);
}

#[test]
fn a_follower_without_a_broker_can_be_stopped_and_idles_no_longer_than_allowed() {
    let peer = Peer::start(|_, guest| serve_digits(guest, 0));
    let addr = peer.addr();
    let follow =
        |kafka: KafkaClient| kafka.into_messages(fetch_at(0)).follow(Duration::from_millis(1));
    let mut idle = follow(hasty().connect(addr).unwrap()).idle_timeout(Duration::from_millis(50));
    assert!(idle.next().is_none(), "nothing new has come");
    let (tell_change, changes) = mpsc::channel();
    let mut waiting = follow(hasty().backoff(PATIENCE, PATIENCE).connect(addr).unwrap())
        .on_connection_change(move |_| tell_change.send(()).unwrap());
    let stopper = waiting.stopper();
    peer.stop();
    let error = idle.next().unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect(_) | ErrorKind::Closed | ErrorKind::Io(_)));
    thread::scope(|scope| {
        let ended = scope.spawn(move || waiting.next().is_none());
        changes.recv_timeout(PATIENCE).unwrap();
        stopper.stop();
        assert!(ended.join().unwrap());
    });
}

#[test]
fn a_panicking_callback_neither_ends_an_iteration_nor_takes_its_waits() {
    let peer = Peer::start(|_, guest| serve_digits(guest, 1));
    let addr = peer.addr();
    let (tell_change, changes) = mpsc::channel();
    let mut kafka = hasty().connect(addr).unwrap();
    let mut messages = kafka
        .iter_messages(fetch_at(0))
        .follow(Duration::from_millis(1))
        .on_connection_change(move |change| {
            tell_change.send(matches!(change, ConnectionChange::Lost { .. })).unwrap();
            panic!("as the test wants it");
        });
    messages.next().unwrap().unwrap();
    peer.stop();
    thread::scope(|scope| {
        let reader = scope.spawn(move || messages.next().unwrap().unwrap().into_payload());
        assert!(changes.recv_timeout(PATIENCE).unwrap(), "lost");
        let _back = Peer::start_on(addr, |_, guest| serve_digits(guest, 2));
        assert!(!changes.recv_timeout(PATIENCE).unwrap(), "found, and told once each");
        assert_eq!(reader.join().unwrap(), "1");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_follower_that_connects_to_a_silent_address_can_be_stopped() {
    let peer = Peer::start(|_, guest| serve_digits(guest, 0));
    let silent = FullListener::new().unwrap();
    let addresses = [peer.addr(), silent.addr];
    let kafka = hasty().connect_timeout(PATIENCE * 10).connect(&addresses[..]).unwrap();
    let mut waiting = kafka.into_messages(fetch_at(0)).follow(Duration::from_millis(1));
    let stopper = waiting.stopper();
    peer.stop();
    let (tell_end, end) = mpsc::channel();
    thread::spawn(move || tell_end.send(waiting.next().is_none()));
    let early = end.recv_timeout(Duration::from_millis(300));
    assert!(early.is_err(), "it connects as long as it is not stopped");
    stopper.stop();
    assert!(end.recv_timeout(PATIENCE).unwrap());
}

#[test]
fn a_connection_lost_while_a_follower_jumps_is_an_outage_like_any_other() {
    let log = MemoryLog {
        start: 13,
        bytes: MessageSet::new(["one", "two"]).into_bytes().to_vec(),
        ..MemoryLog::default()
    };
    let peer = Peer::start(move |number, guest| {
        if number > 0 {
            return log.serve(guest);
        }
        while let Some(request @ AnyRequest::Fetch(_)) = guest.request() {
            guest.send(&log.answer(&request));
        }
        // Closed without an answer to the offsets request.
    });
    let (tell_change, changes) = mpsc::channel();
    let mut kafka = hasty().connect(peer.addr()).unwrap();
    let mut messages = kafka
        .iter_messages(fetch_at(0))
        .follow(Duration::from_millis(1))
        .on_out_of_range(OnOutOfRange::Earliest)
        .on_connection_change(move |change| {
            let _ = tell_change.send(matches!(change, ConnectionChange::Lost { .. }));
        });
    assert_eq!(messages.next().unwrap().unwrap().payload(), b"two");
    assert_eq!(messages.position_changes().len(), 1);
    assert_eq!(changes.try_iter().collect::<Vec<_>>(), [true, false], "lost, and found");
}
