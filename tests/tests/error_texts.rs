//! What users read when something fails: `{error}` for what happened, `{error:?}`, which `main`
//! prints, for that and all causes.

use std::error::Error;
use std::net::TcpListener;

use kafka07::archive::Archive;
use kafka07::broker::Broker;
use kafka07::error::ErrorKind;
use kafka07::wire::NoResponse;
use kafka07::{KafkaClient, Producer, Wire};
use kafka07_tests::peer::Peer;

/// The text, and the texts of all causes, with colons between.
fn chain(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}

#[test]
fn main_prints_a_readable_line_without_a_broker() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = KafkaClient::connect(free).unwrap_err();
    let refused = format!("connect: could not reach {free}: Connection refused (os error 111); ");
    if cfg!(target_os = "linux") {
        assert!(format!("{error:?}").starts_with(&refused), "{error:?}");
    }
    let by_name = KafkaClient::builder().connect_host(format!("localhost:{}", free.port()));
    let text = format!("{:?}", by_name.unwrap_err());
    let named = format!("connect to broker localhost:{}: could not reach ", free.port());
    assert!(text.starts_with(&named), "{text}");
    let text = format!("{:?}", Producer::connect(free).unwrap_err());
    assert!(text.starts_with("connect: could not reach "), "{text}");
}

#[test]
fn a_failed_confirm_says_everything_once() {
    let peer = Peer::start(|_, guest| drop(guest.request()));
    let mut kafka = KafkaClient::builder().retries(0).connect(peer.addr()).unwrap();
    kafka.send_to("web", 0, ["one"]).unwrap();
    let error = kafka.confirm().unwrap_err();
    let text = format!("{error:?}");
    assert_eq!(text, chain(&error));
    assert_eq!(text.matches(&peer.addr().to_string()).count(), 1, "{text}");
    assert_eq!(text.matches("1 message (13 bytes in 1 set)").count(), 1, "{text}");
    let cause = error.cause().unwrap();
    assert!(matches!(cause.kind(), ErrorKind::Closed | ErrorKind::Io(_)), "{cause}");
    assert_eq!(text.matches(&cause.to_string()).count(), 1, "{text}");
}

#[test]
fn each_call_reports_its_own_name() {
    #[derive(Wire)]
    #[wire(request(key = 42, response = NoResponse))]
    struct Note {
        #[wire(len = i8)]
        text: String,
    }

    let broker = Broker::temporary().unwrap();
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    let error = kafka.tell(&Note { text: "t".repeat(200) }).unwrap_err();
    let text = "tell: the request could not be encoded (nothing was sent)";
    assert_eq!(error.to_string(), text);
    assert!(format!("{error:?}").starts_with(&format!("{text}: ")), "{error:?}");
}

#[test]
fn files_and_brokers_print_a_readable_line_too() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("web-0");
    let error = Archive::open(&missing).unwrap_err();
    let text = format!("could not open {}", missing.display());
    assert_eq!(error.to_string(), text);
    assert!(format!("{error:?}").starts_with(&format!("{text}: ")), "{error:?}");

    let taken = Broker::temporary().unwrap();
    let error = Broker::builder().addr(taken.addr()).start().unwrap_err();
    let text = format!("could not listen on {}", taken.addr());
    assert_eq!(error.to_string(), text);
    assert!(format!("{error:?}").starts_with(&format!("{text}: ")), "{error:?}");
}
