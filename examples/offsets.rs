//! Where the partitions of topics begin and end:
//! `cargo run --example offsets -- --broker HOST:PORT TOPIC`.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use kafka07::{KafkaClient, OffsetsRequest};
use kafka07_examples as common;

/// Lists earliest and latest offset of each partition, and how many bytes lie between them.
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
    /// The topics.
    #[arg(required = true)]
    topic: Vec<String>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    common::run("offsets", || run(&args))
}

fn run(args: &Args) -> anyhow::Result<()> {
    let mut kafka = args.brokers.connect(&args.broker)?;
    let mut rows = vec![["TOPIC", "PARTITION", "EARLIEST", "LATEST", "BYTES"].map(str::to_owned)];
    for topic in &args.topic {
        let partitions = match args.partition.as_slice() {
            [] => common::partitions(&mut kafka, topic)?,
            some => some.to_vec(),
        };
        for partition in partitions {
            let [earliest, latest] = range(&mut kafka, topic, partition)?;
            let numbers = [earliest, latest, latest - earliest].map(|number| number.to_string());
            let [earliest, latest, bytes] = numbers;
            rows.push([topic.clone(), partition.to_string(), earliest, latest, bytes]);
        }
    }
    let width =
        |column: usize| rows.iter().map(|row: &[String; 5]| row[column].len()).max().unwrap_or(0);
    let widths: [usize; 5] = std::array::from_fn(width);
    let mut output = common::stdout();
    for row in &rows {
        write!(output, "{:<width$}", row[0], width = widths[0])?;
        for (cell, width) in row.iter().zip(widths).skip(1) {
            write!(output, "  {cell:>width$}")?;
        }
        writeln!(output)?;
    }
    Ok(output.flush()?)
}

/// The first offset and the end; both 0 if the broker has no log of the partition.
fn range(kafka: &mut KafkaClient, topic: &str, partition: i32) -> Result<[i64; 2], kafka07::Error> {
    let earliest = kafka.offsets(&OffsetsRequest::earliest(topic, partition))?;
    let latest = kafka.offsets(&OffsetsRequest::latest(topic, partition))?;
    Ok([earliest, latest].map(|offsets| offsets.first().copied().unwrap_or(0)))
}
