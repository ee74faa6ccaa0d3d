//! What is wrong, where, and how it reads: decoding and encoding.

use std::fmt::Debug;

use kafka07::wire::{self, Encode, Error, ErrorKind, Gather, Output, Reader, SliceOutput, Wire};

use crate::shapes::{Chain, Kind, Nothings, Optional, Tree, Unit};

use crate::support::fails;

#[derive(Debug, Wire)]
struct Page {
    version: u8,
    #[wire(count = i16, each(size = i32), max = 3)]
    entries: Vec<Entry>,
}

#[derive(Debug, Wire)]
struct Entry {
    #[wire(len = i16, max = 5)]
    name: String,
    body: Body,
}

#[derive(Debug, Wire)]
#[wire(tag = u8)]
enum Body {
    #[wire(tag = 1)]
    Number { value: bool },
    #[wire(tag = 2)]
    Pair(u8, #[wire(magic = b"OK")] ()),
}

#[track_caller]
#[test]
fn an_error_has_the_path_the_place_and_what_is_there() {
    let good = b"\x07\0\x02\0\0\0\x06\0\x02ab\x01\x01\0\0\0\x06\0\0\x02\x09OK";
    wire::from_slice::<Page>(good).unwrap();
    // Each case changes the good bytes at one place.
    for (at, bytes, expected) in [
        (1, &b"\xff\xff"[..], "Page.entries at byte 1: invalid count -1"),
        (1, b"\0\x04", "Page.entries at byte 1: count is 4, at most 3 allowed"),
        (3, b"\xff\xff\xff\xff", "Page.entries[0] at byte 3: invalid size -1"),
        (
            3,
            b"\0\0\0\x05",
            "Page.entries[0].body::Number.value at byte 12: the frame ends here, 1 byte short at least",
        ),
        (3, b"\0\0\0\x07", "Page.entries[0] at byte 13: 1 byte left over"),
        (7, b"\0\x06", "Page.entries[0].name at byte 7: length is 6, at most 5 allowed"),
        (
            7,
            b"\0\x05",
            "Page.entries[0].name at byte 9: the frame ends here, 1 byte short at least",
        ),
        (9, b"\xff", "Page.entries[0].name at byte 9: text is not UTF-8 after its first 0 bytes"),
        (11, b"\x03", "Page.entries[0].body at byte 11: unknown tag 3"),
        (12, b"\x02", "Page.entries[0].body::Number.value at byte 12: expected 0 or 1, found 2"),
        (21, b"NO", "Page.entries[1].body::Pair.1 at byte 21: expected b\"OK\", found b\"NO\""),
    ] {
        let mut changed = good.to_vec();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        fails::<Page>(&changed, expected);
    }
    fails::<Page>(
        &good[..20],
        "Page.entries[1] at byte 17: input ends here, 3 more bytes are needed at least",
    );
}

#[test]
fn a_count_is_checked_against_the_bytes_left() {
    #[derive(Debug, Wire)]
    struct Offsets {
        #[wire(count = i32)]
        offsets: Vec<i64>,
    }
    #[derive(Debug, Wire)]
    struct Framed(#[wire(size = u8)] Offsets);

    let expected = "Offsets.offsets at byte 0: count is 3, but the bytes left hold at most 2";
    let error = fails::<Offsets>(&[&[0, 0, 0, 3][..], &[0; 23]].concat(), expected);
    assert_eq!(error.missing(), Some(1));
    let expected = "Framed.offsets at byte 1: count is 3, but the bytes left hold at most 2";
    let error = fails::<Framed>(&[&[27, 0, 0, 0, 3][..], &[0; 23]].concat(), expected);
    assert_eq!(error.missing(), None);
}

#[test]
fn missing_bytes_are_counted_where_more_input_helps() {
    for (len, missing) in [(0, Some(1)), (1, Some(2)), (2, Some(1))] {
        let error = wire::from_slice::<Page>(&[7, 0, 1][..len]).unwrap_err();
        assert_eq!(error.missing(), missing);
        assert!(matches!(error.kind(), ErrorKind::Incomplete { .. }));
    }
    let array = wire::from_slice::<[u64; 4]>(&[0; 9]).unwrap_err();
    assert_eq!(array.missing(), Some(23));
}

#[test]
fn a_magic_that_is_wrong_so_far_is_wrong() {
    #[derive(Debug, Wire)]
    #[wire(magic = b"KAFK")]
    struct File;

    fails::<File>(b"KA", "File at byte 0: input ends here, 2 more bytes are needed at least");
    fails::<File>(b"KI", "File at byte 0: expected b\"KAFK\", found b\"KI\"");
    fails::<File>(&[1, 2, 3, 4, 5], "File at byte 0: expected b\"KAFK\", found 0x01020304");
}

#[test]
fn nesting_has_a_limit_that_the_reader_sets() {
    let deep = |levels| [vec![1; levels], vec![0, 7]].concat();
    // The input ends before the right-hand sides, but only at the limit or beyond it.
    let error = wire::from_slice::<Tree>(&deep(1000)).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooDeep { limit: 128 });
    assert!(wire::from_slice::<Tree>(&deep(100)).unwrap_err().missing().is_some());
    let list: Vec<u8> = [2, 1].repeat(1000);
    let error = wire::from_slice::<Tree>(&list).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooDeep { limit: 128 });
    let chain: Vec<u8> = [0, 1].repeat(1000);
    let error = Reader::new(&chain).max_depth(5).read::<Chain<u8>>().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (&ErrorKind::TooDeep { limit: 5 }, 12));
    assert_eq!(error.path(), "Chain.next.next.next.next.next.next");
}

#[test]
fn elements_without_bytes_are_few() {
    #[derive(Debug, Wire)]
    struct Many {
        #[wire(count = u32)]
        units: Vec<Unit>,
    }
    #[derive(Debug, Default, Wire)]
    struct Heavy {
        #[wire(skip)]
        _heavy: [u64; 16],
    }
    #[derive(Debug, Wire)]
    struct Rest(#[wire(rest)] Vec<Unit>);
    #[derive(Debug, Wire)]
    struct Heavies(#[wire(count = u32)] Vec<Heavy>);

    let error = wire::from_slice::<Many>(&[0xff; 4]).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooManyEmpty { limit: 1024 });
    let error = wire::from_slice::<Heavies>(&[0xff; 4]).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooManyEmpty { limit: 32 });
    let error = wire::from_slice::<Rest>(&[1]).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooManyEmpty { limit: 0 });

    // The same when encoding, or the value would not be read back.
    assert!(wire::to_vec(&Many { units: vec![Unit; 1024] }).is_ok());
    assert!(wire::to_vec(&Many { units: vec![Unit; 1025] }).is_err());
    assert!(wire::to_vec(&Rest(vec![Unit])).is_err());
}

#[track_caller]
fn cannot(value: &impl Encode, expected: &str) -> Error {
    let mut bytes = b"before".to_vec();
    let error = wire::append(value, &mut bytes).unwrap_err();
    assert_eq!(error.to_string(), expected);
    assert_eq!(bytes, b"before", "the output is as it was");
    assert!(Gather::new(Vec::new()).write(value).is_err());
    error
}

#[test]
fn what_would_not_be_read_back_is_not_written() {
    #[derive(Debug, Default, Wire)]
    struct Bounds {
        before: u8,
        #[wire(len = i8)]
        text: String,
        #[wire(count = u8)]
        list: Vec<u16>,
        #[wire(size = i8)]
        frame: Rest,
        #[wire(len = u16, max = 3)]
        short: Vec<u8>,
        #[wire(size = u16, max = 4)]
        small: Rest,
        #[wire(count = u16, max = 1)]
        few: Vec<u8>,
    }
    #[derive(Debug, Default, Wire)]
    struct Rest(#[wire(rest)] Vec<u16>);

    let base = Bounds::default;
    cannot(
        &Bounds { text: "x".repeat(128), ..base() },
        "Bounds.text at byte 1: length 128 does not fit its prefix, at most 127",
    );
    cannot(
        &Bounds { list: vec![0; 256], ..base() },
        "Bounds.list at byte 2: count 256 does not fit its prefix, at most 255",
    );
    cannot(
        &Bounds { frame: Rest(vec![0; 64]), ..base() },
        "Bounds.frame at byte 3: size 128 does not fit its prefix, at most 127",
    );
    cannot(
        &Bounds { short: vec![0; 4], ..base() },
        "Bounds.short at byte 4: length is 4, at most 3 allowed",
    );
    cannot(
        &Bounds { small: Rest(vec![0; 3]), ..base() },
        "Bounds.small at byte 6: size is 6, at most 4 allowed",
    );
    cannot(
        &Bounds { few: vec![0; 2], ..base() },
        "Bounds.few at byte 8: count is 2, at most 1 allowed",
    );
    let mut at_the_bounds = Bounds { text: "x".repeat(127), ..base() };
    at_the_bounds.list = vec![0; 255];
    at_the_bounds.frame = Rest(vec![0; 63]);
    at_the_bounds.small = Rest(vec![0; 2]);
    assert!(wire::to_vec(&at_the_bounds).is_ok());
}

#[test]
fn a_condition_and_its_value_agree() {
    let value = Optional {
        flags: 0,
        kind: Kind::Even,
        number: Some(1),
        text: None,
        list: None,
        framed: None,
        magic: None,
        with: None,
        rest: None,
    };
    cannot(
        &value,
        "Optional.number at byte 3: value is present although its condition does not hold",
    );
    cannot(
        &Optional { flags: 2, number: None, ..value },
        "Optional.text at byte 3: value is missing although its condition holds",
    );
}

#[test]
fn an_unknown_variant_holds_no_known_tag() {
    cannot(
        &Kind::Unknown { tag: -1, more: 0 },
        "Kind::Unknown at byte 0: tag -1 has a variant of its own, and would be read back as that",
    );
}

#[test]
fn a_value_longer_than_its_output_is_an_error() {
    let mut room = [0; 3];
    let error = SliceOutput::new(&mut room).write(&(1_u8, 2_u32)).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::OutputFull { room: 3, needed: 5 });
    assert_eq!(
        error.to_string(),
        ".1 at byte 1: the output has room for 3 bytes, at least 5 are needed"
    );
}

#[test]
fn an_error_of_a_module_has_the_path_of_its_field() {
    #[allow(clippy::trivially_copy_pass_by_ref)]
    mod closed {
        use kafka07::wire::{Error, Output, Reader};

        pub(crate) fn encode<'v, O: Output<'v>>(_: &'v u8, out: &mut O) -> Result<(), Error> {
            Err(Error::custom("not today", out.position()))
        }

        pub(crate) fn decode(input: &mut Reader<'_>) -> Result<u8, Error> {
            Err(Error::custom("not today", input.offset()))
        }
    }
    #[derive(Debug, Wire)]
    struct Shop(u8, #[wire(with = closed)] u8);

    let error = wire::to_vec(&Shop(0, 0)).unwrap_err();
    assert_eq!(error.to_string(), "Shop.1 at byte 1: not today");
    fails::<Shop>(&[0, 0], "Shop.1 at byte 1: not today");
}

#[test]
fn an_error_is_a_word_wide_and_goes_anywhere() {
    fn goes_anywhere<T: std::error::Error + Send + Sync + 'static>() {}
    goes_anywhere::<Error>();
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    let error = wire::from_slice::<Nothings>(&[]).unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        "Nothings.units at byte 0: input ends here, 1 more byte is needed at least"
    );
}

#[test]
fn an_error_about_all_of_the_input_names_the_type() {
    #[derive(Debug, Wire)]
    struct Pair(u8, u8);
    #[derive(Debug, Wire)]
    #[wire(tag = u8)]
    enum Choice {
        #[wire(tag = 1)]
        One,
    }
    fails::<Pair>(&[1, 2, 3], "Pair at byte 2: 1 byte left over");
    fails::<Choice>(&[1, 2, 3], "Choice at byte 1: 2 bytes left over");
    fails::<u8>(&[1, 2, 3], "at byte 1: 2 bytes left over");
}

#[test]
fn a_tag_that_is_text_is_shown_as_text() {
    #[derive(Debug, Wire)]
    #[wire(tag = u32)]
    enum Atom {
        #[wire(tag = 0x6d6f_6f76)]
        Movie,
    }
    #[derive(Debug, Wire)]
    #[wire(tag = i8)]
    enum Letter {
        #[wire(tag = b'A')]
        A,
    }
    fails::<Atom>(b"free", "Atom at byte 0: unknown tag 1718773093 (\"free\")");
    fails::<Atom>(b"fr\0e", "Atom at byte 0: unknown tag 1718747237");
    fails::<Letter>(b"K", "Letter at byte 0: unknown tag 75 (\"K\")");
    fails::<Letter>(&[0], "Letter at byte 0: unknown tag 0");
    fails::<Letter>(&[0xff], "Letter at byte 0: unknown tag -1");
    fails::<Letter>(b"\x7f", "Letter at byte 0: unknown tag 127");
}

#[test]
fn the_only_field_of_a_tuple_adds_nothing_to_the_path() {
    #[derive(Debug, Wire)]
    struct Flag(bool);
    #[derive(Debug, Wire)]
    struct Outer(Flag);
    #[derive(Debug, Wire)]
    #[wire(tag = u8)]
    enum Kind {
        #[wire(tag = 1)]
        Flag(Flag),
        #[wire(tag = 2)]
        Pair(u8, Flag),
    }
    #[derive(Debug, Wire)]
    struct Header {
        flag: Flag,
        kind: Kind,
    }
    let what = "expected 0 or 1, found 2";
    fails::<Flag>(&[2], &format!("Flag at byte 0: {what}"));
    fails::<Outer>(&[2], &format!("Outer at byte 0: {what}"));
    fails::<Header>(&[2, 1, 0], &format!("Header.flag at byte 0: {what}"));
    fails::<Header>(&[0, 1, 2], &format!("Header.kind::Flag at byte 2: {what}"));
    fails::<Header>(&[0, 2, 9, 2], &format!("Header.kind::Pair.1 at byte 3: {what}"));
}
