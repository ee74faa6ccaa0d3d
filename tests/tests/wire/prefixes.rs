//! Prefixes that are not plain integers: ready-made ones, one's own, and numbers that mean null.

use kafka07::wire::prefix::{Le, MqttLength, Plus, U24, Varint, Zigzag};
use kafka07::wire::{self, Error, Output, Prefix, Reader, SliceOutput, Wire};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{self, is};

/// The size in a tag of ID3: seven bits in each of four bytes.
struct Synchsafe;

impl Prefix for Synchsafe {
    const MIN_LEN: usize = 4;
    const MAX_LEN: usize = 4;

    fn read(input: &mut Reader<'_>) -> Result<i128, Error> {
        let offset = input.offset();
        let bytes: [u8; 4] = input.read()?;
        if bytes.iter().any(|byte| *byte > 0x7f) {
            return Err(Error::custom("a byte of the size is over 127", offset));
        }
        Ok(bytes.iter().fold(0, |number, byte| number << 7 | i128::from(*byte)))
    }

    fn write<'v, O: Output<'v>>(number: i128, out: &mut O) -> Result<(), Error> {
        match u32::try_from(number) {
            Ok(number) if number < 1 << 28 => {
                let low = |shift: u32| (number >> shift & 0x7f).to_be_bytes()[3];
                out.put([low(21), low(14), low(7), low(0)])
            }
            _ => Err(Error::custom("the size is over 28 bits", out.position())),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Wire)]
struct Prefixes {
    #[wire(len = U24)]
    text: String,
    #[wire(count = Varint)]
    list: Vec<u16>,
    #[wire(size = Varint)]
    frame: Inner,
    #[wire(count = Zigzag, each(size = MqttLength))]
    each: Vec<Inner>,
    #[wire(size = Synchsafe)]
    safe: Inner,
    #[wire(len = Plus<Le<u16>, 2>)]
    plus: Vec<u8>,
    #[wire(size = Plus<Varint, -1>, rest)]
    rest: Vec<u8>,
}

#[derive(Clone, Debug, Default, PartialEq, Wire)]
struct Inner {
    #[wire(len = Varint)]
    payload: Vec<u8>,
    #[wire(size = Varint)]
    deeper: Option2,
    number: Varint,
    #[wire(crc32(of = (payload, deeper)))]
    crc: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Wire)]
struct Option2 {
    #[wire(rest)]
    bytes: Vec<u8>,
}

#[test]
fn any_type_that_is_a_prefix_can_be_one() {
    let inner = |payload: &[u8], bytes: &[u8]| {
        let mut inner = Inner {
            payload: payload.into(),
            deeper: Option2 { bytes: bytes.into() },
            number: Varint(300),
            crc: 0,
        };
        let length = |of: &[u8]| u8::try_from(of.len()).unwrap();
        let covered = [&[length(payload)][..], payload, &[length(bytes)], bytes].concat();
        inner.crc = crc32fast::hash(&covered);
        inner
    };
    let value = Prefixes {
        text: "ab".into(),
        list: vec![1],
        frame: inner(b"x", b"yz"),
        each: vec![inner(b"", b""), inner(b"1", b"")],
        safe: inner(b"q", b""),
        plus: vec![7],
        rest: vec![8, 9, 10],
    };
    let bytes = wire::to_vec(&value).unwrap();
    assert_eq!(bytes[..9], *b"\0\0\x02ab\x01\0\x01\x0b");
    assert_eq!(bytes[bytes.len() - 7..], *b"\x03\0\x07\x02\x08\x09\x0a");
    assert_eq!(wire::from_slice::<Prefixes>(&bytes).unwrap(), value);
}

/// Every output writes the same, whatever is wider than it was reserved.
fn every_output(value: &Prefixes) {
    let bytes = wire::to_vec(value).unwrap();
    support::every_output(value, &bytes);
    for short in [0, bytes.len() / 2, bytes.len() - 1] {
        assert!(SliceOutput::new(&mut vec![0; short]).write(value).is_err());
    }
    let read: Prefixes = wire::from_slice(&bytes).unwrap();
    assert_eq!(wire::to_vec(&read).unwrap(), bytes);
}

fn inners() -> impl Strategy<Value = Inner> {
    // Long runs are kept by reference where they are gathered.
    let bytes = || prop_oneof![vec(any::<u8>(), 0..300), vec(any::<u8>(), 4090..5000)];
    (bytes(), bytes(), any::<u64>()).prop_map(|(payload, bytes, number)| Inner {
        payload,
        deeper: Option2 { bytes },
        number: Varint(number),
        crc: 0,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn values_of_any_size_are_written_and_read_back(
        frame in inners(),
        each in vec(inners(), 0..4),
        safe in inners(),
        rest in vec(any::<u8>(), 1..300),
    ) {
        every_output(&Prefixes { frame, each, safe, rest, ..Prefixes::default() });
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(bytes in vec(any::<u8>(), 0..64)) {
        if let Ok(value) = wire::from_slice::<Prefixes>(&bytes) {
            prop_assert_eq!(wire::to_vec(&value).unwrap(), bytes);
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Wire)]
struct Nulls<'a> {
    #[wire(len = i16, null = -1)]
    text: Option<&'a str>,
    #[wire(count = i32, null = -1)]
    list: Option<Vec<u16>>,
    #[wire(count = u8, null = 0xff)]
    bytes: Option<Vec<u8>>,
    #[wire(size = Varint, null = 0)]
    frame: Option<Inner>,
    #[wire(len = Plus<Varint, 1>, null = -1)]
    compact: Option<String>,
}

#[test]
fn null_is_a_number_of_the_prefix() {
    let nothing = b"\xff\xff\xff\xff\xff\xff\xff\0\0";
    is(&Nulls::default(), nothing);
    let value = Nulls {
        text: Some(""),
        list: Some(vec![]),
        bytes: Some(vec![1]),
        frame: None,
        compact: Some(String::new()),
    };
    is(&value, b"\0\0\0\0\0\0\x01\x01\0\x01");
}

#[test]
fn a_length_that_means_null_is_not_written() {
    let nulls = Nulls { bytes: Some(vec![0; 255]), ..Nulls::default() };
    let error = wire::to_vec(&nulls).unwrap_err();
    assert_eq!(error.to_string(), "Nulls.bytes at byte 6: 255 means that there is no value");
    let nulls = Nulls { bytes: Some(vec![0; 254]), ..Nulls::default() };
    assert!(wire::to_vec(&nulls).is_ok());
}

#[test]
fn other_negative_lengths_are_no_null() {
    let error = wire::from_slice::<Nulls<'_>>(&[0xff, 0xfe]).unwrap_err();
    assert_eq!(error.to_string(), "Nulls.text at byte 0: invalid length -2");
    let error = wire::from_slice::<Nulls<'_>>(&[0xff]).unwrap_err();
    assert_eq!(error.missing(), Some(1));
}
