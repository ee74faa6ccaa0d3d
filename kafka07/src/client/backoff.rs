//! How long to wait before another attempt: longer each time, up to a bound, never twice the same.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::Duration;

/// The waits between attempts: `initial`, doubled each time up to `max`, each shortened by up to a
/// half at random, so that many clients do not come back to a broker in step.
#[derive(Debug)]
pub(crate) struct Backoff {
    next: Duration,
    max: Duration,
    left: u32,
}

impl Backoff {
    pub(crate) fn new(retries: u32, initial: Duration, max: Duration) -> Self {
        Self { next: initial.min(max), max, left: retries }
    }

    /// How long to wait before the next attempt; none if there is to be no other.
    pub(crate) fn next(&mut self) -> Option<Duration> {
        self.left = self.left.checked_sub(1)?;
        let wait = self.next;
        self.next = wait.saturating_mul(2).min(self.max);
        Some(jitter(wait))
    }
}

/// Between a half of `wait` and all of it.
fn jitter(wait: Duration) -> Duration {
    // The keys of a hasher are the random numbers that the standard library has.
    let random = RandomState::new().hash_one(());
    let half = wait / 2;
    let thousandths = u32::try_from(random % 1001).unwrap_or(0);
    wait.saturating_sub((half / 1000).saturating_mul(thousandths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_the_bound_and_ends() {
        let mut backoff = Backoff::new(5, Duration::from_millis(100), Duration::from_millis(500));
        for full in [100, 200, 400, 500, 500] {
            let (wait, full) = (backoff.next().unwrap(), Duration::from_millis(full));
            assert!(full / 2 <= wait && wait <= full, "{wait:?} of {full:?}");
        }
        assert_eq!(backoff.next(), None);
    }

    #[test]
    fn is_jittered() {
        let waits: Vec<_> = (0..50).map(|_| jitter(Duration::from_secs(1))).collect();
        assert!(waits.iter().any(|wait| *wait != waits[0]));
    }

    #[test]
    fn the_longest_durations_do_not_overflow() {
        let mut backoff = Backoff::new(3, Duration::MAX, Duration::MAX);
        for _ in 0..3 {
            assert!(backoff.next().unwrap() >= Duration::MAX / 2);
        }
    }
}
