//! In which order messages are stored when a network delays what a lost connection had taken.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use kafka07::producer::{Outcome, ProducerBuilder};
use kafka07::{DeliveryPolicy, KafkaClient, Producer};
use kafka07_tests::brokers::{LAST, broker, settle, topic};
use kafka07_tests::peer::{Guest, Peer};
use kafka07_tests::produces::{requests, stored, take_all, texts};

/// Holds back what the first connection brings, until it is told to pass it on.
#[derive(Default)]
struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
    passed: Mutex<bool>,
    all_passed: Condvar,
}

impl Gate {
    fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
        let passed = self.passed.lock().unwrap();
        drop(self.all_passed.wait_while(passed, |passed| !*passed).unwrap());
    }

    fn wait(&self) {
        let open = self.open.lock().unwrap();
        drop(self.opened.wait_while(open, |open| !*open).unwrap());
    }
}

/// Reads to the end, and what was read to the broker when the gate opens. The broker closes when it
/// has handled it all.
fn delay(guest: &mut Guest, broker: SocketAddr, gate: &Gate) {
    let mut held = Vec::new();
    let _ = guest.stream().read_to_end(&mut held);
    gate.wait();
    let mut stream = TcpStream::connect(broker).unwrap();
    stream.write_all(&held).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
    *gate.passed.lock().unwrap_or_else(PoisonError::into_inner) = true;
    gate.all_passed.notify_all();
}

/// Passes bytes on in both directions.
fn pass(guest: &Guest, broker: SocketAddr) {
    let (client, broker) = (guest.stream(), TcpStream::connect(broker).unwrap());
    let copy = |mut from: TcpStream, mut to: TcpStream| {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    };
    let forth = (client.try_clone().unwrap(), broker.try_clone().unwrap());
    let forth = thread::spawn(move || copy(forth.0, forth.1));
    copy(broker, client);
    forth.join().unwrap();
}

/// Sends ten messages while the first connection goes through a network that holds them back, ten
/// more on the next one, and then lets the first ones through. Returns what is stored, in order,
/// and the outcomes.
fn delayed(
    settings: impl FnOnce(ProducerBuilder) -> ProducerBuilder,
) -> (Vec<usize>, Vec<Outcome>) {
    let (broker, topic, gate) = (broker(), topic("order"), Arc::new(Gate::default()));
    let proxy = Peer::start({
        let (gate, addr) = (Arc::clone(&gate), broker.addr());
        move |number, guest| if number == 0 { delay(guest, addr, &gate) } else { pass(guest, addr) }
    });
    let client = KafkaClient::builder()
        .read_timeout(Duration::from_secs(1))
        .backoff(Duration::from_millis(1), Duration::from_millis(5));
    let producer = settings(Producer::builder().linger(Duration::MAX).client(client));
    let producer = producer.connect(proxy.addr()).unwrap();
    let mut handles = Vec::new();
    for round in 0..2 {
        for number in 0..10 {
            let payload = (10 * round + number).to_string();
            handles.push(producer.send_to(&topic, 0, payload).unwrap());
        }
        let _ = producer.flush();
    }
    let _ = producer.close();
    gate.open();
    let mut kafka = broker.client();
    settle(&mut kafka, &topic);
    let log = stored(&mut kafka, &topic, 0);
    let numbers = log.iter().filter(|payload| *payload != LAST);
    let numbers = numbers.map(|payload| std::str::from_utf8(payload).unwrap().parse().unwrap());
    (numbers.collect(), handles.iter().map(|handle| handle.outcome().unwrap()).collect())
}

#[test]
fn at_most_once_an_unknown_message_may_be_stored_after_later_ones() {
    let (log, outcomes) = delayed(|builder| builder.delivery(DeliveryPolicy::AtMostOnce));
    assert!(outcomes[..10].iter().all(|outcome| matches!(outcome, Outcome::Unknown(_))));
    assert!(outcomes[10..].iter().all(Outcome::is_confirmed));
    let order: Vec<_> = (10..20).chain(0..10).collect();
    assert_eq!(log, order, "what the lost connection took arrived later, once");
}

#[test]
fn at_least_once_the_first_copies_are_stored_in_order() {
    let policy = DeliveryPolicy::AtLeastOnce { retries: 10 };
    let (log, outcomes) = delayed(|builder| builder.delivery(policy));
    assert!(outcomes.iter().all(Outcome::is_confirmed));
    let mut seen = BTreeSet::new();
    let first_copies: Vec<_> = log.iter().copied().filter(|number| seen.insert(*number)).collect();
    assert_eq!(first_copies, (0..20).collect::<Vec<_>>());
    assert_eq!(log[20..], (0..10).collect::<Vec<_>>(), "the second copies of the first ten");
}

#[test]
fn aborting_at_the_first_unknown_keeps_the_order() {
    let shared: Arc<OnceLock<Weak<Producer>>> = Arc::default();
    let inside = Arc::clone(&shared);
    let peer = Peer::start(|number, guest| {
        if number > 0 {
            take_all(guest);
        }
        guest.request();
    });
    let producer = Producer::builder().batch_messages(1).on_report(move |report| {
        if let Outcome::Unknown(_) = report.outcome() {
            let producer = inside.wait().upgrade().unwrap();
            assert!(producer.abort().is_err(), "it cannot wait here");
        }
    });
    let producer = Arc::new(producer.connect(peer.addr()).unwrap());
    let first = producer.send("t", "first").unwrap();
    let later: Vec<_> = (0..5).filter_map(|_| producer.send("t", "later").ok()).collect();
    shared.set(Arc::downgrade(&producer)).unwrap();
    assert!(matches!(first.wait(), Outcome::Unknown(_)));
    assert!(later.iter().all(|handle| !handle.wait().is_confirmed()));
    producer.close().unwrap_err();
    assert!(
        peer.requests().iter().all(|(connection, _)| *connection == 0),
        "nothing was sent since"
    );
}

#[test]
fn aborting_when_the_first_message_runs_out_of_time_keeps_the_order() {
    // Each round ends in another moment of the retries.
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(abort_when_out_of_time);
        }
    });
}

/// Two messages are lost on the first connection. The first of them runs out of time while it is
/// sent again and again, and its report aborts: the second one is not sent any more.
fn abort_when_out_of_time() {
    let limit = Duration::from_secs(1);
    let shared: Arc<OnceLock<Weak<Producer>>> = Arc::default();
    let inside = Arc::clone(&shared);
    let peer = Peer::start(|number, guest| {
        // A message and its question; on the first connection both messages.
        for _ in 0..if number == 0 { 4 } else { 1 } {
            guest.request();
        }
    });
    let client =
        KafkaClient::builder().backoff(Duration::from_millis(10), Duration::from_millis(10));
    let builder = Producer::builder().client(client).batch_messages(1).delivery_timeout(limit);
    let producer = builder.delivery(DeliveryPolicy::AtLeastOnce { retries: u32::MAX }).on_report(
        move |report| {
            if let Outcome::Unknown(_) = report.outcome() {
                assert!(inside.wait().upgrade().unwrap().abort().is_err(), "it cannot wait here");
            }
        },
    );
    let producer = Arc::new(producer.connect(peer.addr()).unwrap());
    shared.set(Arc::downgrade(&producer)).unwrap();
    let first = producer.send("t", "first").unwrap();
    assert!(first.wait_timeout(limit / 2).is_none(), "the second one has more time");
    let second = producer.send("t", "second").unwrap();
    assert!(matches!(first.wait(), Outcome::Unknown(_)));
    assert!(matches!(second.wait(), Outcome::Unknown(_)));
    producer.close().unwrap_err();
    let sent = requests(&peer);
    let seconds = sent.iter().filter(|parts| texts(&parts[0].2) == ["second"]).count();
    assert_eq!(seconds, 1, "it was sent on the first connection only");
}
