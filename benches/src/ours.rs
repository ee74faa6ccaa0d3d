//! What this library does, called as a user calls it.

use bytes::Bytes;
use kafka07::message::Error;
use kafka07::protocol::RequestFrame;
use kafka07::wire::{self, Gather, Output};
use kafka07::{MessageSet, Messages, OwnedMessages, ProduceRequest, ReadOptions, Wire};

/// A walk with the CRC checked or not.
pub fn walk(set: &[u8], crc: bool) -> Messages<'_> {
    Messages::new(set, 0, &ReadOptions::new().check_crc(crc))
}

/// All payloads, sharing the set's memory.
pub fn collect(set: &Bytes, crc: bool) -> Result<Vec<Bytes>, Error> {
    OwnedMessages::new(set.clone(), 0, &ReadOptions::new().check_crc(crc))
        .map(|message| message.map(kafka07::Message::into_payload))
        .collect()
}

/// A produce request as a client writes it: the set is encoded once, and stays where it is for one
/// vectored write. `scratch` is what it keeps from one request to the next. Returns how many bytes
/// are to be written.
pub fn produce(topic: &str, partition: i32, payloads: &[Bytes], scratch: &mut Vec<u8>) -> usize {
    let request = ProduceRequest::new(topic, partition, MessageSet::new(payloads));
    let frame = RequestFrame::new(&request);
    let mut output = Gather::new(std::mem::take(scratch));
    output.write(&frame).expect("it can be encoded");
    let length = output.slices().iter().map(|slice| slice.len()).sum();
    *scratch = output.into_buffer();
    length
}

/// The same request declared down to the message, and nothing but derived code.
#[derive(Debug, Wire)]
#[wire(request(key = 0))]
pub struct Produce<'a> {
    #[wire(len = i16)]
    topic: &'a str,
    partition: i32,
    #[wire(size = i32)]
    set: Set<'a>,
}

#[derive(Debug, Wire)]
struct Set<'a> {
    #[wire(rest, each(size = i32))]
    messages: Vec<Message<'a>>,
}

#[derive(Debug, Wire)]
#[wire(magic = 1u8)]
struct Message<'a> {
    attributes: u8,
    #[wire(crc32(of = payload))]
    crc: u32,
    #[wire(rest)]
    payload: &'a [u8],
}

impl<'a> Produce<'a> {
    /// A request for these payloads.
    pub fn new(topic: &'a str, partition: i32, payloads: &'a [Bytes]) -> Self {
        let message = |payload| Message { attributes: 0, crc: 0, payload };
        let messages = payloads.iter().map(|payload| message(&payload[..])).collect();
        Self { topic, partition, set: Set { messages } }
    }

    /// The request in its frame, as bytes.
    pub fn encode(&self) -> Vec<u8> {
        wire::to_vec(&RequestFrame::new(self)).expect("it can be encoded")
    }
}
