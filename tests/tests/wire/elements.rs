//! Lists whose elements have attributes of their own.

use std::borrow::Cow;

use kafka07::wire::prefix::Varint;
use kafka07::wire::{ErrorKind, Wire, from_slice, to_vec};

#[derive(Debug, PartialEq, Wire)]
#[wire(args(extra: bool))]
struct Pair {
    key: u8,
    #[wire(when = extra)]
    value: Option<u8>,
}

#[derive(Debug, PartialEq, Wire)]
struct Lists<'a> {
    width: u8,
    #[wire(count = u16, each(len = u8))]
    names: Vec<String>,
    #[wire(count = u8, max = 3, each(len = i16, null = -1, max = 4))]
    nullable: Vec<Option<&'a [u8]>>,
    #[wire(count = (width), each(len = (width)))]
    fixed: Box<[Vec<u8>]>,
    #[wire(size = u8, each(count = Varint))]
    rows: Vec<Vec<u16>>,
    #[wire(count = u8, each(size = u8, args(width > 1)))]
    pairs: Vec<Pair>,
    #[wire(count = u8, each(count = u8, each(len = u8)))]
    nested: Vec<Vec<Cow<'a, str>>>,
    #[wire(rest, each(until = 0u8))]
    rest: Vec<&'a str>,
}

fn lists() -> Lists<'static> {
    Lists {
        width: 2,
        names: vec!["a".into(), String::new()],
        nullable: vec![None, Some(b""), Some(b"bc")],
        fixed: Box::new([vec![1, 2], vec![3, 4]]),
        rows: vec![vec![], vec![5, 6]],
        pairs: vec![Pair { key: 7, value: Some(8) }],
        nested: vec![vec![], vec!["d".into(), "e".into()]],
        rest: vec!["f", ""],
    }
}

const BYTES: &[u8] = &[
    2, // width
    0, 2, 1, b'a', 0, // names
    3, 0xff, 0xff, 0, 0, 0, 2, b'b', b'c', // nullable
    1, 2, 3, 4, // fixed
    6, 0, 2, 0, 5, 0, 6, // rows
    1, 2, 7, 8, // pairs
    2, 0, 2, 1, b'd', 1, b'e', // nested
    b'f', 0, 0, // rest
];

#[test]
fn elements_are_laid_out_as_fields_are() {
    assert_eq!(to_vec(&lists()).unwrap(), BYTES);
    assert_eq!(from_slice::<Lists<'_>>(BYTES).unwrap(), lists());
    for end in 0..BYTES.len() - 3 {
        let error = from_slice::<Lists<'_>>(&BYTES[..end]).unwrap_err();
        assert!(error.offset() <= end, "{error}");
    }
}

#[test]
fn an_error_has_the_index_of_the_element() {
    let mut wrong = BYTES.to_vec();
    wrong[11] = 9;
    assert_eq!(
        from_slice::<Lists<'_>>(&wrong).unwrap_err().to_string(),
        "Lists.nullable[2] at byte 11: length is 2306, at most 4 allowed"
    );
    let error = to_vec(&Lists { fixed: Box::new([vec![1, 2], vec![3]]), ..lists() }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Lists.fixed[1] at byte 17: length is 1, and the declaration says 2"
    );
    let long = "x".repeat(256);
    let error = to_vec(&Lists { names: vec![String::new(), long], ..lists() }).unwrap_err();
    assert!(error.to_string().starts_with("Lists.names[1] at byte 4"), "{error}");
    let error =
        to_vec(&Lists { pairs: vec![Pair { key: 1, value: None }], ..lists() }).unwrap_err();
    assert!(error.to_string().starts_with("Lists.pairs[0].value"), "{error}");
}

/// A count is believed only as far as the bytes left could hold so many elements.
#[test]
fn a_count_reserves_what_the_input_justifies() {
    #[derive(Debug, Wire)]
    struct Strings {
        #[wire(count = u32, each(len = u16))]
        strings: Vec<String>,
    }
    let error = from_slice::<Strings>(&[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::CountTooLarge { fits: 2, .. }), "{error}");
    assert_eq!(from_slice::<Strings>(&[0, 0, 0, 2, 0, 0, 0, 0]).unwrap().strings, ["", ""]);
}

#[test]
fn elements_of_a_generic_type_have_attributes_too() {
    #[derive(Debug, PartialEq, Wire)]
    struct Generic<T, const N: usize> {
        #[wire(count = u8, each(size = u8, max = N))]
        list: Vec<T>,
        #[wire(rest, each(len = u8))]
        bytes: Vec<Vec<u8>>,
    }
    let value = Generic::<u16, 2> { list: vec![1, 2], bytes: vec![vec![3]] };
    let bytes = to_vec(&value).unwrap();
    assert_eq!(bytes, [2, 2, 0, 1, 2, 0, 2, 1, 3]);
    assert_eq!(from_slice::<Generic<u16, 2>>(&bytes).unwrap(), value);
    assert!(from_slice::<Generic<u16, 1>>(&bytes).is_err());
}

#[derive(Debug, PartialEq, Wire)]
struct Framed<'a> {
    #[wire(count = u8, each(size = u8))]
    texts: Vec<&'a str>,
    #[wire(rest, each(size = u8))]
    lists: Vec<Vec<u16>>,
}

#[test]
fn text_and_lists_take_all_of_a_frame() {
    let framed = Framed { texts: vec!["", "ab"], lists: vec![vec![], vec![7, 8]] };
    let bytes = b"\x02\0\x02ab\0\x04\0\x07\0\x08";
    assert_eq!(to_vec(&framed).unwrap(), bytes);
    assert_eq!(from_slice::<Framed<'_>>(bytes).unwrap(), framed);
    let error = from_slice::<Framed<'_>>(b"\x01\0\x01\x07").unwrap_err();
    assert!(error.to_string().starts_with("Framed.lists[0][0] at byte 3"), "{error}");
}
