//! Which broker it is, as far as the user says so: the protocol does not tell.

use std::fmt;
use std::str::FromStr;

use crate::message::Compression;

/// The version of the brokers that a client or a producer talks to.
///
/// A broker does not tell its version, so
/// [`ClientBuilder::broker_version`](crate::ClientBuilder::broker_version) does. It decides which
/// topic names may be used (see [`NameRules`](super::topic::NameRules)), and what is refused
/// before it is sent because an older broker cannot do it.
///
/// | | `Unknown` | `V0_7_0` | `V0_7_1`, `V0_7_2` |
/// |---|---|---|---|
/// | names with one of `: , = ? * "` | refused | refused | allowed |
/// | names with a character outside ASCII | refused | refused | refused |
/// | snappy | sent; an error names it as a possible cause | refused | sent |
///
/// Characters outside ASCII depend on the locale of the brokers' JVM, not on their version:
/// [`ClientBuilder::utf8_topics`](crate::ClientBuilder::utf8_topics) allows them for any.
///
/// Where brokers of several versions are reached through one address, say the oldest.
///
/// ```
/// use kafka07::BrokerVersion;
///
/// assert_eq!("0.7.1".parse(), Ok(BrokerVersion::V0_7_1));
/// assert_eq!(BrokerVersion::default(), BrokerVersion::Unknown);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BrokerVersion {
    /// Any of them: nothing is sent that could harm the most fragile one.
    #[default]
    Unknown,
    /// 0.7.0.
    ///
    /// It creates the topic of any fetch or offsets request, cannot decode snappy, and cannot start
    /// again after a topic whose name it cannot register.
    V0_7_0,
    /// 0.7.1.
    V0_7_1,
    /// 0.7.2.
    V0_7_2,
}

impl BrokerVersion {
    /// All of them, the unknown one first.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::V0_7_0, Self::V0_7_1, Self::V0_7_2];

    /// Whether it may be a 0.7.0.
    pub(crate) const fn may_be_0_7_0(self) -> bool {
        matches!(self, Self::Unknown | Self::V0_7_0)
    }

    /// Whether it cannot decode what is compressed so.
    pub(crate) fn refuses(self, codec: Compression) -> bool {
        self == Self::V0_7_0 && codec == Compression::Snappy
    }

    /// Whether it may or may not be able to decode what is compressed so.
    pub(crate) fn may_refuse(self, codec: Compression) -> bool {
        self == Self::Unknown && codec == Compression::Snappy
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::V0_7_0 => "0.7.0",
            Self::V0_7_1 => "0.7.1",
            Self::V0_7_2 => "0.7.2",
        }
    }
}

impl fmt::Display for BrokerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Says that a text is not a [`BrokerVersion`].
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown broker version `{0}`; use `0.7.0`, `0.7.1`, `0.7.2` or `unknown`")]
pub struct UnknownBrokerVersion(String);

/// The text.
impl fmt::Debug for UnknownBrokerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for BrokerVersion {
    type Err = UnknownBrokerVersion;

    fn from_str(text: &str) -> Result<Self, UnknownBrokerVersion> {
        Self::ALL
            .into_iter()
            .find(|version| version.name() == text)
            .ok_or_else(|| UnknownBrokerVersion(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_they_are_written() {
        for version in BrokerVersion::ALL {
            assert_eq!(version.to_string().parse(), Ok(version));
        }
        crate::chain::assert_readable(&"0.8".parse::<BrokerVersion>().unwrap_err());
    }
}
