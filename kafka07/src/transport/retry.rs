//! Trying again: how often, and how long to wait before each attempt.

use std::time::Duration;

use crate::error::Error;
use crate::jitter::jitter;

/// The waits between attempts: `initial`, doubled each time up to `max`, each shortened by up to a
/// half at random, so that many clients do not come back to a broker in step.
#[derive(Debug)]
pub(crate) struct Waits {
    next: Duration,
    max: Duration,
    left: u32,
}

impl Waits {
    pub(crate) fn new(retries: u32, initial: Duration, max: Duration) -> Self {
        Self { next: initial.min(max), max, left: retries }
    }

    /// How long to wait before the next attempt; `None` if there is to be no other.
    pub(crate) fn next(&mut self) -> Option<Duration> {
        self.left = self.left.checked_sub(1)?;
        let wait = self.next;
        self.next = wait.saturating_mul(2).min(self.max);
        Some(jitter(wait))
    }

    /// Calls `attempt` until it succeeds, fails with an error that is not `worth` another attempt,
    /// or there is to be no other; `pause` waits in between.
    pub(crate) fn retry<T>(
        &mut self,
        worth: impl Fn(&Error) -> bool,
        pause: impl Fn(Duration),
        mut attempt: impl FnMut() -> Result<T, Error>,
    ) -> Result<T, Error> {
        loop {
            let error = match attempt() {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let wait = if worth(&error) { self.next() } else { None };
            let Some(wait) = wait else { return Err(error) };
            event!(Warn, "{error:?}; trying again in {wait:.0?}");
            pause(wait);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn an_attempt_is_repeated_while_it_is_worth_it_and_waits_are_left() {
        let retry = |retries, succeeds_at| {
            let (attempts, pauses) = (Cell::new(0), RefCell::new(Vec::new()));
            let mut waits = Waits::new(retries, Duration::from_secs(1), Duration::from_secs(9));
            let result = waits.retry(
                |error| matches!(error.kind(), ErrorKind::Closed),
                |wait| pauses.borrow_mut().push(wait),
                || {
                    attempts.set(attempts.get() + 1);
                    match attempts.get() {
                        attempt if attempt == succeeds_at => Ok(attempt),
                        3 => Err(ErrorKind::ProducerClosed.into()),
                        _ => Err(ErrorKind::Closed.into()),
                    }
                },
            );
            (result.ok(), attempts.get(), pauses.into_inner().len())
        };
        assert_eq!(retry(5, 1), (Some(1), 1, 0));
        assert_eq!(retry(5, 2), (Some(2), 2, 1));
        assert_eq!(retry(0, 2), (None, 1, 0), "no wait is left");
        assert_eq!(retry(5, 4), (None, 3, 2), "the third error is not worth another attempt");
    }

    #[test]
    fn waits_double_up_to_the_bound_and_end() {
        let mut waits = Waits::new(5, Duration::from_millis(100), Duration::from_millis(500));
        for full in [100, 200, 400, 500, 500] {
            let (wait, full) = (waits.next().unwrap(), Duration::from_millis(full));
            assert!(full / 2 <= wait && wait <= full, "{wait:?} of {full:?}");
        }
        assert_eq!(waits.next(), None);
    }

    #[test]
    fn the_longest_durations_do_not_overflow() {
        let mut waits = Waits::new(3, Duration::MAX, Duration::MAX);
        for _ in 0..3 {
            assert!(waits.next().unwrap() >= Duration::MAX / 2);
        }
    }
}
