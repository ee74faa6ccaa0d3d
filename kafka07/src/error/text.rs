//! Parts of the texts that take more than a format string.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use crate::protocol::ErrorCode;

/// An error code with what to do about it.
pub(super) struct Advised<'a>(pub(super) &'a ErrorCode);

impl fmt::Display for Advised<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        f.write_str(match self.0 {
            ErrorCode::OffsetOutOfRange => {
                "; the log has no such offset (any more, or not yet): ask for the earliest or the \
                 latest"
            }
            ErrorCode::WrongPartition => "; the broker has fewer partitions of this topic",
            ErrorCode::Unknown => "; its log says why",
            _ => "",
        })
    }
}

/// How many messages were certainly not stored, and how many perhaps.
pub(super) struct Losses(pub(super) u64, pub(super) u64);

impl fmt::Display for Losses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(failed, unknown) = *self;
        let plural = |count| if count == 1 { "" } else { "s" };
        if failed > 0 {
            write!(f, "{failed} message{} certainly not stored", plural(failed))?;
        }
        if failed > 0 && unknown > 0 {
            f.write_str(", and ")?;
        }
        if unknown > 0 {
            write!(f, "{unknown} message{} stored or lost, nobody knows", plural(unknown))?;
        }
        Ok(())
    }
}

pub(super) struct Tried<'a>(pub(super) &'a [(SocketAddr, io::Error)]);

impl fmt::Display for Tried<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (address, error)) in self.0.iter().enumerate() {
            write!(f, "{}{address}: {error}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

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
        assert_eq!(text(1, 0), "1 message certainly not stored");
        assert_eq!(text(0, 2), "2 messages stored or lost, nobody knows");
        let both = "2 messages certainly not stored, and 1 message stored or lost, nobody knows";
        assert_eq!(text(2, 1), both);
    }
}
