//! Checksums of any algorithm: what they cover, where they are, and that nothing is encoded twice.

use kafka07::wire::prefix::{Le, Plus, U24, Varint, Zigzag};
use kafka07::wire::{self, Checksum, ErrorKind, Reader, Wire};

use crate::support;

/// CRC-32C, bit by bit.
#[derive(Debug)]
struct Crc32c(u32);

impl Default for Crc32c {
    fn default() -> Self {
        Self(!0)
    }
}

impl Checksum for Crc32c {
    type Sum = u32;

    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 ^= u32::from(*byte);
            for _ in 0..8 {
                let low = self.0 & 1;
                self.0 = self.0 >> 1 ^ if low == 1 { 0x82f6_3b78 } else { 0 };
            }
        }
    }

    fn finish(self) -> u32 {
        !self.0
    }
}

fn crc32c(bytes: &[u8]) -> u32 {
    let mut sum = Crc32c::default();
    sum.update(bytes);
    sum.finish()
}

/// The ones' complement sum of 16-bit words.
#[derive(Debug, Default)]
struct Internet {
    sum: u32,
    odd: Option<u8>,
}

impl Checksum for Internet {
    type Sum = u16;

    fn update(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match self.odd.take() {
                None => self.odd = Some(byte),
                Some(high) => {
                    self.sum += u32::from(u16::from_be_bytes([high, byte]));
                    self.sum = (self.sum & 0xffff) + (self.sum >> 16);
                }
            }
        }
    }

    fn finish(mut self) -> u16 {
        if self.odd.is_some() {
            self.update(&[0]);
        }
        !u16::try_from(self.sum).unwrap()
    }
}

/// How often each of the low bits is set: sixteen bytes, in an array.
#[derive(Debug, Default)]
struct Long([u8; 16]);

impl Checksum for Long {
    type Sum = [u8; 16];

    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let place = &mut self.0[usize::from(byte & 15)];
            *place = place.wrapping_add(1);
        }
    }

    fn finish(self) -> [u8; 16] {
        self.0
    }
}

/// Adler-32, little-endian as nothing has it.
#[derive(Debug)]
struct Adler(u32, u32);

impl Default for Adler {
    fn default() -> Self {
        Self(1, 0)
    }
}

impl Checksum for Adler {
    type Sum = Le<u32>;

    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 + u32::from(*byte)) % 65_521;
            self.1 = (self.1 + self.0) % 65_521;
        }
    }

    fn finish(self) -> Le<u32> {
        Le(self.1 << 16 | self.0)
    }
}

/// Every output writes the same, and every prefix of it is an error.
fn written<T>(value: &T) -> Vec<u8>
where
    T: for<'a> Wire<'a> + PartialEq + std::fmt::Debug,
{
    let bytes = wire::to_vec(value).unwrap();
    support::every_output(value, &bytes);
    for length in 0..bytes.len().min(300) {
        assert!(wire::from_slice::<T>(&bytes[..length]).is_err(), "{length}");
    }
    let read: T = wire::from_slice(&bytes).unwrap();
    assert_eq!(wire::to_vec(&read).unwrap(), bytes);
    bytes
}

/// A chunk of a PNG: its length counts the data alone, its CRC covers type and data.
#[derive(Debug, PartialEq, Wire)]
struct Chunk {
    #[wire(size = Plus<u32, -4>)]
    body: Body,
    #[wire(crc32(of = content(body)))]
    crc: u32,
}

#[derive(Debug, PartialEq, Wire)]
struct Body {
    kind: [u8; 4],
    #[wire(rest)]
    data: Vec<u8>,
}

#[test]
fn chunk_of_a_png_is_declared() {
    let end = Chunk { body: Body { kind: *b"IEND", data: vec![] }, crc: 0xae42_6082 };
    assert_eq!(written(&end), *b"\0\0\0\0IEND\xae\x42\x60\x82");
    let data = vec![7; 5000];
    let crc = crc32fast::hash(&[b"IDAT", &data[..]].concat());
    let long = Chunk { body: Body { kind: *b"IDAT", data }, crc };
    let bytes = written(&long);
    assert_eq!(wire::from_slice::<Chunk>(&bytes).unwrap(), long);
    let error = wire::from_slice::<Chunk>(b"\0\0\0\0IENE\xae\x42\x60\x82").unwrap_err();
    assert_eq!((error.path().as_str(), error.offset()), ("Chunk.crc", 8));
    assert!(matches!(error.kind(), ErrorKind::Crc { found: 0xae42_6082, .. }));
}

/// A record batch of Kafka, format 2.
#[derive(Debug, PartialEq, Wire)]
struct RecordBatch {
    base_offset: i64,
    #[wire(size = i32)]
    batch: Batch,
}

#[derive(Debug, PartialEq, Wire)]
struct Batch {
    partition_leader_epoch: i32,
    #[wire(magic = 2i8)]
    magic: (),
    #[wire(checksum(with = Crc32c, of = (
        attributes, last_offset_delta, base_timestamp, max_timestamp, producer_id, producer_epoch,
        base_sequence, records,
    )))]
    crc: u32,
    attributes: i16,
    last_offset_delta: i32,
    base_timestamp: i64,
    max_timestamp: i64,
    producer_id: i64,
    producer_epoch: i16,
    base_sequence: i32,
    #[wire(count = i32, each(size = Zigzag))]
    records: Vec<Record>,
}

#[derive(Debug, PartialEq, Wire)]
struct Record {
    attributes: i8,
    timestamp_delta: Zigzag,
    offset_delta: Zigzag,
    #[wire(len = Zigzag, null = -1)]
    key: Option<Vec<u8>>,
    #[wire(len = Zigzag, null = -1)]
    value: Option<Vec<u8>>,
    #[wire(count = Zigzag)]
    headers: Vec<Header>,
}

#[derive(Debug, PartialEq, Wire)]
struct Header {
    #[wire(len = Zigzag)]
    key: String,
    #[wire(len = Zigzag, null = -1)]
    value: Option<Vec<u8>>,
}

#[test]
fn record_batch_of_kafka_2_is_declared() {
    let batch = RecordBatch {
        base_offset: 7,
        batch: Batch {
            partition_leader_epoch: -1,
            magic: (),
            crc: 0,
            attributes: 0,
            last_offset_delta: 0,
            base_timestamp: 1,
            max_timestamp: 1,
            producer_id: -1,
            producer_epoch: -1,
            base_sequence: -1,
            records: vec![Record {
                attributes: 0,
                timestamp_delta: Zigzag(0),
                offset_delta: Zigzag(0),
                key: None,
                value: Some(b"hi".to_vec()),
                headers: vec![Header { key: "h".into(), value: Some(vec![1]) }],
            }],
        },
    };
    let bytes = written(&batch);
    assert_eq!(bytes[8..12], u32::try_from(bytes.len() - 12).unwrap().to_be_bytes());
    assert_eq!(bytes[17..21], crc32c(&bytes[21..]).to_be_bytes());
    assert_eq!(bytes[57..], *b"\0\0\0\x01\x18\0\0\0\x01\x04hi\x02\x02h\x02\x01");
    let mut wrong = bytes.clone();
    *wrong.last_mut().unwrap() ^= 1;
    let error = wire::from_slice::<RecordBatch>(&wrong).unwrap_err();
    assert_eq!((error.path().as_str(), error.offset()), ("RecordBatch.batch.crc", 17));
    assert!(error.to_string().contains("checksum is 0x"), "{error}");
    let mut unchecked = Reader::new(&wrong).check_crc(false);
    assert!(unchecked.read::<RecordBatch>().is_ok());
}

/// The header of an IPv4 packet, without options. Its checksum covers itself as zeros.
#[derive(Debug, PartialEq, Wire)]
struct Ipv4 {
    #[wire(magic = 0x45u8)]
    version: (),
    service: u8,
    length: u16,
    id: u16,
    fragment: u16,
    ttl: u8,
    protocol: u8,
    #[wire(checksum(
        of = (version, service, length, id, fragment, ttl, protocol, sum, from, to),
        with = Internet
    ))]
    sum: u16,
    from: [u8; 4],
    to: [u8; 4],
}

#[test]
fn checksum_that_names_itself_covers_itself_as_zeros() {
    let header = Ipv4 {
        version: (),
        service: 0,
        length: 0x73,
        id: 0,
        fragment: 0x4000,
        ttl: 64,
        protocol: 17,
        sum: 0xb861,
        from: [192, 168, 0, 1],
        to: [192, 168, 0, 199],
    };
    let bytes = written(&header);
    assert_eq!(bytes[10..12], [0xb8, 0x61]);
    assert_eq!(wire::from_slice::<Ipv4>(&bytes).unwrap(), header);
    for at in 1..20 {
        let mut wrong = bytes.clone();
        wrong[at] ^= 4;
        assert!(wire::from_slice::<Ipv4>(&wrong).is_err(), "{at}");
    }
}

/// Checksums before, after and around what they cover, over each other, and over content.
#[derive(Debug, PartialEq, Wire)]
struct Everywhere {
    #[wire(checksum(with = Adler, of = (a, text, list, absent)))]
    before: Le<u32>,
    a: u16,
    #[wire(len = Varint)]
    text: String,
    #[wire(checksum(with = Long, of = (content(text), a, content(list), content(frame))))]
    around: [u8; 16],
    #[wire(count = u8)]
    list: Vec<u16>,
    #[wire(when = a > 1, len = u8)]
    absent: Option<Vec<u8>>,
    #[wire(len = i8, null = -1)]
    null: Option<Vec<u8>>,
    #[wire(size = Varint)]
    frame: Vec<u8>,
    #[wire(crc32(of = (before, content(absent), content(null), content(frame))))]
    after: u32,
    #[wire(checksum(with = Crc32c, of = content(bytes)))]
    alone: u32,
    #[wire(count = Zigzag)]
    bytes: Vec<u8>,
}

#[test]
fn covered_bytes_are_before_after_and_around() {
    for (a, frame, null) in [(1, 0, None), (2, 200, Some(b"q".to_vec())), (3, 5000, Some(vec![]))] {
        let frame: Vec<u8> = (0..frame).map(|byte: u32| byte.to_be_bytes()[3]).collect();
        let absent = (a > 1).then(|| b"xyz".to_vec());
        let bytes = written(&Everywhere {
            before: Le(0),
            a,
            text: "x".repeat(200),
            around: [0; 16],
            list: vec![0x0203, 0x0405],
            absent: absent.clone(),
            null: null.clone(),
            frame: frame.clone(),
            after: 0,
            alone: 0,
            bytes: vec![1, 2],
        });
        let read: Everywhere = wire::from_slice(&bytes).unwrap();
        let mut adler = Adler::default();
        let absent = absent.unwrap_or_default();
        let length = if a > 1 { &[3][..] } else { &[] };
        let list = [2, 2, 3, 4, 5];
        for piece in [&a.to_be_bytes()[..], &[0xc8, 1], &[b'x'; 200], &list, length, &absent] {
            adler.update(piece);
        }
        assert_eq!(read.before, adler.finish());
        let mut long = Long::default();
        for piece in [&a.to_be_bytes()[..], &[b'x'; 200], &list[1..], &frame] {
            long.update(piece);
        }
        assert_eq!(read.around, long.finish());
        let before = read.before.0.to_le_bytes();
        let null = null.unwrap_or_default();
        assert_eq!(read.after, crc32fast::hash(&[&before[..], &absent, &null, &frame].concat()));
        assert_eq!(read.alone, crc32c(&[1, 2]));
        // Each byte is covered by one of them, or is a length.
        for at in 0..bytes.len().min(300) {
            let mut wrong = bytes.clone();
            wrong[at] ^= 0x10;
            let result = wire::from_slice::<Everywhere>(&wrong);
            assert!(result.is_err(), "byte {at} of {wrong:?} is not covered");
        }
    }
}

/// Of any algorithm.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Generic<C: Checksum, T> {
    #[wire(tag = 1)]
    Any {
        #[wire(checksum(with = C, of = value))]
        sum: C::Sum,
        value: T,
    },
    #[wire(tag = 2)]
    Tuple(T, #[wire(checksum(with = self::Long, of = [0]))] [u8; 16]),
}

#[test]
fn algorithm_can_be_a_parameter() {
    let value = Generic::<Crc32c, u16>::Any { sum: crc32c(&[1, 2]), value: 0x0102 };
    let bytes = wire::to_vec(&value).unwrap();
    assert_eq!(bytes[1..5], crc32c(&[1, 2]).to_be_bytes());
    assert!(wire::from_slice::<Generic<Crc32c, u16>>(&bytes).is_ok());
    let error = wire::from_slice::<Generic<Adler, u16>>(&bytes).unwrap_err();
    assert_eq!((error.path().as_str(), error.offset()), ("Generic::Any.sum", 1));
    let mut sum = [0; 16];
    sum[7] = 1;
    let tuple = Generic::<Adler, u8>::Tuple(7, sum);
    let bytes = wire::to_vec(&tuple).unwrap();
    assert_eq!(bytes[2..], sum);
    assert!(wire::from_slice::<Generic<Adler, u8>>(&bytes).is_ok());
}

/// A sum that does not fit its field.
#[derive(Debug, Default)]
struct TooWide(u32);

impl Checksum for TooWide {
    type Sum = U24;

    fn update(&mut self, bytes: &[u8]) {
        self.0 += bytes.iter().map(|byte| u32::from(*byte) << 20).sum::<u32>();
    }

    fn finish(self) -> U24 {
        U24(self.0)
    }
}

#[test]
fn sum_that_cannot_be_written_is_an_error() {
    #[derive(Debug, Wire)]
    struct Value {
        first: u8,
        #[wire(checksum(with = TooWide, of = first))]
        sum: U24,
    }

    assert_eq!(wire::to_vec(&Value { first: 1, sum: U24(0) }).unwrap(), [1, 0x10, 0, 0]);
    let error = wire::to_vec(&Value { first: 16, sum: U24(0) }).unwrap_err();
    assert_eq!((error.path().as_str(), error.offset()), ("Value.sum", 1));
    let error = wire::from_slice::<Value>(&[16, 0, 0, 1]).unwrap_err();
    assert!(error.to_string().starts_with("Value.sum at byte 1: checksum is 0x000001"), "{error}");
}

/// The CRC is between a length and what that is the length of.
#[derive(Debug, PartialEq, Wire)]
struct Computed {
    #[wire(len_of = body)]
    length: u16,
    #[wire(crc32(of = length))]
    crc: u32,
    #[wire(len = (length))]
    body: Vec<u8>,
    #[wire(align = 4, size = u8)]
    framed: Body,
    #[wire(crc32(of = framed))]
    padded: u32,
}

#[test]
fn numbers_that_are_computed_are_covered_as_they_are_on_the_wire() {
    let bytes = written(&Computed {
        length: 0,
        crc: 0,
        body: vec![7; 3],
        framed: Body { kind: *b"KIND", data: vec![8] },
        padded: 0,
    });
    assert_eq!(bytes[..2], [0, 3]);
    assert_eq!(bytes[2..6], crc32fast::hash(&[0, 3]).to_be_bytes());
    assert_eq!(bytes[9..18], *b"\0\0\0\x05KIND\x08");
    assert_eq!(bytes[18..], crc32fast::hash(b"\0\0\0\x05KIND\x08").to_be_bytes());
}
