//! What a client sends to which broker: names that would harm one, snappy.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kafka07::protocol::{MultiFetchRequest, MultiProduceRequest};
use kafka07::{
    BrokerVersion, Compression, Error, ErrorKind, FetchRequest, KafkaClient, MessageSet,
    OffsetsRequest, ProduceRequest, Producer,
};
use kafka07_tests::peer::Peer;

use super::common::{patient, serve_empty_log};

/// A call of a client for a topic.
type Call = fn(&mut KafkaClient, &str) -> Result<(), Error>;

fn fetch(topic: &str) -> FetchRequest {
    FetchRequest::new(topic, 0, 0, 1000)
}

fn produce(topic: &str) -> ProduceRequest {
    ProduceRequest::new(topic, 0, MessageSet::new(["m"]))
}

/// Every way in which a client sends a topic's name.
const CALLS: [(&str, Call); 15] = [
    ("fetch", |kafka, topic| kafka.fetch(&fetch(topic)).map(drop)),
    ("multi_fetch", |kafka, topic| kafka.multi_fetch(&[fetch("t"), fetch(topic)]).map(drop)),
    ("offsets", |kafka, topic| kafka.offsets(&OffsetsRequest::latest(topic, 0)).map(drop)),
    ("iteration", |kafka, topic| {
        kafka.iter_messages(fetch(topic)).next().map_or(Ok(()), |next| next.map(drop))
    }),
    ("send", |kafka, topic| kafka.send(topic, "m")),
    ("send_to", |kafka, topic| kafka.send_to(topic, 0, "m")),
    ("produce", |kafka, topic| kafka.produce(&produce(topic))),
    ("multi_produce", |kafka, topic| kafka.multi_produce(&[produce("t"), produce(topic)])),
    ("produce_visible", |kafka, topic| {
        kafka.produce_visible(&produce(topic), std::time::Duration::ZERO).map(drop)
    }),
    ("wait_visible", |kafka, topic| {
        kafka.wait_visible(topic, 0, 1, std::time::Duration::ZERO).map(drop)
    }),
    ("call of a fetch", |kafka, topic| kafka.call(&fetch(topic)).map(drop)),
    ("call of a multi-fetch", |kafka, topic| {
        kafka.call(&MultiFetchRequest { fetches: vec![fetch(topic)].into() }).map(drop)
    }),
    ("call of offsets", |kafka, topic| kafka.call(&OffsetsRequest::earliest(topic, 0)).map(drop)),
    ("tell of a produce", |kafka, topic| kafka.tell(&produce(topic))),
    ("tell of a multi-produce", |kafka, topic| {
        kafka.tell(&MultiProduceRequest { produces: vec![produce(topic)].into() })
    }),
];

#[test]
fn no_request_has_a_name_that_would_harm_a_broker() {
    let peer = Peer::start(|_, guest| serve_empty_log(guest));
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let names = ["a:b", "a,b", "a=b", "a?b", "a*b", "a\"b", "tøpic", "𝒳", "a/b", "..", "", "a\0b"];
    let long = "t".repeat(255);
    for name in names.into_iter().chain([long.as_str()]) {
        for (call, send) in CALLS {
            let error = send(&mut kafka, name).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Topic(_)), "{call} of {name:?}: {error}");
        }
        let producer = Producer::connect(peer.addr()).unwrap();
        let error = producer.send(name, "m").unwrap_err();
        assert!(matches!(error.error().kind(), ErrorKind::Topic(_)), "{name:?}: {error}");
    }
    assert!(peer.requests().is_empty(), "nothing was sent: {:?}", peer.requests());
}

#[test]
fn a_newer_broker_gets_the_names_that_it_survives() {
    let peer = Peer::start(|_, guest| serve_empty_log(guest));
    for version in [BrokerVersion::V0_7_1, BrokerVersion::V0_7_2] {
        let mut kafka = patient().broker_version(version).connect(peer.addr()).unwrap();
        for name in ["a:b", "a*b"] {
            kafka.fetch(&fetch(name)).unwrap();
            kafka.send_to(name, 0, "m").unwrap();
        }
        for name in ["a/b", "é", "𝒳", ".", ""] {
            assert!(kafka.fetch(&fetch(name)).is_err(), "{name}");
        }
    }
}

#[test]
fn names_outside_ascii_need_brokers_that_write_utf_8() {
    let peer = Peer::start(|_, guest| serve_empty_log(guest));
    for version in BrokerVersion::ALL {
        let client = || patient().broker_version(version);
        let mut kafka = client().connect(peer.addr()).unwrap();
        for (call, send) in CALLS {
            let text = send(&mut kafka, "é").unwrap_err().to_string();
            assert!(text.contains("`utf8_topics`"), "{version}, {call}: {text}");
        }
        let producer = Producer::builder().client(client()).connect(peer.addr()).unwrap();
        assert!(producer.send("é", "m").is_err(), "{version}");
        assert!(peer.requests().is_empty(), "{version}: nothing was sent");
    }
    for version in BrokerVersion::ALL {
        let client = || patient().broker_version(version).utf8_topics(true);
        let mut kafka = client().connect(peer.addr()).unwrap();
        kafka.fetch(&fetch("é")).unwrap();
        kafka.send_to("tøpic日本", 0, "m").unwrap();
        assert!(kafka.fetch(&fetch("𝒳")).is_err(), "{version}");
        let producer = Producer::builder().client(client()).connect(peer.addr()).unwrap();
        producer.send("é", "m").unwrap();
    }
}

/// Closes the connection on each produce and counts them, as a broker 0.7.0 does with snappy.
fn refuses_produces() -> (Peer, Arc<AtomicUsize>) {
    let produces = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&produces);
    let peer = Peer::start(move |_, guest| {
        if guest.request().is_some() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (peer, produces)
}

fn snappy() -> ProduceRequest {
    ProduceRequest::new("t", 0, MessageSet::compressed(Compression::Snappy, ["m"]).unwrap())
}

#[test]
fn a_connection_closed_on_snappy_names_a_broker_0_7_0_as_the_cause() {
    let (peer, _) = refuses_produces();
    let mut kafka = patient().connect(peer.addr()).unwrap();
    kafka.produce(&snappy()).unwrap();
    let text = kafka.confirm().unwrap_err().to_string();
    assert!(text.contains("a broker 0.7.0 cannot decode snappy and never stores it"), "{text}");
    assert!(text.contains("use gzip"), "{text}");

    let newer = patient().broker_version(BrokerVersion::V0_7_1);
    let mut kafka = newer.connect(peer.addr()).unwrap();
    kafka.produce(&snappy()).unwrap();
    let text = kafka.confirm().unwrap_err().to_string();
    assert!(!text.contains("snappy"), "{text}");
}

#[test]
fn a_broker_that_confirmed_snappy_once_is_not_suspected_again() {
    let peer = Peer::start(|number, guest| {
        if number == 0 {
            guest.request();
            guest.request();
            guest.send(&kafka07_tests::peer::offsets_answer(&[0]));
        }
        guest.request();
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    kafka.produce(&snappy()).unwrap();
    kafka.confirm().unwrap();
    kafka.produce(&snappy()).unwrap();
    let text = kafka.confirm().unwrap_err().to_string();
    assert!(!text.contains("0.7.0"), "{text}");
}

#[test]
fn another_broker_on_the_next_connection_is_suspected_anew() {
    let peer = Peer::start(|number, guest| {
        guest.request();
        if number == 0 {
            guest.request();
            guest.send(&kafka07_tests::peer::offsets_answer(&[0]));
        }
    });
    let mut kafka = patient().connect(peer.addr()).unwrap();
    kafka.produce(&snappy()).unwrap();
    kafka.confirm().unwrap();
    // The first connection is closed by now, or on this produce.
    for _ in 0..2 {
        let _ = kafka.produce(&snappy());
        if let Err(error) = kafka.confirm()
            && peer.connections() > 1
        {
            let text = error.to_string();
            assert!(text.contains("a broker 0.7.0 cannot decode snappy"), "{text}");
            return;
        }
    }
    panic!("the second connection closes on the produce");
}

#[test]
fn snappy_for_a_broker_0_7_0_is_refused_before_it_is_sent() {
    let (peer, count) = refuses_produces();
    let old = || patient().broker_version(BrokerVersion::V0_7_0);
    let mut kafka = old().connect(peer.addr()).unwrap();
    let error = kafka.produce(&snappy()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::CodecOfNewerBrokers { .. }), "{error}");
    let producer = Producer::builder().compression(Compression::Snappy).client(old());
    let error = producer.connect(peer.addr()).unwrap_err();
    assert!(error.to_string().contains("cannot decode the codec"), "{error}");
    drop(kafka);
    assert_eq!(count.load(Ordering::SeqCst), 0);
}
