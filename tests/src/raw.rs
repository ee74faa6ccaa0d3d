//! A connection that says exactly what it is told to, for requests no client would send.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use kafka07::OffsetsRequest;
use kafka07::protocol::RequestFrame;
use kafka07::wire;

/// How long a read waits before a test counts as hanging.
const HANG: Duration = Duration::from_secs(30);

/// A bare connection to a broker. Its methods panic where the broker does not do what they wait
/// for.
#[derive(Debug)]
pub struct RawConnection {
    stream: TcpStream,
}

#[expect(clippy::missing_panics_doc, reason = "a test fails by panicking")]
impl RawConnection {
    /// Connects.
    pub fn open(addr: SocketAddr) -> Self {
        let stream = TcpStream::connect(addr).expect("a connection");
        stream.set_read_timeout(Some(HANG)).unwrap();
        stream.set_write_timeout(Some(HANG)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream }
    }

    /// Sends `bytes`.
    pub fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("the broker to take what is sent");
    }

    /// Sends `bytes` as far as the broker takes them.
    pub fn try_send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// Says that nothing more will be sent.
    pub fn finish(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Reads `count` bytes.
    pub fn read(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.stream.read_exact(&mut bytes).expect("an answer");
        bytes
    }

    /// Reads one answer: its size, and as many bytes.
    pub fn read_frame(&mut self) -> Vec<u8> {
        let mut frame = self.read(4);
        let size = u32::from_be_bytes(frame[..4].try_into().unwrap());
        frame.extend(self.read(size as usize));
        frame
    }

    /// Reads until the broker closes.
    pub fn read_to_end(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.stream.read_to_end(&mut bytes) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
            Err(error) => panic!("the broker did not close: {error}"),
        }
        bytes
    }

    /// Whether the broker now answers a good offsets request, with nothing sent before.
    ///
    /// The topic is unknown, so that nothing changes; answers come in order, so whatever the broker
    /// had to say before stands in front.
    pub fn is_answered(&mut self) -> bool {
        self.try_send(&follow_up());
        let mut answer = [0; FOLLOW_UP_ANSWER.len()];
        match self.stream.read_exact(&mut answer) {
            Ok(()) => {
                assert_eq!(
                    answer, FOLLOW_UP_ANSWER,
                    "an answer to the follow-up and to nothing else"
                );
                true
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("the broker neither answers nor closes")
            }
            Err(_) => false,
        }
    }
}

fn follow_up() -> Vec<u8> {
    let request = OffsetsRequest::latest("never-produced-to", 0);
    wire::to_vec(&RequestFrame::new(&request)).unwrap()
}

/// One offset, 0.
const FOLLOW_UP_ANSWER: [u8; 18] = [0, 0, 0, 14, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
