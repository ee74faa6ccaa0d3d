//! A part of the protocol of SSH agents, and its frames in a buffer. `frames` and `frames_tokio`
//! share it: nothing here reads or writes a socket.

use std::io;
use std::io::ErrorKind::InvalidData;

use kafka07_wire::{Reader, Wire};

/// The largest message; OpenSSH has the same bound.
const MAX_MESSAGE: usize = 256 * 1024;

/// A message with its size before it.
#[derive(Debug, PartialEq, Wire)]
pub struct Frame<'a> {
    /// The message.
    #[wire(size = u32, max = MAX_MESSAGE)]
    pub message: Message<'a>,
}

/// A request to an agent, or an answer.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub enum Message<'a> {
    /// The agent does not do what was asked.
    #[wire(tag = 5)]
    Failure,
    /// Asks for the keys that the agent holds.
    #[wire(tag = 11)]
    RequestIdentities,
    /// The answer to [`RequestIdentities`](Self::RequestIdentities).
    #[wire(tag = 12)]
    Identities {
        /// The keys.
        #[wire(count = u32)]
        keys: Vec<Key<'a>>,
    },
    /// Any other message.
    #[wire(other)]
    Other {
        /// Which message it is.
        tag: u8,
        /// The rest of the message.
        #[wire(rest)]
        body: &'a [u8],
    },
}

/// A public key.
#[derive(Debug, PartialEq, Wire)]
pub struct Key<'a> {
    /// The key in SSH's own encoding.
    #[wire(len = u32)]
    pub blob: &'a [u8],
    /// What its owner calls it.
    #[wire(len = u32)]
    pub comment: &'a str,
}

/// Hands out all complete frames and removes them from `buffer`. Returns how many more bytes the
/// next frame needs at least.
///
/// # Errors
/// If the bytes are not a frame and more of them would not help, or if `each` fails.
pub fn take_frames(
    buffer: &mut Vec<u8>,
    mut each: impl FnMut(Frame<'_>) -> io::Result<()>,
) -> io::Result<usize> {
    let mut input = Reader::new(buffer);
    loop {
        let start = input.offset();
        match input.read() {
            Ok(frame) => each(frame)?,
            Err(error) => {
                let missing = error.missing();
                let missing = missing.ok_or_else(|| io::Error::new(InvalidData, error))?;
                buffer.drain(..start);
                return Ok(missing);
            }
        }
    }
}

/// Answers as an agent that holds two keys.
pub fn answer(request: &Message<'_>) -> Frame<'static> {
    let message = match request {
        Message::RequestIdentities => Message::Identities {
            keys: vec![
                Key { blob: &[0xab, 0xcd], comment: "home" },
                Key { blob: &[0xef], comment: "work" },
            ],
        },
        _ => Message::Failure,
    };
    Frame { message }
}

/// A connection: its title, and what the client sends before it closes its side.
pub type Visit = (&'static str, &'static [u8]);

/// The connections that the programs show.
pub const VISITS: [Visit; 3] = [
    (
        "Two requests in one write, their answers in pieces:",
        b"\0\0\0\x01\x0b\0\0\0\x03\x1b\xaa\xbb",
    ),
    ("A size over the bound:", b"\0\x10\0\0"),
    ("A connection that ends inside a frame:", b"\0\0\0\x03\x1b"),
];

/// Says how a connection ended.
pub fn say(ended: io::Result<()>) -> String {
    match ended {
        Ok(()) => "the connection ended between two frames".into(),
        Err(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use kafka07_wire::{append, to_vec};

    use super::*;

    #[test]
    fn frames_are_taken_wherever_the_stream_is_cut() {
        let answers = [
            answer(&Message::RequestIdentities),
            answer(&Message::Other { tag: 27, body: b"query" }),
        ];
        let mut stream = Vec::new();
        for frame in &answers {
            append(frame, &mut stream).unwrap();
        }
        for piece in 1..=stream.len() {
            let (mut buffer, mut taken) = (Vec::new(), 0);
            for bytes in stream.chunks(piece) {
                buffer.extend_from_slice(bytes);
                let missing = take_frames(&mut buffer, |frame| {
                    assert_eq!(frame, answers[taken]);
                    taken += 1;
                    Ok(())
                });
                assert!(missing.unwrap() > 0);
            }
            assert_eq!((taken, buffer.len()), (answers.len(), 0), "pieces of {piece}");
        }
    }

    #[test]
    fn missing_bytes_are_counted_up_to_the_end_of_the_frame() {
        let frame = to_vec(&answer(&Message::RequestIdentities)).unwrap();
        for len in 0..frame.len() {
            let missing = take_frames(&mut frame[..len].to_vec(), |_| Ok(())).unwrap();
            let wanted = if len < 4 { 4 } else { frame.len() };
            assert_eq!(missing, wanted - len);
        }
    }
}
