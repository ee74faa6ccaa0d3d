//! A protocol other than Kafka's over blocking sockets: an SSH agent, in a thread, and its client.
//!
//!     cargo run --example frames

use std::io::ErrorKind::UnexpectedEof;
use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use kafka07_examples::agent::{Frame, VISITS, answer, say, take_frames};
use kafka07_wire::to_vec;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    for (title, requests) in VISITS {
        println!("{title}");
        let stream = TcpStream::connect(listener.local_addr()?)?;
        let (accepted, _) = listener.accept()?;
        let agent = thread::spawn(move || serve(&accepted));
        ask(&stream, requests)?;
        let ended = agent.join().expect("the agent does not panic");
        println!("  agent: {}", say(ended));
    }
    Ok(())
}

/// Hands out every frame that comes, until the connection ends.
fn read_frames(
    mut stream: impl Read,
    mut each: impl FnMut(Frame<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = Vec::new();
    loop {
        let missing = take_frames(&mut buffer, &mut each)?;
        let read = stream.by_ref().take(missing as u64).read_to_end(&mut buffer)?;
        if read == 0 && buffer.is_empty() {
            return Ok(());
        }
        if read < missing {
            return Err(io::Error::new(UnexpectedEof, "the connection ended inside a frame"));
        }
    }
}

/// The agent: answers every request, in pieces that have nothing to do with frames.
fn serve(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    read_frames(BufReader::new(stream), |frame| {
        let bytes = to_vec(&answer(&frame.message)).map_err(io::Error::other)?;
        let mut stream = stream;
        bytes.chunks(3).try_for_each(|piece| stream.write_all(piece))
    })
}

/// The client: sends all requests at once, then shows what comes back.
fn ask(mut stream: &TcpStream, requests: &[u8]) -> io::Result<()> {
    stream.write_all(requests)?;
    stream.shutdown(Shutdown::Write)?;
    read_frames(BufReader::new(stream), |frame| {
        println!("  client: {:?}", frame.message);
        Ok(())
    })
}
