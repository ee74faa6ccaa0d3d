//! Checks before a request goes out: what the broker would refuse by closing the connection, or
//! drop in silence.

use crate::error::{Error, ErrorKind, UnconfirmedPart};
use crate::message::{self, ReadOptions};
use crate::protocol::{ANY_PARTITION, FetchRequest, OffsetsRequest, ProduceRequest, topic};
use crate::transport::ProducePart;

/// Checks a produce, and counts what is in it.
pub(super) fn produce(
    request: &ProduceRequest,
    max_message_size: usize,
) -> Result<ProducePart<'_>, Error> {
    let ProduceRequest { topic, partition, set } = request;
    topic_and_partition(topic, *partition, ANY_PARTITION)
        .and_then(|()| whole_set(request, max_message_size))
        .map(|messages| (topic.as_str(), *partition, UnconfirmedPart::one(messages, set.len())))
        .map_err(|kind| Error::new(kind).on(topic, *partition))
}

/// Checks a fetch.
pub(super) fn fetch(request: &FetchRequest) -> Result<(), Error> {
    let FetchRequest { topic, partition, offset, max_size } = request;
    topic_and_partition(topic, *partition, 0)
        .and_then(|()| match *max_size {
            1.. => Ok(()),
            size => Err(ErrorKind::FetchSize { size }),
        })
        .map_err(|kind| Error::new(kind).on(topic, *partition).at(*offset))
}

/// Checks an offsets request.
pub(super) fn offsets(request: &OffsetsRequest) -> Result<(), Error> {
    let OffsetsRequest { topic, partition, max_offsets, .. } = request;
    topic_and_partition(topic, *partition, 0)
        .and_then(|()| match *max_offsets {
            0.. => Ok(()),
            count => Err(ErrorKind::OffsetsCount { count }),
        })
        .map_err(|kind| Error::new(kind).on(topic, *partition))
}

fn topic_and_partition(topic: &str, partition: i32, least: i32) -> Result<(), ErrorKind> {
    topic::check(topic, partition).map_err(ErrorKind::Topic)?;
    if partition < least { Err(ErrorKind::Partition { partition, least }) } else { Ok(()) }
}

/// Walks the messages as they are on the wire, by their heads only, and counts them. A set that was
/// not encoded here is read to the innermost message as well: a corrupt compressed message halts a
/// broker 0.7.0.
fn whole_set(request: &ProduceRequest, max: usize) -> Result<usize, ErrorKind> {
    const HEADS: ReadOptions = ReadOptions::new().check_crc(false).shallow(true);
    let mut messages = request.set.read(0, &HEADS);
    let mut count = 0;
    for message in messages.by_ref() {
        let size = message.map_err(not_whole)?.payload().len();
        if size > max {
            return Err(ErrorKind::MessageTooLarge { index: count, size, max });
        }
        count += 1;
    }
    if let Some(tail) = messages.cut_tail() {
        return Err(ErrorKind::CutSet { available: tail.available });
    }
    if !request.set.is_encoded_here() {
        // What a limit keeps from being read is not corrupt.
        let wrong = request.set.messages().find_map(Result::err);
        if let Some(error) = wrong.filter(|error| error.kind().is_corruption()) {
            return Err(ErrorKind::Set(error));
        }
    }
    Ok(count)
}

fn not_whole(error: message::Error) -> ErrorKind {
    match *error.kind() {
        message::ErrorKind::TooLargeForFetch { available, .. } => ErrorKind::CutSet { available },
        _ => ErrorKind::Set(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::MessageSet;

    #[test]
    fn messages_over_the_limit_are_named() {
        let request = |sizes: &[usize]| {
            let payloads = sizes.iter().map(|size| vec![0; *size]);
            ProduceRequest::new("t", 0, MessageSet::new(payloads))
        };
        assert_eq!(
            produce(&request(&[10, 10]), 10).unwrap(),
            ("t", 0, UnconfirmedPart::one(2, 40))
        );
        let error = produce(&request(&[10, 11, 12]), 10).unwrap_err();
        let ErrorKind::MessageTooLarge { index: 1, size: 11, max: 10 } = error.kind() else {
            panic!("{error}");
        };
        assert!(error.to_string().contains("`max_message_size` is 10"), "{error}");
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn a_compressed_set_is_limited_by_its_wrapper() {
        use crate::message::Compression;
        let set = MessageSet::compressed(Compression::Gzip, [vec![b'a'; 5000]]).unwrap();
        assert_eq!(produce(&ProduceRequest::new("t", 0, set), 100).unwrap().2.messages, 1);
        let noise = (0..5000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8);
        let set = MessageSet::compressed(Compression::Gzip, [noise.collect::<Vec<u8>>()]).unwrap();
        let error = produce(&ProduceRequest::new("t", 0, set), 100).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::MessageTooLarge { index: 0, .. }), "{error}");
    }

    #[test]
    fn truncated_and_invalid_sets_are_not_sent() {
        let bytes = MessageSet::new(["one", "two"]).into_bytes();
        for cut in 1..bytes.len() {
            let set = MessageSet::from_raw(bytes.slice(..cut));
            let result = produce(&ProduceRequest::new("t", 0, set), 100).map(drop);
            assert_eq!(result.is_ok(), cut == bytes.len() / 2, "cut at {cut}");
        }
        let set = MessageSet::from_raw(vec![0xff; 20]);
        let error = produce(&ProduceRequest::new("t", 0, set), 100).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Set(_)), "{error}");
    }

    #[test]
    fn sets_not_encoded_here_are_checked_to_the_innermost_message() {
        let send = |bytes: Vec<u8>| {
            let set = MessageSet::from_raw(bytes);
            produce(&ProduceRequest::new("t", 0, set), 1000).map(drop)
        };
        let good = MessageSet::new(["one", "two"]).as_bytes().to_vec();
        assert!(send(good.clone()).is_ok());
        let mut bad = good;
        *bad.last_mut().unwrap() ^= 1;
        let error = send(bad).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Set(_)), "{error}");
        assert!(error.to_string().contains("nothing was sent"), "{error}");
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn corrupt_compressed_messages_are_not_sent_even_with_a_right_crc() {
        use crate::message::{Compression, MessageSetBuilder};
        // A gzip stream cut short, in a message whose CRC is that of the cut stream.
        let whole = MessageSet::compressed(Compression::Gzip, ["one", "two"]).unwrap();
        let heads = ReadOptions::new().shallow(true);
        let wrapper = whole.read(0, &heads).next().unwrap().unwrap();
        let cut = &wrapper.payload()[..wrapper.payload().len() - 6];
        let mut bytes = MessageSet::new([cut]).as_bytes().to_vec();
        bytes[5] = 1;
        let corrupt = MessageSet::from_raw(bytes);
        let message = corrupt.read(0, &heads).next().unwrap().unwrap();
        let mut passed_on = MessageSetBuilder::new();
        passed_on.push_message(&message).unwrap();
        for set in
            [corrupt.clone(), passed_on.build(), corrupt.compress(Compression::Gzip).unwrap()]
        {
            let error = produce(&ProduceRequest::new("t", 0, set), 1000).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Set(_)), "{error}");
        }
    }

    #[test]
    fn invalid_topics_and_partitions_are_refused() {
        let set = MessageSet::default();
        assert!(produce(&ProduceRequest::new("t", -1, set.clone()), 1).is_ok());
        assert!(produce(&ProduceRequest::new("t", -2, set.clone()), 1).is_err());
        assert!(produce(&ProduceRequest::new("a/b", 0, set), 1).is_err());
        assert!(fetch(&FetchRequest::new("t", -1, 0, 1)).is_err());
        assert!(fetch(&FetchRequest::new("", 0, 0, 1)).is_err());
        assert!(fetch(&FetchRequest::new("t", 0, 0, -1)).is_err());
        assert!(fetch(&FetchRequest::new("t", 0, 0, 1)).is_ok());
        assert!(offsets(&OffsetsRequest::latest("t", -1)).is_err());
        assert!(offsets(&OffsetsRequest::latest("t", 0).max_offsets(-1)).is_err());
        assert!(offsets(&OffsetsRequest::latest("t", 0).max_offsets(0)).is_ok());
    }
}
