//! Clients that misbehave, in all ways: each gets an error or is disconnected, and harms nobody.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use kafka07::wire;
use kafka07::zookeeper::protocol::{
    Acl, Auth, ConnectRequest, Create, Operation, Packet, Read as ReadNode, Request, SetWatches,
};
use kafka07::zookeeper::{CreateMode, ErrorKind, Server, Session};
use kafka07_tests::random::Random;
use kafka07_tests::wait_until;

fn connect() -> ConnectRequest {
    ConnectRequest {
        protocol_version: 0,
        last_zxid_seen: 0,
        timeout: 6000,
        session_id: 0,
        password: Some(vec![0; 16]),
        read_only: None,
    }
}

fn packet(body: &impl wire::Encode) -> Vec<u8> {
    let mut bytes = wire::to_vec(body).unwrap();
    let size = u32::try_from(bytes.len()).unwrap();
    bytes.splice(0..0, size.to_be_bytes());
    bytes
}

fn request(operation: Operation) -> Vec<u8> {
    wire::to_vec(&Packet { body: Request { xid: 1, operation } }).unwrap()
}

/// A request of any type with a record of any bytes.
fn record(op_code: i32, record: &[u8]) -> Vec<u8> {
    packet(&(1_i32, op_code, Raw(record.to_vec())))
}

#[derive(wire::Wire)]
struct Raw(#[wire(rest)] Vec<u8>);

fn exists(path: &str) -> Vec<u8> {
    request(Operation::Exists(ReadNode { path: path.to_owned(), watch: true }))
}

/// What a hostile client sends after a good `ConnectRequest`.
fn after_connect() -> Vec<(&'static str, Vec<u8>)> {
    let create = |path: &str, data: usize| {
        request(Operation::Create(Create {
            path: path.to_owned(),
            data: Some(vec![0; data].into()),
            acl: Some(vec![Acl::open()]),
            mode: CreateMode::Other(77),
        }))
    };
    let auth = |count: usize| {
        let one = |number| {
            let auth = Some(format!("u{number}:p").into_bytes());
            request(Operation::Auth(Auth { kind: 0, scheme: "digest".to_owned(), auth }))
        };
        (0..count).flat_map(one).collect::<Vec<u8>>()
    };
    vec![
        ("a negative size", vec![0xff; 4]),
        ("the smallest size", vec![0x80, 0, 0, 0]),
        ("a size over the limit", vec![0, 0x10, 0, 0]),
        ("the largest size", vec![0x7f, 0xff, 0xff, 0xff]),
        ("an empty packet", vec![0; 4]),
        ("half a size", vec![0, 0]),
        ("half a packet", exists("/a")[..9].to_vec()),
        ("a number alone", vec![0, 0, 0, 4, 0, 0, 0, 1]),
        ("a type without a record", record(3, &[])),
        ("a path that is null", record(3, &[0xff, 0xff, 0xff, 0xff, 0])),
        ("a path of negative length", record(3, &[0xff, 0xff, 0xff, 0xfe, 0])),
        ("a path that is longer than all", record(3, &[0x7f, 0xff, 0xff, 0xff, 0])),
        ("a path that is not UTF-8", record(3, &[0, 0, 0, 2, 0xff, 0xfe, 0])),
        ("a path with a zero byte", exists("/a\0")),
        ("a relative path", exists("a/../b")),
        ("a path of a million bytes", exists(&format!("/{}", "x".repeat(1_000_000)))),
        ("a bool of 7", record(3, &[0, 0, 0, 2, b'/', b'a', 7])),
        ("a create without its flags", record(1, b"\0\0\0\x02/a\0\0\0\0\0\0\0\0")),
        ("a create with an unknown mode", create("/a", 0)),
        ("a create as large as it may be", create("/a", 1_048_000)),
        ("more ACLs than bytes", record(1, b"\0\0\0\x02/a\0\0\0\0\x7f\xff\xff\xff")),
        ("a negative count of ACLs", record(1, b"\0\0\0\x02/a\0\0\0\0\xff\xff\xff\xfe")),
        ("data of negative length", record(5, b"\0\0\0\x02/a\xff\xff\xff\xf0\0\0\0\0")),
        ("watches that are null", record(101, &[[0; 8].as_slice(), &[0xff; 12]].concat())),
        ("more watches than bytes", record(101, &[[0; 8].as_slice(), &[0x7f; 12]].concat())),
        (
            "watches on impossible paths",
            request(Operation::SetWatches(SetWatches {
                relative_zxid: i64::MAX,
                data: Some(vec!["".into(), "no".into(), "/\0".into()]),
                exist: Some(vec!["".into(), "//".into()]),
                child: Some(vec!["".into()]),
            })),
        ),
        ("an authentication cut short", record(100, &[0, 0, 0, 0, 0])),
        ("an unknown scheme", record(100, b"\0\0\0\0\0\0\0\x01x\0\0\0\0")),
        ("a hundred identities", auth(100)),
        ("a type that servers use inside", record(-10, &[0; 4])),
        ("an unknown type", record(12345, &[1, 2, 3])),
        ("a second connect", packet(&connect())),
        (
            "the end of the session and more",
            [request(Operation::CloseSession), exists("/a")].concat(),
        ),
        ("ten thousand pings", request(Operation::Ping).repeat(10_000)),
        ("bytes after a record", record(3, b"\0\0\0\x02/a\0and more of it")),
    ]
}

/// What a hostile client sends in place of a good `ConnectRequest`.
fn in_place_of_connect() -> Vec<(&'static str, Vec<u8>)> {
    let with = |change: &dyn Fn(&mut ConnectRequest)| {
        let mut request = connect();
        change(&mut request);
        packet(&request)
    };
    vec![
        ("nothing", Vec::new()),
        ("another protocol", b"GET / HTTP/1.1\r\n\r\n".to_vec()),
        ("a greeting of TLS", vec![0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]),
        ("an unknown word", b"kill".to_vec()),
        ("a known word and more", b"ruok and more".to_vec()),
        ("a request", exists("/a")),
        ("half of it", packet(&connect())[..20].to_vec()),
        ("a null password", with(&|connect| connect.password = None)),
        ("an empty password", with(&|connect| connect.password = Some(Vec::new()))),
        ("a long password", with(&|connect| connect.password = Some(vec![0; 100_000]))),
        ("an unknown session", with(&|connect| connect.session_id = 77)),
        ("a zxid of the future", with(&|connect| connect.last_zxid_seen = i64::MAX)),
        ("a negative timeout", with(&|connect| connect.timeout = -5)),
        ("the longest timeout", with(&|connect| connect.timeout = i32::MAX)),
        ("a password longer than all", {
            let mut bytes = packet(&connect());
            bytes[28] = 0x7f;
            bytes
        }),
    ]
}

/// Sends bytes, in two parts, and reads what comes until the server closes.
fn send(addr: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let _ = stream.write_all(&bytes[..bytes.len() / 2]);
    let _ = stream.write_all(&bytes[bytes.len() / 2..]);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answers = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answers) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "the server hangs: {error}");
    }
    answers
}

#[test]
fn every_hostile_client_is_answered_or_disconnected() {
    let server = Server::start().unwrap();
    let good = Session::connect(server.addr().to_string()).unwrap();
    let kinds = after_connect()
        .into_iter()
        .map(|(name, bytes)| (name, [packet(&connect()), bytes].concat()));
    let kinds: Vec<_> = kinds.chain(in_place_of_connect()).collect();
    assert!(kinds.len() >= 50);
    for (name, bytes) in kinds {
        send(server.addr(), &bytes);
        wait_until(name, || server.connections() == 1);
        good.exists("/").unwrap();
    }
    assert_eq!(good.children("/").unwrap().names, ["zookeeper"]);
}

#[test]
fn random_bytes_harm_nobody() {
    let server = Server::start().unwrap();
    let good = Session::connect(server.addr().to_string()).unwrap();
    let mut random = Random::new(11);
    let templates: Vec<_> = after_connect().into_iter().map(|(_, bytes)| bytes).collect();
    for _ in 0..300 {
        let mut bytes = templates[random.between(0, templates.len() - 1)].clone();
        bytes.truncate(200);
        for _ in 0..random.between(1, 5) {
            let at = random.between(0, bytes.len().max(1) - 1);
            if let Some(byte) = bytes.get_mut(at) {
                *byte = u8::try_from(random.between(0, 255)).unwrap();
            }
        }
        send(server.addr(), &[packet(&connect()), bytes].concat());
    }
    good.exists("/").unwrap();
}

#[test]
fn bytes_that_trickle_in_are_a_request_in_the_end() {
    let server = Server::start().unwrap();
    let mut stream = TcpStream::connect(server.addr()).unwrap();
    stream.set_nodelay(true).unwrap();
    for byte in [packet(&connect()), exists("/")].concat() {
        stream.write_all(&[byte]).unwrap();
    }
    let mut answers = [0; 40 + 4 + 16 + 68];
    stream.read_exact(&mut answers).unwrap();
}

#[test]
fn a_client_that_does_not_read_takes_bounded_memory() {
    let server = Server::start().unwrap();
    let good = Session::connect(server.addr().to_string()).unwrap();
    good.create("/large", vec![0; 1_000_000], CreateMode::Persistent).unwrap();
    let mut deaf = TcpStream::connect(server.addr()).unwrap();
    deaf.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
    deaf.write_all(&packet(&connect())).unwrap();
    let read = request(Operation::GetData(ReadNode { path: "/large".to_owned(), watch: false }));
    // It asks for gigabytes, until the server takes no more.
    while deaf.write_all(&read.repeat(1000)).is_ok() {}
    good.set("/large", "", None).unwrap();
    drop(deaf);
    wait_until("it is gone", || server.connections() == 1);
}

#[test]
fn what_clients_can_take_is_limited() {
    let server = Server::builder()
        .max_connections(3)
        .max_sessions(4)
        .max_nodes(10)
        .max_bytes(20_000)
        .max_packet_size(5000)
        .start()
        .unwrap();
    let addr = server.addr().to_string();
    let zk = Session::connect(&addr).unwrap();
    let error = (0..10)
        .map(|number| zk.create(&format!("/{number}"), "", CreateMode::Persistent))
        .find_map(Result::err)
        .unwrap();
    assert!(matches!(error.kind(), ErrorKind::Server(_)), "{error}");
    let error = (0..10).map(|_| zk.set("/0", vec![0; 4900], None)).find_map(Result::err);
    assert!(error.is_none(), "it replaces what was there");
    let errors = (1..7).map(|number| zk.set(&format!("/{number}"), vec![0; 4900], None));
    assert!(errors.filter_map(Result::err).count() > 0);
    let events = zk.events();
    let watched = (0..100)
        .map(|number| zk.exists_watched(&format!("/{number}-{}", "x".repeat(4000)), &events));
    assert!(watched.filter_map(Result::err).count() > 0, "watches are limited, too");
    let refused = Session::builder().max_request_size(10_000).connect(&addr).unwrap();
    let error = refused.create("/a", vec![0; 6000], CreateMode::Persistent).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ConnectionLoss { .. }), "{error}");

    let server = Server::builder().max_connections(2).start().unwrap();
    let addr = server.addr().to_string();
    let _sessions = [(); 2].map(|()| Session::connect(&addr).unwrap());
    let third = Session::builder().connect_timeout(Duration::from_millis(300)).connect(&addr);
    assert!(matches!(third.unwrap_err().kind(), ErrorKind::Connect { .. }));
    let server = Server::builder().max_sessions(2).start().unwrap();
    let addr = server.addr().to_string();
    for _ in 0..2 {
        Session::connect(&addr).unwrap().leave();
    }
    let third = Session::builder().connect_timeout(Duration::from_millis(300)).connect(&addr);
    assert!(matches!(third.unwrap_err().kind(), ErrorKind::Connect { .. }));
}

#[test]
fn words_are_answered() {
    let server = Server::start().unwrap();
    assert_eq!(send(server.addr(), b"ruok"), b"imok");
    for word in ["srvr", "stat", "envi"] {
        let text = String::from_utf8(send(server.addr(), word.as_bytes())).unwrap();
        assert!(text.contains("3.3.3"), "{text}");
    }
}
