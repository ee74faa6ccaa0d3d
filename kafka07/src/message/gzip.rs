//! gzip: RFC 1952, read with any number of members.

use std::io::{Read, Write};

use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;

use super::error::InflateError;

/// What deflate can make of one byte at most, rounded up: a match of 258 bytes in two bits.
const MAX_RATIO: usize = 1032;

/// What every member starts with.
const MEMBER: &[u8] = &[0x1f, 0x8b, 8];

/// Compresses `set` into one member.
pub(super) fn compress(set: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(set).and_then(|()| encoder.finish()).expect("a Vec takes what it is given")
}

/// Inflates all members of `payload`, each with its trailer checked, into the empty `set`, to at
/// most `limit` bytes.
pub(super) fn inflate(payload: &[u8], limit: usize, set: &mut Vec<u8>) -> Result<(), InflateError> {
    // The last member ends with its inflated size: with one member, all of it. Room for one byte
    // more lets the end be found without growing.
    let said = payload.last_chunk().map_or(0, |size| u32::from_le_bytes(*size) as usize);
    let likely = said.min(limit).min(payload.len().saturating_mul(MAX_RATIO));
    set.reserve_exact(likely + 1);
    let mut left = payload;
    loop {
        let room = (limit - set.len()) as u64;
        let mut member = GzDecoder::new(left).take(room.saturating_add(1));
        member.read_to_end(set).map_err(|error| InflateError::Corrupt(error.into()))?;
        if set.len() > limit {
            return Err(InflateError::TooLarge);
        }
        left = member.into_inner().into_inner();
        // Other bytes after a member are ignored, as brokers and JVM clients do.
        if !left.starts_with(MEMBER) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use flate2::{Compression as Level, GzBuilder};

    use super::*;

    const ROOM: usize = 1 << 20;

    fn inflated(payload: &[u8], limit: usize) -> Result<Vec<u8>, InflateError> {
        let mut set = Vec::new();
        inflate(payload, limit, &mut set).map(|()| set)
    }

    fn text() -> Vec<u8> {
        (0..3000_u32).flat_map(|n| format!("line {n}\n").into_bytes()).collect()
    }

    #[test]
    fn every_level_inflates() {
        for level in 0..=9 {
            let mut encoder = GzEncoder::new(Vec::new(), Level::new(level));
            encoder.write_all(&text()).unwrap();
            assert!(inflated(&encoder.finish().unwrap(), ROOM).unwrap() == text(), "level {level}");
        }
        assert!(inflated(&compress(&[]), ROOM).unwrap().is_empty());
    }

    #[test]
    fn a_header_with_all_there_is_inflates() {
        let mut encoder = GzBuilder::new()
            .filename("set")
            .comment("of messages")
            .extra(vec![1, 2, 3])
            .mtime(1_300_000_000)
            .write(Vec::new(), Level::fast());
        encoder.write_all(&text()).unwrap();
        assert!(inflated(&encoder.finish().unwrap(), ROOM).unwrap() == text());
    }

    #[test]
    fn members_follow_each_other() {
        let payload = [compress(b"one"), compress(b""), compress(&text())].concat();
        assert!(inflated(&payload, ROOM).unwrap() == [&b"one"[..], &text()].concat());
    }

    #[test]
    fn a_cut_or_changed_member_is_an_error() {
        let payload = compress(b"some message");
        for length in 0..payload.len() {
            assert!(
                matches!(inflated(&payload[..length], ROOM), Err(InflateError::Corrupt(_))),
                "cut to {length}"
            );
        }
        for at in payload.len() - 8..payload.len() {
            let mut changed = payload.clone();
            changed[at] ^= 1;
            let result = inflated(&changed, ROOM);
            assert!(matches!(result, Err(InflateError::Corrupt(_))), "trailer byte {at}");
        }
        let followed = [&payload[..], &payload[..20]].concat();
        assert!(matches!(inflated(&followed, ROOM), Err(InflateError::Corrupt(_))));
    }

    #[test]
    fn bytes_after_the_last_member_are_ignored() {
        let payload = compress(&text());
        for tail in [&b"no member"[..], &[0; 100], &[0x1f, 0x8b]] {
            let followed = [&payload[..], tail].concat();
            assert!(inflated(&followed, ROOM).unwrap() == text());
        }
    }

    #[test]
    fn no_more_than_allowed_comes_out() {
        let payload = compress(&vec![0; ROOM]);
        assert!(payload.len() < 2000);
        assert_eq!(inflated(&payload, ROOM).unwrap().len(), ROOM);
        let mut set = Vec::new();
        assert!(matches!(inflate(&payload, ROOM - 1, &mut set), Err(InflateError::TooLarge)));
        assert!(set.capacity() <= ROOM + 1);
        // A trailer that lies about the size reserves no more than deflate could make of it.
        let mut lying = compress(b"x");
        let at = lying.len() - 4;
        lying[at..].copy_from_slice(&u32::MAX.to_le_bytes());
        let mut set = Vec::new();
        assert!(matches!(inflate(&lying, usize::MAX, &mut set), Err(InflateError::Corrupt(_))));
        assert!(set.capacity() <= lying.len() * MAX_RATIO + 1);
    }
}
