//! How the payload of a message is compressed.

use std::fmt;
use std::str::FromStr;

/// `attributes & CODEC_BITS` says how the payload is compressed; the other bits carry nothing.
pub(super) const CODEC_BITS: u8 = 3;

/// A codec, as the two lowest bits of a message's attributes say it.
///
/// ```
/// use kafka07::Compression;
///
/// assert_eq!("gzip".parse(), Ok(Compression::Gzip));
/// assert_eq!(Compression::Snappy.to_string(), "snappy");
/// assert_eq!(Compression::from_bits(2), Some(Compression::Snappy));
/// assert_eq!(Compression::default(), Compression::None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// Not compressed; bits 0.
    #[default]
    None,
    /// RFC 1952; bits 1. Needs the feature `gzip`, which is on by default.
    Gzip,
    /// Snappy, written as a xerial stream; bits 2. Needs the feature `snappy`, which is on by
    /// default. Brokers know it from 0.7.1 on; a 0.7.0 broker refuses it.
    Snappy,
}

impl Compression {
    /// All of them, in the order of their bits.
    pub const ALL: [Self; 3] = [Self::None, Self::Gzip, Self::Snappy];

    /// The codec bits of a message's attributes.
    #[inline]
    pub const fn bits(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Gzip => 1,
            Self::Snappy => 2,
        }
    }

    /// The codec that attributes name; `None` for 3, the one value without a codec. The
    /// bits that carry nothing are ignored.
    #[inline]
    pub const fn from_bits(attributes: u8) -> Option<Self> {
        match attributes & CODEC_BITS {
            0 => Some(Self::None),
            1 => Some(Self::Gzip),
            2 => Some(Self::Snappy),
            _ => None,
        }
    }

    /// Whether this build can compress and inflate it.
    #[inline]
    pub const fn is_available(self) -> bool {
        match self {
            Self::None => true,
            Self::Gzip => cfg!(feature = "gzip"),
            Self::Snappy => cfg!(feature = "snappy"),
        }
    }

    /// The codec's name, which is that of its feature too.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Snappy => "snappy",
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Says that a name is not that of a [`Compression`].
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown codec `{0}`; use `none`, `gzip` or `snappy`")]
pub struct UnknownCompression(String);

/// The text.
impl fmt::Debug for UnknownCompression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Compression {
    type Err = UnknownCompression;

    fn from_str(name: &str) -> Result<Self, UnknownCompression> {
        Self::ALL
            .into_iter()
            .find(|codec| codec.name().eq_ignore_ascii_case(name))
            .ok_or_else(|| UnknownCompression(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_and_names_go_both_ways() {
        for codec in Compression::ALL {
            assert_eq!(Compression::from_bits(codec.bits()), Some(codec));
            assert_eq!(Compression::from_bits(codec.bits() | 0xfc), Some(codec));
            assert_eq!(codec.to_string().parse(), Ok(codec));
            assert_eq!(codec.name().to_uppercase().parse(), Ok(codec));
        }
        assert_eq!(Compression::from_bits(3), None);
        let error = "lz4".parse::<Compression>().unwrap_err();
        crate::chain::assert_readable(&error);
        assert_eq!(error.to_string(), "unknown codec `lz4`; use `none`, `gzip` or `snappy`");
    }
}
