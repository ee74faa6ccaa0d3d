//! Both directions of ZooKeeper: any bytes sent to a server, and any bytes sent to a session.
//!
//! The first byte says which: 0 a server before it knows the client, 1 a server with a session, 2 a
//! session that connects, 3 a session that waits for answers.

#![no_main]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use kafka07::wire;
use kafka07::zookeeper::protocol::{ConnectRequest, ConnectResponse, Packet};
use kafka07::zookeeper::{CreateMode, Error, Server, Session};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [way, bytes @ ..] = data else { return };
    match way {
        0 => to_server(&[], bytes),
        1 => to_server(&connect(), bytes),
        2 => to_session(Vec::new(), bytes),
        3 => to_session(connected(), bytes),
        _ => {}
    }
});

fn connect() -> Vec<u8> {
    let body = ConnectRequest {
        protocol_version: 0,
        last_zxid_seen: 0,
        timeout: 4000,
        session_id: 0,
        password: Some(vec![0; 16]),
        read_only: None,
    };
    wire::to_vec(&Packet { body }).unwrap()
}

fn connected() -> Vec<u8> {
    let body = ConnectResponse {
        protocol_version: 0,
        timeout: 4000,
        session_id: 1,
        password: Some(vec![0; 16]),
        read_only: None,
    };
    wire::to_vec(&Packet { body }).unwrap()
}

/// A server takes the bytes, closes, and goes on serving.
fn to_server(first: &[u8], bytes: &[u8]) {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        Server::builder()
            .session_timeouts(Duration::from_millis(100), Duration::from_millis(500))
            .max_nodes(1000)
            .max_bytes(10 << 20)
            .start()
            .unwrap()
    });
    let mut stream = TcpStream::connect(server.addr()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(8))).unwrap();
    for part in [first, &bytes[..bytes.len() / 3], &bytes[bytes.len() / 3..]] {
        // A server that has closed the connection takes no more.
        if stream.write_all(part).is_err() {
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Write);
    let mut answers = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answers) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "the server hangs: {error}");
    }
}

static ANSWER: Mutex<(Vec<u8>, Vec<u8>)> = Mutex::new((Vec::new(), Vec::new()));

/// Every call of a session ends, with an error that says something.
fn to_session(first: Vec<u8>, bytes: &[u8]) {
    *ANSWER.lock().unwrap() = (first, bytes.to_vec());
    let session = Session::builder()
        .connect_timeout(Duration::from_millis(50))
        .request_timeout(Duration::from_millis(50))
        .close_timeout(Duration::from_millis(20))
        .max_answer_size(1 << 20)
        .connect(peer().to_string());
    let Some(session) = told(session) else { return };
    let events = session.events();
    let requests = session.pipelined();
    let (get, children) = (requests.get_watched("/a", &events), requests.children("/a"));
    let (create, exists) =
        (requests.create("/a", "", CreateMode::Ephemeral), requests.exists("/a"));
    let acl = requests.acl("/a");
    told(get.wait());
    told(children.wait());
    told(create.wait());
    told(exists.wait());
    told(acl.wait());
    while events.try_next().is_some() {}
    told(session.close());
}

fn told<T>(result: Result<T, Error>) -> Option<T> {
    result.inspect_err(|error| assert!(!error.to_string().is_empty())).ok()
}

/// Serves each connection with the same bytes, then closes it.
fn peer() -> SocketAddr {
    static PEER: OnceLock<SocketAddr> = OnceLock::new();
    *PEER.get_or_init(|| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut request = [0; 4096];
                if !matches!(stream.read(&mut request), Ok(1..)) {
                    continue;
                }
                let (first, bytes) = ANSWER.lock().unwrap().clone();
                if !first.is_empty() && stream.write_all(&first).is_ok() {
                    let _ = stream.read(&mut request);
                }
                let _ = stream.write_all(&bytes);
            }
        });
        address
    })
}
