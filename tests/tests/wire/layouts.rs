//! The bytes of what is declared, one by one.

use std::borrow::Cow;

use kafka07::wire::{self, NoResponse, Request, Wire};

use crate::shapes::{Kind, Option2, Optional, Sums, Tree, Tuple};

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
    set: &'a [u8],
}

#[derive(Debug, PartialEq, Wire)]
struct Message<'a> {
    #[wire(size = i32)]
    body: Body<'a>,
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
#[wire(magic = b"M")]
struct Many<'a, T: Clone> {
    #[wire(count = i16, each(size = u8), max = 3)]
    kinds: Vec<Kind>,
    #[wire(count = u8)]
    items: Cow<'a, [T]>,
    #[wire(skip)]
    cache: Option<T>,
    #[wire(size = u8, count = u16)]
    framed: Vec<u8>,
    #[wire(size = u8)]
    option: Option2<T>,
    #[wire(magic = b"END")]
    end: (),
}

/// The value is worth these bytes, and they are worth the value.
#[track_caller]
fn is<'a, T: Wire<'a> + PartialEq + std::fmt::Debug>(value: &T, bytes: &'a [u8]) {
    assert_eq!(wire::to_vec(value).unwrap(), bytes);
    assert_eq!(wire::encoded_len(value).unwrap(), bytes.len());
    assert_eq!(&wire::from_slice::<T>(bytes).unwrap(), value);
}

#[test]
fn fields_follow_each_other_big_endian() {
    is(
        &Fetch { topic: "t".into(), partition: 1, offset: 2, max_size: 3 },
        b"\0\x01t\0\0\0\x01\0\0\0\0\0\0\0\x02\0\0\0\x03",
    );
    is(&Produce { topic: "é", set: b"abc" }, b"\0\x02\xc3\xa9\0\0\0\x03abc");
}

#[test]
fn a_request_has_its_key_beside_its_bytes() {
    assert_eq!((Fetch::KEY, Produce::KEY), (1, 0));
    let _: [Option<<Fetch as Request>::Response>; 1] = [None::<Vec<u8>>];
    let _: [Option<<Produce<'_> as Request>::Response>; 1] = [None::<NoResponse>];
}

#[test]
fn a_checksum_is_written_whatever_the_value_holds() {
    let crc = crc32fast::hash(b"payload");
    is(
        &Message { body: Body::V0 { crc, payload: b"payload" } },
        &[&b"\0\0\0\x0c\0"[..], &crc.to_be_bytes(), b"payload"].concat(),
    );
    let bytes = [&b"\0\0\0\x0d\x01\x07"[..], &crc.to_be_bytes(), b"payload"].concat();
    is(&Message { body: Body::V1 { attributes: 7, crc, payload: b"payload" } }, &bytes);
    let zero = Message { body: Body::V1 { attributes: 7, crc: 0, payload: b"payload" } };
    assert_eq!(wire::to_vec(&zero).unwrap(), bytes);
}

#[test]
fn checksums_cover_what_they_name_as_it_is_encoded() {
    let value = Sums {
        before: 0,
        text: "ab".into(),
        behind: 0,
        a: 0x0102,
        around: 0,
        of_a_later_one: 0,
        c: Kind::Odd(5),
        of_the_rest: 0,
        skipped: 0,
        end: 6,
        list: vec![0x0708],
    };
    let crc = |parts: &[&[u8]]| crc32fast::hash(&parts.concat()).to_be_bytes();
    let before = crc(&[b"\x02ab"]);
    let around = crc(&[&[1, 2], &[0xff, 0xff, 5]]);
    let expected = [
        b"SUM".as_slice(),
        &before,
        b"\x02ab",
        &crc(&[&before, b"\x02ab"]),
        &[1, 2],
        &around,
        &crc(&[&around, &[6]]),
        &[0xff, 0xff, 5],
        &crc(&[&[7, 8]]),
        &[6],
        &[7, 8],
    ];
    assert_eq!(wire::to_vec(&value).unwrap(), expected.concat());
}

#[test]
fn checksums_can_be_left_unverified() {
    let bytes = b"\0\0\0\x06\0\0\0\0\0x";
    assert!(wire::from_slice::<Message<'_>>(bytes).is_err());
    let message: Message<'_> = wire::Reader::new(bytes).check_crc(false).read().unwrap();
    assert_eq!(message.body, Body::V0 { crc: 0, payload: b"x" });
}

#[test]
fn lists_frames_and_constants_combine() {
    is(
        &Many {
            kinds: vec![Kind::Even, Kind::Odd(9), Kind::Unknown { tag: 7, more: 1 }],
            items: Cow::Owned(vec![0x0102_u16]),
            cache: None,
            framed: vec![3, 4],
            option: Option2::Some(5),
            end: (),
        },
        b"M\0\x03\x02\0\0\x03\xff\xff\x09\x03\0\x07\x01\x01\x01\x02\x04\0\x02\x03\x04\x03\x01\0\x05END",
    );
}

#[test]
fn conditions_decide_what_is_there() {
    is(
        &Optional {
            flags: 15,
            kind: Kind::Odd(2),
            number: Some(8),
            text: Some("t".into()),
            list: Some(vec![1]),
            framed: Some(3),
            magic: Some(()),
            with: Some(0x0102_0304),
            rest: None,
        },
        b"\x0f\xff\xff\x02\0\0\0\x08\0\x01t\x01\x02\0\x01\x01\x03??\x04\x03\x02\x01",
    );
    let crc = crc32fast::hash(&[0, 1]);
    is(&Tuple(0, None, crc, vec![1]), &[&[0][..], &crc.to_be_bytes(), &[1]].concat());
}

#[test]
fn types_contain_themselves() {
    let leaf = || Box::new(Tree::Leaf(7));
    is(&Tree::Node(leaf(), Box::new(Tree::Many(vec![Tree::Leaf(8)]))), &[1, 0, 7, 2, 1, 0, 8]);
    is(
        &Tree::Framed { inner: leaf(), there: true, next: Some(leaf()) },
        &[3, 0, 0, 0, 2, 0, 7, 1, 0, 7],
    );
}
