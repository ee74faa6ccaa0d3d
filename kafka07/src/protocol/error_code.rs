//! What a broker says went wrong.

use std::fmt;

use crate::wire::Wire;

/// An error code of a response. Codes are signed: −1 is `ffff` on the wire.
///
/// ```
/// use kafka07::ErrorCode;
///
/// assert_eq!(ErrorCode::from(1), ErrorCode::OffsetOutOfRange);
/// assert_eq!(i16::from(ErrorCode::Other(77)), 77);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Wire)]
#[wire(tag = i16)]
pub enum ErrorCode {
    /// −1: the broker met an error that has no code of its own, such as an illegal topic name.
    #[wire(tag = -1)]
    Unknown,
    /// 0: no error.
    #[wire(tag = 0)]
    None,
    /// 1: the offset is before the log's first, past its flushed end.
    #[wire(tag = 1)]
    OffsetOutOfRange,
    /// 2: a message that fails its checks.
    #[wire(tag = 2)]
    InvalidMessage,
    /// 3: a partition that this broker does not have.
    #[wire(tag = 3)]
    WrongPartition,
    /// 4: an invalid fetch size.
    #[wire(tag = 4)]
    InvalidFetchSize,
    /// Any other code, kept as it came.
    #[wire(other)]
    Other(i16),
}

impl From<i16> for ErrorCode {
    fn from(code: i16) -> Self {
        match code {
            -1 => Self::Unknown,
            0 => Self::None,
            1 => Self::OffsetOutOfRange,
            2 => Self::InvalidMessage,
            3 => Self::WrongPartition,
            4 => Self::InvalidFetchSize,
            other => Self::Other(other),
        }
    }
}

impl From<ErrorCode> for i16 {
    fn from(code: ErrorCode) -> Self {
        match code {
            ErrorCode::Unknown => -1,
            ErrorCode::None => 0,
            ErrorCode::OffsetOutOfRange => 1,
            ErrorCode::InvalidMessage => 2,
            ErrorCode::WrongPartition => 3,
            ErrorCode::InvalidFetchSize => 4,
            ErrorCode::Other(other) => other,
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown error (-1)"),
            Self::None => f.write_str("no error (0)"),
            Self::OffsetOutOfRange => f.write_str("offset out of range (1)"),
            Self::InvalidMessage => f.write_str("invalid message (2)"),
            Self::WrongPartition => f.write_str("wrong partition (3)"),
            Self::InvalidFetchSize => f.write_str("invalid fetch size (4)"),
            Self::Other(code) => write!(f, "error code {code}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ErrorCode;
    use crate::wire;

    #[test]
    fn conversion_and_wire_form_agree_for_every_code() {
        for code in i16::MIN..=i16::MAX {
            let typed = ErrorCode::from(code);
            assert_eq!(i16::from(typed), code);
            assert_eq!(wire::to_vec(&typed).unwrap(), code.to_be_bytes());
            assert_eq!(wire::from_slice::<ErrorCode>(&code.to_be_bytes()).unwrap(), typed);
        }
    }
}
