//! Waits until what was produced can be read.

use std::thread;
use std::time::Duration;

use super::offsets;
use crate::error::{Error, ErrorKind};
use crate::transport::{Deadline, Transport};

/// The waits between two looks at the latest offset: the first, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(5);
const LONGEST_WAIT: Duration = Duration::from_millis(200);

/// Waits until the latest offset has reached `end`, and returns it.
pub(super) fn wait(
    transport: &mut Transport,
    topic: &str,
    partition: i32,
    end: i64,
    timeout: Duration,
) -> Result<i64, Error> {
    let deadline = Deadline::after(timeout);
    let mut wait = FIRST_WAIT;
    loop {
        let latest = offsets::latest(transport, topic, partition)?;
        if latest >= end {
            return Ok(latest);
        }
        let left = deadline.left();
        if left.is_zero() {
            let error = Error::new(ErrorKind::NotVisible { end, latest, after: timeout });
            return Err(error.by(transport.broker()).on(topic, partition));
        }
        // The protocol has no event to wait for.
        thread::sleep(wait.min(left));
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}
