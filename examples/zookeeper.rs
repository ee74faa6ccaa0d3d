//! A ZooKeeper server on its own, in memory: `cargo run --example zookeeper -- --port 2181`.
//!
//! It prints one line with its address when it is ready, and stops on SIGINT and SIGTERM. What it
//! warns of goes to stderr; `RUST_LOG=info` says more.

#![allow(clippy::doc_markdown, reason = "the documentation is the program's help, too")]

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::mpsc;

use clap::Parser;
use kafka07::zookeeper::Server;

/// A ZooKeeper server for tests and demonstrations, alone and in memory.
///
/// Anyone who reaches its address reads and changes everything.
#[derive(Debug, Parser)]
struct Args {
    /// The address to listen on; one that is not loopback opens the server to the network.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = kafka07::zookeeper::protocol::DEFAULT_PORT)]
    port: u16,
}

fn main() -> ExitCode {
    let args = Args::parse();
    kafka07_examples::run("zookeeper", || {
        // Before the server is there, so that no signal finds it without a handler.
        let (stop, stopped) = mpsc::channel();
        ctrlc::set_handler(move || {
            let _ = stop.send(());
        })?;
        let server = Server::builder().addr((args.host, args.port)).start()?;
        // Whether anybody reads this line is no concern of the server's.
        let _ = writeln!(io::stdout(), "listening on {}", server.addr());
        stopped.recv()?;
        server.shutdown();
        Ok(())
    })
}
