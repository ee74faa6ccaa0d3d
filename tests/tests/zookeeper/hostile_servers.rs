//! Servers that misbehave, in all ways: a session ends every call with an answer or an error.

use std::time::Duration;

use kafka07::wire;
use kafka07::zookeeper::protocol::{
    Answer, ConnectResponse, Data, ErrorCode, EventKind, Names, Path, Reply, ReplyHeader,
    ServerState, Stat, WatchedEvent, xid,
};
use kafka07::zookeeper::{CreateMode, Session};
use kafka07_tests::peer::{Guest, Peer};

fn packet(body: &impl wire::Encode) -> Vec<u8> {
    let mut bytes = wire::to_vec(body).unwrap();
    let size = u32::try_from(bytes.len()).unwrap();
    bytes.splice(0..0, size.to_be_bytes());
    bytes
}

fn connected() -> ConnectResponse {
    ConnectResponse {
        protocol_version: 0,
        timeout: 1000,
        session_id: 7,
        password: Some(vec![1; 16]),
        read_only: None,
    }
}

/// What a server sends in place of a good answer to `ConnectRequest`.
fn in_place_of_connected() -> Vec<(&'static str, Vec<u8>)> {
    let with = |change: &dyn Fn(&mut ConnectResponse)| {
        let mut response = connected();
        change(&mut response);
        packet(&response)
    };
    vec![
        ("nothing", Vec::new()),
        ("another protocol", b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()),
        ("a negative size", vec![0xff; 4]),
        ("a size over the limit", vec![0x7f, 0xff, 0xff, 0xff]),
        ("an empty packet", vec![0; 4]),
        ("half of it", with(&|_| ())[..30].to_vec()),
        ("no session", with(&|response| response.timeout = 0)),
        ("a negative timeout", with(&|response| response.timeout = -1)),
        ("a timeout of a millisecond", with(&|response| response.timeout = 1)),
        ("the longest timeout", with(&|response| response.timeout = i32::MAX)),
        ("a null password", with(&|response| response.password = None)),
        ("a long password", with(&|response| response.password = Some(vec![0; 100_000]))),
        ("a password longer than all", {
            let mut bytes = with(&|_| ());
            bytes[20] = 0x7f;
            bytes
        }),
        ("a session with the number 0", with(&|response| response.session_id = 0)),
    ]
}

type Answering = fn(i32) -> Vec<u8>;

fn ok(xid: i32, answer: Answer) -> Vec<u8> {
    packet(&Reply::new(xid, 9, Ok(answer)))
}

fn header(xid: i32) -> ReplyHeader {
    ReplyHeader { xid, zxid: 9, error: ErrorCode::Ok }
}

fn event(kind: EventKind, path: &str) -> Vec<u8> {
    let event = WatchedEvent { kind, state: ServerState::Connected, path: path.to_owned() };
    packet(&(header(xid::EVENT), event))
}

fn with_tail(xid: i32, tail: &[u8]) -> Vec<u8> {
    packet(&(header(xid), Raw(tail.to_vec())))
}

#[derive(wire::Wire)]
struct Raw(#[wire(rest)] Vec<u8>);

/// What a server sends in place of a good answer to a request.
const ANSWERS: [(&str, Answering); 31] = [
    ("nothing", |_| Vec::new()),
    ("a negative size", |_| vec![0xff; 4]),
    ("a size over the limit", |_| vec![0, 0x7f, 0xff, 0xff]),
    ("the largest size", |_| vec![0x7f, 0xff, 0xff, 0xff]),
    ("an empty packet", |_| vec![0; 4]),
    ("half a header", |_| vec![0, 0, 0, 6, 0, 0, 0, 1, 0, 0]),
    ("half an answer", |xid| ok(xid, Answer::Stat(Stat::default()))[..30].to_vec()),
    ("another number", |xid| ok(xid + 1, Answer::Stat(Stat::default()))),
    ("a negative number", |_| ok(-77, Answer::Done)),
    ("the answer twice", |xid| ok(xid, Answer::Stat(Stat::default())).repeat(2)),
    ("an answer to nothing", |xid| [ok(xid, Answer::Done), ok(xid + 5, Answer::Done)].concat()),
    ("no record", |xid| ok(xid, Answer::Done)),
    ("a record that is too short", |xid| with_tail(xid, &[0; 3])),
    ("a record that is too long", |xid| with_tail(xid, &[0; 500])),
    ("data longer than all", |xid| with_tail(xid, &[0x7f; 80])),
    ("data of negative length", |xid| with_tail(xid, &[0xf0; 80])),
    ("text that is not UTF-8", |xid| with_tail(xid, &[0, 0, 0, 2, 0xff, 0xfe])),
    ("names that are null", |xid| ok(xid, Answer::Children(Names { names: None }))),
    ("another answer", |xid| ok(xid, Answer::Data(Data { data: None, stat: Stat::default() }))),
    ("a path outside the chroot", |xid| ok(xid, Answer::Path(Path("/outside".into())))),
    ("an empty path", |xid| ok(xid, Answer::Path(Path(String::new())))),
    ("an unknown error", |xid| packet(&Reply::<Answer>::new(xid, 9, Err(ErrorCode::Other(-999))))),
    ("an expired session", |xid| {
        packet(&Reply::<Answer>::new(xid, 9, Err(ErrorCode::SessionExpired)))
    }),
    ("a zxid before all", |xid| {
        packet(&Reply::<Answer>::new(xid, i64::MIN, Err(ErrorCode::NoNode)))
    }),
    ("a zxid after all", |xid| {
        packet(&Reply::<Answer>::new(xid, i64::MAX, Err(ErrorCode::NoNode)))
    }),
    ("events for nobody", |_| {
        [
            event(EventKind::Created, "/nobody"),
            event(EventKind::Other(99), "/"),
            event(EventKind::None, ""),
            event(EventKind::Deleted, "no path"),
        ]
        .concat()
    }),
    ("ten thousand events", |_| event(EventKind::DataChanged, "/a").repeat(10_000)),
    ("an event cut short", |_| packet(&(header(xid::EVENT), Raw(vec![0; 9])))),
    ("answers to pings", |_| ok(xid::PING, Answer::Done).repeat(1000)),
    ("a refused authentication", |_| {
        packet(&Reply::<Answer>::new(xid::AUTH, 0, Err(ErrorCode::AuthFailed)))
    }),
    ("answers to watches", |_| ok(xid::SET_WATCHES, Answer::Done).repeat(100)),
];

/// Reads a packet of the client's, and returns the first number in it.
fn read(guest: &mut Guest) -> Option<i32> {
    let size = u32::from_be_bytes(guest.read(4)?.try_into().ok()?);
    let packet = guest.read(usize::try_from(size).ok()?)?;
    Some(i32::from_be_bytes(packet.get(..4)?.try_into().ok()?))
}

/// Uses a session in all ways. Each call has to return.
fn use_session(name: &str, peer: &Peer, chroot: &str) {
    let session = Session::builder()
        .timeout(Duration::from_secs(1))
        .connect_timeout(Duration::from_millis(300))
        .request_timeout(Duration::from_millis(200))
        .close_timeout(Duration::from_millis(100))
        .connect(format!("{}{chroot}", peer.addr()));
    let session = match session {
        Ok(session) => session,
        Err(error) => return assert!(!error.to_string().is_empty(), "{name}"),
    };
    let events = session.events();
    let requests = session.pipelined();
    let (get, children) = (requests.get_watched("/a", &events), requests.children("/"));
    let (exists, create) =
        (requests.exists("/a"), requests.create("/a", "", CreateMode::Ephemeral));
    let (set, acl) = (requests.set("/a", "", None), requests.acl("/"));
    let delete = requests.delete("/a", None);
    let errors = [
        get.wait().map(drop).err(),
        children.wait().map(drop).err(),
        exists.wait().map(drop).err(),
        create.wait().map(drop).err(),
        set.wait().map(drop).err(),
        acl.wait().map(drop).err(),
        delete.wait().err(),
        session.close().err(),
    ];
    for error in errors.into_iter().flatten() {
        assert!(!error.to_string().is_empty(), "{name}");
    }
}

#[test]
fn a_session_ends_with_servers_that_do_not_connect_well() {
    for (name, bytes) in in_place_of_connected() {
        for stall in [false, true] {
            let bytes = bytes.clone();
            let peer = Peer::start(move |_, guest| {
                if read(guest).is_some() {
                    guest.send(&bytes);
                    if stall {
                        guest.stall();
                    }
                }
            });
            use_session(name, &peer, "");
        }
    }
}

#[test]
fn a_session_ends_with_servers_that_do_not_answer_well() {
    for (name, answer) in ANSWERS {
        for chroot in ["", "/inside"] {
            let peer = Peer::start(move |_, guest| {
                if read(guest).is_none() {
                    return;
                }
                guest.send(&packet(&connected()));
                while let Some(xid) = read(guest) {
                    if !guest.try_send(&answer(xid)) {
                        return;
                    }
                }
            });
            use_session(name, &peer, chroot);
        }
    }
}

#[test]
fn a_session_ends_with_servers_that_reset_or_trickle() {
    for reset in [false, true] {
        let peer = Peer::start(move |_, guest| {
            let _ = read(guest);
            guest.trickle(&packet(&connected()));
            if let (Some(xid), false) = (read(guest), reset) {
                guest.trickle(&ok(xid, Answer::Stat(Stat::default())));
            }
            guest.break_off(&[0, 0], reset);
        });
        use_session("trickle and reset", &peer, "");
    }
}
