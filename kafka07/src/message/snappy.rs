//! snappy: xerial streams, as the JVM clients write them, and bare blocks, as the old Python
//! client did.

use snap::raw::{Decoder, Encoder, decompress_len, max_compress_len};

use super::error::InflateError;
use crate::Wire;
use crate::wire::{Encode, Output, Reader, VecOutput};

/// How many bytes go into one block of a stream at most.
const BLOCK_SIZE: usize = 32 * 1024;

/// What snappy can make of one byte at most, rounded up: a copy of 64 bytes in three.
const MAX_RATIO: usize = 22;

/// What a xerial stream starts with.
#[derive(Wire)]
#[wire(magic = b"\x82SNAPPY\0")]
struct StreamHeader {
    version: i32,
    /// The oldest version whose readers can read the stream.
    compatible: i32,
}

/// One block of a xerial stream: raw snappy.
#[derive(Wire)]
struct StreamBlock<'a> {
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
    put(&StreamHeader { version: VERSION, compatible: VERSION }, &mut stream);
    for chunk in set.chunks(BLOCK_SIZE) {
        let length = encoder.compress(chunk, &mut block).expect("the block has room for any chunk");
        put(&StreamBlock { data: &block[..length] }, &mut stream);
    }
    stream
}

fn put(part: &impl Encode, stream: &mut Vec<u8>) {
    VecOutput::new(stream).write(part).expect("a block is far shorter than its prefix can say");
}

/// Inflates `payload`, in either framing, into the empty `set`, to at most `limit` bytes.
pub(super) fn inflate(payload: &[u8], limit: usize, set: &mut Vec<u8>) -> Result<(), InflateError> {
    // A bare block cannot begin like a stream: that would be a copy of bytes before its first one.
    match blocks(payload)? {
        Some(blocks) => inflate_blocks(&blocks, limit, set),
        None => inflate_blocks(&[payload], limit, set),
    }
}

/// The blocks of a xerial stream; `None` if `payload` is something else.
fn blocks(payload: &[u8]) -> Result<Option<Vec<&[u8]>>, InflateError> {
    let mut input = Reader::new(payload);
    let Ok(header) = input.read::<StreamHeader>() else { return Ok(None) };
    if header.version < VERSION || header.compatible > VERSION {
        let StreamHeader { version, compatible } = header;
        let what = format!("unknown xerial version {version}, compatible with {compatible}");
        return Err(InflateError::Corrupt(what.into()));
    }
    let mut blocks = Vec::new();
    while !input.is_empty() {
        let block =
            input.read::<StreamBlock<'_>>().map_err(|error| InflateError::Corrupt(error.into()))?;
        blocks.push(block.data);
    }
    Ok(Some(blocks))
}

/// Inflates raw blocks one after the other into one buffer of the exact size.
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

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: usize = 1 << 20;

    fn inflated(payload: &[u8], limit: usize) -> Result<Vec<u8>, InflateError> {
        let mut set = Vec::new();
        inflate(payload, limit, &mut set).map(|()| set)
    }

    fn text(length: usize) -> Vec<u8> {
        (0..).flat_map(|n: u32| format!("line {n}\n").into_bytes()).take(length).collect()
    }

    #[test]
    fn streams_are_written_in_blocks_of_32_kib() {
        for length in [0, 1, 32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 100_000] {
            let stream = compress(&text(length));
            assert_eq!(stream[..16], *b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01");
            let blocks = blocks(&stream).unwrap().unwrap();
            assert_eq!(blocks.len(), length.div_ceil(32 * 1024));
            for block in blocks {
                assert!(decompress_len(block).unwrap() <= 32 * 1024);
            }
            assert!(inflated(&stream, ROOM).unwrap() == text(length));
        }
    }

    #[test]
    fn a_bare_block_of_any_length_is_read() {
        for length in [0, 1, 10_000, 100_000] {
            let block = Encoder::new().compress_vec(&text(length)).unwrap();
            assert!(inflated(&block, ROOM).unwrap() == text(length));
        }
        assert!(matches!(inflated(&[], ROOM), Err(InflateError::Corrupt(_))));
    }

    #[test]
    fn a_cut_stream_is_an_error_wherever_it_shows() {
        let stream = compress(&text(40_000));
        let first = 16 + 4 + blocks(&stream).unwrap().unwrap()[0].len();
        for length in (0..100).chain(first - 10..first + 10).chain([stream.len() - 1]) {
            let result = inflated(&stream[..length], ROOM);
            // Between two blocks nothing shows; the message's CRC is there for that.
            match length {
                16 => assert!(result.unwrap().is_empty()),
                _ if length == first => assert_eq!(result.unwrap().len(), 32 * 1024),
                _ => assert!(matches!(result, Err(InflateError::Corrupt(_))), "cut to {length}"),
            }
        }
    }

    #[test]
    fn a_stream_of_another_version_is_an_error() {
        let mut stream = compress(b"some message");
        stream[15] = 2;
        let Err(InflateError::Corrupt(source)) = inflated(&stream, ROOM) else { panic!() };
        assert_eq!(source.to_string(), "unknown xerial version 1, compatible with 2");
        // A later version that says that this reader can read it.
        stream[15] = 1;
        stream[11] = 2;
        assert_eq!(inflated(&stream, ROOM).unwrap(), b"some message");
    }

    #[test]
    fn no_more_than_allowed_comes_out() {
        let stream = compress(&vec![0; ROOM]);
        assert_eq!(inflated(&stream, ROOM).unwrap().len(), ROOM);
        assert!(matches!(inflated(&stream, ROOM - 1), Err(InflateError::TooLarge)));
        // A length that the block cannot hold allocates nothing.
        let lying = [0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0];
        let mut set = Vec::new();
        assert!(matches!(inflate(&lying, usize::MAX, &mut set), Err(InflateError::Corrupt(_))));
        assert_eq!(set.capacity(), 0);
        // What snappy can make of three bytes at most is allowed.
        let mut copies = vec![0x80, 0x80, 0x04, 0, b'a'];
        copies.extend([0xfe, 1, 0].repeat(1023));
        copies.extend([0xfa, 1, 0]);
        assert_eq!(inflated(&copies, ROOM).unwrap(), vec![b'a'; 1 << 16]);
    }
}
