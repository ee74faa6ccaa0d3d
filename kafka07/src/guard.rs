//! Runs the code of users: a panic in it ends nothing here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;

/// What `code` returns; `None` if it panicked.
pub(crate) fn guarded<T>(code: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(code)) {
        Ok(value) => Some(value),
        Err(thrown) => {
            // What was thrown is the user's too, and may panic when it is dropped.
            if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(thrown))) {
                std::mem::forget(again);
            }
            None
        }
    }
}

/// Drops payloads, each by itself, for two panics at once would end the process. Returns how many
/// panicked.
pub(crate) fn drop_payloads(mut payloads: Vec<Bytes>) -> u64 {
    let mut panics = 0;
    while !payloads.is_empty() {
        let dropped = guarded(|| {
            while let Some(payload) = payloads.pop() {
                drop(payload);
            }
        });
        panics += u64::from(dropped.is_none());
    }
    panics
}

#[cfg(test)]
mod tests {
    use std::panic::panic_any;

    use super::*;

    /// Panics when it is dropped, with a value that does so too.
    struct PanicsOnDrop(u8);

    impl AsRef<[u8]> for PanicsOnDrop {
        fn as_ref(&self) -> &[u8] {
            b"payload"
        }
    }

    impl Drop for PanicsOnDrop {
        fn drop(&mut self) {
            if self.0 > 0 {
                panic_any(Self(self.0 - 1));
            }
        }
    }

    #[test]
    fn what_panics_is_caught_with_what_it_throws() {
        assert_eq!(guarded(|| 1), Some(1));
        for throws in 0..4 {
            assert!(guarded(|| panic_any(PanicsOnDrop(throws))).is_none());
        }
    }

    #[test]
    fn every_payload_is_dropped_whatever_its_owner_does() {
        let plain = Bytes::from(vec![1, 2, 3]);
        let owned = |panics| Bytes::from_owner(PanicsOnDrop(panics));
        let payloads = vec![plain.clone(), owned(1), owned(0), owned(3), plain.clone()];
        assert_eq!(drop_payloads(payloads), 2);
        assert!(plain.is_unique());
    }
}
