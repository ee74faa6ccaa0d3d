//! Waits that differ from one client to the next, so that they do not come back in step.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::Duration;

/// Returns a time between a half of `wait` and all of it.
pub(crate) fn jitter(wait: Duration) -> Duration {
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
    fn waits_are_jittered_down_to_a_half() {
        let waits: Vec<_> = (0..100).map(|_| jitter(Duration::from_secs(1))).collect();
        assert!(waits.iter().all(|wait| (500..=1000).contains(&wait.as_millis())));
        assert!(waits.iter().any(|wait| *wait != waits[0]));
        assert!(jitter(Duration::ZERO).is_zero());
    }
}
