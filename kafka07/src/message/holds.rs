//! Looks for a codec in a set, at any depth.

use super::{Compression, Messages, ReadOptions, codec};

/// A message's head says how it is compressed.
const HEADS: ReadOptions = ReadOptions::new().check_crc(false).shallow(true);

/// Whether a message of the set, or one inside a compressed message of it, is compressed with
/// `wanted`, nested up to `levels` deep. What cannot be read is not looked into.
pub(crate) fn holds_codec(set: &[u8], wanted: Compression, levels: usize) -> bool {
    Messages::new(set, 0, &HEADS).map_while(Result::ok).any(|message| {
        let codec = message.compression();
        codec == wanted
            || (codec != Compression::None && levels > 0 && {
                let mut inner = Vec::new();
                let limit = ReadOptions::DEFAULT_MAX_INFLATED;
                let inflated = codec::inflate(codec, message.payload(), limit, &mut inner);
                inflated.is_ok() && holds_codec(&inner, wanted, levels - 1)
            })
    })
}

#[cfg(all(test, feature = "gzip", feature = "snappy"))]
mod tests {
    use super::*;
    use crate::message::MessageSet;

    #[test]
    fn a_codec_is_found_at_any_depth() {
        let plain = MessageSet::new(["one"]);
        let gzip = plain.compress(Compression::Gzip).unwrap();
        let snappy = plain.compress(Compression::Snappy).unwrap();
        let nested = snappy.compress(Compression::Gzip).unwrap();
        let found = |set: &MessageSet| holds_codec(set.as_bytes(), Compression::Snappy, 2);
        assert!(!found(&plain) && !found(&gzip));
        assert!(found(&snappy) && found(&nested));
    }
}
