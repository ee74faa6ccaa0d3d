//! Enums whose tag is said by an earlier field.

use kafka07::wire::{self, Decode, Encode, ErrorKind, Wire};

use crate::support::fails;
use crate::tags::is;

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Body {
    #[wire(tag = 1)]
    Empty,
    #[wire(tag = 2)]
    Number(u16),
    #[wire(tag = 3)]
    Text(#[wire(len = u8)] String),
    #[wire(tag = 10..=19)]
    Some { kind: u8, value: u32, small: u16, byte: u8 },
}

#[derive(Debug, PartialEq, Wire)]
struct Message {
    kind: u16,
    flags: u8,
    #[wire(tag = (kind))]
    body: Body,
}

#[test]
fn the_tag_is_where_the_expression_says() {
    is(&Message { kind: 1, flags: 9, body: Body::Empty }, &[0, 1, 9]);
    is(&Message { kind: 2, flags: 9, body: Body::Number(7) }, &[0, 2, 9, 0, 7]);
    is(&Message { kind: 3, flags: 9, body: Body::Text("a".into()) }, &[0, 3, 9, 1, b'a']);
    let some = Body::Some { kind: 12, value: 0x0102_0304, small: 0x0506, byte: 7 };
    is(&Message { kind: 12, flags: 9, body: some }, &[0, 12, 9, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(<Message as Decode<'_>>::MIN_LEN, 3);
    // With its tag, where nothing says it.
    is(&Body::Number(7), &[2, 0, 7]);
    assert_eq!(<Body as Decode<'_>>::MIN_LEN, 1);
}

#[test]
fn an_unknown_key_is_an_unknown_tag() {
    fails::<Message>(&[0, 9, 0], "Message.body at byte 3: unknown tag 9");
    fails::<Message>(&[1, 1, 0], "Message.body at byte 3: unknown tag 257");
}

#[test]
fn another_variant_than_the_expression_says_is_an_error() {
    let message = Message { kind: 2, flags: 9, body: Body::Empty };
    let error = wire::to_vec(&message).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Message.body::Empty at byte 3: the tag is to be 2, and that of this variant is 1"
    );
    let error = wire::encoded_len(&message).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::OtherTag { wanted: "2".into(), found: "1".into() });
    let some = Body::Some { kind: 12, value: 0, small: 0, byte: 0 };
    assert!(wire::to_vec(&Message { kind: 13, flags: 9, body: some }).is_err());
    let error = wire::to_vec(&Message { kind: 300, flags: 9, body: Body::Empty }).unwrap_err();
    assert_eq!(error.to_string(), "Message.body at byte 3: unknown tag 300");
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = [u8; 4], magic = b"M")]
enum Atom<'a> {
    #[wire(tag = b"name")]
    Name(#[wire(rest)] &'a str),
    #[wire(tag = b"size")]
    Size(u32),
    #[wire(other)]
    Other([u8; 4], #[wire(rest)] Vec<u8>),
}

#[derive(Debug, PartialEq, Wire)]
struct Chunk<'a> {
    len: u32,
    kind: [u8; 4],
    #[wire(size = u8, tag = (kind))]
    atom: Atom<'a>,
    #[wire(crc32(of = (kind, atom)))]
    crc: u32,
}

#[test]
fn a_tag_of_bytes_is_said_by_bytes() {
    let mut bytes = b"\0\0\0\x02name\x03Mhi".to_vec();
    bytes.extend(crc32fast::hash(&bytes[4..]).to_be_bytes());
    let chunk: Chunk<'_> = wire::from_slice(&bytes).unwrap();
    assert_eq!((chunk.len, &chunk.atom), (2, &Atom::Name("hi")));
    assert_eq!(wire::to_vec(&chunk).unwrap(), bytes);
    assert_eq!(wire::encoded_len(&chunk).unwrap(), bytes.len());
    let other = Chunk { atom: Atom::Other(*b"free", vec![1]), kind: *b"free", ..chunk };
    let bytes = wire::to_vec(&other).unwrap();
    assert_eq!(bytes[8..11], *b"\x02M\x01");
    assert_eq!(wire::from_slice::<Chunk<'_>>(&bytes).unwrap().atom, other.atom);
    let error = wire::to_vec(&Chunk { kind: *b"skip", ..other }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Chunk.atom::Other at byte 10: the tag is to be b\"skip\", and that of this variant is \
         b\"free\""
    );
    fails::<Chunk<'_>>(
        b"\0\0\0\0size\x04M\0\0\0",
        "Chunk.atom::Size at byte 10: the frame ends here, 1 byte short at least",
    );
    fails::<Chunk<'_>>(b"\0\0\0\0size\x01X", "Chunk.atom at byte 9: expected 0x4d, found 0x58");
}

/// As deep as the value: a list's elements have their kind before all of them.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Nbt {
    #[wire(tag = 1)]
    Byte(u8),
    #[wire(tag = 2)]
    List {
        kind: u8,
        #[wire(count = u16, tag = (kind))]
        items: Vec<Nbt>,
    },
    #[wire(tag = 3)]
    Compound(#[wire(count = u8)] Vec<Named>),
    #[wire(tag = 4)]
    Boxed {
        kind: i64,
        #[wire(tag = (kind))]
        inner: Box<Nbt>,
        #[wire(when = kind == 1, tag = (kind))]
        more: Option<Box<Nbt>>,
        #[wire(tag = (1))]
        pair: [Box<Nbt>; 2],
    },
}

#[derive(Debug, PartialEq, Wire)]
struct Named {
    kind: u8,
    #[wire(len = u8)]
    name: String,
    #[wire(tag = (self::same(kind)))]
    value: Nbt,
}

fn same(kind: u8) -> usize {
    kind.into()
}

#[test]
fn lists_boxes_and_arrays_of_an_enum_are_told_the_tag() {
    let list = Nbt::List { kind: 1, items: vec![Nbt::Byte(7), Nbt::Byte(8)] };
    is(&list, &[2, 1, 0, 2, 7, 8]);
    let nested = Nbt::List { kind: 2, items: vec![list] };
    is(&nested, &[2, 2, 0, 1, 1, 0, 2, 7, 8]);
    let named = Named { kind: 2, name: "n".into(), value: nested };
    is(&Nbt::Compound(vec![named]), &[3, 1, 2, 1, b'n', 2, 0, 1, 1, 0, 2, 7, 8]);
    let one = |byte| Box::new(Nbt::Byte(byte));
    let boxed = Nbt::Boxed { kind: 1, inner: one(7), more: Some(one(8)), pair: [one(9), one(10)] };
    is(&boxed, &[4, 0, 0, 0, 0, 0, 0, 0, 1, 7, 8, 9, 10]);
    let wrong = Nbt::List { kind: 1, items: vec![Nbt::Byte(7), Nbt::Compound(vec![])] };
    let error = wire::to_vec(&wrong).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Nbt::List.items[1]::Compound at byte 5: the tag is to be 1, and that of this variant is 3"
    );
    // No memory for what is not there: without its tag, each takes a byte at least.
    fails::<Nbt>(
        &[2, 1, 0xff, 0xff, 1],
        "Nbt::List.items at byte 2: count is 65535, but the bytes left hold at most 1",
    );
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8, args(version: u8))]
enum Versioned<T> {
    #[wire(tag = 1)]
    A(#[wire(when = version >= 2)] Option<u8>),
    #[wire(tag = 2)]
    B(T),
}

#[derive(Debug, PartialEq, Wire)]
struct Told {
    version: u8,
    kind: u8,
    #[wire(tag = (kind), args(version))]
    body: Versioned<u16>,
    #[wire(args(version))]
    with_tag: Versioned<u8>,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(args(kind: u8))]
struct Inner<T> {
    #[wire(tag = (kind & 0x7f), args(2))]
    body: Versioned<T>,
}

#[derive(Debug, PartialEq, Wire)]
struct Outer {
    kind: u8,
    #[wire(args(kind))]
    inner: Inner<u16>,
}

#[test]
fn an_enum_is_told_its_tag_and_its_arguments() {
    let told = |version, body, with_tag| Told { version, kind: 1, body, with_tag };
    is(&told(2, Versioned::A(Some(7)), Versioned::A(Some(8))), &[2, 1, 7, 1, 8]);
    is(&told(1, Versioned::A(None), Versioned::B(8)), &[1, 1, 2, 8]);
    is(&Outer { kind: 0x82, inner: Inner { body: Versioned::B(5) } }, &[0x82, 0, 5]);
}

#[test]
fn an_enum_with_a_key_is_open_if_a_variant_is() {
    const { assert!(<Tail as Encode>::OPEN) };
    is_any(&Tail { kind: 2, body: Rest::Bytes(vec![1, 2]) }, &[2, 1, 2]);
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = i8)]
enum Rest {
    #[wire(tag = 1)]
    Nothing,
    #[wire(tag = 2)]
    Bytes(#[wire(rest)] Vec<u8>),
}

#[derive(Debug, PartialEq, Wire)]
struct Tail {
    kind: u8,
    #[wire(tag = (kind))]
    body: Rest,
}

#[track_caller]
fn is_any<T: for<'a> Wire<'a> + PartialEq + std::fmt::Debug>(value: &T, bytes: &[u8]) {
    assert_eq!(wire::to_vec(value).unwrap(), bytes);
    assert_eq!(&wire::from_slice::<T>(bytes).unwrap(), value);
}

/// Arithmetic on what was read ends in a tag, or in an error; not in a panic.
#[test]
fn arithmetic_in_a_key_does_not_overflow() {
    #[derive(Debug, PartialEq, Wire)]
    #[wire(tag = u8)]
    enum Kind {
        #[wire(tag = 1)]
        One(u8),
    }
    #[derive(Debug, PartialEq, Wire)]
    struct Message {
        a: u8,
        b: u8,
        #[wire(tag = (a - 1))]
        kind: Kind,
        #[wire(tag = (a / b + 254 * b))]
        other: Kind,
    }
    let message = Message { a: 2, b: 0, kind: Kind::One(3), other: Kind::One(4) };
    assert!(kafka07::wire::to_vec(&message).is_err(), "a division by zero says no tag");
    for a in 0..=255 {
        for b in [0, 1, 255] {
            assert!(kafka07::wire::from_slice::<Message>(&[a, b, 7, 7]).is_err(), "{a} {b}");
        }
    }
    let error = kafka07::wire::from_slice::<Message>(&[0, 1, 7, 7]).unwrap_err();
    assert_eq!(error.to_string(), "Message.kind at byte 2: unknown tag -1");
}
