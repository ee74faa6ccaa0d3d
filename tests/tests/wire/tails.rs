//! The end of a type: `rest` before fields of a fixed size, and values that are there if bytes are left.

use std::borrow::Cow;
use std::fmt::Debug;

use bytes::Bytes;
use kafka07::wire::prefix::{Le, U24};
use kafka07::wire::{self, ErrorKind, Wire};

use crate::support::{fails, is};

#[derive(Debug, PartialEq, Wire)]
struct Packet<'a> {
    kind: u8,
    #[wire(rest)]
    body: &'a [u8],
    #[wire(crc32(of = (kind, body)))]
    crc: u32,
    end: [u8; 2],
}

#[test]
fn fields_of_a_fixed_size_follow_the_rest() {
    let crc = crc32fast::hash(b"\x01abc");
    let bytes = [b"\x01abc", &crc.to_be_bytes()[..], b"\r\n"].concat();
    is(&Packet { kind: 1, body: b"abc", crc, end: *b"\r\n" }, &bytes);
    let crc = crc32fast::hash(b"\x01");
    let bytes = [b"\x01", &crc.to_be_bytes()[..], b"\r\n"].concat();
    is(&Packet { kind: 1, body: b"", crc, end: *b"\r\n" }, &bytes);

    let missing = "input ends here, 4 more bytes are needed at least";
    fails::<Packet<'_>>(&[1], &format!("Packet.crc at byte 1: {missing}"));
    fails::<Packet<'_>>(
        &[1, 2, 3, 4, 5, 6],
        "Packet.end at byte 5: input ends here, 1 more byte is needed at least",
    );
    for length in 0..bytes.len() {
        assert!(wire::from_slice::<Packet<'_>>(&bytes[..length]).is_err());
    }
}

#[derive(Debug, PartialEq, Wire)]
struct Open {
    number: u16,
    #[wire(rest)]
    text: String,
}

/// Everything that can take the rest, before everything that can follow it.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Tails<'a> {
    #[wire(tag = 0)]
    Text(#[wire(rest)] Cow<'a, str>, Pair, #[wire(magic = b"END")] ()),
    #[wire(tag = 1)]
    List {
        #[wire(rest)]
        list: Vec<u16>,
        #[wire(skip)]
        skipped: u8,
        end: (Le<u16>, bool, U24),
    },
    #[wire(tag = 2)]
    Nested {
        #[wire(rest)]
        open: Open,
        end: [Pair; 2],
    },
    #[wire(tag = 3)]
    Each(#[wire(rest, each(size = u8))] Box<[Open]>, Kind),
    #[wire(tag = 4)]
    Shared(#[wire(rest)] Bytes, std::num::NonZeroU8),
    #[wire(tag = 5)]
    When {
        there: bool,
        #[wire(when = *&there, rest)]
        body: Option<Vec<u8>>,
        end: u16,
    },
    #[wire(tag = 6)]
    With(#[wire(with = upper, rest)] String, Generic<u8>),
}

#[derive(Clone, Copy, Debug, PartialEq, Wire)]
struct Pair(u8, u16);

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Kind {
    #[wire(tag = 1)]
    Number(u16),
    #[wire(tag = 2)]
    Flags { a: bool, b: bool },
}

#[derive(Debug, PartialEq, Wire)]
struct Generic<T> {
    a: T,
    b: [T; 2],
    #[wire(magic = 7u8)]
    c: (),
}

/// Text in capitals, up to the end.
mod upper {
    use kafka07::wire::{Error, Output, Reader};

    pub(super) fn encode<'v, O: Output<'v>>(text: &'v str, out: &mut O) -> Result<(), Error> {
        out.put_slice(text.as_bytes())
    }

    pub(super) fn decode(input: &mut Reader<'_>) -> Result<String, Error> {
        let offset = input.offset();
        let text = String::from_utf8_lossy(input.take_rest()).into_owned();
        if text.chars().any(char::is_lowercase) {
            return Err(Error::custom("not in capitals", offset));
        }
        Ok(text)
    }
}

#[test]
fn anything_that_takes_the_rest_may_be_followed() {
    is(&Tails::Text("ab".into(), Pair(1, 2), ()), b"\0ab\x01\0\x02END");
    is(&Tails::Text("".into(), Pair(1, 2), ()), b"\0\x01\0\x02END");
    let end = (Le(1), true, U24(2));
    is(&Tails::List { list: vec![3], skipped: 0, end }, b"\x01\0\x03\x01\0\x01\0\0\x02");
    let open = Open { number: 1, text: "x".into() };
    let end = [Pair(1, 2), Pair(3, 4)];
    is(&Tails::Nested { open, end }, b"\x02\0\x01x\x01\0\x02\x03\0\x04");
    let open = || Open { number: 1, text: "x".into() };
    is(
        &Tails::Each([open(), open()].into(), Kind::Number(7)),
        b"\x03\x03\0\x01x\x03\0\x01x\x01\0\x07",
    );
    is(&Tails::Each([].into(), Kind::Flags { a: true, b: false }), b"\x03\x02\x01\0");
    is(&Tails::Shared(Bytes::from_static(b"q"), 9.try_into().unwrap()), b"\x04q\x09");
    is(&Tails::When { there: true, body: Some(vec![1]), end: 2 }, b"\x05\x01\x01\0\x02");
    is(&Tails::When { there: false, body: None, end: 2 }, b"\x05\0\0\x02");
    is(&Tails::With("UP".into(), Generic { a: 1, b: [2, 3], c: () }), b"\x06UP\x01\x02\x03\x07");
}

#[test]
#[allow(clippy::items_after_statements)] // one type for each step
fn what_is_short_or_left_over_is_named() {
    let more = |count, s| format!("input ends here, {count} more byte{s} needed at least");
    fails::<Tails<'_>>(b"\0\x01", &format!("Tails::Text.1 at byte 1: {}", more(2, "s are")));
    fails::<Tails<'_>>(b"\0\x01\0\x02EN", &format!("Tails::Text.2 at byte 4: {}", more(1, " is")));
    fails::<Tails<'_>>(
        b"\x01\x07\x01\0\x01\0\0\x02",
        "Tails::List.list[0] at byte 1: the rest ends here, as other fields follow it: 1 byte short at least",
    );
    fails::<Tails<'_>>(
        b"\x02\x07\x01\0\x02\x03\0\x04",
        "Tails::Nested.open.number at byte 1: the rest ends here, as other fields follow it: 1 byte short at least",
    );
    let error = wire::from_slice::<Tails<'_>>(b"\x01\x07\x01\0\x01\0\0\x02").unwrap_err();
    assert_eq!(error.missing(), Some(1));
    fails::<Tails<'_>>(b"\x05\0\0\0\x02", "Tails at byte 4: 1 byte left over");
    fails::<Tails<'_>>(b"\x06up\x01\x02\x03\x07", "Tails::With.0 at byte 1: not in capitals");
    // What ends too early inside of a frame is not helped by more input.
    #[derive(Debug, PartialEq, Wire)]
    struct Framed<'a>(#[wire(size = u8)] Packet<'a>, u8);
    fails::<Framed<'_>>(
        b"\x03\x01\0\0\0",
        "Framed.0.crc at byte 2: the frame ends here, 2 bytes short at least",
    );
}

/// A type that has grown twice.
#[derive(Debug, PartialEq, Wire)]
struct Grown<'a> {
    first: u8,
    #[wire(rest)]
    second: Option<u16>,
    #[wire(rest, len = u8, max = 3)]
    third: Option<&'a str>,
    #[wire(rest, count = u8, each(size = u8))]
    fourth: Option<Vec<Open>>,
    #[wire(rest)]
    fifth: Option<Vec<u16>>,
}

#[test]
fn value_at_the_end_is_there_if_bytes_are_left() {
    let mut grown = Grown { first: 1, second: None, third: None, fourth: None, fifth: None };
    is(&grown, &[1]);
    grown.second = Some(2);
    is(&grown, &[1, 0, 2]);
    grown.third = Some("ab");
    is(&grown, b"\x01\0\x02\x02ab");
    grown.fourth = Some(vec![]);
    is(&grown, b"\x01\0\x02\x02ab\0");
    grown.fifth = Some(vec![3, 4]);
    is(&grown, b"\x01\0\x02\x02ab\0\0\x03\0\x04");

    grown.fifth = Some(vec![]);
    let error = wire::to_vec(&grown).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (&ErrorKind::Optional { after: None }, 7));
    grown.fifth = Some(vec![3, 4]);
    grown.third = None;
    let error = wire::to_vec(&grown).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Grown.fourth at byte 3: value is present although `third` before it is absent"
    );
    assert_eq!(wire::encoded_len(&grown).unwrap_err(), error);
    grown.fourth = None;
    let error = wire::to_vec(&grown).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Optional { after: Some("fourth") });

    fails::<Grown<'_>>(
        &[1, 0],
        "Grown.second at byte 1: input ends here, 1 more byte is needed at least",
    );
    fails::<Grown<'_>>(
        b"\x01\0\x02\x04abcd",
        "Grown.third at byte 3: length is 4, at most 3 allowed",
    );
    fails::<Grown<'_>>(
        b"\x01\0\x02\0\0\x01",
        "Grown.fifth[0] at byte 5: input ends here, 1 more byte is needed at least",
    );
}

/// Extensions as in TLS, and a checksum after all.
#[derive(Debug, PartialEq, Wire)]
struct Hello {
    version: u16,
    #[wire(rest, size = u16)]
    extensions: Option<Vec<u16>>,
    #[wire(rest)]
    open: Option<Open>,
    #[wire(crc32(of = (version, extensions, open)))]
    crc: u32,
}

#[test]
#[allow(clippy::items_after_statements)] // one type for each step
fn fields_of_a_fixed_size_follow_what_may_be_absent() {
    for (extensions, open, covered) in [
        (None, None, &b"\0\x01"[..]),
        (Some(vec![]), None, b"\0\x01\0\0"),
        (Some(vec![2]), None, b"\0\x01\0\x02\0\x02"),
        (Some(vec![2]), Some(Open { number: 3, text: "t".into() }), b"\0\x01\0\x02\0\x02\0\x03t"),
    ] {
        let crc = crc32fast::hash(covered);
        let bytes = [covered, &crc.to_be_bytes()].concat();
        is(&Hello { version: 1, extensions, open, crc }, &bytes);
    }
    fails::<Hello>(
        b"\0\x01\0\0\0",
        "Hello.crc at byte 2: input ends here, 1 more byte is needed at least",
    );
    // One more optional value would take it.
    #[derive(Debug, PartialEq, Wire)]
    struct Small {
        #[wire(rest)]
        number: Option<u8>,
        end: u8,
    }
    is(&Small { number: None, end: 1 }, &[1]);
    is(&Small { number: Some(2), end: 1 }, &[2, 1]);
    fails::<Small>(&[1, 2, 3], "Small.number at byte 1: 1 byte left over");
    fails::<Small>(&[], "Small.end at byte 0: input ends here, 1 more byte is needed at least");
}

#[test]
fn such_types_are_open() {
    const {
        assert!(<Packet<'_> as wire::Decode<'_>>::OPEN && <Packet<'_> as wire::Encode>::OPEN);
        assert!(<Grown<'_> as wire::Decode<'_>>::OPEN && <Grown<'_> as wire::Encode>::OPEN);
        assert!(<Tails<'_> as wire::Decode<'_>>::OPEN);
        assert!(<Packet<'_> as wire::Decode<'_>>::MIN_LEN == 7);
        assert!(<Hello as wire::Decode<'_>>::MIN_LEN == 6);
        assert!(<Grown<'_> as wire::Decode<'_>>::MIN_LEN == 1);
    }
}
