//! Ways to read a partition from an offset to its end, to be compared with each other.

use std::time::Duration;

use kafka07::{AsClient, ClientBuilder, FetchRequest, KafkaClient, MessageIter};

use crate::brokers::PATIENCE;
use crate::random::Random;

/// A client that tries again at once, and waits for an answer as long as a test may take.
pub fn patient() -> ClientBuilder {
    KafkaClient::builder()
        .read_timeout(PATIENCE)
        .backoff(Duration::from_millis(1), Duration::from_millis(5))
}

/// Offset, next offset and payload of each message.
pub type Read = Vec<(i64, i64, Vec<u8>)>;

/// The simplest reader there is: one page after the other, large enough for anything.
///
/// # Panics
/// If something cannot be read.
pub fn reference(kafka: &mut KafkaClient, request: &FetchRequest) -> Read {
    let mut request = FetchRequest { max_size: 1 << 23, ..request.clone() };
    let mut read = Vec::new();
    loop {
        let page = kafka.fetch(&request).unwrap();
        if page.is_empty() {
            return read;
        }
        for message in page.messages() {
            let message = message.unwrap();
            read.push((message.offset(), message.next_offset(), message.payload().to_vec()));
        }
        request.offset = page.next_offset();
    }
}

/// Message by message, to the log's end.
///
/// # Panics
/// If something cannot be read.
pub fn by_message(messages: &mut MessageIter<impl AsClient>) -> Read {
    messages
        .map(|message| {
            let message = message.unwrap();
            (message.offset(), message.next_offset(), message.payload().to_vec())
        })
        .collect()
}

/// Page by page, to the log's end.
///
/// # Panics
/// If something cannot be read.
pub fn by_page(messages: &mut MessageIter<impl AsClient>) -> Read {
    let mut read = Vec::new();
    while let Some(page) = messages.next_page().unwrap() {
        for message in page.messages() {
            let message = message.unwrap();
            read.push((message.offset(), message.next_offset(), message.payload().to_vec()));
        }
    }
    read
}

/// Now messages, now pages, some of them left in the middle.
///
/// # Panics
/// If something cannot be read.
pub fn by_turns(messages: &mut MessageIter<impl AsClient>, random: &mut Random) -> Read {
    let mut read: Read = Vec::new();
    loop {
        if random.one_in(2) {
            let Some(message) = messages.next() else { return read };
            let message = message.unwrap();
            read.push((message.offset(), message.next_offset(), message.payload().to_vec()));
        } else {
            let Some(page) = messages.next_page().unwrap() else { return read };
            let stop_after = random.between(1, 5);
            for message in page.messages().take(stop_after) {
                let message = message.unwrap();
                messages.advance(message.next_offset());
                read.push((message.offset(), message.next_offset(), message.payload().to_vec()));
            }
        }
    }
}
