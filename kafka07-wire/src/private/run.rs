//! Numbers in a row: read after one look at how much is left.

use crate::{Error, Reader};

/// Takes the next `N` bytes: numbers that take `widths` bytes each.
///
/// # Errors
/// If fewer are left; with the index of the number that is not all there.
#[inline]
pub fn take<const N: usize>(
    widths: &[usize],
    input: &mut Reader<'_>,
) -> Result<[u8; N], (usize, Error)> {
    input.take_run(widths).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn the_number_that_is_cut_is_named() {
        let bytes = [1, 2, 3, 4, 5, 6, 7, 8];
        for length in 0..=8 {
            let mut input = Reader::new(&bytes[..length]);
            input.take(length.min(1)).unwrap();
            match take::<7>(&[2, 1, 4], &mut input) {
                Ok(run) => assert_eq!((length, run), (8, [2, 3, 4, 5, 6, 7, 8])),
                Err((index, error)) => {
                    let (at, start, width) = match length {
                        0 => (0, 0, 2),
                        1..3 => (0, 1, 2),
                        3 => (1, 3, 1),
                        _ => (2, 4, 4),
                    };
                    let missing = start + width - length;
                    assert_eq!((index, error.offset()), (at, start));
                    assert_eq!(error.kind(), &ErrorKind::Incomplete { missing });
                }
            }
        }
    }
}
