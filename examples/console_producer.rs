//! Lines of stdin or of a file as messages:
//! `cargo run --example console_producer -- --broker HOST:PORT TOPIC [FILE]`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use kafka07::protocol::{ANY_PARTITION, DEFAULT_MAX_MESSAGE_SIZE};
use kafka07::{Compression, DeliveryPolicy, Producer};
use kafka07_examples as common;

/// Sends each line as a message, and ends when the broker has confirmed them all.
#[derive(Debug, Parser)]
struct Args {
    /// The broker.
    #[arg(long, default_value = "localhost:9092", value_name = "HOST:PORT")]
    broker: String,
    #[command(flatten)]
    brokers: common::Brokers,
    /// The partition; unless given the broker picks one for each batch.
    #[arg(long, value_name = "NUMBER", default_value_t = ANY_PARTITION, hide_default_value = true)]
    partition: i32,
    /// How batches are compressed: none, gzip or snappy.
    #[arg(long, default_value_t = Compression::None, value_name = "CODEC")]
    compression: Compression,
    /// How messages stand in the input.
    #[arg(long, value_enum, default_value_t = Input::Lines)]
    input: Input,
    /// Send again what was not confirmed, so many times at most; it may then be stored twice.
    #[arg(long, value_name = "COUNT")]
    retries: Option<u32>,
    /// The broker's `max.message.size`: a larger message is an error here, and would be dropped
    /// in silence there.
    #[arg(long, default_value_t = DEFAULT_MAX_MESSAGE_SIZE, value_name = "BYTES")]
    max_message_size: usize,
    /// The topic.
    topic: String,
    /// Instead of stdin.
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Input {
    /// Each with a line feed behind it.
    Lines,
    /// Each with its length in front, in four bytes, the highest first, as `dump_log` writes them.
    Lengths,
}

fn main() -> ExitCode {
    let args = Args::parse();
    common::run("console_producer", || run(&args))
}

fn run(args: &Args) -> anyhow::Result<()> {
    let delivery = match args.retries {
        Some(retries) => DeliveryPolicy::AtLeastOnce { retries },
        None => DeliveryPolicy::AtMostOnce,
    };
    let producer = Producer::builder()
        .compression(args.compression)
        .delivery(delivery)
        .client(args.brokers.client().max_message_size(args.max_message_size))
        .connect_host(common::address(&args.broker))?;
    let producer = Arc::new(producer);
    // Interrupted, it still delivers what it has read.
    let interrupted = Arc::clone(&producer);
    ctrlc::set_handler(move || {
        std::process::exit(interrupted.close().map_or_else(
            |error| {
                eprintln!("console_producer: {error:?}");
                1
            },
            |()| 0,
        ))
    })
    .context("cannot listen to signals")?;

    let bar;
    let mut input: Box<dyn BufRead> = match &args.file {
        None => Box::new(io::stdin().lock()),
        Some(path) => {
            let file =
                File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
            bar = common::progress(file.metadata()?.len());
            Box::new(BufReader::with_capacity(1 << 16, bar.wrap_read(file)))
        }
    };
    // What was read before an error is delivered all the same.
    let sent = send(args, &mut input, &producer);
    match (sent, producer.close()) {
        (Err(sent), Err(closed)) => Err(sent.context(format!("{closed:?}"))),
        (sent, closed) => sent.and(closed.map_err(Into::into)),
    }
}

fn send(args: &Args, input: &mut dyn BufRead, producer: &Producer) -> anyhow::Result<()> {
    for number in 1.. {
        let place = || format!("message {number} of the input");
        let Some(payload) = read(args, input).with_context(place)? else { break };
        let sent = producer.send_to(&args.topic, args.partition, payload);
        sent.map_err(kafka07::Error::from).with_context(place)?;
    }
    Ok(())
}

/// The next message; no line can take all memory.
fn read(args: &Args, input: &mut dyn BufRead) -> anyhow::Result<Option<Vec<u8>>> {
    let max = if args.compression == Compression::None { args.max_message_size } else { 64 << 20 };
    match args.input {
        Input::Lengths => common::read_framed(&mut &mut *input, max),
        Input::Lines => {
            let mut line = Vec::new();
            let most = max as u64 + 1;
            if input.take(most).read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            if line.last() == Some(&b'\n') {
                line.pop();
            }
            anyhow::ensure!(line.len() <= max, "a line of more than {max} bytes");
            Ok(Some(line))
        }
    }
}
