//! The same layout declared for binrw, the peer that is closest in what it offers.

use std::io::Cursor;

use ::binrw::{BinRead, BinResult};

/// A message of magic 1, not compressed.
#[derive(BinRead, Debug)]
#[br(big)]
pub struct Message {
    /// Of all that follows.
    #[br(assert(size >= 6))]
    pub size: u32,
    /// The format.
    #[br(assert(magic == 1))]
    pub magic: u8,
    /// The codec.
    pub attributes: u8,
    /// Of the payload.
    pub crc: u32,
    /// What is in it.
    #[br(count = size - 6, assert(crc32fast::hash(&payload) == crc))]
    pub payload: Vec<u8>,
}

/// Reads message after message, as long as there are any.
pub fn walk(set: &[u8], mut each: impl FnMut(&[u8])) -> BinResult<()> {
    let mut input = Cursor::new(set);
    while input.position() < set.len() as u64 {
        let message = Message::read(&mut input)?;
        each(&message.payload);
    }
    Ok(())
}
