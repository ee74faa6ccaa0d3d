//! Padding before and after fields and types, and reserved bytes.

use std::fmt::Debug;

use kafka07::wire::prefix::Varint;
use kafka07::wire::{self, Decode, ErrorKind, Wire};

use crate::support::{self, fails};

/// Writes the same everywhere, and reads it back; every prefix is an error.
fn is<'a, T: Wire<'a> + PartialEq + Debug>(value: &T, bytes: &'a [u8]) {
    assert_eq!(wire::to_vec(value).unwrap(), bytes);
    support::every_output(value, bytes);
    assert_eq!(&wire::from_slice::<T>(bytes).unwrap(), value);
    for length in 0..bytes.len() {
        assert!(wire::from_slice::<T>(&bytes[..length]).is_err(), "{length}");
    }
    assert!(T::MIN_LEN <= bytes.len());
}

/// What XDR calls opaque data: up to a multiple of four.
#[derive(Debug, PartialEq, Wire)]
struct Opaque(#[wire(len = u32, pad = 4)] Vec<u8>);

#[test]
fn opaque_data_of_xdr_is_declared() {
    is(&Opaque(vec![]), &[0; 4]);
    is(&Opaque(vec![7]), &[0, 0, 0, 1, 7, 0, 0, 0]);
    is(&Opaque(vec![7; 4]), &[0, 0, 0, 4, 7, 7, 7, 7]);
    fails::<Opaque>(&[0, 0, 0, 1, 7, 0, 9, 0], "Opaque at byte 6: expected a zero, found 0x09");
    let error = wire::from_slice::<Opaque>(&[0, 0, 0, 1, 7, 0]).unwrap_err();
    assert_eq!((error.path().as_str(), error.missing()), ("Opaque", Some(2)));
    assert_eq!(Opaque::MIN_LEN, 4);
}

/// A chunk of IFF: a byte of padding follows content of an odd length, whatever it is.
#[derive(Debug, PartialEq, Wire)]
#[wire(pad(2, ignore))]
struct Chunk<'a> {
    id: [u8; 4],
    #[wire(size = u32)]
    content: &'a [u8],
}

#[test]
fn chunk_of_iff_is_declared() {
    is(&Chunk { id: *b"NAME", content: b"ab" }, b"NAME\0\0\0\x02ab");
    is(&Chunk { id: *b"NAME", content: b"abc" }, b"NAME\0\0\0\x03abc\0");
    let read: Chunk<'_> = wire::from_slice(b"NAME\0\0\0\x03abc\x2a").unwrap();
    assert_eq!(read.content, b"abc");
    fails::<Chunk<'_>>(
        b"NAME\0\0\0\x03abc",
        "Chunk at byte 11: input ends here, 1 more byte is needed at least",
    );
}

const EIGHT: usize = 8;

/// Padding of every kind, counted from the tag.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8, magic = b"!", pad = 4)]
enum Padded {
    #[wire(tag = 1)]
    Numbers {
        a: u8,
        #[wire(align = 4)]
        b: u16,
        #[wire(align = EIGHT)]
        c: u8,
        #[wire(reserved = 3)]
        d: (),
        #[wire(align(4), pad(8, ignore))]
        e: u32,
    },
    #[wire(tag = 2)]
    Values(
        bool,
        #[wire(align = 2, when = _0, len = u8, pad = 8)] Option<String>,
        #[wire(align = 3, len = i8, null = -1)] Option<String>,
        #[wire(align = 4, size = Varint, pad = 5)] Framed,
        #[wire(reserved(2, ignore), align = 4, when = _0)] Option<()>,
    ),
    #[wire(tag = 3)]
    Empty,
    #[wire(tag = 4)]
    Sums {
        #[wire(align = 4, crc32(of = (b, c)))]
        a: u32,
        #[wire(align = 4, len = u8)]
        b: String,
        #[wire(align = 4, len = u8, pad = 4)]
        c: String,
        #[wire(crc32(of = content(c)), align = 8)]
        d: u32,
    },
}

/// Counts from its own first byte.
#[derive(Debug, PartialEq, Wire)]
struct Framed {
    a: u8,
    #[wire(align = 2)]
    b: u16,
    #[wire(len = u8)]
    c: Vec<u8>,
}

#[test]
fn padding_counts_from_the_first_byte_of_the_type() {
    is(
        &Padded::Numbers { a: 1, b: 2, c: 3, d: (), e: 4 },
        b"!\x01\x01\0\0\x02\0\0\x03\0\0\0\0\0\0\x04",
    );
    let framed = |c: Vec<u8>| Framed { a: 1, b: 2, c };
    is(
        &Padded::Values(false, None, None, framed(vec![]), None),
        b"!\x02\0\xff\x05\x01\0\0\x02\0\0\0",
    );
    is(
        &Padded::Values(true, Some("ab".into()), Some("c".into()), framed(vec![9; 200]), Some(())),
        &[
            &b"!\x02\x01\0\x02ab\0\0\x01c\0\xcd\x01\x01\0\0\x02\xc8"[..],
            &[9; 200],
            &[0; 1],
            &[0; 2],
            &[0; 2],
        ]
        .concat(),
    );
    is(&Padded::Empty, b"!\x03\0\0");
    let (first, second) = (crc32fast::hash(b"\x01b\0\0\x02cd\0"), crc32fast::hash(b"cd"));
    is(
        &Padded::Sums { a: first, b: "b".into(), c: "cd".into(), d: second },
        &[&b"!\x04\0\0"[..], &first.to_be_bytes(), b"\x01b\0\0\x02cd\0", &second.to_be_bytes()]
            .concat(),
    );
    assert_eq!(<Padded as Decode>::MIN_LEN, 4);
    assert_eq!(Framed::MIN_LEN, 5);
}

#[test]
fn other_bytes_are_errors_unless_ignored() {
    let bytes = *b"!\x01\x01\0\0\x02\0\0\x03\0\0\0\0\0\0\x04";
    for (at, path) in [(3, "b"), (6, "c"), (7, "c"), (9, "d"), (11, "d")] {
        let mut wrong = bytes;
        wrong[at] = 1;
        let error = wire::from_slice::<Padded>(&wrong).unwrap_err();
        assert_eq!(error.path(), format!("Padded::Numbers.{path}"));
        assert_eq!((error.kind(), error.offset()), (&ErrorKind::NotZero { found: 1 }, at));
    }
    fails::<Padded>(b"!\x03\0\x01", "Padded::Empty at byte 3: expected a zero, found 0x01");
}

#[derive(Debug, PartialEq, Wire)]
struct Fixed {
    a: u8,
    #[wire(align = 4)]
    b: Option2,
    #[wire(reserved(3, ignore))]
    c: (),
    #[wire(pad = 6)]
    d: u8,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8, pad = 3)]
enum Option2 {
    #[wire(tag = 0)]
    A(u8),
    #[wire(tag = 1)]
    B(u16),
}

/// What has padding may still have a size that never changes.
#[derive(Debug, PartialEq, Wire)]
struct Trailer {
    #[wire(align = 2, rest)]
    body: Vec<u8>,
    end: Fixed,
}

#[test]
fn padded_types_of_a_fixed_size_follow_the_rest() {
    const { assert!(Fixed::MIN_LEN == 12) };
    let end = || Fixed { a: 1, b: Option2::A(2), c: (), d: 3 };
    is(&end(), b"\x01\0\0\0\0\x02\0\0\0\0\x03\0");
    assert_eq!(wire::from_slice::<Fixed>(b"\x01\0\0\0\0\x02\0\x09\x09\x09\x03\0").unwrap(), end());
    is_open(&Trailer { body: b"x".to_vec(), end: end() }, b"x\x01\0\0\0\0\x02\0\0\0\0\x03\0");
    fails::<Trailer>(
        &[0; 11],
        "Trailer.end at byte 0: input ends here, 1 more byte is needed at least",
    );
}

/// Some prefixes of what takes the rest are values too.
fn is_open<'a, T: Wire<'a> + PartialEq + Debug>(value: &T, bytes: &'a [u8]) {
    assert_eq!(wire::to_vec(value).unwrap(), bytes);
    assert_eq!(&wire::from_slice::<T>(bytes).unwrap(), value);
}

/// Of any type, in a list of them.
#[derive(Debug, PartialEq, Wire)]
struct Generic<T> {
    first: T,
    #[wire(align = 4, pad = 4)]
    second: T,
    #[wire(align = 8, rest, count = u8, pad = 4)]
    third: Option<Vec<T>>,
}

#[test]
fn optional_values_have_their_padding_if_they_are_there() {
    let mut value = Generic { first: 1_u8, second: 2, third: None };
    is_open(&value, &[1, 0, 0, 0, 2, 0, 0, 0]);
    value.third = Some(vec![]);
    is_open(&value, &[1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
    value.third = Some(vec![5; 4]);
    is_open(&value, &[1, 0, 0, 0, 2, 0, 0, 0, 4, 5, 5, 5, 5, 0, 0, 0]);
    fails::<Generic<u8>>(
        &[1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1],
        "Generic.third at byte 11: expected a zero, found 0x01",
    );
    assert_eq!(Generic::<u16>::MIN_LEN, 8);
}

#[test]
fn sum_of_a_type_without_a_width_covers_one_field() {
    use kafka07::wire::Checksum;
    use kafka07::wire::prefix::Le;

    #[derive(Default)]
    struct Sum(u16);

    impl Checksum for Sum {
        type Sum = Le<u16>;

        fn update(&mut self, bytes: &[u8]) {
            self.0 += bytes.iter().map(|byte| u16::from(*byte)).sum::<u16>();
        }

        fn finish(self) -> Le<u16> {
            Le(self.0)
        }
    }

    #[derive(Debug, PartialEq, Wire)]
    struct Summed<'a> {
        #[wire(checksum(with = Sum, of = data))]
        sum: Le<u16>,
        #[wire(rest)]
        data: &'a [u8],
    }

    is_open(&Summed { sum: Le(5), data: &[2, 3] }, &[5, 0, 2, 3]);
}

/// Without its tag on the wire, it begins with its fields.
#[derive(Debug, PartialEq, Wire)]
struct Told {
    kind: u8,
    #[wire(tag = (kind), size = u8)]
    value: Option2,
}

#[test]
fn padding_counts_without_a_tag_that_is_told() {
    is(&Told { kind: 0, value: Option2::A(7) }, &[0, 3, 7, 0, 0]);
    is(&Told { kind: 1, value: Option2::B(7) }, &[1, 3, 0, 7, 0]);
    const { assert!(<Option2 as Decode<'_>>::MIN_LEN == 3) };
}
