//! What the programs share: how they end, where they write, whom they talk to. The programs stand
//! beside this folder, one file each; see `cargo run --example`.

pub mod agent;

use std::fmt;
use std::io::{self, BufRead, BufWriter, Stdout, Write};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kafka07::protocol::DEFAULT_PORT;
use kafka07::{BrokerVersion, ClientBuilder, ErrorCode, FetchRequest, KafkaClient, Stopper};

/// Runs a program. Errors go to stderr as a chain of causes, warnings of the library too
/// (`RUST_LOG=info` says more); the exit code is 0 if all went well, else 1. Wrong usage is 2, by
/// clap. A program whose stdout was closed has nothing left to do, and ends well.
pub fn run(program: &str, main: impl FnOnce() -> anyhow::Result<()>) -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("warn")).init();
    match main() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.chain().any(is_stdout_closed) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{program}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug)]
struct StdoutClosed;

impl fmt::Display for StdoutClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stdout is closed")
    }
}

impl std::error::Error for StdoutClosed {}

fn is_stdout_closed(error: &(dyn std::error::Error + 'static)) -> bool {
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    matches!(inner, Some(inner) if inner.is::<StdoutClosed>())
}

/// Stdout in large pieces. Its closing is told from that of other pipes and sockets.
#[derive(Debug)]
pub struct Output(BufWriter<Stdout>);

/// Where results go; to be flushed at the end.
pub fn stdout() -> Output {
    Output(BufWriter::with_capacity(1 << 16, io::stdout()))
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(told_apart)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(told_apart)
    }
}

fn told_apart(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => io::Error::new(io::ErrorKind::BrokenPipe, StdoutClosed),
        _ => error,
    }
}

/// `host` with the default port if it has none.
pub fn address(host: &str) -> String {
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    if has_port { host.to_owned() } else { format!("{host}:{DEFAULT_PORT}") }
}

/// What the user knows of the brokers, which do not tell it.
#[derive(Args, Clone, Copy, Debug)]
pub struct Brokers {
    /// The oldest version of the brokers: 0.7.0, 0.7.1, 0.7.2 or unknown. A newer one allows more topic
    /// names.
    #[arg(long, default_value_t, value_name = "VERSION")]
    broker_version: BrokerVersion,
    /// The JVM of the brokers writes file names in UTF-8, so that topic names may have characters
    /// outside ASCII.
    #[arg(long)]
    utf8_topics: bool,
}

impl Brokers {
    /// The settings of a client of such brokers.
    pub fn client(self) -> ClientBuilder {
        KafkaClient::builder().broker_version(self.broker_version).utf8_topics(self.utf8_topics)
    }

    /// Connects to the broker at `host`, on the default port unless it says another.
    ///
    /// # Errors
    /// If it cannot be reached.
    pub fn connect(self, host: &str) -> Result<KafkaClient, kafka07::Error> {
        self.client().connect_host(address(host))
    }
}

/// The partitions of a topic: 0.7 has no request for them outside `ZooKeeper`, but an error code
/// for a partition that there is not.
///
/// # Errors
/// If the broker cannot be asked.
pub fn partitions(kafka: &mut KafkaClient, topic: &str) -> Result<Vec<i32>, kafka07::Error> {
    let mut partitions = Vec::new();
    for partition in 0.. {
        match kafka.fetch(&FetchRequest::new(topic, partition, 0, 1)) {
            Err(error) if error.code() == Some(ErrorCode::WrongPartition) => break,
            Err(error) if error.code() != Some(ErrorCode::OffsetOutOfRange) => return Err(error),
            _ => partitions.push(partition),
        }
    }
    Ok(partitions)
}

/// Ends iterations when the user interrupts the program (SIGINT, SIGTERM).
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<Mutex<(bool, Vec<Stopper>)>>);

impl Interrupt {
    /// Listens to the signals.
    ///
    /// # Errors
    /// If that is not possible, or done already.
    pub fn listen() -> anyhow::Result<Self> {
        let interrupt = Self::default();
        let handler = interrupt.clone();
        ctrlc::set_handler(move || handler.stop()).context("cannot listen to signals")?;
        Ok(interrupt)
    }

    /// What `stopper` stops ends with the others.
    pub fn ends(&self, stopper: Stopper) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.0 {
            stopper.stop();
        }
        state.1.push(stopper);
    }

    /// Ends all of them.
    pub fn stop(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = true;
        state.1.iter().for_each(Stopper::stop);
    }

    /// Ends all of them when nobody reads this program's output any more, even if it has nothing
    /// to say just then.
    pub fn stop_when_stdout_closes(&self) {
        #[cfg(unix)]
        {
            use rustix::event::{PollFd, PollFlags, poll};

            let interrupt = self.clone();
            std::thread::spawn(move || {
                let stdout = io::stdout();
                // Asked for nothing, it tells of errors and hang-ups only.
                let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
                if poll(&mut watched, None).is_ok() {
                    interrupt.stop();
                }
            });
        }
    }
}

/// A progress bar over `bytes` bytes on stderr, if that is a terminal.
///
/// # Panics
/// Never: the template is a good one.
pub fn progress(bytes: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
    let template = "{wide_bar} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left";
    bar.with_style(ProgressStyle::with_template(template).expect("a good template"))
}

/// Writes a payload with its length in four bytes in front: for payloads that are no lines.
///
/// # Errors
/// If it cannot be written.
pub fn write_framed(output: &mut impl Write, payload: &[u8]) -> anyhow::Result<()> {
    output.write_all(&u32::try_from(payload.len())?.to_be_bytes())?;
    Ok(output.write_all(payload)?)
}

/// Reads what [`write_framed`] wrote; `None` at the end.
///
/// # Errors
/// If it cannot be read, is longer than `max` bytes, or ends too early.
pub fn read_framed(input: &mut impl BufRead, max: usize) -> anyhow::Result<Option<Vec<u8>>> {
    if input.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let mut length = [0; 4];
    input.read_exact(&mut length).context("the input ends inside a length")?;
    let length = u32::from_be_bytes(length) as usize;
    anyhow::ensure!(length <= max, "a payload of {length} bytes: at most {max} are possible");
    let mut payload = vec![0; length];
    input.read_exact(&mut payload).context("the input ends inside a payload")?;
    Ok(Some(payload))
}
