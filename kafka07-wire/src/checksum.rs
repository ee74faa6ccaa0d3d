//! Checksums that a field can hold: the trait.

use crate::{Decode, Encode};

/// An algorithm that sums up bytes, for fields with `checksum(with = …, of = …)`.
///
/// The bytes come in pieces of any length, and any split of the same bytes must give the same sum. An
/// internet checksum adds words of two bytes, so it has to keep the odd byte at the end of a piece for the
/// next one:
///
/// ```
/// use kafka07_wire::{Checksum, Wire, from_slice, to_vec};
///
/// /// The ones' complement of the ones' complement sum of 16-bit words (RFC 1071).
/// #[derive(Default)]
/// struct Internet {
///     sum: u32,
///     odd: Option<u8>,
/// }
///
/// impl Checksum for Internet {
///     type Sum = u16;
///
///     fn update(&mut self, bytes: &[u8]) {
///         for &byte in bytes {
///             match self.odd.take() {
///                 None => self.odd = Some(byte),
///                 Some(high) => {
///                     self.sum += u32::from(u16::from_be_bytes([high, byte]));
///                     self.sum = (self.sum & 0xffff) + (self.sum >> 16);
///                 }
///             }
///         }
///     }
///
///     fn finish(mut self) -> u16 {
///         if self.odd.is_some() {
///             self.update(&[0]); // as if a zero followed
///         }
///         !(self.sum as u16)
///     }
/// }
///
/// #[derive(Debug, PartialEq, Wire)]
/// struct Echo {
///     kind: u8,
///     code: u8,
///     #[wire(checksum(with = Internet, of = (kind, code, sum, id, data)))] // itself as zeros
///     sum: u16,
///     id: u32,
///     #[wire(rest)]
///     data: Vec<u8>,
/// }
///
/// let mut split = Internet::default();
/// for piece in [&[8][..], &[0, 0], &[0, 0, 1, 0], &[2, 7]] {
///     split.update(piece);
/// }
/// let ping = Echo { kind: 8, code: 0, sum: split.finish(), id: 0x0001_0002, data: vec![7] };
/// assert_eq!(to_vec(&ping)?, [8, 0, 0xf0, 0xfc, 0, 1, 0, 2, 7]);
/// assert_eq!(from_slice::<Echo>(&[8, 0, 0xf0, 0xfc, 0, 1, 0, 2, 7])?, ping);
/// let error = from_slice::<Echo>(&[8, 0, 0xf0, 0xfc, 0, 1, 0, 2, 8]).unwrap_err();
/// assert_eq!(error.to_string(), "Echo.sum at byte 2: checksum is 0xf0fc, computed 0xeffc");
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a checksum",
    label = "`checksum(with = …)` takes a type that implements `Checksum`"
)]
pub trait Checksum: Default {
    /// What the field holds: a value whose bytes are always of the same number, 64 at most.
    ///
    /// Numbers, arrays of them, `U24`, [`Le`](crate::prefix::Le) and derived types of such fields are.
    type Sum: Encode + for<'a> Decode<'a> + PartialEq;

    /// Adds bytes, which follow those of the calls before.
    fn update(&mut self, bytes: &[u8]);

    /// Returns the sum of all bytes added.
    fn finish(self) -> Self::Sum;
}
