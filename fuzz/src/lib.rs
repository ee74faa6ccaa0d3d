//! What the targets share.

use std::fmt::Debug;

use bytes::Bytes;
use kafka07::wire::{self, ErrorKind, Gather, Output, Reader, Wire};

/// [`values`] of a type, and once more of what it returns.
#[macro_export]
macro_rules! values {
    ($type:ty, $bytes:expr) => {
        if let Some(right) = $crate::values::<$type>($bytes) {
            assert_eq!($crate::values::<$type>(&right), None);
        }
    };
}

/// Decodes one value after the other, to the end or to the first that is none, and checks of each
/// that it encodes to the very bytes it came from, and that its bytes cut short are told so.
///
/// A value that has a wrong checksum only is returned as it encodes: with the right one. So is a
/// request with a topic's name that is none, which is read as another one that is none.
///
/// # Panics
/// If they do not.
pub fn values<'a, T: Wire<'a> + PartialEq + Debug>(bytes: &'a Bytes) -> Option<Bytes> {
    let mut input = Reader::new(bytes);
    let mut shared = Reader::shared(bytes);
    while !input.is_empty() {
        let start = input.offset();
        let value = match (input.read::<T>(), shared.read::<T>()) {
            (Ok(value), Ok(same)) => {
                assert_eq!(value, same);
                value
            }
            (Err(error), Err(same)) => {
                assert_eq!(error, same);
                assert!(error.offset() <= bytes.len(), "{error}");
                let _ = format!("{error} {error:?}");
                if !matches!(error.kind(), ErrorKind::Crc { .. } | ErrorKind::Checksum { .. }) {
                    return None;
                }
                let mut lenient = Reader::new(&bytes[start..]).check_crc(false);
                let value = lenient.read::<T>().ok()?;
                return Some(wire::to_vec(&value).unwrap().into());
            }
            (one, other) => panic!("copied {one:?}, shared {other:?}"),
        };
        let taken = &bytes[start..input.offset()];
        assert_eq!(shared.offset(), input.offset());
        assert!(taken.len() >= T::MIN_LEN);
        let encoded = wire::to_vec(&value).unwrap();
        if encoded != taken {
            let text = format!("{value:?}");
            let unnamed = text.contains("topic: \"\"") || text.contains(char::REPLACEMENT_CHARACTER);
            assert!(unnamed, "{taken:?} became {encoded:?}");
            return Some(encoded.into());
        }
        assert_eq!(wire::encoded_len(&value).unwrap(), taken.len());
        let mut gathered = Gather::new(Vec::new());
        gathered.write(&value).unwrap();
        let gathered: Vec<u8> = gathered.slices().iter().flat_map(|part| part.to_vec()).collect();
        assert_eq!(gathered, taken);

        for kept in [taken.len() / 3, taken.len() / 2, taken.len().saturating_sub(1)] {
            let Err(error) = Reader::new(&taken[..kept]).read::<T>() else { continue };
            let missing = error.missing().unwrap_or(0);
            assert!(missing <= taken.len() - kept, "{missing} missing after {kept} of {taken:?}");
        }
        if taken.is_empty() {
            break;
        }
    }
    None
}
