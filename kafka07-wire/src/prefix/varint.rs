//! Numbers of a variable width: seven bits in each byte, and one that says whether more follow.

use core::convert::identity;

use crate::{Decode, Encode, Error, ErrorKind, Output, Prefix, Reader};

/// An unsigned number in LEB128: the low seven bits first, one to ten bytes, up to 64 bits.
///
/// Protocol Buffers, WebAssembly and Kafka's newer formats have it. A number in more bytes than it needs
/// is refused, so that each number has one encoding.
///
/// ```
/// use kafka07_wire::prefix::Varint;
/// use kafka07_wire::{Wire, from_slice, to_vec};
///
/// #[derive(Debug, PartialEq, Wire)]
/// struct Entry {
///     id: Varint,
///     #[wire(len = Varint)]
///     name: String,
/// }
///
/// let entry = Entry { id: Varint(300), name: "web".into() };
/// assert_eq!(to_vec(&entry)?, b"\xac\x02\x03web");
/// assert_eq!(from_slice::<Entry>(b"\xac\x02\x03web")?, entry);
///
/// let error = from_slice::<Entry>(b"\xac\x00\x03web").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "Entry.id at byte 0: a variable-width number takes more bytes than it needs"
/// );
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Varint(pub u64);

/// A signed number in LEB128 with the zigzag mapping: 0, -1, 1, -2 are 0, 1, 2, 3.
///
/// ```
/// use kafka07_wire::prefix::Zigzag;
/// use kafka07_wire::{from_slice, to_vec};
///
/// assert_eq!(to_vec(&[Zigzag(-1), Zigzag(1), Zigzag(-65)])?, [1, 2, 0x81, 1]);
/// assert_eq!(from_slice::<Zigzag>(&[3])?, Zigzag(-2));
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zigzag(pub i64);

/// The remaining length of MQTT: LEB128 in one to four bytes, up to 268,435,455.
///
/// ```
/// use kafka07_wire::prefix::MqttLength;
/// use kafka07_wire::{from_slice, to_vec};
///
/// assert_eq!(to_vec(&MqttLength(321))?, [0xc1, 2]);
/// assert!(to_vec(&MqttLength(268_435_456)).is_err());
/// assert!(from_slice::<MqttLength>(&[0xff, 0xff, 0xff, 0xff, 1]).is_err());
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MqttLength(pub u32);

/// The largest number that MQTT's form says.
const MQTT_MAX: u32 = (1 << 28) - 1;

/// Reads a number of at most `most` bytes.
#[inline]
fn read(most: usize, input: &mut Reader<'_>) -> Result<u64, Error> {
    let start = input.offset();
    let mut number = 0;
    for at in 0..most {
        let [byte] = *input.take_array()?;
        let bits = u64::from(byte & 0x7f);
        if at == 9 && bits > 1 {
            return Err(too_large(start));
        }
        number |= bits << (7 * at);
        if byte & 0x80 == 0 {
            return if byte == 0 && at > 0 { Err(overlong(start)) } else { Ok(number) };
        }
    }
    Err(too_large(start))
}

#[cold]
#[inline(never)]
fn overlong(start: usize) -> Error {
    Error::custom("a variable-width number takes more bytes than it needs", start)
}

#[cold]
#[inline(never)]
fn too_large(start: usize) -> Error {
    Error::custom("a variable-width number takes more bytes than it may", start)
}

#[inline]
fn write<'v, O: Output<'v>>(mut number: u64, out: &mut O) -> Result<(), Error> {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            return out.put([low]);
        }
        out.put([low | 0x80])?;
    }
}

/// The zigzag mapping, and back.
fn mapped(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

fn unmapped(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

/// Declares the types: how many bytes a number takes at most, the largest one, and how it becomes what
/// is written and back.
macro_rules! variable_width {
    ($($name:ident($inner:ty): $most:literal, $max:expr, $written:expr, $back:expr;)*) => {$(
        impl Prefix for $name {
            const MIN_LEN: usize = 1;
            const MAX_LEN: usize = $most;

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<i128, Error> {
                read(Self::MAX_LEN, input).map(|number| i128::from($back(number)))
            }

            #[inline]
            fn write<'v, O: Output<'v>>(number: i128, out: &mut O) -> Result<(), Error> {
                match <$inner>::try_from(number) {
                    Ok(number) if number <= $max => write($written(number), out),
                    _ => Err(super::overflow(number, $max.into(), out.position())),
                }
            }
        }

        impl Encode for $name {
            #[inline]
            fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
                <Self as Prefix>::write(self.0.into(), out)
            }
        }

        impl<'a> Decode<'a> for $name {
            const MIN_LEN: usize = 1;

            #[inline]
            fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
                let start = input.offset();
                let number = <Self as Prefix>::read(input)?;
                // What it reads is in range.
                <$inner>::try_from(number).map(Self).map_err(|_| {
                    Error::new(ErrorKind::InvalidLength { found: number }, start)
                })
            }
        }
    )*};
}

variable_width! {
    Varint(u64): 10, u64::MAX, identity, identity;
    Zigzag(i64): 10, i64::MAX, mapped, unmapped;
    MqttLength(u32): 4, MQTT_MAX, u64::from, identity;
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use super::*;
    use crate::{from_slice, to_vec};

    #[test]
    fn numbers_at_every_width_are_written_and_read_back() {
        for bits in 0..64 {
            for number in [(1_u64 << bits) - 1, 1 << bits, (1 << bits) + 1, u64::MAX >> bits] {
                let bytes = to_vec(&Varint(number)).unwrap();
                let width = (64 - number.leading_zeros()).div_ceil(7).max(1);
                assert_eq!(bytes.len(), width as usize, "{number}");
                assert_eq!(from_slice::<Varint>(&bytes).unwrap(), Varint(number));
                for signed in [number.cast_signed(), number.cast_signed().wrapping_neg()] {
                    let bytes = to_vec(&Zigzag(signed)).unwrap();
                    assert_eq!(from_slice::<Zigzag>(&bytes).unwrap(), Zigzag(signed));
                }
            }
        }
        assert_eq!(to_vec(&Zigzag(i64::MIN)).unwrap().len(), 10);
    }

    #[test]
    fn each_number_has_one_encoding() {
        for bytes in [&[0x80, 0][..], &[0xff, 0x80, 0], &[0x81, 0x80, 0x80, 0]] {
            let what = from_slice::<Varint>(bytes).unwrap_err().to_string();
            assert!(what.ends_with("takes more bytes than it needs"), "{what}");
        }
        let mut bytes = Vec::from([0xff; 9]);
        bytes.push(1);
        assert_eq!(from_slice::<Varint>(&bytes).unwrap(), Varint(u64::MAX));
        for last in [2, 0x7f, 0x80, 0x81, 0xff] {
            bytes[9] = last;
            assert!(from_slice::<Varint>(&[&bytes[..], &[1]].concat()).is_err(), "{last}");
        }
    }

    #[test]
    fn a_number_that_is_cut_is_incomplete() {
        let error = from_slice::<Varint>(&[0x80, 0x80]).unwrap_err();
        assert_eq!(error.missing(), Some(1));
        assert_eq!(error.offset(), 2);
    }
}
