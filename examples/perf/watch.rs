//! What is measured, while and after it happens.

use std::fmt;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use indicatif::{ProgressBar, ProgressStyle};

/// How often somebody who watches is told, in steps.
const TELL_EVERY: u32 = 256;

/// Counts, times, and tells somebody who watches.
pub(crate) struct Watch {
    bar: ProgressBar,
    size: usize,
    messages: u64,
    /// Of single steps, in nanoseconds.
    latencies: Histogram<u64>,
    untold: u32,
    started: Instant,
    step: Instant,
}

/// What came out.
pub(crate) struct Done {
    messages: u64,
    size: usize,
    took: Duration,
    latencies: Histogram<u64>,
}

impl Watch {
    /// Starts the clock for so many messages of this size.
    pub(crate) fn start(messages: u64, size: usize) -> Self {
        let bar = if io::stderr().is_terminal() {
            ProgressBar::new(messages)
        } else {
            ProgressBar::hidden()
        };
        let style = "{bar:40} {human_pos} of {human_len} messages, {per_sec}, {eta} left";
        bar.set_style(ProgressStyle::with_template(style).expect("the template is right"));
        let latencies = Histogram::new(3).expect("3 digits are possible");
        let now = Instant::now();
        Self { bar, size, messages: 0, latencies, untold: 0, started: now, step: now }
    }

    /// A step begins.
    pub(crate) fn begin(&mut self) {
        self.step = Instant::now();
    }

    /// A step ends, with so many messages.
    pub(crate) fn end(&mut self, messages: u64) {
        let took = u64::try_from(self.step.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.latencies += took;
        self.messages += messages;
        self.untold += 1;
        if self.untold == TELL_EVERY {
            self.untold = 0;
            self.bar.set_position(self.messages);
        }
    }

    /// Stops the clock.
    pub(crate) fn stop(self) -> Done {
        let took = self.started.elapsed();
        self.bar.finish_and_clear();
        Done { messages: self.messages, size: self.size, took, latencies: self.latencies }
    }

    /// Stops the clock after so many messages in all, where steps do not tell.
    pub(crate) fn stop_after(mut self, messages: u64) -> Done {
        self.messages = messages;
        self.stop()
    }
}

impl fmt::Display for Done {
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.took.as_secs_f64();
        let per_second = self.messages as f64 / seconds;
        let megabytes = per_second * self.size as f64 / 1e6;
        writeln!(
            f,
            "  {per_second:.0} messages/s, {megabytes:.1} MB/s: {} messages in {seconds:.3} s",
            self.messages
        )?;
        write!(f, "  latency of {} requests:", self.latencies.len())?;
        let of = |quantile| Duration::from_nanos(self.latencies.value_at_quantile(quantile));
        for (name, quantile) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)] {
            write!(f, " {name} {:.1?},", of(quantile))?;
        }
        write!(f, " max {:.1?}", Duration::from_nanos(self.latencies.max()))
    }
}
