//! The first packet each way.

use crate::wire::Wire;

/// How long passwords are that servers give to sessions.
pub const PASSWORD_LEN: usize = 16;

/// Opens a session, or comes back to one.
///
/// ```
/// use kafka07::wire;
/// use kafka07::zookeeper::protocol::{ConnectRequest, PASSWORD_LEN};
///
/// let new = ConnectRequest {
///     protocol_version: 0,
///     last_zxid_seen: 0,
///     timeout: 6000,
///     session_id: 0,
///     password: Some(vec![0; PASSWORD_LEN]),
///     read_only: None,
/// };
/// assert_eq!(wire::to_vec(&new)?.len(), 44);
/// # Ok::<(), wire::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct ConnectRequest {
    /// 0; servers do not look at it.
    pub protocol_version: i32,
    /// The highest zxid that the client has seen. A server that is not as far closes the connection
    /// without an answer.
    pub last_zxid_seen: i64,
    /// The timeout that the client would like, in milliseconds.
    pub timeout: i32,
    /// The session to come back to; 0 for a new one.
    pub session_id: i64,
    /// The session's password; 16 zeros for a new one. A server never answers if it is null.
    #[wire(len = i32, null = -1)]
    pub password: Option<Vec<u8>>,
    /// Whether a server that has lost the others will do. Clients have sent it since 3.4; a server
    /// 3.3 ignores it.
    #[wire(with = if_bytes_are_left, rest)]
    pub read_only: Option<bool>,
}

/// The answer to a [`ConnectRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct ConnectResponse {
    /// 0.
    pub protocol_version: i32,
    /// The timeout that holds, in milliseconds. 0 means that the session does not exist: it has expired,
    /// or the password is wrong.
    pub timeout: i32,
    /// The session's number.
    pub session_id: i64,
    /// What the client has to send to come back to the session.
    #[wire(len = i32, null = -1)]
    pub password: Option<Vec<u8>>,
    /// Whether the server has lost the others. Servers have sent it since 3.4, to clients that do.
    #[wire(with = if_bytes_are_left, rest)]
    pub read_only: Option<bool>,
}

/// A field that newer versions have added at the end of a record.
mod if_bytes_are_left {
    use crate::wire::{Error, Output, Reader};

    #[expect(clippy::ref_option, reason = "a `with` module gets its field by reference")]
    pub(super) fn encode<'v, O: Output<'v>>(
        value: &'v Option<bool>,
        out: &mut O,
    ) -> Result<(), Error> {
        value.as_ref().map_or(Ok(()), |value| out.write(value))
    }

    pub(super) fn decode(input: &mut Reader<'_>) -> Result<Option<bool>, Error> {
        if input.is_empty() { Ok(None) } else { input.read().map(Some) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn read_only_may_be_left_out() {
        let mut response = ConnectResponse {
            protocol_version: 0,
            timeout: 6000,
            session_id: -1,
            password: None,
            read_only: None,
        };
        for (read_only, size) in [(None, 20), (Some(false), 21), (Some(true), 21)] {
            response.read_only = read_only;
            let bytes = wire::to_vec(&response).unwrap();
            assert_eq!(bytes.len(), size);
            assert_eq!(wire::from_slice::<ConnectResponse>(&bytes).unwrap(), response);
        }
    }
}
