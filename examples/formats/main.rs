//! Prints what files of other formats hold, and checks that writing it gives the same bytes.
//!
//!     cargo run --example formats -- examples/formats/samples/*

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Parser;
use kafka07_formats::Format;

/// Prints what files of other formats hold, and checks that writing it gives the same bytes.
///
/// PNG, time zones, MP4 and class files are known by their first bytes, the others by their names:
/// `*.dns`, `*.mqtt`, `*.records`, `*client.postgres`, `*server.postgres`.
#[derive(Parser)]
struct Args {
    /// Says only what is wrong, and how many files are right.
    #[arg(short, long)]
    quiet: bool,
    /// What to read.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let mut wrong = 0;
    for path in &args.files {
        match show(path) {
            Ok(text) if !args.quiet => println!("{}: {text}", path.display()),
            Ok(_) => {}
            Err(error) => {
                eprintln!("{}: {error:#}", path.display());
                wrong += 1;
            }
        }
    }
    println!("{} of {} files are right", args.files.len() - wrong, args.files.len());
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What a file holds.
fn show(path: &PathBuf) -> anyhow::Result<String> {
    let bytes = fs::read(path)?;
    let format = Format::of(&path.to_string_lossy(), &bytes).context("unknown format")?;
    let (text, written) = format.read_and_write(&bytes)?;
    ensure!(written == bytes, "writing it gives other bytes");
    Ok(text)
}
