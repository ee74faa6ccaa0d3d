//! The bytes that are measured on.

use std::fmt::Write;

use bytes::Bytes;
use kafka07::MessageSet;

/// The payload sizes, with their names in the cases.
pub const SIZES: [(usize, &str); 3] = [(100, "100B"), (1024, "1KB"), (10 * 1024, "10KB")];

/// About how many bytes of payload a set has: what fits the caches that a page read just now is in.
const SET_BYTES: usize = 256 * 1024;

/// How many messages a produce request has, as in the batches of 0.7's asynchronous producer.
const BATCH: usize = 200;

/// Payloads of `size` bytes each, every one different, of text that compresses about as log lines
/// do.
pub fn payloads(size: usize) -> Vec<Bytes> {
    some_payloads(SET_BYTES / size, size)
}

/// The payloads of one produce request.
pub fn batch(size: usize) -> Vec<Bytes> {
    some_payloads(BATCH, size)
}

fn some_payloads(count: usize, size: usize) -> Vec<Bytes> {
    let words = ["GET", "/index.html", "200", "a-user", "Mozilla/5.0", "0.7.2", "miss", "hit"];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..count)
        .map(|_| {
            let mut line = String::with_capacity(size + 32);
            while line.len() < size {
                let number = random();
                line.push_str(words[(number % 8) as usize]);
                write!(line, " {} ", (number >> 8) % 10_000).expect("a string takes everything");
            }
            line.truncate(size);
            Bytes::from(line)
        })
        .collect()
}

/// The same payloads as an uncompressed set.
pub fn set(size: usize) -> Bytes {
    MessageSet::new(payloads(size)).into_bytes()
}
