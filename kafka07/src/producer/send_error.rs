//! The error of a message that did not enter the queue.

use std::fmt;

use bytes::Bytes;

use crate::error::{Error, ErrorKind};

/// The error of a message that did not enter the queue, with its payload.
///
/// It turns into an [`Error`] with `?`, which drops the payload.
pub struct SendError {
    pub(super) error: Error,
    pub(super) payload: Bytes,
}

impl SendError {
    /// Why.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Whether the queue was full: a later attempt may succeed.
    pub fn is_full(&self) -> bool {
        matches!(self.error.kind(), ErrorKind::QueueFull { .. })
    }

    /// The message's payload, to be sent again or kept elsewhere.
    pub fn into_payload(self) -> Bytes {
        self.payload
    }
}

impl From<SendError> for Error {
    fn from(refused: SendError) -> Self {
        refused.error
    }
}

impl std::error::Error for SendError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

/// The error with its causes on one line, without the payload.
impl fmt::Debug for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_message_prints_as_its_error() {
        let error = Error::new(ErrorKind::ProducerClosed).in_call("send").on("web", 0);
        let refused = SendError { error, payload: Bytes::from_static(b"secret") };
        crate::chain::assert_readable(&refused);
        assert_eq!(
            refused.to_string(),
            "send to topic web, partition 0: the producer is closed (the message was not accepted)"
        );
    }
}
