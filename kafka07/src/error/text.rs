//! Parts of the texts that take more than a format string.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use crate::protocol::ErrorCode;

/// What to do about an error code, after the code itself.
pub(super) fn advice(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::OffsetOutOfRange => {
            "; the log has no such offset, ask for its earliest or latest one"
        }
        ErrorCode::WrongPartition => "; the broker has fewer partitions of this topic",
        ErrorCode::Unknown => "; the broker's log says why",
        _ => "",
    }
}

/// A number of things, with the noun in the right form.
pub(super) struct Count<'a>(pub(super) u64, pub(super) &'a str);

impl fmt::Display for Count<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number, noun) = *self;
        write!(f, "{number} {noun}{}", if number == 1 { "" } else { "s" })
    }
}

/// How many messages were certainly not stored, and how many perhaps.
pub(super) struct Losses(pub(super) u64, pub(super) u64);

impl fmt::Display for Losses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(failed, unknown) = *self;
        if failed > 0 {
            let verb = if failed == 1 { "was" } else { "were" };
            write!(f, "{} {verb} not stored", Count(failed, "message"))?;
        }
        if failed > 0 && unknown > 0 {
            f.write_str(", and ")?;
        }
        if unknown > 0 {
            write!(f, "{} may or may not have been stored", Count(unknown, "message"))?;
        }
        Ok(())
    }
}

/// Addresses, each with why it could not be reached.
pub(super) struct Tried<'a>(pub(super) &'a [(SocketAddr, io::Error)]);

impl fmt::Display for Tried<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (address, error)) in self.0.iter().enumerate() {
            write!(f, "{}{address}: {error}", if index == 0 { "" } else { ", or " })?;
        }
        Ok(())
    }
}

/// How large a message is, if that is known.
pub(super) struct Size(pub(super) Option<usize>);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(size) => write!(f, " of {size} bytes"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_counted_as_one_would_say_it() {
        let text = |failed, unknown| Losses(failed, unknown).to_string();
        assert_eq!(text(1, 0), "1 message was not stored");
        assert_eq!(text(0, 2), "2 messages may or may not have been stored");
        let both = "2 messages were not stored, and 1 message may or may not have been stored";
        assert_eq!(text(2, 1), both);
    }
}
