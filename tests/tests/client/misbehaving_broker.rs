//! Every way in which a broker can misbehave towards every call: the call fails or succeeds, in
//! time, and the client works afterwards.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use kafka07::error::ErrorKind;
use kafka07::protocol::AnyRequest;
use kafka07::{
    ClientBuilder, Error, FetchRequest, KafkaClient, MessageSet, OffsetsRequest, Page,
    ProduceRequest, Wire,
};
use kafka07_tests::brokers::PATIENCE;
use kafka07_tests::peer::{Guest, Peer, answer, offsets_answer};
use kafka07_tests::random::Random;

/// A request of the user's own.
#[derive(Wire)]
#[wire(request(key = 42, response = Echo))]
struct Shout {
    #[wire(len = i16)]
    text: String,
}

#[derive(Debug, Wire)]
struct Echo {
    #[wire(len = i16)]
    text: String,
}

fn client() -> ClientBuilder {
    KafkaClient::builder()
        .read_timeout(Duration::from_millis(500))
        .write_timeout(PATIENCE)
        .backoff(Duration::from_millis(1), Duration::from_millis(2))
}

fn set() -> MessageSet {
    MessageSet::new(["one", "two"])
}

/// The right answer to any request that has one.
fn right_answer(request: &AnyRequest<'_>) -> Option<Vec<u8>> {
    match request {
        AnyRequest::Fetch(_) => Some(answer(0, set().as_bytes())),
        AnyRequest::MultiFetch(request) => {
            let part = answer(0, set().as_bytes());
            Some(answer(0, &part.repeat(request.fetches.len())))
        }
        AnyRequest::Offsets(_) => Some(offsets_answer(&[26])),
        AnyRequest::Own { body, .. } => Some(answer(0, body)),
        // Produces have no answer.
        _ => None,
    }
}

fn serve(guest: &mut Guest) {
    while let Some(request) = guest.request() {
        if let Some(answer) = right_answer(&request) {
            guest.send(&answer);
        }
    }
}

/// A call, and whether its result is what the right answer says.
type Call = fn(&mut KafkaClient) -> Result<bool, Error>;

/// The calls that have an answer.
fn calls() -> [(&'static str, Call); 5] {
    [
        ("fetch", |kafka| {
            let page = kafka.fetch(&FetchRequest::new("t", 0, 0, 1000))?;
            Ok(page.set() == set())
        }),
        ("multi_fetch", |kafka| {
            let requests = [0, 1, 2].map(|partition| FetchRequest::new("t", partition, 0, 1000));
            let pages = kafka.multi_fetch(&requests)?;
            assert_eq!(pages.len(), 3);
            let sets = pages.into_iter().map(|page| page.map(Page::into_set));
            Ok(sets.collect::<Result<Vec<_>, _>>()? == [set(), set(), set()])
        }),
        ("offsets", |kafka| Ok(kafka.offsets(&OffsetsRequest::latest("t", 0))? == [26])),
        ("call", |kafka| Ok(kafka.call(&Shout { text: "hey".into() })?.text == "hey")),
        ("confirm", |kafka| {
            kafka.send_to("t", 0, ["hey"])?;
            kafka.confirm().map(|()| true)
        }),
    ]
}

/// Makes a call that has to succeed.
fn succeed(name: &str, call: Call, kafka: &mut KafkaClient) {
    match call(kafka) {
        Ok(is_right) => assert!(is_right, "{name}"),
        Err(error) => panic!("{name}: {error}"),
    }
}

/// The calls that are repeated on a new connection by themselves.
fn is_repeated(call: &str) -> bool {
    matches!(call, "fetch" | "multi_fetch" | "offsets")
}

/// Lets the first answer go wrong as `fault` does, which ends the connection, and sees what becomes
/// of each call.
fn with_fault(
    fault: impl Fn(&mut Guest, &[u8]) + Clone + Send + Sync + 'static,
    check: impl Fn(&str, Result<bool, Error>, &Peer),
) {
    for (name, call) in calls() {
        let fault = fault.clone();
        let (closed, is_closed) = mpsc::channel();
        let peer = Peer::start(move |number, guest| {
            while let Some(request) = guest.request() {
                match right_answer(&request) {
                    Some(answer) if number == 0 => {
                        fault(guest, &answer);
                        guest.close();
                        return closed.send(()).unwrap();
                    }
                    Some(answer) => guest.send(&answer),
                    None => {}
                }
            }
        });
        let mut kafka = client().connect(peer.addr()).unwrap();
        check(name, call(&mut kafka), &peer);
        is_closed.recv_timeout(PATIENCE).unwrap();
        succeed(name, call, &mut kafka);
        let mut shout = peer.requests();
        shout.retain(|(_, request)| matches!(request, AnyRequest::Own { .. }));
        assert!(shout.len() <= 2, "an own request is never repeated by itself");
    }
}

#[test]
fn a_close_before_or_inside_an_answer() {
    for cut in 0..30 {
        with_fault(
            move |guest, answer| guest.send(&answer[..cut.min(answer.len() - 1)]),
            |name, result, peer| match result {
                Ok(is_right) => assert!(is_right && is_repeated(name), "{name}, cut at {cut}"),
                Err(error) => {
                    assert!(!is_repeated(name), "{name}, cut at {cut}: {error}");
                    assert!(error.is_retriable(), "{error}");
                    assert!(error.to_string().contains(&peer.addr().to_string()), "{error}");
                }
            },
        );
    }
}

#[test]
fn a_close_after_an_answer() {
    with_fault(Guest::send, |name, result, _| {
        result.unwrap_or_else(|error| panic!("{name}: {error}"));
    });
}

#[test]
fn a_reset_before_inside_or_after_an_answer() {
    for cut in [0, 1, 4, 6, 11, 1000] {
        with_fault(
            move |guest, answer| {
                guest.send(&answer[..cut.min(answer.len())]);
                guest.reset();
            },
            |name, result, _| {
                // A reset may overtake the bytes before it.
                match result {
                    Ok(is_right) => assert!(is_right, "{name}, cut at {cut}"),
                    Err(error) => {
                        assert!(!is_repeated(name), "{name}, cut at {cut}: {error}");
                        assert!(error.is_retriable(), "{error}");
                    }
                }
            },
        );
    }
}

#[test]
fn an_answer_byte_by_byte() {
    with_fault(Guest::trickle, |name, result, _| {
        assert!(result.unwrap_or_else(|error| panic!("{name}: {error}")), "{name}");
    });
}

#[test]
fn an_answer_that_stalls() {
    for cut in [0, 5] {
        with_fault(
            move |guest, answer| {
                guest.send(&answer[..cut]);
                guest.stall();
            },
            |name, result, peer| {
                let error = result.expect_err(name);
                let kind = match error.kind() {
                    ErrorKind::Unconfirmed(_) => error.cause().unwrap().kind(),
                    kind => kind,
                };
                assert!(matches!(kind, ErrorKind::Timeout { .. }), "{name}: {error}");
                assert_eq!(peer.connections(), 1, "{name}");
            },
        );
    }
}

#[test]
fn a_size_that_lies() {
    for size in [i32::MIN, -1, 0, 1, 3, 5, 50_000, i32::MAX] {
        with_fault(
            move |guest, answer| {
                guest.send(&size.to_be_bytes());
                guest.send(&answer[4..]);
            },
            |name, result, _| {
                // A page may be of any size, and an answer to a confirmation is none that matters.
                let might_be = ["fetch", "confirm"].contains(&name) && (3..=5).contains(&size);
                // Too large ends in a close, which is worth another attempt.
                let repeated = is_repeated(name) && size == 50_000;
                match result {
                    Ok(is_right) => assert!(might_be || (is_right && repeated), "{name}, {size}"),
                    Err(error) => assert!(!repeated, "{name}, {size}: {error}"),
                }
            },
        );
    }
}

#[test]
fn garbage_instead_of_an_answer() {
    for seed in 0..20 {
        with_fault(
            move |guest, _| guest.send(&Random::new(seed).bytes(200)),
            |name, result, _| match result {
                Ok(is_right) => assert!(is_right && is_repeated(name), "{name}"),
                Err(error) => assert!(error.broker().is_some(), "{error}"),
            },
        );
    }
}

#[test]
fn bytes_that_were_not_asked_for_are_never_an_answer() {
    for (name, call) in calls() {
        let (sent, is_sent) = mpsc::channel();
        let peer = Peer::start(move |number, guest| {
            if number == 0 {
                // At once, before any request.
                guest.send(&answer(0, MessageSet::new(["stray"]).as_bytes()));
                guest.send(&offsets_answer(&[4711]));
                sent.send(()).unwrap();
            }
            serve(guest);
        });
        let mut kafka = client().connect(peer.addr()).unwrap();
        is_sent.recv_timeout(PATIENCE).unwrap();
        succeed(name, call, &mut kafka);
        assert_eq!(peer.connections(), 2);
    }
}

#[test]
fn an_answer_to_a_produce_is_not_taken_for_that_to_the_next_request() {
    let peer = Peer::start(|number, guest| {
        while let Some(request) = guest.request() {
            match right_answer(&request) {
                Some(answer) => guest.send(&answer),
                // No broker answers a produce.
                None if number == 0 => guest.send(&answer(0, MessageSet::new(["no"]).as_bytes())),
                None => {}
            }
        }
    });
    let mut kafka = client().connect(peer.addr()).unwrap();
    kafka.send_to("t", 0, ["hey"]).unwrap();
    // Wherever the stray answer is by now: it is read as that to the question behind the produce,
    // or seen before; the answer behind it is never handed out as another's.
    let _ = kafka.confirm();
    assert_eq!(kafka.offsets(&OffsetsRequest::latest("t", 0)).unwrap(), [26]);
}

#[test]
fn a_multi_fetch_with_parts_missing_delivers_the_others() {
    let part = answer(0, set().as_bytes());
    let whole = part.repeat(3);
    for cut in 0..=whole.len() {
        let body = whole[..cut].to_vec();
        let peer = Peer::start(move |_, guest| {
            while let Some(request) = guest.request() {
                match request {
                    AnyRequest::MultiFetch(_) => guest.send(&answer(0, &body)),
                    _ => guest.send(&offsets_answer(&[26])),
                }
            }
        });
        let mut kafka = client().connect(peer.addr()).unwrap();
        let requests = [0, 1, 2].map(|partition| FetchRequest::new("t", partition, 0, 1000));
        let pages = kafka.multi_fetch(&requests).unwrap();
        assert_eq!(pages.len(), 3);
        for (index, page) in pages.iter().enumerate() {
            match page {
                Ok(page) => {
                    assert!(part.len() * (index + 1) <= cut, "part {index} of {cut} bytes");
                    assert_eq!(page.set(), set());
                }
                Err(error) => {
                    assert!(part.len() * (index + 1) > cut, "part {index} of {cut} bytes: {error}");
                    assert_eq!(error.partition(), i32::try_from(index).ok());
                    let kind = error.kind();
                    assert!(
                        matches!(kind, ErrorKind::MissingPart { .. } | ErrorKind::Response(_)),
                        "{error}"
                    );
                }
            }
        }
        assert_eq!(kafka.offsets(&OffsetsRequest::latest("t", 0)).unwrap(), [26]);
    }
}

#[test]
fn a_restart_between_requests() {
    for (name, call) in calls() {
        let mut peer = Peer::start(|_, guest| serve(guest));
        let addr = peer.addr();
        let mut kafka = client().connect(addr).unwrap();
        for _ in 0..4 {
            succeed(name, call, &mut kafka);
            peer.stop();
            peer = Peer::start_on(addr, |_, guest| serve(guest));
        }
    }
}

#[test]
fn a_broker_that_is_away_for_a_while() {
    let (away, is_away) = mpsc::channel::<()>();
    let peer = Peer::start(|_, guest| serve(guest));
    let addr = peer.addr();
    let mut kafka = client()
        .retries(1000)
        .backoff(Duration::from_millis(5), Duration::from_millis(20))
        .connect(addr)
        .unwrap();
    peer.stop();
    let back = thread::spawn(move || {
        is_away.recv_timeout(PATIENCE).unwrap();
        Peer::start_on(addr, |_, guest| serve(guest))
    });
    away.send(()).unwrap();
    for (name, call) in calls() {
        succeed(name, call, &mut kafka);
    }
    back.join().unwrap().stop();
    let error = client().connect(addr).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect(_)) && error.is_retriable());
    assert!(error.to_string().contains("check that the broker is running"), "{error}");
}

#[test]
fn an_empty_request_list_asks_nothing() {
    let peer = Peer::start(|_, guest| serve(guest));
    let mut kafka = client().connect(peer.addr()).unwrap();
    assert!(kafka.multi_fetch(&[]).unwrap().is_empty());
    kafka.multi_produce(&[]).unwrap();
    kafka.confirm().unwrap();
    assert!(peer.requests().is_empty());
}

#[test]
fn a_request_over_the_limit_is_not_sent() {
    let peer = Peer::start(|_, guest| serve(guest));
    let mut kafka = client().max_request_size(100).connect(peer.addr()).unwrap();
    let request = ProduceRequest::new("t", 0, MessageSet::new([vec![0; 100]]));
    // Key, topic, partition, size of the set, header of the message, payload.
    let size = 2 + 3 + 4 + 4 + 10 + 100;
    let error = kafka.produce(&request).unwrap_err();
    let ErrorKind::RequestTooLarge { size: found, max: 100 } = error.kind() else {
        panic!("{error}");
    };
    assert_eq!(*found, size);
    let error = kafka.call(&Shout { text: "hey".repeat(40) }).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::RequestTooLarge { .. }), "{error}");
    let error = kafka.call(&Shout { text: "hey".repeat(20_000) }).unwrap_err();
    assert!(error.to_string().contains("nothing was sent"), "{error}");
    kafka.offsets(&OffsetsRequest::latest("t", 0)).unwrap();
    assert_eq!(peer.requests().len(), 1, "nothing but the offsets request");
}
