//! Named parts of one integer.

use kafka07::wire::prefix::{Le, U24};
use kafka07::wire::{self, Decode, Encode, ErrorKind, Wire};

use crate::support::fails;
use crate::tags::is;

/// The first byte of a packet of IPv4, and more.
#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(bits = u8)]
struct First {
    #[wire(bits = 4)]
    version: u8,
    #[wire(bits = 4)]
    header_len: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Opcode {
    #[wire(tag = 0)]
    Query,
    #[wire(tag = 2)]
    Status,
    #[wire(other)]
    Other(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(bits = u16)]
#[allow(clippy::struct_excessive_bools)] // as the format has it
struct DnsFlags {
    response: bool,
    #[wire(bits = 4)]
    opcode: Opcode,
    authoritative: bool,
    truncated: bool,
    #[wire(bits = 1)]
    recursion_desired: bool,
    recursion_available: bool,
    #[wire(bits = 3)]
    reserved: (),
    #[wire(bits = 4)]
    code: u8,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(bits = u32)]
struct Signed(
    #[wire(bits = 1)] (),
    #[wire(bits = 5)] i8,
    #[wire(bits = 16)] i16,
    #[wire(bits = 10)] i64,
);

#[derive(Debug, PartialEq, Wire)]
#[wire(bits = u64)]
struct Whole(#[wire(bits = 64)] i64);

#[derive(Debug, PartialEq, Wire)]
#[wire(bits = Le<u16>, magic = 7u8)]
struct Little {
    #[wire(bits = 12)]
    high: u16,
    #[wire(bits = 4)]
    low: u8,
    #[wire(skip)]
    cached: Option<String>,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(bits = U24)]
struct Three<T> {
    #[wire(bits = 20)]
    label: u32,
    #[wire(bits = 4)]
    generic: T,
}

#[derive(Debug, PartialEq, Wire)]
struct Nested {
    before: u8,
    flags: DnsFlags,
    #[wire(when = flags.truncated)]
    more: Option<u8>,
    #[wire(count = u8)]
    list: Vec<First>,
}

const FLAGS: DnsFlags = DnsFlags {
    response: true,
    opcode: Opcode::Status,
    authoritative: false,
    truncated: true,
    recursion_desired: false,
    recursion_available: true,
    reserved: (),
    code: 9,
};

#[test]
fn the_first_part_has_the_highest_bits() {
    is(&First { version: 4, header_len: 5 }, &[0x45]);
    is(&FLAGS, &[0b1001_0010, 0b1000_1001]);
    is(&Signed((), -1, 2, -512), &[0b0111_1100, 0, 0b0000_1010, 0]);
    is(&Signed((), 15, -1, 511), &0b0011_1111_1111_1111_1111_1101_1111_1111_u32.to_be_bytes());
    is(&Whole(-2), &(-2_i64).to_be_bytes());
    is(&Little { high: 0xabc, low: 0xd, cached: None }, &[7, 0xcd, 0xab]);
    is(&Three { label: 0xabcde, generic: 7_u8 }, &[0xab, 0xcd, 0xe7]);
    is(&Three { label: 1, generic: Opcode::Other(3) }, &[0, 0, 0x13]);
    let list = vec![First { version: 1, header_len: 2 }; 2];
    is(&Nested { before: 1, flags: FLAGS, more: Some(2), list }, b"\x01\x92\x89\x02\x02\x12\x12");
}

#[test]
fn its_length_is_that_of_the_integer() {
    assert_eq!(<DnsFlags as Decode<'_>>::MIN_LEN, 2);
    assert_eq!(<Little as Decode<'_>>::MIN_LEN, 3);
    assert_eq!(<Three<u8> as Decode<'_>>::MIN_LEN, 3);
    const { assert!(!<DnsFlags as Encode>::OPEN) };
}

#[test]
fn a_value_out_of_its_range_is_an_error() {
    let error = wire::to_vec(&First { version: 16, header_len: 0 }).unwrap_err();
    assert_eq!(error.to_string(), "First.version at byte 0: value 16 is out of range: 0 to 15");
    let flags = DnsFlags { code: 16, ..FLAGS };
    let nested = Nested { before: 1, flags, more: Some(2), list: vec![] };
    let error = wire::encoded_len(&nested).unwrap_err();
    assert_eq!(error.to_string(), "Nested.flags.code at byte 1: value 16 is out of range: 0 to 15");
    let error = wire::to_vec(&Signed((), -17, 0, 0)).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::OutOfRange { found: -17, min: -16, max: 15 });
    let error = wire::to_vec(&DnsFlags { opcode: Opcode::Other(16), ..FLAGS }).unwrap_err();
    assert_eq!(error.to_string(), "DnsFlags.opcode at byte 0: value 16 is out of range: 0 to 15");
    assert!(wire::to_vec(&DnsFlags { opcode: Opcode::Other(0), ..FLAGS }).is_err());
}

#[test]
fn reserved_bits_are_zero() {
    fails::<DnsFlags>(
        &[0, 0b0101_0000],
        "DnsFlags.reserved at byte 0: expected 0 in reserved bits, found 5",
    );
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Known {
    #[wire(tag = 1)]
    One,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(bits = u16)]
struct OfEnum {
    #[wire(bits = 6)]
    before: u8,
    #[wire(bits = 10)]
    known: Known,
}

type Small = i8;

#[derive(Debug, PartialEq, Wire)]
#[wire(bits = u8)]
struct Aliases {
    #[wire(bits = 5)]
    small: Small,
    #[wire(bits = 3)]
    one: (u8,),
}

#[test]
fn a_number_by_another_name_is_a_number() {
    is(&Aliases { small: -1, one: (1,) }, &[0b1111_1001]);
}

#[test]
fn a_value_inside_has_its_own_errors() {
    is(&OfEnum { before: 1, known: Known::One }, &[4, 1]);
    fails::<OfEnum>(&[0, 2], "OfEnum.known at byte 0: unknown tag 2");
    fails::<OfEnum>(&[1, 1], "OfEnum.known at byte 0: the number has more bytes than its type");
}

#[test]
fn every_integer_is_a_value_or_an_error() {
    for bits in 0..=u16::MAX {
        if let Ok(flags) = wire::from_slice::<DnsFlags>(&bits.to_be_bytes()) {
            assert_eq!(wire::to_vec(&flags).unwrap(), bits.to_be_bytes());
        } else {
            assert_ne!(bits & 0x70, 0);
        }
    }
}
