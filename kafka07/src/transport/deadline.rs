//! A point in time by which something has to be done as a whole.

use std::time::{Duration, Instant};

/// The end of a timeout that has begun.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    timeout: Duration,
    /// `None` if it is further away than clocks go.
    end: Option<Instant>,
}

impl Deadline {
    /// One that does not pass.
    pub(crate) const NEVER: Self = Self { timeout: Duration::MAX, end: None };

    pub(crate) fn after(timeout: Duration) -> Self {
        Self { timeout, end: Instant::now().checked_add(timeout) }
    }

    /// At that time; `None` is never.
    pub(crate) fn at(end: Option<Instant>) -> Self {
        let timeout =
            end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
        Self { timeout, end }
    }

    /// The earlier of the two.
    pub(crate) fn min(self, other: Self) -> Self {
        match (self.end, other.end) {
            (Some(end), Some(others)) if others < end => other,
            (None, Some(_)) => other,
            _ => self,
        }
    }

    /// How long it was when it began.
    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// What is left of it; zero if it has passed.
    pub(crate) fn left(&self) -> Duration {
        self.end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()))
    }

    pub(crate) fn has_passed(&self) -> bool {
        self.left().is_zero()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_passes_and_the_longest_never_does() {
        assert!(Deadline::after(Duration::ZERO).has_passed());
        let longest = Deadline::after(Duration::MAX);
        assert!(!longest.has_passed());
        assert_eq!(longest.left(), Duration::MAX);
        assert!(Deadline::after(Duration::from_secs(9)).left() <= Duration::from_secs(9));
    }
}
