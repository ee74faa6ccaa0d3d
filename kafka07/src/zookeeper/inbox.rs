//! Packets out of a stream of bytes, in no more memory than bytes have come.

use crate::wire::Reader;

/// Bytes that have come and are not handled yet.
#[derive(Debug)]
pub(super) struct Inbox {
    bytes: Vec<u8>,
    /// How many bytes at the front were handled.
    handled: usize,
    max_packet: usize,
}

/// The size in front of a packet is negative or over the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadSize(pub(super) i32);

/// How long the size in front of a packet is.
pub(super) const SIZE_LEN: usize = size_of::<i32>();

/// A buffer that is larger than this is given back when it is empty.
const KEPT: usize = 1 << 18;

impl Inbox {
    /// Makes an empty one for packets of at most `max_packet` bytes.
    pub(super) fn new(max_packet: usize) -> Self {
        Self { bytes: Vec::new(), handled: 0, max_packet }
    }

    /// Adds bytes that have come.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.handled > 0 {
            self.bytes.drain(..self.handled);
            self.handled = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The first bytes that are not handled yet.
    pub(super) fn waiting(&self) -> &[u8] {
        &self.bytes[self.handled..]
    }

    /// Takes the next packet, without its size; `None` if it has not come whole.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, BadSize> {
        let mut input = Reader::new(&self.bytes[self.handled..]);
        if input.remaining() < SIZE_LEN {
            self.give_back();
            return Ok(None);
        }
        let size: i32 = input.read().expect("four bytes are an i32");
        let packet = usize::try_from(size).ok().filter(|size| *size <= self.max_packet);
        let packet = packet.ok_or(BadSize(size))?;
        if input.remaining() < packet {
            return Ok(None);
        }
        let start = self.handled + SIZE_LEN;
        self.handled = start + packet;
        Ok(Some(&self.bytes[start..start + packet]))
    }

    /// Gives memory back that the last packets needed.
    fn give_back(&mut self) {
        if self.handled == self.bytes.len() {
            self.handled = 0;
            self.bytes.clear();
            self.bytes.shrink_to(KEPT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_come_out_whole_however_the_bytes_come() {
        let stream = [0, 0, 0, 2, 7, 8, 0, 0, 0, 0, 0, 0, 0, 1, 9];
        for piece in 1..=stream.len() {
            let mut inbox = Inbox::new(2);
            let mut packets = Vec::new();
            for bytes in stream.chunks(piece) {
                inbox.push(bytes);
                while let Some(packet) = inbox.next().unwrap() {
                    packets.push(packet.to_vec());
                }
            }
            assert_eq!(packets, [vec![7, 8], vec![], vec![9]], "in pieces of {piece}");
        }
    }

    #[test]
    fn bad_sizes_are_refused_before_their_bytes_come() {
        for (size, fine) in [(0, true), (10, true), (11, false), (-1, false), (i32::MIN, false)] {
            let mut inbox = Inbox::new(10);
            inbox.push(&i32::to_be_bytes(size));
            assert_eq!(inbox.next().err(), (!fine).then_some(BadSize(size)), "{size}");
        }
    }

    #[test]
    fn memory_of_large_packets_is_given_back() {
        let mut inbox = Inbox::new(1 << 20);
        inbox.push(&(1_i32 << 20).to_be_bytes());
        inbox.push(&vec![0; 1 << 20]);
        assert!(inbox.next().unwrap().is_some());
        assert!(inbox.next().unwrap().is_none());
        assert!(inbox.bytes.capacity() <= KEPT);
    }
}
