//! Produces: what is refused before it is sent, what is sent again, and what may be lost.

use std::sync::mpsc;

use kafka07::error::ErrorKind;
use kafka07::protocol::{AnyRequest, MultiProduceRequest};
use kafka07::{
    Compression, DeliveryPolicy, FetchRequest, KafkaClient, MessageSet, OffsetsRequest,
    ProduceRequest,
};
use kafka07_tests::brokers::{PATIENCE, broker, store, topic};
use kafka07_tests::peer::Peer;
use kafka07_tests::random::Random;

use super::common::{PAGE, patient, payloads, produced, serve_empty_log};

#[test]
fn a_closed_connection_is_seen_before_a_produce() {
    let (closed, is_closed) = mpsc::channel();
    let peer = Peer::start(move |number, guest| {
        if number == 0 {
            guest.close();
            closed.send(()).unwrap();
        } else {
            serve_empty_log(guest);
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    is_closed.recv_timeout(PATIENCE).unwrap();
    kafka.send_to("t", 0, ["one"]).unwrap();
    kafka.confirm().unwrap();
    assert_eq!(produced(&peer), [(1, vec![b"one".to_vec()])]);
}

#[test]
fn a_produce_that_was_lost_is_named_by_confirm() {
    let peer = Peer::start(|number, guest| {
        if number == 0 {
            // The first produce is read, and the connection closed: as a broker that refuses it.
            guest.request();
        } else {
            serve_empty_log(guest);
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    kafka.send_to("t", 3, ["one", "two"]).unwrap();
    let error = kafka.confirm().unwrap_err();
    let ErrorKind::Unconfirmed(unconfirmed) = error.kind() else { panic!("{error}") };
    let parts: Vec<_> = unconfirmed.parts().collect();
    assert_eq!(parts.len(), 1);
    let (name, partition, part) = parts[0];
    assert_eq!((name, partition), ("t", 3));
    assert_eq!((part.sets, part.messages, part.bytes), (1, 2, 26));
    assert!(error.to_string().contains("2 messages (26 bytes in 1 set) for topic t, partition 3"));
    assert!(error.is_retriable());
    // Reported once, and the client is as good as new.
    kafka.confirm().unwrap();
    kafka.send_to("t", 0, ["three"]).unwrap();
    kafka.confirm().unwrap();
    assert!(!kafka.has_unconfirmed());
}

#[test]
fn confirm_reports_what_an_earlier_connection_lost() {
    let (closed, is_closed) = mpsc::channel();
    let peer = Peer::start(move |number, guest| {
        if number == 0 {
            guest.request();
            guest.close();
            closed.send(()).unwrap();
        } else {
            serve_empty_log(guest);
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    kafka.send_to("t", 0, ["lost"]).unwrap();
    is_closed.recv_timeout(PATIENCE).unwrap();
    kafka.send_to("t", 0, ["kept"]).unwrap();
    assert!(kafka.has_unconfirmed());
    let error = kafka.confirm().unwrap_err();
    let ErrorKind::Unconfirmed(unconfirmed) = error.kind() else { panic!("{error}") };
    assert_eq!(unconfirmed.total().messages, 1, "only the first is open");
}

#[test]
fn a_message_over_the_limit_is_refused_before_anything_is_sent() {
    let peer = Peer::start(|_, guest| serve_empty_log(guest));
    let mut kafka = patient().max_message_size(1000).connect(peer.addr()).unwrap();
    let error = kafka.send_to("t", 0, [vec![0; 1000], vec![0; 1001]]).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::MessageTooLarge { index: 1, size: 1001, max: 1000 }),
        "{error}"
    );
    let small = ProduceRequest::new("t", 0, MessageSet::new(["fine"]));
    let large = ProduceRequest::new("u", 7, MessageSet::new([vec![0; 1001]]));
    let error = kafka.multi_produce(&[small, large]).unwrap_err();
    assert_eq!((error.topic(), error.partition()), (Some("u"), Some(7)));
    kafka.offsets(&OffsetsRequest::latest("t", 0)).unwrap();
    assert_eq!(peer.requests().len(), 1, "nothing but the offsets request");
}

#[test]
fn the_limit_applies_to_the_compressed_size() {
    let peer = Peer::start(|_, guest| serve_empty_log(guest));
    let mut kafka = patient().max_message_size(1000).connect(peer.addr()).unwrap();
    let loose = MessageSet::compressed(Compression::Gzip, [vec![b'a'; 100_000]]).unwrap();
    kafka.produce(&ProduceRequest::new("t", 0, loose)).unwrap();
    let dense = MessageSet::compressed(Compression::Gzip, [Random::new(3).bytes(2000)]).unwrap();
    let error = kafka.produce(&ProduceRequest::new("t", 0, dense)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::MessageTooLarge { .. }), "{error}");
    kafka.confirm().unwrap();
    assert_eq!(produced(&peer).len(), 1);
}

#[test]
fn an_empty_set_is_never_compressed() {
    let broker = broker();
    let mut kafka = broker.client();
    let topic = topic("empty");
    let none: [&str; 0] = [];
    for codec in [Compression::Gzip, Compression::Snappy] {
        let set = MessageSet::compressed(codec, none).unwrap();
        assert!(set.is_empty());
        kafka.produce(&ProduceRequest::new(&topic, 0, set)).unwrap();
        kafka.confirm().unwrap();
    }
    store(&mut kafka, &topic, MessageSet::new(["one"]));
    let messages = kafka.iter_messages(FetchRequest::new(&topic, 0, 0, PAGE));
    assert_eq!(messages.map(Result::unwrap).count(), 1);
}

#[test]
fn half_a_frame_is_never_followed_by_the_other_half() {
    let payload = Random::new(4).bytes(20 << 20);
    let expected = payload.clone();
    let (whole, is_whole) = mpsc::channel();
    let peer = Peer::start(move |number, guest| {
        if number == 0 {
            guest.read(1 << 20);
            guest.reset();
        } else {
            let request = guest.request();
            let Some(AnyRequest::Produce(produce)) = request else { panic!("not a produce") };
            whole.send(payloads(&produce.set) == [expected.clone()]).unwrap();
            serve_empty_log(guest);
        }
    });
    let mut kafka = patient()
        .max_message_size(usize::MAX)
        .delivery(DeliveryPolicy::AtLeastOnce { retries: 1 })
        .connect(peer.addr())
        .unwrap();
    kafka.send_to("t", 0, [payload]).unwrap();
    assert!(is_whole.recv_timeout(PATIENCE).unwrap(), "a whole frame on a new connection");
}

#[test]
fn a_produce_is_written_once_unless_asked_otherwise() {
    let peer = Peer::start(|_, guest| {
        guest.request();
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    for _ in 0..3 {
        // Whether this one already meets the closed connection or the next one does: it is not
        // written again.
        let _ = kafka.send_to("t", 0, ["once"]);
        kafka.confirm().unwrap_err();
    }
    assert_eq!(produced(&peer).len(), 3);
}

#[test]
fn at_least_once_sends_again_until_it_is_confirmed() {
    let peer = Peer::start(|number, guest| {
        if number < 2 {
            guest.request();
        } else {
            serve_empty_log(guest);
        }
    });
    let policy = DeliveryPolicy::AtLeastOnce { retries: 5 };
    let mut kafka = patient().delivery(policy).connect(peer.addr()).unwrap();
    kafka.send_to("t", 0, ["thrice"]).unwrap();
    assert!(!kafka.has_unconfirmed());
    let connections: Vec<_> = produced(&peer).iter().map(|(number, _)| *number).collect();
    assert_eq!(connections, [0, 1, 2]);
}

#[test]
fn at_least_once_gives_up_and_reports_what_is_unconfirmed() {
    let peer = Peer::start(|_, guest| {
        guest.request();
    });
    let policy = DeliveryPolicy::AtLeastOnce { retries: 2 };
    let mut kafka = patient().delivery(policy).connect(peer.addr()).unwrap();
    let error = kafka.send_to("t", 5, ["never"]).unwrap_err();
    let ErrorKind::Unconfirmed(unconfirmed) = error.kind() else { panic!("{error}") };
    assert_eq!(unconfirmed.total().messages, 1);
    assert!(error.cause().is_some());
    assert_eq!(produced(&peer).len(), 3);
    assert!(!kafka.has_unconfirmed(), "it was reported");
}

#[test]
fn produces_that_are_told_count_like_those_that_are_produced() {
    let produce = |topic: &str| ProduceRequest::new(topic, 0, MessageSet::new(["m"]));
    let tell = |kafka: &mut KafkaClient| {
        kafka.tell(&produce("a")).and_then(|()| {
            kafka.tell(&MultiProduceRequest { produces: vec![produce("b"), produce("c")].into() })
        })
    };
    // Once, it is only known to be lost.
    let peer = Peer::start(|_, guest| drop((guest.request(), guest.request())));
    let mut kafka = patient().connect(peer.addr()).unwrap();
    tell(&mut kafka).unwrap();
    assert!(kafka.has_unconfirmed());
    let error = kafka.confirm().unwrap_err();
    let ErrorKind::Unconfirmed(unconfirmed) = error.kind() else { panic!("{error}") };
    let topics: Vec<_> = unconfirmed.parts().map(|(topic, ..)| topic).collect();
    assert_eq!(topics, ["a", "b", "c"]);

    // At least once, it is sent again until it is confirmed.
    let peer = Peer::start(|number, guest| match number {
        0 => drop(guest.request()),
        _ => serve_empty_log(guest),
    });
    let policy = DeliveryPolicy::AtLeastOnce { retries: 3 };
    let mut kafka = patient().delivery(policy).connect(peer.addr()).unwrap();
    tell(&mut kafka).unwrap();
    assert!(!kafka.has_unconfirmed());
    let produces = peer.requests().into_iter().filter(|(number, request)| {
        *number == 1 && matches!(request, AnyRequest::Produce(_) | AnyRequest::MultiProduce(_))
    });
    assert_eq!(produces.count(), 2);
}
