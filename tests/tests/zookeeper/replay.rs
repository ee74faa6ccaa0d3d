//! The embedded server answers recorded requests as the server 3.3.3 did.

use std::collections::{HashMap, VecDeque};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use kafka07::wire;
use kafka07::zookeeper::protocol::{
    Answer, ConnectRequest, OpCode, Operation, Packet, Request, Stat, xid,
};
use kafka07::zookeeper::{CreateMode, Server, Session};
use kafka07_tests::zookeeper::{
    Conversation, Received, Recording, Sent, encode_sent, order, packets,
};

/// One recorded connection, repeated.
struct Replay {
    name: String,
    requests: VecDeque<Vec<u8>>,
    answers: VecDeque<Vec<u8>>,
    recorded: Conversation,
    repeated: Conversation,
    stream: TcpStream,
    /// Came while something else was waited for.
    early: VecDeque<Vec<u8>>,
}

/// What the embedded server calls otherwise than the recorded one.
#[derive(Default)]
struct Names {
    sessions: HashMap<i64, i64>,
    passwords: HashMap<i64, Vec<u8>>,
}

impl Replay {
    fn open(server: &Server, name: &str) -> Self {
        let recording = Recording::read("3.3.3", name);
        let owned = |bytes: &[u8]| packets(bytes).into_iter().map(<[u8]>::to_vec).collect();
        let stream = TcpStream::connect(server.addr()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Self {
            name: name.to_owned(),
            requests: owned(&recording.requests),
            answers: owned(&recording.responses),
            recorded: Conversation::default(),
            repeated: Conversation::default(),
            stream,
            early: VecDeque::new(),
        }
    }

    /// Sends the next recorded packet, and waits until the server has handled it.
    fn send(&mut self, names: &Names) {
        let packet = self.requests.pop_front().expect("a packet to send");
        let Ok(sent) = self.recorded.sent(&packet) else {
            // One was cut short by hand.
            let xid = i32::from_be_bytes(packet[4..8].try_into().unwrap());
            self.recorded.note(xid, OpCode::Exists);
            self.repeated.note(xid, OpCode::Exists);
            self.stream.write_all(&packet).unwrap();
            return self.settle();
        };
        let Sent::Request(request) = &sent else {
            let Sent::Connect(connect) = sent else { unreachable!() };
            let connect = names.translate(connect);
            let packet = encode_sent(&Sent::Connect(connect));
            self.repeated.sent(&packet).unwrap();
            self.stream.write_all(&packet).unwrap();
            let answer = self.read();
            return self.early.push_back(answer);
        };
        let op_code = request.operation.op_code();
        self.repeated.note(request.xid, op_code);
        self.stream.write_all(&packet).unwrap();
        match op_code {
            OpCode::CloseSession | OpCode::Auth => {}
            OpCode::Ping => self.settle_until_ping(),
            _ => self.settle(),
        }
    }

    fn settle(&mut self) {
        let ping = Request { xid: xid::PING, operation: Operation::Ping };
        self.stream.write_all(&wire::to_vec(&Packet { body: ping }).unwrap()).unwrap();
        self.settle_until_ping();
        self.early.pop_back();
    }

    fn settle_until_ping(&mut self) {
        loop {
            let packet = self.read();
            let is_ping = packet[4..8] == xid::PING.to_be_bytes();
            self.early.push_back(packet);
            if is_ping {
                return;
            }
        }
    }

    fn read(&mut self) -> Vec<u8> {
        let mut packet = vec![0; 4];
        self.stream
            .read_exact(&mut packet)
            .unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let size = u32::from_be_bytes(packet[..4].try_into().unwrap()) as usize;
        packet.resize(4 + size, 0);
        self.stream.read_exact(&mut packet[4..]).unwrap();
        packet
    }

    /// Compares the next packet from the server with the recorded one.
    fn receive(&mut self, names: &mut Names, same_zxids: bool) {
        let packet = match self.early.pop_front() {
            Some(packet) => packet,
            None => self.read(),
        };
        let got = self.repeated.received(&packet).unwrap();
        let expected = self.answers.pop_front().expect("a recorded packet");
        let expected = self.recorded.received(&expected).unwrap();
        if let (Received::Connected(got), Received::Connected(expected)) = (&got, &expected) {
            names.sessions.insert(expected.session_id, got.session_id);
            names.passwords.insert(got.session_id, got.password.clone().unwrap());
        }
        let got = normal(got, same_zxids, |session| session);
        let expected = normal(expected, same_zxids, |session| {
            names.sessions.get(&session).copied().unwrap_or(session)
        });
        assert_eq!(got, expected, "{}", self.name);
    }
}

impl Names {
    fn translate(&self, mut connect: ConnectRequest) -> ConnectRequest {
        if let Some(session) = self.sessions.get(&connect.session_id) {
            connect.session_id = *session;
            connect.password = Some(self.passwords[session].clone());
        }
        connect
    }
}

/// Without what is different every time.
fn normal(mut received: Received, same_zxids: bool, session: impl Fn(i64) -> i64) -> Received {
    let bare = |stat: &mut Stat| {
        (stat.ctime, stat.mtime) = (0, 0);
        stat.ephemeral_owner = session(stat.ephemeral_owner);
        if !same_zxids {
            (stat.czxid, stat.mzxid, stat.pzxid) = (0, 0, 0);
            // How much happened before the recording.
            stat.cversion = 0;
        }
    };
    match &mut received {
        Received::Connected(connected) => {
            connected.session_id = session(connected.session_id);
            connected.password = connected.password.take().map(|password| vec![0; password.len()]);
        }
        Received::Event(..) => {}
        Received::Reply(reply) => {
            if !same_zxids {
                reply.header.zxid = 0;
            }
            match &mut reply.answer {
                Some(Answer::Stat(stat)) => bare(stat),
                Some(Answer::Data(data)) => bare(&mut data.stat),
                Some(Answer::Children2(names)) => bare(&mut names.stat),
                Some(Answer::Acl(acl)) => bare(&mut acl.stat),
                _ => {}
            }
        }
    }
    received
}

/// Repeats some connections of a recording, in the recorded order.
fn replay(server: &Server, name: &str, connections: &[usize], same_zxids: bool) {
    let mut names = Names::default();
    let mut open: HashMap<usize, Replay> = HashMap::new();
    let mut compared = 0;
    for (number, from_client) in order("3.3.3", name) {
        if !connections.contains(&number) {
            continue;
        }
        let replay =
            open.entry(number).or_insert_with(|| Replay::open(server, &format!("{name}-{number}")));
        if from_client {
            replay.send(&names);
        } else {
            replay.receive(&mut names, same_zxids);
            compared += 1;
        }
    }
    assert!(compared > 0);
    assert!(open.values().all(|replay| replay.answers.is_empty() && replay.early.is_empty()));
}

#[test]
fn a_broker_a_producer_and_a_group_are_answered_as_recorded() {
    replay(&Server::start().unwrap(), "kafka333a", &[1, 2, 3, 4, 5, 6], true);
}

#[test]
fn operations_errors_watches_and_reconnects_are_answered_as_recorded() {
    replay(&Server::start().unwrap(), "raw333", &[1, 2, 3, 4, 5], true);
}

#[test]
fn odd_connections_are_answered_as_recorded() {
    for number in [15, 17, 18, 20, 21, 24, 25, 27, 28, 30, 31] {
        let server = Server::start().unwrap();
        let session = Session::connect(server.addr().to_string()).unwrap();
        session.create("/r", "", CreateMode::Persistent).unwrap();
        replay(&server, "raw333", &[number], false);
    }
}

#[test]
fn kazoo_is_answered_as_recorded() {
    let server = Server::start().unwrap();
    let session = Session::connect(server.addr().to_string()).unwrap();
    // The root had two children, after sixteen changes of them.
    for _ in 0..7 {
        session.create("/x", "", CreateMode::Persistent).unwrap();
        session.delete("/x", None).unwrap();
    }
    for path in ["/r", "/s"] {
        session.create(path, "", CreateMode::Persistent).unwrap();
    }
    replay(&server, "kazoo333", &[1], false);
}
