//! What is in segment files, without a broker, and what is wrong with them:
//! `cargo run --example dump_log -- DIR`.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use indicatif::ProgressBar;
use kafka07::archive::{self, Archive, ErrorKind, PartitionInfo};
use kafka07::message::{OnCorrupt, ReadOptions};
use kafka07_examples::{self as common, Output};

/// Reads the log of a broker that need not run.
///
/// Every intact message is read once, as `OnCorrupt::Skip` says. What is wrong is reported on stderr with its place: damage,
/// gaps between segments, offsets that several segments hold, and files that may hold messages and
/// are not read. The exit code is 1 then.
#[derive(Debug, Parser)]
struct Args {
    /// List the messages: offset, next offset, magic, compression, bytes of payload.
    #[arg(long, conflicts_with = "payloads")]
    messages: bool,
    /// Write the payloads to stdout instead of a summary.
    #[arg(long, value_enum, value_name = "FORM")]
    payloads: Option<Payloads>,
    /// Leave compressed messages as they are.
    #[arg(long)]
    shallow: bool,
    /// Segment files (*.kafka), partitions' directories, or data directories (log.dir).
    #[arg(required = true)]
    path: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Payloads {
    /// Each with a line feed behind it.
    Lines,
    /// Each with its length in front, in four bytes, the highest first.
    Lengths,
}

fn main() -> ExitCode {
    let args = Args::parse();
    common::run("dump_log", || run(&args))
}

fn run(args: &Args) -> anyhow::Result<()> {
    let mut archives = Vec::new();
    for path in &args.path {
        open(path, &mut archives)?;
    }
    let bytes = archives.iter().flat_map(Archive::segments).map(|segment| segment.size).sum();
    let bar = common::progress(bytes);
    let mut output = common::stdout();
    let mut problems = 0;
    for archive in &archives {
        problems += dump(args, archive, &mut output, &bar)?;
    }
    bar.finish_and_clear();
    output.flush()?;
    let unread = unread(&args.path, &archives)?;
    for path in &unread {
        eprintln!(
            "dump_log: not read: {}, which has no place in a log by its name; dump it by itself",
            path.display()
        );
    }
    let unread = unread.len();
    anyhow::ensure!(unread == 0, "damaged places: {problems}, files not read: {unread}");
    anyhow::ensure!(problems == 0, "damaged places: {problems}");
    Ok(())
}

/// The files below the directories among `paths` that may hold messages and were not read.
fn unread(paths: &[PathBuf], archives: &[Archive]) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    for path in paths.iter().filter(|path| path.is_dir()) {
        files.extend(archive::segment_files(path)?);
    }
    for segment in archives.iter().flat_map(Archive::segments) {
        files.remove(&segment.path);
    }
    Ok(files)
}

/// What can be read at `path`: itself, or the partitions in it.
fn open(path: &Path, archives: &mut Vec<Archive>) -> anyhow::Result<()> {
    let before = archives.len();
    if fs::metadata(path).is_ok_and(|path| path.is_dir()) {
        // A broker that died before its first append leaves a directory without segments.
        let with_segments = |partition: &PartitionInfo| !partition.segments.is_empty();
        for partition in archive::list(path)?.iter().filter(|partition| with_segments(partition)) {
            archives.push(Archive::open(&partition.path)?);
        }
    }
    if archives.len() == before {
        archives.push(Archive::open(path)?);
    }
    Ok(())
}

/// Goes through one partition or segment; says how many places are damaged.
fn dump(
    args: &Args,
    archive: &Archive,
    output: &mut Output,
    bar: &ProgressBar,
) -> anyhow::Result<u64> {
    let options = ReadOptions::new().shallow(args.shallow).on_corrupt(OnCorrupt::Skip);
    let (first, done) = (archive.first_offset(), bar.position());
    let (mut count, mut bytes, mut problems) = (0_u64, 0_u64, 0);
    for message in archive.read(first, &options)? {
        let message = match message {
            Ok(message) => message,
            Err(error) if matches!(error.kind(), ErrorKind::Io { .. }) => return Err(error.into()),
            Err(damage) => {
                problems += 1;
                // What was found before it comes before it.
                output.flush()?;
                let line = format!("dump_log: {damage:?}\n");
                bar.suspend(|| eprint!("{line}"));
                continue;
            }
        };
        count += 1;
        bytes += message.payload().len() as u64;
        bar.set_position(done + message.next_offset().abs_diff(first));
        match args.payloads {
            Some(Payloads::Lines) => {
                output.write_all(message.payload())?;
                output.write_all(b"\n")?;
            }
            Some(Payloads::Lengths) => common::write_framed(output, message.payload())?,
            None if args.messages => writeln!(
                output,
                "{}\t{}\t{}\t{}\t{}",
                message.offset(),
                message.next_offset(),
                message.magic(),
                message.compression(),
                message.payload().len()
            )?,
            None => {}
        }
    }
    bar.set_position(done + archive.end_offset().abs_diff(first));
    if args.payloads.is_none() && !args.messages {
        writeln!(
            output,
            "{}: offsets {first} to {}, segments: {}, messages: {count}, bytes of payload: {bytes}, \
             damaged places: {problems}",
            archive.path().display(),
            archive.end_offset(),
            archive.segments().len(),
        )?;
    }
    Ok(problems)
}
