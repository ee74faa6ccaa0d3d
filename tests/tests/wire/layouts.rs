//! What derived types write and read.

use std::borrow::Cow;

use kafka07::wire::{self, ErrorKind, NoResponse, Request, Wire};

#[derive(Debug, PartialEq, Wire)]
#[wire(request(key = 1, response = Vec<u8>))]
struct Fetch {
    #[wire(len = i16)]
    topic: String,
    partition: i32,
    offset: i64,
    max_size: i32,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(request(key = 0))]
struct Produce<'a> {
    #[wire(len = i16)]
    topic: &'a str,
    #[wire(size = i32)]
    set: Set<'a>,
}

#[derive(Debug, PartialEq, Wire)]
struct Set<'a> {
    #[wire(rest)]
    bytes: &'a [u8],
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Body<'a> {
    #[wire(tag = 0)]
    V0 {
        #[wire(crc32(of = payload))]
        crc: u32,
        #[wire(rest)]
        payload: &'a [u8],
    },
    #[wire(tag = 1)]
    V1 {
        attributes: u8,
        #[wire(crc32(of = payload))]
        crc: u32,
        #[wire(rest)]
        payload: &'a [u8],
    },
}

#[derive(Debug, PartialEq, Wire)]
struct Message<'a> {
    #[wire(size = i32)]
    body: Body<'a>,
}

#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(tag = i16)]
enum Code {
    #[wire(tag = 0)]
    Fine,
    #[wire(tag = -1)]
    Unknown,
    #[wire(other)]
    Other(i16),
}

#[derive(Debug, PartialEq, Wire)]
struct Many<'a, T: Clone> {
    #[wire(count = i16, each(size = i32), max = 3)]
    codes: Vec<Code>,
    #[wire(count = i32)]
    items: Cow<'a, [T]>,
    #[wire(skip)]
    cache: Option<T>,
    version: u8,
    #[wire(when = version >= 1, len = u8)]
    note: Option<String>,
    #[wire(magic = b"END")]
    end: (),
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8, magic = 7u8)]
enum Tree {
    #[wire(tag = 1)]
    Leaf,
    #[wire(tag = 2)]
    Node(Box<Tree>, Box<Tree>),
    #[wire(tag = 3)]
    Many(#[wire(count = u8)] Vec<Tree>),
}

#[derive(Debug, PartialEq, Wire)]
struct Sums {
    #[wire(crc32(of = [b, total_of_c]))]
    first: u32,
    a: u8,
    #[wire(len = u8)]
    b: Vec<u8>,
    #[wire(crc32(of = (a, c)))]
    total_of_c: u32,
    c: u16,
}

fn round_trip<'a, T: Wire<'a> + PartialEq + std::fmt::Debug>(value: &T, buffer: &'a mut Vec<u8>) {
    wire::append(value, buffer).unwrap();
    assert_eq!(buffer.len(), value.encoded_len());
    assert!(buffer.len() >= T::MIN_LEN);
    assert_eq!(&wire::from_slice::<T>(buffer).unwrap(), value);
}

#[test]
fn requests_are_laid_out_as_declared() {
    let fetch = Fetch { topic: "t".into(), partition: 1, offset: 2, max_size: 3 };
    let mut buffer = Vec::new();
    round_trip(&fetch, &mut buffer);
    assert_eq!(buffer, *b"\0\x01t\0\0\0\x01\0\0\0\0\0\0\0\x02\0\0\0\x03");
    assert_eq!(Fetch::KEY, 1);
    let _: Option<<Produce<'_> as Request>::Response> = None::<NoResponse>;
    let mut buffer = Vec::new();
    round_trip(&Produce { topic: "t", set: Set { bytes: b"abc" } }, &mut buffer);
    assert_eq!(buffer, *b"\0\x01t\0\0\0\x03abc");
}

#[test]
fn a_checksum_is_computed_and_verified() {
    let message = Message { body: Body::V1 { attributes: 0, crc: 0, payload: b"payload" } };
    let mut bytes = wire::to_vec(&message).unwrap();
    let decoded: Message<'_> = wire::from_slice(&bytes).unwrap();
    let Body::V1 { crc, payload, .. } = decoded.body else { panic!("{decoded:?}") };
    assert_eq!((crc, payload), (0x422c_6a15, b"payload".as_slice()));
    bytes[12] ^= 1;
    let error = wire::from_slice::<Message<'_>>(&bytes).unwrap_err();
    assert_eq!((error.offset(), error.path().as_str()), (6, "Message.body::V1.crc"));
    assert!(matches!(error.kind(), ErrorKind::Crc { found: 0x422c_6a15, .. }));
}

#[test]
fn everything_else() {
    for node in
        [Tree::Leaf, Tree::Node(Box::new(Tree::Leaf), Box::new(Tree::Many(vec![Tree::Leaf])))]
    {
        round_trip(&node, &mut Vec::new());
    }
    let many = Many {
        codes: vec![Code::Fine, Code::Unknown, Code::Other(7)],
        items: Cow::Owned(vec![1_u16, 2]),
        cache: None,
        version: 1,
        note: Some("x".into()),
        end: (),
    };
    round_trip(&many, &mut Vec::new());
    let sums =
        wire::to_vec(&Sums { first: 0, a: 1, b: b"b".to_vec(), total_of_c: 0, c: 2 }).unwrap();
    let back = wire::from_slice::<Sums>(&sums).unwrap();
    assert_ne!(back.first, 0);
    assert_eq!(wire::to_vec(&back).unwrap(), sums);
}
