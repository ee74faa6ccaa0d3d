//! Recorded connections to `ZooKeeper` servers, taken apart into packets.

use std::collections::VecDeque;
use std::fs;

use bytes::Bytes;
use kafka07::wire::{self, Error, Reader, Wire};
use kafka07::zookeeper::protocol::{
    Answer, ConnectRequest, ConnectResponse, ErrorCode, OpCode, Packet, Reply, ReplyHeader,
    Request, WatchedEvent, xid,
};

use crate::vectors;

/// The folders of recordings, each with the names of its connections.
///
/// # Panics
/// If they cannot be read.
pub fn recordings() -> Vec<Recording> {
    let mut found = Vec::new();
    for version in ["3.3.3", "3.8"] {
        let folder = vectors::folder("zookeeper").join(version);
        for file in fs::read_dir(&folder).expect("a folder of recordings") {
            let name = file.expect("a file").file_name().into_string().expect("a name");
            if let Some(name) = name.strip_suffix(".request.bin") {
                found.push(Recording::read(version, name));
            }
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

/// All bytes of one connection.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What its files are named by.
    pub name: String,
    /// What the client sent.
    pub requests: Vec<u8>,
    /// What the server sent.
    pub responses: Vec<u8>,
}

impl Recording {
    /// Reads a recording of a server of this version.
    ///
    /// # Panics
    /// If there is none.
    pub fn read(version: &str, name: &str) -> Self {
        let folder = vectors::folder("zookeeper").join(version);
        let read = |way| fs::read(folder.join(format!("{name}.{way}.bin"))).expect("a recording");
        Self { name: name.to_owned(), requests: read("request"), responses: read("response") }
    }
}

/// Splits bytes into packets, sizes included.
///
/// # Panics
/// If the last one is incomplete.
pub fn packets(bytes: &[u8]) -> Vec<&[u8]> {
    let mut input = Reader::new(bytes);
    let mut packets = Vec::new();
    while !input.is_empty() {
        let (start, size) = (input.offset(), input.read_length::<i32>().expect("a size"));
        input.take(size).expect("a whole packet");
        packets.push(&bytes[start..input.offset()]);
    }
    packets
}

/// What a client sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent {
    /// The first packet.
    Connect(ConnectRequest),
    /// Any other.
    Request(Request),
}

/// What a server sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Received {
    /// The first packet.
    Connected(ConnectResponse),
    /// A watch that fired.
    Event(ReplyHeader, WatchedEvent),
    /// A reply.
    Reply(Reply<Answer>),
}

/// Decodes what one connection carries, packet by packet. What a reply holds depends on the
/// requests before it.
#[derive(Debug, Default)]
pub struct Conversation {
    sent: usize,
    received: usize,
    asked: VecDeque<(i32, OpCode)>,
}

impl Conversation {
    /// Decodes a packet of the client's.
    ///
    /// # Errors
    /// If it cannot be decoded.
    pub fn sent(&mut self, packet: &[u8]) -> Result<Sent, Error> {
        self.sent += 1;
        if self.sent == 1 {
            return Ok(Sent::Connect(body(packet)?));
        }
        let request: Request = body(packet)?;
        self.note(request.xid, request.operation.op_code());
        Ok(Sent::Request(request))
    }

    /// Notes a request that a reply is to come for.
    pub fn note(&mut self, xid: i32, op_code: OpCode) {
        if !matches!(op_code, OpCode::Unknown(_)) {
            self.asked.push_back((xid, op_code));
        }
    }

    /// Decodes a packet of the server's.
    ///
    /// # Errors
    /// If it cannot be decoded.
    ///
    /// # Panics
    /// If it is a reply to nothing that was asked.
    pub fn received(&mut self, packet: &[u8]) -> Result<Received, Error> {
        self.received += 1;
        if self.received == 1 {
            return Ok(Received::Connected(body(packet)?));
        }
        let mut input = Reader::new(&packet[4..]);
        let header: ReplyHeader = input.read()?;
        let received = if header.xid == xid::EVENT {
            Received::Event(header, input.read()?)
        } else {
            // A reply of the same connection may overtake pings.
            let place = self.asked.iter().position(|(xid, _)| *xid == header.xid);
            let place = place.unwrap_or_else(|| panic!("nobody asked for {header:?}"));
            let (_, op_code) = self.asked.remove(place).expect("it is there");
            let ok = header.error == ErrorCode::Ok;
            let answer = ok.then(|| input.read_with::<Answer, _>(op_code)).transpose()?;
            Received::Reply(Reply { header, answer })
        };
        input.finish()?;
        Ok(received)
    }
}

/// Encodes what a client sent.
///
/// # Panics
/// If that is impossible.
pub fn encode_sent(sent: &Sent) -> Vec<u8> {
    match sent {
        Sent::Connect(connect) => wire::to_vec(&Packet { body: connect }),
        Sent::Request(request) => wire::to_vec(&Packet { body: request }),
    }
    .expect("a packet")
}

/// Encodes what a server sent.
///
/// # Panics
/// If that is impossible.
pub fn encode_received(received: &Received) -> Vec<u8> {
    match received {
        Received::Connected(connected) => wire::to_vec(&Packet { body: connected }),
        Received::Event(header, event) => wire::to_vec(&Packet { body: (*header, event) }),
        Received::Reply(reply) => wire::to_vec(&Packet { body: reply }),
    }
    .expect("a packet")
}

fn body<T: for<'a> Wire<'a>>(packet: &[u8]) -> Result<T, Error> {
    let packet = Bytes::copy_from_slice(packet);
    wire::from_bytes::<Packet<T>>(&packet).map(|packet| packet.body)
}

/// In which order the packets of several connections passed: the number of the connection, and
/// whether the client sent it.
///
/// # Panics
/// If the recording does not exist.
pub fn order(version: &str, name: &str) -> Vec<(usize, bool)> {
    let file = vectors::folder("zookeeper").join(version).join(format!("{name}.order"));
    let text = fs::read_to_string(file).expect("an order");
    let pass = |token: &str| {
        let (number, way) = token.split_at(token.len() - 1);
        (number.parse().expect("the number of a connection"), way == ">")
    };
    text.split_whitespace().map(pass).collect()
}
