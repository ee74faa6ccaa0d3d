//! Messages of a topic to stdout:
//! `cargo run --example console_consumer -- --broker HOST:PORT TOPIC --follow`.

use std::fmt::Write as _;
use std::io::Write;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use clap::{Parser, ValueEnum};
use kafka07::message::{OnCorrupt, ReadOptions};
use kafka07::{FetchRequest, KafkaClient, Message, OffsetsRequest, OnOutOfRange};
use kafka07_examples::{self as common, Interrupt, Output};
use serde::Serialize;

/// Prints the messages of a topic, to the log's end or forever.
#[derive(Debug, Parser)]
struct Args {
    /// The broker.
    #[arg(long, default_value = "localhost:9092", value_name = "HOST:PORT")]
    broker: String,
    #[command(flatten)]
    brokers: common::Brokers,
    /// Only these partitions; all unless given.
    #[arg(long, value_name = "NUMBER")]
    partition: Vec<i32>,
    /// Where to begin: earliest, latest, an offset (with one partition), or a time: 2012-06-30T12:00:00Z,
    /// or 2h for two hours ago. A time is as exact as the broker's segments: messages from before
    /// it may come first.
    #[arg(long, default_value = "earliest", value_name = "WHERE", verbatim_doc_comment)]
    from: Start,
    /// Wait for more at the log's end, until interrupted; for the broker too, if it goes away.
    #[arg(long)]
    follow: bool,
    /// End after so many messages.
    #[arg(long)]
    count: Option<u64>,
    /// How messages are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// With text and hex: partition and offset in front.
    #[arg(long)]
    offsets: bool,
    /// How many bytes to fetch at once; larger messages are fetched all the same.
    #[arg(long, default_value_t = 1 << 20, value_name = "BYTES", value_parser = clap::value_parser!(i32).range(1..))]
    fetch_size: i32,
    /// Step over corrupt messages instead of failing.
    #[arg(long)]
    skip_corrupt: bool,
    /// Where to go on when the log does not have an offset (any more), instead of failing.
    #[arg(long, value_enum)]
    reset: Option<Reset>,
    /// The topic.
    topic: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A payload a line, as it is.
    Text,
    /// A payload a line, in hexadecimal digits.
    Hex,
    /// An object a line: topic, partition, offsets, and the payload, or `payload_hex` if it is not
    /// UTF-8.
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Reset {
    Earliest,
    Latest,
}

#[derive(Clone, Copy, Debug)]
enum Start {
    Earliest,
    Latest,
    Offset(i64),
    Time(SystemTime),
}

impl FromStr for Start {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(offset) = text.parse() {
            return Ok(Self::Offset(offset));
        }
        let ago = || humantime::parse_duration(text).ok();
        match text {
            "earliest" => Ok(Self::Earliest),
            "latest" => Ok(Self::Latest),
            _ => humantime::parse_rfc3339_weak(text)
                .ok()
                .or_else(|| SystemTime::now().checked_sub(ago()?))
                .map(Self::Time)
                .ok_or_else(|| "neither earliest, latest, an offset nor a time".to_owned()),
        }
    }
}

/// Where messages go, one page at a time.
struct Sink {
    output: Output,
    /// How many messages are still wanted.
    left: u64,
}

fn main() -> ExitCode {
    let args = Args::parse();
    common::run("console_consumer", || run(&args))
}

fn run(args: &Args) -> anyhow::Result<()> {
    if args.count == Some(0) {
        return Ok(());
    }
    let interrupt = Interrupt::listen()?;
    let mut kafka = args.brokers.connect(&args.broker)?;
    let partitions = match args.partition.as_slice() {
        [] => common::partitions(&mut kafka, &args.topic)?,
        some => some.to_vec(),
    };
    if let (Start::Offset(_), true) = (args.from, partitions.len() != 1) {
        anyhow::bail!("an offset is one partition's: say which --partition");
    }
    let sink = Mutex::new(Sink { output: common::stdout(), left: args.count.unwrap_or(u64::MAX) });
    if !args.follow {
        for partition in partitions {
            consume(args, &mut kafka, partition, &sink, &interrupt)?;
        }
        let all = args.count.unwrap_or(u64::MAX);
        let none = sink.into_inner().is_ok_and(|sink| sink.left == all);
        if none && matches!(args.from, Start::Earliest) {
            eprintln!("there are no messages: the topic is empty, or there is none of that name");
        }
        return Ok(());
    }
    // Each partition is waited for on its own.
    interrupt.stop_when_stdout_closes();
    thread::scope(|scope| {
        let consumers: Vec<_> = partitions
            .iter()
            .map(|&partition| {
                let (sink, interrupt) = (&sink, &interrupt);
                scope.spawn(move || {
                    let result = args.brokers.connect(&args.broker).map_err(Into::into).and_then(
                        |mut kafka| consume(args, &mut kafka, partition, sink, interrupt),
                    );
                    // It failed, or enough has been printed.
                    interrupt.stop();
                    result
                })
            })
            .collect();
        consumers
            .into_iter()
            .map(|consumer| consumer.join().expect("no consumer panics"))
            .fold(Ok(()), Result::and)
    })
}

/// Prints the messages of one partition.
fn consume(
    args: &Args,
    kafka: &mut KafkaClient,
    partition: i32,
    sink: &Mutex<Sink>,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let offset = start(args, kafka, partition)?;
    let request = FetchRequest::new(&args.topic, partition, offset, args.fetch_size);
    let on_corrupt = if args.skip_corrupt { OnCorrupt::Skip } else { OnCorrupt::Fail };
    let mut messages = kafka
        .iter_messages(request)
        .read_options(ReadOptions::new().on_corrupt(on_corrupt))
        .on_out_of_range(match args.reset {
            None => OnOutOfRange::Fail,
            Some(Reset::Earliest) => OnOutOfRange::Earliest,
            Some(Reset::Latest) => OnOutOfRange::Latest,
        });
    if args.follow {
        messages = messages.follow(Duration::from_millis(200));
    }
    interrupt.ends(messages.stopper());
    while let Some(page) = messages.next_page()? {
        let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
        let Sink { output, left } = &mut *sink;
        for message in page.messages() {
            if *left == 0 {
                break;
            }
            print(args, partition, &message?, output)?;
            *left -= 1;
        }
        output.flush()?;
        if *left == 0 {
            interrupt.stop();
        }
    }
    if messages.skipped() > 0 {
        eprintln!("partition {partition}: stepped over {} corrupt places", messages.skipped());
    }
    Ok(())
}

fn start(args: &Args, kafka: &mut KafkaClient, partition: i32) -> anyhow::Result<i64> {
    let topic = args.topic.as_str();
    let earliest = OffsetsRequest::earliest(topic, partition);
    let offsets = match args.from {
        Start::Offset(offset) => return Ok(offset),
        Start::Earliest => kafka.offsets(&earliest)?,
        Start::Latest => kafka.offsets(&OffsetsRequest::latest(topic, partition))?,
        Start::Time(time) => {
            // Segments not written to since then hold nothing of interest; the next one may.
            let before = kafka.offsets(&OffsetsRequest::before(topic, partition, time))?;
            if before.is_empty() { kafka.offsets(&earliest)? } else { before }
        }
    };
    Ok(offsets.first().copied().unwrap_or(0))
}

/// A message as a JSON object.
#[derive(Serialize)]
struct Row<'a> {
    topic: &'a str,
    partition: i32,
    offset: i64,
    next_offset: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload_hex: Option<String>,
}

fn print(
    args: &Args,
    partition: i32,
    message: &Message<'_>,
    output: &mut Output,
) -> anyhow::Result<()> {
    if args.offsets && !matches!(args.format, Format::Json) {
        write!(output, "{partition} {} ", message.offset())?;
    }
    match args.format {
        Format::Text => output.write_all(message.payload())?,
        Format::Hex => output.write_all(hex(message.payload()).as_bytes())?,
        Format::Json => {
            let payload = std::str::from_utf8(message.payload()).ok();
            let row = Row {
                topic: &args.topic,
                partition,
                offset: message.offset(),
                next_offset: message.next_offset(),
                payload,
                payload_hex: payload.is_none().then(|| hex(message.payload())),
            };
            output.write_all(&serde_json::to_vec(&row)?)?;
        }
    }
    Ok(output.write_all(b"\n")?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
