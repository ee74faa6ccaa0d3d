//! Lengths and counts with any integer.

use kafka07_wire::{ErrorKind, Output, Prefix, Reader, SliceOutput, VecOutput};

#[track_caller]
fn writes<P: Prefix>(number: i128, bytes: &[u8]) {
    let mut written = Vec::new();
    P::write(number, &mut VecOutput::new(&mut written)).unwrap();
    assert_eq!(written, bytes);
    assert!((P::MIN_LEN..=P::MAX_LEN).contains(&bytes.len()));
    assert_eq!(P::read(&mut Reader::new(bytes)).unwrap(), number);
    let cut = P::read(&mut Reader::new(&bytes[..bytes.len() - 1])).unwrap_err();
    assert_eq!(cut.missing(), Some(1));
    let mut room = vec![0; bytes.len() - 1];
    assert!(P::write(number, &mut SliceOutput::new(&mut room)).is_err());
}

#[track_caller]
fn overflows<P: Prefix>(number: i128, max: i128) {
    let mut written = vec![];
    let error = P::write(number, &mut VecOutput::new(&mut written)).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::PrefixOverflow { length: number, max });
    assert!(written.is_empty());
}

#[test]
fn integers_take_their_own_bytes() {
    writes::<u8>(255, &[255]);
    writes::<i8>(-1, &[255]);
    writes::<i16>(-2, &[0xff, 0xfe]);
    writes::<u32>(1 << 24, &[1, 0, 0, 0]);
    writes::<u64>(u64::MAX.into(), &[0xff; 8]);
    writes::<i64>(i64::MIN.into(), &[0x80, 0, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn numbers_out_of_range_are_not_written() {
    overflows::<u8>(256, 255);
    overflows::<u8>(-1, 255);
    overflows::<i16>(32768, 32767);
    overflows::<u64>(1 << 64, u64::MAX.into());
}

#[test]
fn a_length_is_neither_negative_nor_over_the_range_of_the_machine() {
    let error = Reader::new(&[0xff, 0xff]).read_length::<i16>().unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::InvalidLength { found: -1 });
    let mut bytes = Vec::new();
    VecOutput::new(&mut bytes).write_length::<u16>(258).unwrap();
    assert_eq!(bytes, [1, 2]);
    assert_eq!(Reader::new(&bytes).read_length::<u16>().unwrap(), 258);
}
