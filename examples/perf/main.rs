//! How fast it goes:
//! `cargo run --release --example perf -- produce|consume|roundtrip [HOST:PORT] --messages N
//! --size B --batch N --compression C --fetch-size B --in-flight N --raw --placed`.
//!
//! Without an address it starts a broker of its own. With `--raw` it does the same with bytes that
//! were made before, and throws away what it reads: the limit that socket and broker set.

mod load;
mod ours;
mod raw;
mod watch;

use std::error::Error;
use std::net::{SocketAddr, ToSocketAddrs};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use kafka07::Compression;
use kafka07::broker::Broker;

use load::Load;
use watch::Watch;

/// Measures how fast messages go to a Kafka 0.7 broker and come back.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Sends messages; the time includes the confirmation that the broker has handled all.
    Produce(Options),
    /// Reads messages with their CRCs checked; an empty partition is filled with them first.
    Consume(Options),
    /// Sends messages and fetches them again, one batch after the other.
    Roundtrip(Options),
}

#[derive(Clone, Debug, Args)]
struct Options {
    /// The broker; without it one is started for the time of the measurement.
    #[arg(value_name = "HOST:PORT")]
    broker: Option<String>,
    /// How many messages; 5,000,000 unless given, 20,000 for roundtrip.
    #[arg(long, value_name = "N")]
    messages: Option<u64>,
    /// How many bytes of payload a message has.
    #[arg(long, default_value_t = 200, value_name = "B")]
    size: usize,
    /// How many messages go in one request; 200 unless given, 1 for roundtrip.
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
    /// How batches are compressed: none, gzip or snappy.
    #[arg(long, default_value_t = Compression::None, value_name = "C")]
    compression: Compression,
    /// How many bytes a fetch asks for.
    #[arg(long, default_value_t = 1024 * 1024, value_name = "B")]
    fetch_size: i32,
    /// How many fetches are on their way at a time.
    #[arg(long, default_value_t = 2, value_name = "N")]
    in_flight: usize,
    /// Bytes made before go out, and what comes back is thrown away.
    #[arg(long)]
    raw: bool,
    /// With --raw, answers are read into memory that is placed as the library places its own.
    #[arg(long, requires = "raw")]
    placed: bool,
    /// The topic.
    #[arg(long, default_value = "perf", value_name = "NAME")]
    topic: String,
    /// The partition.
    #[arg(long, default_value_t = 0, value_name = "P")]
    partition: i32,
}

fn main() -> ExitCode {
    match run(&Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("perf: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &Task) -> Result<(), Box<dyn Error>> {
    let (name, options, messages, batch) = match task {
        Task::Produce(options) => ("produce", options, 5_000_000, 200),
        Task::Consume(options) => ("consume", options, 5_000_000, 200),
        Task::Roundtrip(options) => ("roundtrip", options, 20_000, 1),
    };
    let load = Load::new(options, messages, batch)?;
    let (addr, own) = broker(options, matches!(task, Task::Roundtrip(_)))?;
    let watch = |messages| Watch::start(messages, options.size);
    let done = match (task, options.raw) {
        (Task::Produce(_), false) => ours::produce(addr, &load, watch(load.messages))?,
        (Task::Produce(_), true) => raw::produce(addr, &load, watch(load.messages))?,
        (Task::Roundtrip(_), false) => ours::roundtrip(addr, &load, watch(load.messages))?,
        (Task::Roundtrip(_), true) => raw::roundtrip(addr, &load, watch(load.messages))?,
        (Task::Consume(_), raw) => {
            let span = load.fill(addr)?;
            let consume = if raw { raw::consume } else { ours::consume };
            consume(addr, &load, span, watch(load.messages))?
        }
    };
    let raw = if options.raw { ", raw" } else { "" };
    let whose = if own.is_some() { " (started for this)" } else { "" };
    println!("{name}{raw}: {load}, broker {addr}{whose}");
    println!("{done}");
    Ok(())
}

/// The broker's address, and the broker if it was started here. What it writes is left to the
/// operating system to bring to the disk.
fn broker(
    options: &Options,
    flush_at_once: bool,
) -> Result<(SocketAddr, Option<Broker>), Box<dyn Error>> {
    if let Some(name) = &options.broker {
        let addr = name.to_socket_addrs()?.next().ok_or("the broker's name has no address")?;
        return Ok((addr, None));
    }
    let mut builder = Broker::builder().fsync(false).partitions(options.partition.max(0) + 1);
    if flush_at_once {
        builder = builder.flush_messages(1);
    }
    let broker = builder.start()?;
    Ok((broker.addr(), Some(broker)))
}
