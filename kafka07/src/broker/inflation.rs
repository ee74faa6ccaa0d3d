//! How much compressed messages may make of themselves while they are checked.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::message::ReadOptions;

/// What opening a compressed message counts besides what comes out of it: about the work that it
/// takes.
const OPEN_COST: usize = 1 << 10;

/// The limits for all requests.
#[derive(Debug)]
pub(super) struct Inflation {
    /// How many bytes one request may inflate to.
    pub(super) max_inflated: usize,
    /// How many more requests may be inflated now.
    free: Mutex<usize>,
    returned: Condvar,
}

/// What one request may still inflate.
#[derive(Debug)]
pub(super) struct Allowance<'i> {
    inflation: &'i Inflation,
    left: usize,
}

/// The place of a request that is being inflated.
#[derive(Debug)]
pub(super) struct Place<'i>(&'i Inflation);

impl Inflation {
    /// `max_inflated` bytes for each request, and `at_once` of them at the same time.
    pub(super) fn new(max_inflated: usize, at_once: usize) -> Self {
        Self { max_inflated, free: Mutex::new(at_once), returned: Condvar::new() }
    }

    /// For the next request.
    pub(super) fn allowance(&self) -> Allowance<'_> {
        Allowance { inflation: self, left: self.max_inflated }
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'i> Allowance<'i> {
    /// Waits until the request may be inflated. Those before it do nothing but compute.
    pub(super) fn wait_for_place(&self) -> Place<'i> {
        let mut free = self.inflation.lock();
        while *free == 0 {
            free = self.inflation.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Place(self.inflation)
    }

    /// How to open the next compressed message.
    pub(super) fn options(&self) -> ReadOptions {
        ReadOptions::new().max_inflated(self.left).open_cost(OPEN_COST)
    }

    /// Counts what came out of a compressed message.
    pub(super) fn take(&mut self, inflated: usize) {
        self.left = self.left.saturating_sub(inflated);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.lock() += 1;
        self.0.returned.notify_one();
    }
}
