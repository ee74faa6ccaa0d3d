//! Checks before a request goes out: what the broker would refuse by closing the connection, or
//! drop in silence.

use crate::error::{Error, ErrorKind, UnconfirmedPart};
use crate::message::{self, Compression, ReadOptions};
use crate::protocol::topic::NameRules;
use crate::protocol::{
    ANY_PARTITION, AnyRequest, FetchRequest, OffsetsRequest, ProduceRequest, RequestFrame,
};
use crate::transport::ProducePart;
use crate::wire::{self, Request};

/// What the requests to a broker have to keep to.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) names: NameRules,
    pub(super) max_message_size: usize,
    /// How deep compressed messages may be nested.
    pub(super) max_depth: usize,
}

/// What a request of any type produces where.
pub(super) type ProducedPart = (String, i32, UnconfirmedPart);

/// Checks a request of any type, and counts what it produces. One that a broker takes for one of
/// Kafka's own is checked as that, whatever its type.
pub(super) fn any<R: Request>(request: &R, limits: Limits) -> Result<Vec<ProducedPart>, Error> {
    if !AnyRequest::is_kafkas(R::KEY) {
        return Ok(Vec::new());
    }
    let produce = |request: &ProduceRequest| {
        produce(request, limits).map(|(topic, partition, part)| (topic.to_owned(), partition, part))
    };
    let nothing = |()| Vec::new();
    let frame = RequestFrame::new(request).request;
    let bytes = wire::to_vec(&frame).map_err(ErrorKind::Request)?.into();
    let read = wire::from_bytes::<AnyRequest<'_>>(&bytes);
    match read.map_err(|source| ErrorKind::NotThatRequest { key: R::KEY, source })? {
        AnyRequest::Produce(request) => produce(&request).map(|part| vec![part]),
        AnyRequest::MultiProduce(multi) => multi.produces.iter().map(produce).collect(),
        AnyRequest::Fetch(request) => fetch(&request, limits.names).map(nothing),
        AnyRequest::MultiFetch(multi) => {
            multi.fetches.iter().try_for_each(|request| fetch(request, limits.names)).map(nothing)
        }
        AnyRequest::Offsets(request) => offsets(&request, limits.names).map(nothing),
        AnyRequest::Own { .. } => Ok(Vec::new()),
    }
}

/// Checks a produce, and counts what is in it.
pub(super) fn produce(request: &ProduceRequest, limits: Limits) -> Result<ProducePart<'_>, Error> {
    let ProduceRequest { topic, partition, set: _ } = request;
    topic_and_partition(topic, *partition, ANY_PARTITION, limits.names)
        .and_then(|()| whole_set(request, limits))
        .map(|part| (topic.as_str(), *partition, part))
        .map_err(|kind| Error::new(kind).on(topic, *partition))
}

/// Checks a fetch.
pub(super) fn fetch(request: &FetchRequest, names: NameRules) -> Result<(), Error> {
    let FetchRequest { topic, partition, offset, max_size } = request;
    topic_and_partition(topic, *partition, 0, names)
        .and_then(|()| match *max_size {
            1.. => Ok(()),
            size => Err(ErrorKind::FetchSize { size }),
        })
        .map_err(|kind| Error::new(kind).on(topic, *partition).at(*offset))
}

/// Checks an offsets request.
pub(super) fn offsets(request: &OffsetsRequest, names: NameRules) -> Result<(), Error> {
    let OffsetsRequest { topic, partition, max_offsets, .. } = request;
    topic_and_partition(topic, *partition, 0, names)
        .and_then(|()| match *max_offsets {
            0.. => Ok(()),
            count => Err(ErrorKind::OffsetsCount { count }),
        })
        .map_err(|kind| Error::new(kind).on(topic, *partition))
}

fn topic_and_partition(
    topic: &str,
    partition: i32,
    least: i32,
    names: NameRules,
) -> Result<(), ErrorKind> {
    names.check(topic, partition).map_err(ErrorKind::Topic)?;
    if partition < least { Err(ErrorKind::Partition { partition, least }) } else { Ok(()) }
}

/// Walks the messages as they are on the wire, by their heads only, and counts them. A set that was
/// not encoded here is read to the innermost message as well: a corrupt compressed message halts a
/// broker 0.7.0. So is one whose compressed messages may hold compressed ones: what is nested deeper
/// than this client reads is not sent, and snappy is looked for at any depth.
fn whole_set(request: &ProduceRequest, limits: Limits) -> Result<UnconfirmedPart, ErrorKind> {
    const HEADS: ReadOptions = ReadOptions::new().check_crc(false).shallow(true);
    let Limits { names, max_message_size: max, max_depth } = limits;
    let version = names.version();
    let mut messages = request.set.read(0, &HEADS);
    let (mut count, mut codecs) = (0, Vec::new());
    for message in messages.by_ref() {
        let message = message.map_err(not_whole)?;
        let size = message.payload().len();
        if size > max {
            return Err(ErrorKind::MessageTooLarge { index: count, size, max });
        }
        count += 1;
        let codec = message.compression();
        if codec != Compression::None && !codecs.contains(&codec) {
            codecs.push(codec);
        }
    }
    if let Some(tail) = messages.cut_tail() {
        return Err(ErrorKind::CutSet { available: tail.available });
    }
    // Compressed once, a set has one codec, and that is in its heads.
    let may_nest = request.set.levels().is_none_or(|levels| levels > 1);
    let options = ReadOptions::new().max_depth(max_depth);
    let mut deep = request.set.read(0, &options);
    let mut is_read = true;
    if may_nest {
        let wrong = deep.find_map(Result::err);
        is_read = wrong.is_none();
        // What another limit keeps from being read is not corrupt.
        if let Some(error) = wrong.filter(|error| {
            error.kind().is_corruption()
                || matches!(error.kind(), message::ErrorKind::TooDeep { .. })
        }) {
            return Err(ErrorKind::Set(error));
        }
    }
    // What was not read to its end is looked through once more.
    let holds = |codec| {
        codecs.contains(&codec)
            || deep.has_opened(codec)
            || !is_read && message::holds_codec(request.set.as_bytes(), codec, max_depth)
    };
    let mut doubtful = false;
    for codec in Compression::ALL {
        if version.refuses(codec) && holds(codec) {
            return Err(ErrorKind::CodecOfNewerBrokers { codec, version });
        }
        doubtful |= version.may_refuse(codec) && holds(codec);
    }
    Ok(UnconfirmedPart::one(count, request.set.len()).with_snappy(doubtful))
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
    use crate::protocol::BrokerVersion;

    const UNKNOWN: NameRules = NameRules::new(BrokerVersion::Unknown);

    fn limits(max_message_size: usize) -> Limits {
        Limits { names: UNKNOWN, max_message_size, max_depth: ReadOptions::DEFAULT_MAX_DEPTH }
    }

    // For a client that was not told which brokers these are.

    fn produce(request: &ProduceRequest, max: usize) -> Result<ProducePart<'_>, Error> {
        super::produce(request, limits(max))
    }

    fn fetch(request: &FetchRequest) -> Result<(), Error> {
        super::fetch(request, UNKNOWN)
    }

    fn offsets(request: &OffsetsRequest) -> Result<(), Error> {
        super::offsets(request, UNKNOWN)
    }

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

    /// What a user declares, with a key that brokers know.
    #[derive(wire::Wire)]
    #[wire(request(key = 1))]
    struct Disguised {
        #[wire(len = i16)]
        topic: String,
        partition: i32,
        offset: i64,
        max_size: i32,
    }

    #[test]
    fn a_request_of_any_type_is_checked_as_what_a_broker_reads() {
        let check = |topic: &str| {
            let topic = topic.to_owned();
            any(&Disguised { topic, partition: 0, offset: 0, max_size: 9 }, limits(9))
        };
        assert!(check("fine").is_ok());
        let error = check("a:b").unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Topic(_)), "{error}");

        let (good, bad) = (FetchRequest::new("t", 0, 0, 1), FetchRequest::new("a*b", 0, 0, 1));
        let fetches = crate::MultiFetchRequest { fetches: vec![good, bad].into() };
        assert!(any(&fetches, limits(9)).is_err());
        assert!(any(&OffsetsRequest::latest("a=b", 0), limits(9)).is_err());
        let set = MessageSet::new(["too large for it"]);
        assert!(any(&ProduceRequest::new("t", 0, set), limits(9)).is_err());
    }

    #[test]
    fn a_request_with_a_known_key_that_is_not_that_request_is_refused() {
        #[derive(wire::Wire)]
        #[wire(request(key = 4))]
        struct Short(u8);
        let error = any(&Short(0), limits(9)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NotThatRequest { key: 4, .. }), "{error}");
        assert!(error.to_string().contains("nothing was sent"), "{error}");
    }

    #[cfg(all(feature = "gzip", feature = "snappy"))]
    #[test]
    fn snappy_is_refused_for_a_broker_0_7_0_and_noted_for_an_unknown_one() {
        use Compression::{Gzip, Snappy};
        let plain = MessageSet::new(["one", "two"]);
        let snappy = plain.compress(Snappy).unwrap();
        let send = |set: &MessageSet, version| {
            let request = ProduceRequest::new("t", 0, set.clone());
            let limits = Limits { names: NameRules::new(version), ..limits(1000) };
            super::produce(&request, limits).map(|(.., part)| part.snappy_sets)
        };
        for set in [snappy.clone(), snappy.compress(Gzip).unwrap()] {
            let error = send(&set, BrokerVersion::V0_7_0).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::CodecOfNewerBrokers { .. }), "{error}");
        }
        assert_eq!(send(&plain.compress(Gzip).unwrap(), BrokerVersion::V0_7_0).unwrap(), 0);
        assert_eq!(send(&plain, BrokerVersion::Unknown).unwrap(), 0);
        let passed_on = |set: &MessageSet| MessageSet::from_raw(set.clone().into_bytes());
        let nested = snappy.compress(Gzip).unwrap();
        for set in [&snappy, &nested, &nested.compress(Gzip).unwrap(), &passed_on(&nested)] {
            assert_eq!(send(set, BrokerVersion::Unknown).unwrap(), 1);
        }
        let gzip = plain.compress(Gzip).unwrap().compress(Gzip).unwrap();
        assert_eq!(send(&passed_on(&gzip), BrokerVersion::Unknown).unwrap(), 0);
        assert_eq!(send(&snappy, BrokerVersion::V0_7_1).unwrap(), 0);
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn what_is_nested_deeper_than_it_is_read_is_not_sent() {
        let send = |set: MessageSet, max_depth| {
            let limits = Limits { max_depth, ..limits(1000) };
            super::produce(&ProduceRequest::new("t", 0, set), limits).map(drop)
        };
        let mut set = MessageSet::new(["one"]);
        for levels in 1..=4 {
            set = set.compress(Compression::Gzip).unwrap();
            for set in [set.clone(), MessageSet::from_raw(set.clone().into_bytes())] {
                assert!(send(set.clone(), levels).is_ok(), "{levels}");
                if levels > 1 {
                    let error = send(set, levels - 1).unwrap_err();
                    let ErrorKind::Set(source) = error.kind() else { panic!("{error}") };
                    let text = source.to_string();
                    assert!(text.contains("raise `max_depth`"), "{text}");
                }
            }
        }
    }
}
