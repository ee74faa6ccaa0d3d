//! What several of the tests ask of a value and its bytes.

use std::fmt::Debug;

use kafka07::wire::{self, Error, Gather, Output, SliceOutput, Wire};

/// The value is written as these bytes, and they are read as the value.
pub(crate) fn is<'a, T: Wire<'a> + PartialEq + Debug>(value: &T, bytes: &'a [u8]) {
    assert_eq!(wire::to_vec(value).unwrap(), bytes);
    assert_eq!(wire::encoded_len(value).unwrap(), bytes.len());
    assert_eq!(&wire::from_slice::<T>(bytes).unwrap(), value);
}

/// Every output writes the value as these bytes.
pub(crate) fn every_output<T: wire::Encode>(value: &T, bytes: &[u8]) {
    assert_eq!(wire::encoded_len(value).unwrap(), bytes.len());
    let mut gather = Gather::new(Vec::new());
    gather.write(value).unwrap();
    assert_eq!(gather.slices().iter().flat_map(|slice| slice.to_vec()).collect::<Vec<_>>(), bytes);
    let mut exact = vec![0xff; bytes.len()];
    SliceOutput::new(&mut exact).write(value).unwrap();
    assert_eq!(exact, bytes);
}

pub(crate) fn fails<'a, T: Wire<'a> + Debug>(bytes: &'a [u8], expected: &str) -> Error {
    let error = wire::from_slice::<T>(bytes).unwrap_err();
    assert_eq!(error.to_string(), expected);
    error
}
