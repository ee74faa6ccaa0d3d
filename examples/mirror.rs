//! Copies a topic from one broker to another, compressed messages as they are:
//! `cargo run --example mirror -- --from HOST:PORT --to HOST:PORT --state FILE TOPIC`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use indicatif::ProgressBar;
use kafka07::message::ReadOptions;
use kafka07::protocol::DEFAULT_MAX_MESSAGE_SIZE;
use kafka07::{
    Error, ErrorKind, FetchRequest, KafkaClient, MessageSet, OffsetsRequest, ProduceRequest,
    Stopper,
};
use kafka07_examples::{self as common, Interrupt};

/// Copies a topic, partition by partition, to another broker.
///
/// Where it stands is saved whenever the target has confirmed a piece; started again it goes on
/// from there. When it dies in between, that piece is copied again: at least once.
#[derive(Debug, Parser)]
struct Args {
    /// The broker to read from.
    #[arg(long, value_name = "HOST:PORT")]
    from: String,
    /// The broker to write to.
    #[arg(long, value_name = "HOST:PORT")]
    to: String,
    #[command(flatten)]
    brokers: common::Brokers,
    /// The file that keeps the offsets reached.
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// Only these partitions; all unless given.
    #[arg(long, value_name = "NUMBER")]
    partition: Vec<i32>,
    /// The topic's name at the target, if it has another there.
    #[arg(long, value_name = "TOPIC")]
    to_topic: Option<String>,
    /// Wait for more at the log's end, until interrupted; for the brokers too, if one goes away.
    #[arg(long)]
    follow: bool,
    /// How many bytes to copy at once.
    #[arg(long, default_value_t = 1 << 20, value_name = "BYTES", value_parser = clap::value_parser!(i32).range(1..))]
    fetch_size: i32,
    /// The target's `max.message.size`: a larger message is an error here, and would be dropped in
    /// silence there.
    #[arg(long, default_value_t = DEFAULT_MAX_MESSAGE_SIZE, value_name = "BYTES")]
    max_message_size: usize,
    /// The topic.
    topic: String,
}

/// The pauses before a piece is sent again: the first, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A piece is refused when the connection was closed on it this many times in a row, by a target that
/// answered other requests each time.
const REFUSED_AFTER: u32 = 10;

fn main() -> ExitCode {
    let args = Args::parse();
    common::run("mirror", || run(&args))
}

fn run(args: &Args) -> anyhow::Result<()> {
    let interrupt = Interrupt::listen()?;
    let state = State::load(&args.state)?;
    let mut source = args.brokers.connect(&args.from)?;
    let partitions = match args.partition.as_slice() {
        [] => common::partitions(&mut source, &args.topic)?,
        some => some.to_vec(),
    };
    let mut starts = Vec::new();
    let mut bytes = 0;
    for partition in partitions {
        let first = |offsets: Vec<i64>| offsets.first().copied().unwrap_or(0);
        let start = match state.offset(&args.topic, partition) {
            Some(offset) => offset,
            None => first(source.offsets(&OffsetsRequest::earliest(&args.topic, partition))?),
        };
        let end = first(source.offsets(&OffsetsRequest::latest(&args.topic, partition))?);
        bytes += u64::try_from(end - start).unwrap_or(0);
        starts.push((partition, start));
    }
    drop(source);
    let bar = if args.follow { ProgressBar::hidden() } else { common::progress(bytes) };
    thread::scope(|scope| {
        let copies: Vec<_> = starts
            .into_iter()
            .map(|(partition, start)| {
                let (state, interrupt, bar) = (&state, &interrupt, &bar);
                scope.spawn(move || {
                    let result = copy(args, partition, start, state, interrupt, bar);
                    if result.is_err() {
                        interrupt.stop();
                    }
                    result.with_context(|| format!("partition {partition}"))
                })
            })
            .collect();
        copies
            .into_iter()
            .map(|copy| copy.join().expect("no copy panics"))
            .fold(Ok(()), Result::and)
    })?;
    bar.finish();
    Ok(())
}

/// Copies one partition from `start` on, piece by piece.
fn copy(
    args: &Args,
    partition: i32,
    start: i64,
    state: &State,
    interrupt: &Interrupt,
    bar: &ProgressBar,
) -> anyhow::Result<()> {
    let mut source = args.brokers.connect(&args.from)?;
    let mut target = args
        .brokers
        .client()
        .max_message_size(args.max_message_size)
        .connect_host(common::address(&args.to))?;
    let topic = args.to_topic.as_ref().unwrap_or(&args.topic);
    let request = FetchRequest::new(&args.topic, partition, start, args.fetch_size);
    let mut messages = source.iter_messages(request).read_options(ReadOptions::new().shallow(true));
    if args.follow {
        messages = messages.follow(Duration::from_millis(200));
    }
    let stopper = messages.stopper();
    interrupt.ends(stopper.clone());
    for page in messages.pages() {
        let page = page?;
        // Nothing corrupt is passed on: the target would refuse it, and all that is with it.
        let mut messages = page.messages();
        let good = messages.by_ref().try_for_each(|message| message.map(drop));
        let next = messages.next_offset();
        let whole = usize::try_from(next - page.offset())?;
        let set = MessageSet::from_raw(page.as_bytes().slice(..whole));
        let stored =
            store(args, &mut target, &ProduceRequest::new(topic, partition, set), &stopper)?;
        if !stored {
            break;
        }
        state.save(&args.topic, partition, next)?;
        bar.inc(whole as u64);
        good?;
    }
    Ok(())
}

/// Sends a piece until the target has confirmed it; `false` if it was interrupted before. Without
/// `--follow` it is sent once.
fn store(
    args: &Args,
    target: &mut KafkaClient,
    request: &ProduceRequest,
    stopper: &Stopper,
) -> Result<bool, Error> {
    let (mut pause, mut closed) = (FIRST_PAUSE, 0);
    let latest = OffsetsRequest::latest(&request.topic, request.partition);
    loop {
        let error = match target.produce(request).and_then(|()| target.confirm()) {
            Ok(()) => return Ok(true),
            Err(error) => error,
        };
        if !args.follow || !error.is_retriable() {
            return Err(error);
        }
        if stopper.is_stopped() {
            return Ok(false);
        }
        // A broker that is away comes back, also if a proxy before it takes connections meanwhile.
        // One that answers, and closes the connection on the piece each time, refuses the piece.
        let refused =
            matches!(error.kind(), ErrorKind::Unconfirmed(_)) && target.offsets(&latest).is_ok();
        closed = if refused { closed + 1 } else { 0 };
        if closed == REFUSED_AFTER {
            return Err(error);
        }
        eprintln!("mirror: {error:?}; trying again in {pause:?}");
        thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// By topic and partition.
type Offsets = BTreeMap<(String, i32), i64>;

/// The offsets reached: lines of partition, offset and topic.
struct State {
    path: PathBuf,
    offsets: Mutex<Offsets>,
}

impl State {
    fn load(path: &Path) -> anyhow::Result<Self> {
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text.with_context(|| format!("cannot read {}", path.display()))?,
        };
        let offsets = text
            .lines()
            .map(|line| {
                let mut fields = line.splitn(3, '\t');
                let mut field = || fields.next().with_context(|| format!("no state: {line:?}"));
                let (partition, offset) = (field()?.parse()?, field()?.parse()?);
                Ok(((field()?.to_owned(), partition), offset))
            })
            .collect::<anyhow::Result<Offsets>>()
            .with_context(|| format!("cannot read {}", path.display()))?;
        // Before anything is copied whose offset could not be saved.
        write(path, &offsets)?;
        Ok(Self { path: path.to_owned(), offsets: Mutex::new(offsets) })
    }

    fn offset(&self, topic: &str, partition: i32) -> Option<i64> {
        let offsets = self.offsets.lock().unwrap_or_else(PoisonError::into_inner);
        offsets.get(&(topic.to_owned(), partition)).copied()
    }

    fn save(&self, topic: &str, partition: i32, offset: i64) -> anyhow::Result<()> {
        let mut offsets = self.offsets.lock().unwrap_or_else(PoisonError::into_inner);
        offsets.insert((topic.to_owned(), partition), offset);
        write(&self.path, &offsets)
    }
}

/// Whole or not at all: the new file takes the old one's place when it is written.
fn write(path: &Path, offsets: &Offsets) -> anyhow::Result<()> {
    let mut text = String::new();
    for ((topic, partition), offset) in offsets {
        writeln!(text, "{partition}\t{offset}\t{topic}")?;
    }
    let mut new = path.to_owned().into_os_string();
    new.push(".new");
    fs::write(&new, text)
        .and_then(|()| fs::rename(&new, path))
        .with_context(|| format!("cannot save the offsets to {}", path.display()))
}
