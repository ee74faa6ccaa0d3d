//! The hand-written twins: what somebody who knows the format and nothing else would write.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "the twins are as short and as fast as they can be; a wrong size ends the walk"
)]

use bytes::Bytes;

/// One message, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// Where it stands.
    pub offset: i64,
    /// Where to resume after it.
    pub next_offset: i64,
    /// What is in it.
    pub payload: &'a [u8],
}

/// Why a walk stopped before the end.
#[derive(Clone, Copy, Debug)]
pub enum Bad {
    /// The CRC does not match.
    Crc,
    /// Anything that this reader does not know.
    Format,
}

/// Walks uncompressed messages of magic 0 and 1, up to the end or to a cut message.
#[derive(Debug)]
pub struct Walk<'a, const CRC: bool> {
    rest: &'a [u8],
    offset: i64,
}

impl<'a, const CRC: bool> Walk<'a, CRC> {
    /// A walk over a set whose first byte stands at `offset`.
    pub fn new(set: &'a [u8], offset: i64) -> Self {
        Self { rest: set, offset }
    }
}

impl<'a, const CRC: bool> Iterator for Walk<'a, CRC> {
    type Item = Result<Message<'a>, Bad>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (size, rest) = self.rest.split_first_chunk::<4>()?;
        let size = i32::from_be_bytes(*size) as usize;
        let (message, rest) = rest.split_at_checked(size)?;
        let (crc, payload) = match message {
            [0, a, b, c, d, payload @ ..] | [1, 0, a, b, c, d, payload @ ..] => {
                (u32::from_be_bytes([*a, *b, *c, *d]), payload)
            }
            _ => return Some(Err(Bad::Format)),
        };
        if CRC && crc32fast::hash(payload) != crc {
            return Some(Err(Bad::Crc));
        }
        let offset = self.offset;
        let next_offset = offset + 4 + size as i64;
        (self.rest, self.offset) = (rest, next_offset);
        Some(Ok(Message { offset, next_offset, payload }))
    }
}

/// All payloads, sharing the set's memory.
pub fn collect<const CRC: bool>(set: &Bytes) -> Result<Vec<Bytes>, Bad> {
    Walk::<CRC>::new(set, 0)
        .map(|message| message.map(|message| set.slice_ref(message.payload)))
        .collect()
}

/// A produce request in its frame: header and messages in one allocation of the exact size.
pub fn produce(topic: &str, partition: i32, payloads: &[Bytes]) -> Vec<u8> {
    let set_size: usize = payloads.iter().map(|payload| 10 + payload.len()).sum();
    let size = 2 + 2 + topic.len() + 4 + 4 + set_size;
    let mut frame = Vec::with_capacity(4 + size);
    frame.extend_from_slice(&(size as i32).to_be_bytes());
    frame.extend_from_slice(&0_i16.to_be_bytes());
    frame.extend_from_slice(&(topic.len() as i16).to_be_bytes());
    frame.extend_from_slice(topic.as_bytes());
    frame.extend_from_slice(&partition.to_be_bytes());
    frame.extend_from_slice(&(set_size as i32).to_be_bytes());
    for payload in payloads {
        let mut head = [0; 10];
        head[..4].copy_from_slice(&(6 + payload.len() as i32).to_be_bytes());
        head[4] = 1;
        head[6..].copy_from_slice(&crc32fast::hash(payload).to_be_bytes());
        frame.extend_from_slice(&head);
        frame.extend_from_slice(payload);
    }
    frame
}
