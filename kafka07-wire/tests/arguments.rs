//! What a value is told by its surroundings passes through arrays, tuples, boxes and references.

use kafka07_wire::{self as wire, Decode, Encode, Error, Output, Reader};

/// Four bytes before version 2, eight since.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Id(u64);

#[derive(Clone, Copy)]
struct Version(u8);

impl Encode<Version> for Id {
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, version: Version) -> Result<(), Error> {
        match (version.0, u32::try_from(self.0)) {
            (2.., _) => out.write(&self.0),
            (_, Ok(short)) => out.put(short.to_be_bytes()),
            (_, Err(_)) => Err(Error::custom("this id needs version 2", out.position())),
        }
    }
}

impl<'a> Decode<'a, Version> for Id {
    const MIN_LEN: usize = 4;

    fn decode(input: &mut Reader<'a>, version: Version) -> Result<Self, Error> {
        Ok(Self(if version.0 >= 2 { input.read()? } else { input.read::<u32>()?.into() }))
    }
}

#[track_caller]
fn check<T>(value: &T, version: u8, bytes: &[u8])
where
    T: Encode<Version> + for<'a> Decode<'a, Version> + PartialEq + std::fmt::Debug,
{
    let version = Version(version);
    assert_eq!(wire::to_vec_with(value, version).unwrap(), bytes);
    assert_eq!(wire::encoded_len_with(value, version).unwrap(), bytes.len());
    let mut appended = vec![9];
    wire::append_with(&value, &mut appended, version).unwrap();
    assert_eq!(appended[1..], *bytes);
    assert_eq!(&wire::from_slice_with::<T, _>(bytes, version).unwrap(), value);
    let shared = bytes::Bytes::copy_from_slice(bytes);
    assert_eq!(&wire::from_bytes_with::<T, _>(&shared, version).unwrap(), value);
    assert_eq!(&Reader::new(bytes).read_with::<T, _>(version).unwrap(), value);
}

#[test]
fn arguments_pass_through_arrays_tuples_and_boxes() {
    check(&Id(7), 1, &[0, 0, 0, 7]);
    check(&Id(7), 2, &[0, 0, 0, 0, 0, 0, 0, 7]);
    check(&[Id(1), Id(2)], 1, &[0, 0, 0, 1, 0, 0, 0, 2]);
    check(&Box::new(Id(3)), 1, &[0, 0, 0, 3]);
    check(&(Id(4), [Id(5)], Box::new(Id(6))), 1, &[0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6]);
}

#[test]
fn what_does_not_fit_its_version_is_an_error_with_its_place() {
    let ids = [Id(1), Id(1 << 40)];
    let error = wire::to_vec_with(&ids, Version(1)).unwrap_err();
    assert_eq!(error.to_string(), "[1] at byte 4: this id needs version 2");
}
