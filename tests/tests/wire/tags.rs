//! Tags of bytes, ranges, several for one variant, and constants.

use kafka07::wire::{self, ErrorKind, Wire};

use crate::support::fails;

mod kinds {
    pub(crate) const PING: u8 = 1;
    pub(crate) const PONG: u8 = 2;
    pub(crate) const DATA: u8 = 0x80;
    pub(crate) const LAST: u8 = 0xbf;
    /// Not as constants are written: as a pattern it would match everything.
    #[allow(non_upper_case_globals)]
    pub(crate) const lower: u8 = 3;
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Packet {
    #[wire(tag = kinds::PING)]
    Ping,
    #[wire(tag = kinds::PONG)]
    Pong(u16),
    #[wire(tag = kinds::lower)]
    Lower { x: u8 },
    #[wire(tag = 4)]
    Literal,
    #[wire(tag = kinds::DATA..=kinds::LAST | 0x70)]
    Data(u8, #[wire(len = u8)] Vec<u8>),
    #[wire(tag = 0xc0..)]
    High { kind: u8 },
    #[wire(other)]
    Other(u8),
}

const MDAT: &[u8; 4] = b"mdat";
const FREE: [u8; 4] = *b"free";
const SKIP: &[u8] = b"skip";

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = [u8; 4])]
enum Atom {
    #[wire(tag = b"moov")]
    Movie(u16),
    #[wire(tag = MDAT)]
    Data,
    #[wire(tag = FREE | SKIP | b"wide")]
    Free([u8; 4]),
    #[wire(tag = b"\0\0\0\x01")]
    One,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = [u8; 3])]
enum Odd {
    #[wire(tag = b"\xff\xff\xff")]
    Last(u8),
    #[wire(other)]
    Other([u8; 3], u8),
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = [u8; 16])]
enum Guid {
    #[wire(tag = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")]
    High,
    #[wire(tag = b"0123456789abcdef")]
    Low,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = i8)]
enum Signed {
    #[wire(tag = ..-1)]
    Below(i8),
    #[wire(tag = -1 | 1)]
    One(i8, u8),
    #[wire(tag = 0)]
    Zero,
    #[wire(tag = 2..64)]
    Some { kept: i8, more: u8 },
    #[wire(tag = 64..=127)]
    Many(i8),
}

trait Protocol {
    const HELLO: u16;
    const BYE: u16;
}

#[derive(Debug, PartialEq)]
struct Mine;

impl Protocol for Mine {
    const HELLO: u16 = 7;
    const BYE: u16 = 8;
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u16)]
enum Of<P: Protocol> {
    #[wire(tag = P::HELLO)]
    Hello(u8),
    #[wire(tag = <P as Protocol>::BYE)]
    Bye,
    #[wire(tag = 9)]
    Never(#[wire(skip)] std::marker::PhantomData<P>),
}

/// The value is these bytes, and they are the value; every cut of them is an error.
#[track_caller]
pub(crate) fn is<T: for<'a> Wire<'a> + PartialEq + std::fmt::Debug>(value: &T, bytes: &[u8]) {
    assert_eq!(wire::to_vec(value).unwrap(), bytes);
    assert_eq!(wire::encoded_len(value).unwrap(), bytes.len());
    assert_eq!(&wire::from_slice::<T>(bytes).unwrap(), value);
    for len in 0..bytes.len() {
        let error = wire::from_slice::<T>(&bytes[..len]).unwrap_err();
        assert!(error.missing().is_some(), "{error}");
    }
}

#[test]
fn constants_are_compared() {
    is(&Packet::Ping, &[1]);
    is(&Packet::Pong(7), &[2, 0, 7]);
    is(&Packet::Lower { x: 5 }, &[3, 5]);
    is(&Packet::Literal, &[4]);
    is(&Packet::Other(5), &[5]);
    is(&Of::<Mine>::Hello(1), &[0, 7, 1]);
    is(&Of::<Mine>::Bye, &[0, 8]);
    fails::<Of<Mine>>(&[0, 1], "Of at byte 0: unknown tag 1");
}

#[test]
fn a_variant_with_several_tags_keeps_the_one_that_was_read() {
    for kept in (0x80..=0xbf).chain([0x70]) {
        is(&Packet::Data(kept, vec![9]), &[kept, 1, 9]);
    }
    for kept in 0xc0..=0xff {
        is(&Packet::High { kind: kept }, &[kept]);
    }
    is(&Signed::Below(-128), &[0x80]);
    is(&Signed::Below(-2), &[0xfe]);
    is(&Signed::One(-1, 3), &[0xff, 3]);
    is(&Signed::One(1, 3), &[1, 3]);
    is(&Signed::Zero, &[0]);
    is(&Signed::Some { kept: 63, more: 0 }, &[63, 0]);
    is(&Signed::Many(64), &[64]);
}

#[test]
fn a_kept_tag_that_is_not_the_variants_is_an_error() {
    let error = wire::to_vec(&Packet::Data(0x7f, vec![])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Packet::Data at byte 0: tag 127 is not one of this variant, and would not be read back as \
         this variant"
    );
    assert!(wire::encoded_len(&Packet::Data(0xc0, vec![])).is_err());
    assert!(wire::to_vec(&Packet::High { kind: 4 }).is_err());
    assert!(wire::to_vec(&Signed::Below(-1)).is_err());
    assert!(wire::to_vec(&Signed::Some { kept: 64, more: 0 }).is_err());
    let error = wire::to_vec(&Atom::Free(*b"fred")).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::ForeignTag { found: "b\"fred\"".into() });
    for known in [1, 2, 3, 4, 0x70, 0x80, 0xbf, 0xc0, 0xff] {
        let error = wire::to_vec(&Packet::Other(known)).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::KnownTag { found: known.into() });
    }
}

#[test]
fn tags_may_be_bytes() {
    is(&Atom::Movie(7), b"moov\0\x07");
    is(&Atom::Data, b"mdat");
    is(&Atom::Free(FREE), b"free");
    is(&Atom::Free(*b"skip"), b"skip");
    is(&Atom::Free(*b"wide"), b"wide");
    is(&Atom::One, &[0, 0, 0, 1]);
    is(&Odd::Last(1), &[0xff, 0xff, 0xff, 1]);
    is(&Odd::Other(*b"abc", 1), b"abc\x01");
    is(&Guid::High, &[0xff; 16]);
    is(&Guid::Low, b"0123456789abcdef");
    fails::<Atom>(b"url ", "Atom at byte 0: unknown tag b\"url \"");
    fails::<Atom>(b"\0\0\0\x02", "Atom at byte 0: unknown tag 0x00000002");
    let error = wire::to_vec(&Odd::Other([0xff; 3], 1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Odd::Other at byte 0: tag 0xffffff has a variant of its own, and would be read back as that"
    );
}

const MAGIC: &[u8] = b"KAFK";
const VERSION: u16 = 3;

#[derive(Debug, PartialEq, Wire)]
#[wire(magic = MAGIC)]
struct File {
    #[wire(magic = VERSION)]
    version: (),
    flags: u8,
    #[wire(magic = FREE)]
    free: (),
    #[wire(magic = MDAT)]
    data: (),
}

#[derive(Debug, PartialEq, Wire)]
#[wire(magic = MDAT, tag = u8)]
enum Marked {
    #[wire(tag = kinds::PING)]
    Ping(u8),
}

#[derive(Debug, PartialEq, Wire)]
#[wire(magic = P::HELLO)]
struct MagicOf<P: Protocol> {
    value: u8,
    #[wire(skip)]
    of: std::marker::PhantomData<P>,
}

#[test]
fn a_magic_may_be_a_constant() {
    let file = File { version: (), flags: 1, free: (), data: () };
    is(&file, b"KAFK\0\x03\x01freemdat");
    is(&Marked::Ping(9), b"mdat\x01\x09");
    is(&MagicOf::<Mine> { value: 5, of: std::marker::PhantomData }, &[0, 7, 5]);
    assert_eq!(<File as wire::Decode<'_>>::MIN_LEN, 15);
    assert_eq!(<Marked as wire::Decode<'_>>::MIN_LEN, 6);
    fails::<File>(b"KAFX", "File at byte 0: expected b\"KAFK\", found b\"KAFX\"");
    fails::<File>(b"KAFK\0\x04", "File.version at byte 4: expected 0x0003, found 0x0004");
    fails::<MagicOf<Mine>>(b"\0\x08", "MagicOf at byte 0: expected 0x0007, found 0x0008");
}
