//! What everything travels in.

use crate::wire::Wire;

/// `size:i32 body`; the size counts the body.
///
/// ```
/// use kafka07::wire;
/// use kafka07::zookeeper::protocol::{Operation, Packet, Request, xid};
///
/// let ping = Request { xid: xid::PING, operation: Operation::Ping };
/// let bytes = wire::to_vec(&Packet { body: ping })?;
/// assert_eq!(bytes, [0, 0, 0, 8, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 11]);
/// # Ok::<(), wire::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Packet<T> {
    /// What the packet holds.
    #[wire(size = i32)]
    pub body: T,
}
