//! A Kafka 0.7.2 broker on its own:
//! `cargo run --release --example broker -- --port 9092 --data-dir DIR --partitions 2`.
//!
//! It prints one line with its address when it is ready, and stops cleanly on SIGINT and SIGTERM.
//! What it warns of goes to stderr; `RUST_LOG=info` says more.

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

use clap::Parser;
use kafka07::broker::Broker;

/// A Kafka 0.7.2 broker.
///
/// Kafka 0.7 has no authentication: anyone who reaches its address reads and writes everything.
#[derive(Debug, Parser)]
struct Args {
    /// The address to listen on; one that is not loopback opens the broker to the network.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = kafka07::protocol::DEFAULT_PORT)]
    port: u16,
    /// The broker's number in its cluster.
    #[arg(long, value_name = "NUMBER")]
    id: Option<i32>,
    /// The cluster to join (`zk.connect`); without it the broker is alone.
    #[arg(long, value_name = "HOST:PORT,.../CHROOT", requires = "id")]
    zookeeper: Option<String>,
    /// The host that clients of the cluster connect to; by default that of the address.
    #[arg(long, value_name = "HOST", requires = "zookeeper")]
    advertised_host: Option<String>,
    /// The port that clients of the cluster connect to; by default that of the address.
    #[arg(long, value_name = "PORT", requires = "zookeeper")]
    advertised_port: Option<u16>,
    /// Where the logs lie; without it in a temporary directory, which is deleted at the end.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Serve the directory without changing anything in it; produces are refused.
    #[arg(long, requires = "data_dir", conflicts_with_all = ["retention_hours", "retention_bytes"])]
    read_only: bool,
    /// How many partitions a topic has.
    #[arg(long, default_value_t = 1, value_name = "COUNT")]
    partitions: i32,
    /// After how many messages of a partition they are flushed and become visible.
    #[arg(long, default_value_t = 500, value_name = "COUNT")]
    flush_messages: u64,
    /// After how many milliseconds at the latest messages are flushed and become visible.
    #[arg(long, default_value_t = 3000, value_name = "MS")]
    flush_ms: u64,
    /// The largest payload of a message; a set with a larger one is dropped in silence.
    #[arg(long, default_value_t = kafka07::protocol::DEFAULT_MAX_MESSAGE_SIZE, value_name = "BYTES")]
    max_message_size: usize,
    /// The largest request.
    #[arg(long, default_value_t = kafka07::protocol::DEFAULT_MAX_REQUEST_SIZE, value_name = "BYTES")]
    max_request_size: usize,
    /// How many bytes the requests of all clients may take together; 256 MiB, or one largest request
    /// if that is more, without it.
    #[arg(long, value_name = "BYTES")]
    max_request_memory: Option<usize>,
    /// How many bytes the compressed messages of one request may inflate to; as many as the largest
    /// request without it.
    #[arg(long, value_name = "BYTES")]
    max_inflated: Option<usize>,
    /// How many clients may be connected; one more takes the place of a silent one.
    #[arg(long, default_value_t = 1000, value_name = "COUNT")]
    max_connections: usize,
    /// How long a client may be silent between requests; forever without it.
    #[arg(long, value_name = "SECONDS")]
    idle_seconds: Option<u64>,
    /// The size over which a segment file is not appended to any more.
    #[arg(long, default_value_t = 1 << 30, value_name = "BYTES")]
    segment_bytes: u64,
    /// How long after it was last written to a segment is deleted; without it none is.
    #[arg(long, value_name = "HOURS")]
    retention_hours: Option<u64>,
    /// How many bytes a partition may hold before its oldest segments are deleted; without it any
    /// number.
    #[arg(long, value_name = "BYTES")]
    retention_bytes: Option<u64>,
}

fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("warn")).init();
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("broker: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> Result<(), Box<dyn Error>> {
    // Before the broker is there, so that no signal finds it without a handler.
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = stop.send(());
    })?;
    let mut builder = Broker::builder()
        .addr((args.host, args.port))
        .partitions(args.partitions)
        .flush_messages(args.flush_messages)
        .flush_interval(Duration::from_millis(args.flush_ms))
        .max_message_size(args.max_message_size)
        .max_request_size(args.max_request_size)
        .max_connections(args.max_connections)
        .idle_timeout(args.idle_seconds.map(Duration::from_secs))
        .segment_size(args.segment_bytes)
        .retention(
            args.retention_hours.map(|hours| Duration::from_secs(hours.saturating_mul(3600))),
        )
        .retention_size(args.retention_bytes)
        .read_only(args.read_only);
    if let Some(bytes) = args.max_request_memory {
        builder = builder.max_request_memory(bytes);
    }
    if let Some(bytes) = args.max_inflated {
        builder = builder.max_inflated(bytes);
    }
    if let Some(dir) = args.data_dir {
        builder = builder.data_dir(dir);
    }
    if let Some(id) = args.id {
        builder = builder.id(id);
    }
    if let Some(servers) = args.zookeeper {
        builder = builder.zookeeper(servers);
    }
    if let Some(host) = args.advertised_host {
        builder = builder.advertised_host(host);
    }
    if let Some(port) = args.advertised_port {
        builder = builder.advertised_port(port);
    }
    let broker = builder.start()?;
    // Whether anybody reads this line is no concern of the broker's.
    let _ = writeln!(io::stdout(), "listening on {}", broker.addr());
    stopped.recv()?;
    broker.shutdown()?;
    Ok(())
}
