//! What a type is told by the one that contains it.

use kafka07::wire::{
    Decode, Encode, Error, Output, Reader, Wire, encoded_len_with, from_slice, from_slice_with,
    to_vec, to_vec_with,
};

/// A record that grew: the second version has a time.
#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(args(version: i16))]
struct Entry {
    id: u8,
    #[wire(when = version >= 1)]
    time: Option<u16>,
}

#[derive(Debug, PartialEq, Wire)]
struct Page {
    version: i16,
    #[wire(args(version))]
    first: Entry,
    #[wire(count = u8, args(version))]
    more: Vec<Entry>,
    #[wire(args(version + 1))]
    pair: [Entry; 2],
    #[wire(args(0))]
    boxed: Box<Entry>,
    #[wire(when = version > 1, args(version), size = u8)]
    last: Option<Entry>,
}

#[test]
fn a_field_is_told_what_its_type_asks_for() {
    let entry = |time| Entry { id: 7, time };
    let page = Page {
        version: 0,
        first: entry(None),
        more: vec![entry(None), entry(None)],
        pair: [entry(Some(1)), entry(Some(2))],
        boxed: Box::new(entry(None)),
        last: None,
    };
    let bytes = [0, 0, 7, 2, 7, 7, 7, 0, 1, 7, 0, 2, 7];
    assert_eq!(to_vec(&page).unwrap(), bytes);
    assert_eq!(from_slice::<Page>(&bytes).unwrap(), page);

    let page = Page {
        version: 2,
        last: Some(entry(Some(3))),
        first: entry(Some(4)),
        more: vec![],
        ..page
    };
    let bytes = [0, 2, 7, 0, 4, 0, 7, 0, 1, 7, 0, 2, 7, 3, 7, 0, 3];
    assert_eq!(to_vec(&page).unwrap(), bytes);
    assert_eq!(from_slice::<Page>(&bytes).unwrap(), page);
    for end in 0..bytes.len() {
        assert!(from_slice::<Page>(&bytes[..end]).is_err(), "{end}");
    }
}

#[test]
fn a_value_is_told_from_outside() {
    let entry = Entry { id: 7, time: Some(258) };
    assert_eq!(to_vec_with(&entry, (1,)).unwrap(), [7, 1, 2]);
    assert_eq!(encoded_len_with(&entry, (1,)).unwrap(), 3);
    assert_eq!(from_slice_with::<Entry, _>(&[7, 1, 2], (1,)).unwrap(), entry);
    let error = to_vec_with(&entry, (0,)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Entry.time at byte 1: value is present although its condition does not hold"
    );
}

/// Numbers with a scale, which a field before them may say.
struct Scaled<T, const BY: i64>(std::marker::PhantomData<T>);

impl<T: Encode + for<'a> Decode<'a> + Copy + Into<i64> + TryFrom<i64>, const BY: i64>
    Scaled<T, BY>
{
    #[allow(clippy::trivially_copy_pass_by_ref)] // as `with` calls it
    fn encode<'v>(value: &i64, out: &mut impl Output<'v>, more: u8) -> Result<(), Error> {
        let scaled = value / (BY * i64::from(more));
        let scaled = T::try_from(scaled).map_err(|_| Error::custom("too large", out.position()))?;
        to_vec(&scaled)?.into_iter().try_for_each(|byte| out.put([byte]))
    }

    fn decode(input: &mut Reader<'_>, more: u8) -> Result<i64, Error> {
        Ok(input.read::<T>()?.into() * BY * i64::from(more))
    }
}

#[test]
fn functions_are_told_earlier_fields_and_may_be_of_a_generic_type() {
    #[derive(Debug, PartialEq, Wire)]
    struct Measurement {
        more: u8,
        #[wire(with = Scaled::<i16, 100>, args(more))]
        value: i64,
        #[wire(count = u8, each(with = Scaled<i32, 1>, args(1)))]
        list: Vec<i64>,
    }
    let value = Measurement { more: 2, value: 600, list: vec![7] };
    let bytes = to_vec(&value).unwrap();
    assert_eq!(bytes, [2, 0, 3, 1, 0, 0, 0, 7]);
    assert_eq!(from_slice::<Measurement>(&bytes).unwrap(), value);
    let error = from_slice::<Measurement>(&bytes[..2]).unwrap_err();
    assert_eq!(error.path(), "Measurement.value");
}
