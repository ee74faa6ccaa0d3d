//! The same agent and client as in `frames`, inside tokio: only the reads and writes differ.
//!
//!     cargo run --example frames_tokio

use std::io;
use std::io::ErrorKind::UnexpectedEof;

use kafka07_examples::agent::{VISITS, answer, say, take_frames};
use kafka07_wire::append;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    for (title, requests) in VISITS {
        println!("{title}");
        let stream = TcpStream::connect(listener.local_addr()?).await?;
        let (accepted, _) = listener.accept().await?;
        let (ended, shown) = tokio::join!(serve(accepted), ask(stream, requests));
        shown?;
        println!("  agent: {}", say(ended));
    }
    Ok(())
}

/// Reads more into `buffer`. Returns whether there was more; the end is an error inside a frame.
///
/// If the future is dropped, no byte is lost: what was read is in `buffer`.
async fn read_more(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
    missing: usize,
) -> io::Result<bool> {
    // Room for the whole frame, or for several small ones.
    buffer.reserve(missing.max(4096));
    match stream.read_buf(buffer).await? {
        0 if buffer.is_empty() => Ok(false),
        0 => Err(io::Error::new(UnexpectedEof, "the connection ended inside a frame")),
        _ => Ok(true),
    }
}

/// The agent: answers all requests of a read, in pieces that have nothing to do with frames.
async fn serve(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut buffer, mut answers) = (Vec::new(), Vec::new());
    loop {
        let missing = take_frames(&mut buffer, |frame| {
            append(&answer(&frame.message), &mut answers).map_err(io::Error::other)
        })?;
        for piece in answers.chunks(3) {
            stream.write_all(piece).await?;
        }
        answers.clear();
        if !read_more(&mut stream, &mut buffer, missing).await? {
            return Ok(());
        }
    }
}

/// The client: sends all requests at once, then shows what comes back.
async fn ask(mut stream: TcpStream, requests: &[u8]) -> io::Result<()> {
    stream.write_all(requests).await?;
    stream.shutdown().await?;
    let mut buffer = Vec::new();
    loop {
        let missing = take_frames(&mut buffer, |frame| {
            println!("  client: {:?}", frame.message);
            Ok(())
        })?;
        if !read_more(&mut stream, &mut buffer, missing).await? {
            return Ok(());
        }
    }
}
