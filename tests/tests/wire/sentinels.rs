//! Text, bytes and lists that end with a sentinel.

use std::borrow::Cow;
use std::fmt::Debug;

use bytes::Bytes;
use kafka07::wire::prefix::Varint;
use kafka07::wire::{self, ErrorKind, Gather, Output, Wire};

use crate::support::{fails, is};

const NUL: u8 = 0;
const LINE: &[u8; 2] = b"\r\n";

/// Everything that can hold text and bytes.
#[derive(Debug, PartialEq, Wire)]
struct Blobs<'a> {
    #[wire(until = 0u8)]
    text: String,
    #[wire(until = b'\n')]
    borrowed: &'a str,
    #[wire(until = 0xff)]
    bytes: &'a [u8],
    #[wire(until = b"\r\n", max = 4)]
    cow: Cow<'a, str>,
    #[wire(until = NUL)]
    shared: Bytes,
    #[wire(until = LINE)]
    owned: Vec<u8>,
    #[wire(when = !owned.is_empty(), until = b'!')]
    when: Option<Box<str>>,
    #[wire(size = u8, until = b'.')]
    framed: Cow<'a, [u8]>,
    #[wire(crc32(of = (text, owned)))]
    crc: u32,
    #[wire(rest, until = 7u8)]
    last: Option<Box<[u8]>>,
}

#[test]
fn text_and_bytes_end_with_a_sentinel() {
    let bytes = [
        &b"a\0bc\nd\xffe\r\r\nf\0g\r\nh!\x02i."[..],
        &crc32fast::hash(b"a\0g\r\n").to_be_bytes(),
        b"j\x07",
    ];
    let bytes = bytes.concat();
    let value = Blobs {
        text: "a".into(),
        borrowed: "bc",
        bytes: b"d",
        cow: "e\r".into(),
        shared: Bytes::from_static(b"f"),
        owned: b"g".to_vec(),
        when: Some("h".into()),
        framed: b"i"[..].into(),
        crc: crc32fast::hash(b"a\0g\r\n"),
        last: Some(b"j"[..].into()),
    };
    is(&value, &bytes);
    let shared = Bytes::from(bytes.clone());
    let read: Blobs<'_> = wire::from_bytes(&shared).unwrap();
    assert!(shared.as_ptr_range().contains(&read.shared.as_ptr()));
    for length in (0..bytes.len()).filter(|length| *length != bytes.len() - 2) {
        assert!(wire::from_slice::<Blobs<'_>>(&bytes[..length]).is_err(), "{length}");
    }
    let empty = [&b"\0\n\xff\r\n\0\r\n\x01."[..], &crc32fast::hash(b"\0\r\n").to_be_bytes()];
    assert_eq!(
        wire::to_vec(&wire::from_slice::<Blobs<'_>>(&empty.concat()).unwrap()).unwrap(),
        empty.concat()
    );
    assert_eq!(<Blobs<'_> as wire::Decode<'_>>::MIN_LEN, 1 + 1 + 1 + 2 + 1 + 1 + (1 + 1) + 4);
}

#[test]
fn missing_sentinel_is_named() {
    #[derive(Debug, PartialEq, Wire)]
    struct Line(#[wire(until = b"\r\n", max = 3)] String);
    #[derive(Debug, PartialEq, Wire)]
    struct Framed(#[wire(size = u8)] Line);

    for (bytes, searched, missing) in [
        (&b""[..], 0, Some(2)),
        (b"a", 1, Some(2)),
        (b"a\r", 2, Some(1)),
        (b"abcde", 5, Some(2)),
        (b"abcdef", 5, None),
    ] {
        let error = wire::from_slice::<Line>(bytes).unwrap_err();
        assert_eq!(error.missing(), missing, "{bytes:?}");
        let kind = ErrorKind::NotEnded { end: "0x0d0a".into(), searched, missing };
        assert_eq!((error.kind(), error.offset()), (&kind, 0));
    }
    fails::<Framed>(b"\x02ab\r\n", "Framed at byte 1: not ended by 0x0d0a within 2 bytes");
    assert_eq!(wire::from_slice::<Framed>(b"\x02ab\r\n").unwrap_err().missing(), None);
    is(&Line("abc".into()), b"abc\r\n");
    fails::<Line>(b"a\xff\r\n", "Line at byte 0: text is not UTF-8 after its first 1 byte");

    let error = wire::to_vec(&Line("abcd".into())).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooLong { found: 4, max: 3 });
    let error = wire::to_vec(&Line("a\r\n".into())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Line at byte 0: 0x0d0a at byte 1 of the value would end it there"
    );
    assert_eq!(wire::encoded_len(&Line("a\r\n".into())).unwrap_err(), error);
}

#[test]
fn sentinel_that_overlaps_itself_is_found_where_it_is_first() {
    #[derive(Debug, PartialEq, Wire)]
    struct Dashes(#[wire(until = b"--")] Vec<u8>);

    is(&Dashes(b"a".to_vec()), b"a--");
    let error = wire::to_vec(&Dashes(b"a-".to_vec())).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::EndInside { end: "b\"--\"".into(), at: 1 });
}

/// No `PartialEq`, which no list needs.
#[derive(Clone, Debug, Wire)]
#[wire(tag = u8)]
enum Entry {
    #[wire(tag = 0)]
    End,
    #[wire(tag = 1)]
    Number(f32),
    #[wire(tag = 2)]
    Name(#[wire(until = 0u8)] String),
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Label(#[wire(len = u8)] Vec<u8>);

impl Label {
    fn root() -> Self {
        Self(Vec::new())
    }
}

#[derive(Debug, Wire)]
struct Lists<'a> {
    #[wire(until = 0u16)]
    numbers: Vec<u16>,
    #[wire(until = -1, max = 2)]
    signed: Box<[i32]>,
    #[wire(until = Entry::End)]
    entries: Cow<'a, [Entry]>,
    #[wire(until = Label::root())]
    name: Vec<Label>,
    #[wire(until = [0; 2], each(size = u8))]
    pairs: Vec<[u8; 2]>,
    #[wire(size = u8, until = Varint(300))]
    framed: Vec<Varint>,
    #[wire(until = 0u8, each(size = u8))]
    bytes: Vec<u8>,
    #[wire(until = Long([0; 20]))]
    long: Vec<Long>,
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Long([u32; 20]);

#[test]
fn lists_end_with_a_value_that_they_do_not_hold() {
    let lists = Lists {
        numbers: vec![1, 2],
        signed: Box::new([3, 4]),
        entries: vec![Entry::Number(0.0), Entry::Name("x".into())].into(),
        name: vec![Label(b"kafka".to_vec()), Label(b"org".to_vec())],
        pairs: vec![[1, 0]],
        framed: vec![Varint(1), Varint(301)],
        bytes: vec![9],
        long: vec![Long([1; 20])],
    };
    let bytes = wire::to_vec(&lists).unwrap();
    let expected = [
        &b"\0\x01\0\x02\0\0\0\0\0\x03\0\0\0\x04\xff\xff\xff\xff\x01\0\0\0\0\x02x\0\0"[..],
        b"\x05kafka\x03org\0\x02\x01\0\x02\0\0\x05\x01\xad\x02\xac\x02\x01\x09\x01\0",
        &[0, 0, 0, 1].repeat(20),
        &[0; 80],
    ]
    .concat();
    assert_eq!(bytes, expected);
    assert_eq!(wire::encoded_len(&lists).unwrap(), bytes.len());
    let mut gather = Gather::new(Vec::new());
    gather.write(&lists).unwrap();
    assert_eq!(gather.slices().iter().flat_map(|slice| slice.to_vec()).collect::<Vec<_>>(), bytes);
    let read: Lists<'_> = wire::from_slice(&bytes).unwrap();
    assert_eq!(wire::to_vec(&read).unwrap(), bytes);
    assert_eq!((read.numbers, read.name, read.long.len()), (lists.numbers, lists.name, 1));
    for length in 0..bytes.len() {
        let error = wire::from_slice::<Lists<'_>>(&bytes[..length]).unwrap_err();
        let in_frame = error.path().starts_with("Lists.framed");
        assert!(error.missing().is_some() || in_frame, "{length}: {error}");
    }
    let least = 2 + 4 + 1 + 1 + (1 + 2) + (1 + 1) + (1 + 1) + 80;
    assert_eq!(<Lists<'_> as wire::Decode<'_>>::MIN_LEN, least);
}

#[derive(Debug, PartialEq, Wire)]
struct Numbers(#[wire(until = 0u16, max = 3)] Vec<u16>);

#[derive(Debug, PartialEq, Wire)]
struct Nothings {
    #[wire(until = 1u8, each(size = u8))]
    bytes: Vec<u8>,
    #[wire(until = Nothing(None))]
    nothings: Vec<Nothing>,
}

/// Takes no byte, or two.
#[derive(Clone, Debug, PartialEq, Wire)]
struct Nothing(#[wire(when = false)] Option<u16>);

#[test]
fn lists_that_do_not_end_are_errors() {
    fails::<Numbers>(&[0, 1], "Numbers at byte 0: not ended by 0x0000 within 2 bytes");
    fails::<Numbers>(
        &[0, 1, 0],
        "Numbers[1] at byte 2: input ends here, 1 more byte is needed at least",
    );
    fails::<Numbers>(&[0, 1, 0, 1, 0, 1, 0, 1], "Numbers at byte 0: count is 4, at most 3 allowed");
    is(&Numbers(vec![1, 1, 1]), &[0, 1, 0, 1, 0, 1, 0, 0]);
    let error = wire::to_vec(&Numbers(vec![1, 0])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Numbers[1] at byte 2: 0x0000 at byte 0 of the value would end it there"
    );
    assert_eq!(wire::encoded_len(&Numbers(vec![1, 0])).unwrap_err(), error);
    let error = wire::to_vec(&Numbers(vec![1; 4])).unwrap_err();
    assert_eq!(error.to_string(), "Numbers at byte 0: count is 4, at most 3 allowed");
    // What takes no byte ends nothing.
    fails::<Nothings>(&[1, 1], "Nothings.nothings at byte 2: what ends the list takes no byte");
}

/// Of any element.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Generic<T: Default> {
    #[wire(tag = 0)]
    List(#[wire(until = T::default())] Vec<T>),
    #[wire(tag = 1)]
    Alias(#[wire(until = 0)] Ports, #[wire(until = 0u8)] Alias, #[wire(until = b"\0")] Alias),
}

type Ports = Vec<u16>;
type Alias = String;

#[test]
fn elements_and_types_may_be_unknown() {
    is(&Generic::List(vec![1_u8, 2]), &[0, 1, 2, 0]);
    is(&Generic::List(vec![(1_u8, true)]), &[0, 1, 1, 0, 0]);
    is(&Generic::<u8>::Alias(vec![1], "a".into(), "b".into()), b"\x01\0\x01\0\0a\0b\0");
}

/// What the user says of a parameter is enough, and a list may borrow.
#[derive(Debug, PartialEq, Wire)]
struct Bounded<'a, T>
where
    T: for<'x> wire::Decode<'x> + wire::Encode + Default,
{
    #[wire(until = T::default(), max = 3)]
    list: Vec<T>,
    #[wire(until = Borrowed(""))]
    names: Vec<Borrowed<'a>>,
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Borrowed<'a>(#[wire(until = 0u8)] &'a str);

#[test]
fn bounds_of_the_declaration_are_enough() {
    is(&Bounded { list: vec![7_u16], names: vec![Borrowed("a")] }, b"\0\x07\0\0a\0\0");
}
