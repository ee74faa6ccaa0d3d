//! Packets on their way into a socket that takes no more than it likes.

use std::io::{self, Write};

use crate::wire::{self, Encode, Wire};

use super::protocol::Packet;

/// Bytes that are to be sent.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    bytes: Vec<u8>,
    sent: usize,
}

/// A buffer that is larger than this is given back when it is empty.
const KEPT: usize = 1 << 18;

impl Outbox {
    /// Adds a packet. After an error nothing has changed.
    pub(super) fn push(&mut self, body: &impl Encode) -> Result<(), wire::Error> {
        /// A packet that borrows what it holds.
        #[derive(Wire)]
        struct Borrowed<'b, T>(Packet<&'b T>);

        // Encoding reserves exactly what it needs: reserve more, so that many packets do not move
        // the bytes before them each time.
        if self.bytes.capacity() - self.bytes.len() < 1 << 10 {
            self.bytes.reserve(1 << 12);
        }
        wire::append(&Borrowed(Packet { body }), &mut self.bytes)
    }

    /// Adds bytes that are no packet.
    pub(super) fn push_bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// How many bytes wait.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() - self.sent
    }

    /// Whether all was sent.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Sends as much as the socket takes without waiting. Says whether it took anything.
    pub(super) fn send(&mut self, socket: &mut impl Write) -> io::Result<bool> {
        let before = self.sent;
        while self.sent < self.bytes.len() {
            match socket.write(&self.bytes[self.sent..]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => self.sent += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        let took = self.sent > before;
        if self.sent == self.bytes.len() {
            self.bytes.clear();
            self.bytes.shrink_to(KEPT);
            self.sent = 0;
        } else if self.sent > KEPT {
            self.bytes.drain(..self.sent);
            self.sent = 0;
        }
        Ok(took)
    }
}
