//! snappy: xerial streams, as the JVM clients write them, and bare blocks, as the old Python
//! client did.

use snap::raw::{Decoder, Encoder, decompress_len, max_compress_len};

use super::error::InflateError;
use crate::Wire;
use crate::wire::{Encode, Reader, append};

/// How many bytes go into one block of a stream at most.
const BLOCK_SIZE: usize = 32 * 1024;

/// What snappy can make of one byte at most, rounded up: a copy of 64 bytes in three.
const MAX_RATIO: usize = 22;

/// What stands in front of a xerial stream.
#[derive(Wire)]
#[wire(magic = b"\x82SNAPPY\0")]
struct Header {
    version: i32,
    /// The oldest version whose readers can read the stream.
    compatible: i32,
}

/// One block of a xerial stream: raw snappy.
#[derive(Wire)]
struct Block<'a> {
    #[wire(len = i32)]
    data: &'a [u8],
}

/// The version written, and the newest one read.
const VERSION: i32 = 1;

/// Compresses `set` into a xerial stream.
pub(super) fn compress(set: &[u8]) -> Vec<u8> {
    let mut encoder = Encoder::new();
    let mut block = vec![0; max_compress_len(set.len().min(BLOCK_SIZE))];
    let mut stream = Vec::with_capacity(set.len() / 2);
    put(&Header { version: VERSION, compatible: VERSION }, &mut stream);
    for chunk in set.chunks(BLOCK_SIZE) {
        let length = encoder.compress(chunk, &mut block).expect("the block has room for any chunk");
        put(&Block { data: &block[..length] }, &mut stream);
    }
    stream
}

fn put(part: &impl Encode, stream: &mut Vec<u8>) {
    stream.reserve(part.encoded_len());
    append(part, stream).expect("a block is far shorter than its prefix can say");
}

/// Inflates `payload`, in either framing, into the empty `set`, to at most `limit` bytes.
pub(super) fn inflate(payload: &[u8], limit: usize, set: &mut Vec<u8>) -> Result<(), InflateError> {
    // A bare block cannot begin like a stream: that would be a copy of bytes before its first one.
    match blocks(payload)? {
        Some(blocks) => inflate_blocks(&blocks, limit, set),
        None => inflate_blocks(&[payload], limit, set),
    }
}

/// The blocks of a xerial stream; `None` if `payload` is none.
fn blocks(payload: &[u8]) -> Result<Option<Vec<&[u8]>>, InflateError> {
    let mut input = Reader::new(payload);
    let Ok(header) = input.read::<Header>() else { return Ok(None) };
    if header.version < VERSION || header.compatible > VERSION {
        let Header { version, compatible } = header;
        let what = format!("unknown xerial version {version}, compatible with {compatible}");
        return Err(InflateError::Corrupt(what.into()));
    }
    let mut blocks = Vec::new();
    while !input.is_empty() {
        let block =
            input.read::<Block<'_>>().map_err(|error| InflateError::Corrupt(error.into()))?;
        blocks.push(block.data);
    }
    Ok(Some(blocks))
}

/// Inflates raw blocks one behind the other into one buffer of the exact size.
fn inflate_blocks(blocks: &[&[u8]], limit: usize, set: &mut Vec<u8>) -> Result<(), InflateError> {
    let mut total = 0_usize;
    for block in blocks {
        let length = decompress_len(block).map_err(corrupt)?;
        if length > block.len().saturating_mul(MAX_RATIO) {
            let what = format!("a block of {} bytes cannot hold {length}", block.len());
            return Err(InflateError::Corrupt(what.into()));
        }
        total = total.saturating_add(length);
    }
    if total > limit {
        return Err(InflateError::TooLarge);
    }
    *set = vec![0; total];
    let (mut decoder, mut at) = (Decoder::new(), 0);
    for block in blocks {
        at += decoder.decompress(block, &mut set[at..]).map_err(corrupt)?;
    }
    Ok(())
}

fn corrupt(error: snap::Error) -> InflateError {
    InflateError::Corrupt(error.into())
}
