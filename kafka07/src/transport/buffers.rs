//! The buffers that answers are read into, reused as soon as no page holds them.

use std::collections::VecDeque;
use std::fmt;

use bytes::{Buf, Bytes, BytesMut};

/// Below this size a new buffer costs less than looking for an old one.
const SMALL: usize = 16 * 1024;

/// Above this size a buffer is not kept: such answers are rare.
const LARGE: usize = 64 * 1024 * 1024;

/// How many buffers are kept: one being read into, one being walked, some still held by the user.
const KEEP: usize = 4;

/// A handle on each buffer that was given out lately. A page, or a message that shares it, keeps
/// its buffer from being reused and from nothing else.
#[derive(Default)]
pub(super) struct Buffers {
    kept: VecDeque<Bytes>,
}

/// Without the bytes.
impl fmt::Debug for Buffers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffers").field("kept", &self.kept.len()).finish()
    }
}

impl Buffers {
    /// A buffer of at least `size` initialised bytes, and of less than twice that: a page must not
    /// keep much more memory alive than it needs.
    pub(super) fn take(&mut self, size: usize) -> BytesMut {
        if size <= SMALL {
            return BytesMut::zeroed(size);
        }
        let fits = |kept: &Bytes| size <= kept.len() && kept.len() / 2 < size && kept.is_unique();
        // The one that was used last is the one that is still in the processor's cache.
        let found = self.kept.iter().rposition(fits).and_then(|index| self.kept.remove(index));
        match found.map(Bytes::try_into_mut) {
            Some(Ok(buffer)) => buffer,
            _ => new_large(size),
        }
    }

    /// The first `size` bytes of `buffer` as a page; the buffer comes back when it is dropped.
    pub(super) fn page(&mut self, buffer: BytesMut, size: usize) -> Bytes {
        let whole = buffer.freeze();
        if whole.len() <= SMALL || whole.len() > LARGE {
            return whole.slice(..size);
        }
        let page = whole.slice(..size);
        if self.kept.len() == KEEP {
            // The one that has been out for longest.
            self.kept.pop_front();
        }
        self.kept.push_back(whole);
        page
    }
}

/// How far after a multiple of twice as much large buffers begin; see [`new_large`].
const OFFSET_IN_PAGE: usize = 64;

/// A new buffer that does not begin just after a memory page's start, as large ones do that come
/// straight from the operating system.
///
/// The bytes of a log begin with a page of the broker's cache, and where source and target of a
/// copy are a few bytes apart in their pages, some processors (AMD's Zen 3 among them) copy at a
/// quarter of their speed.
fn new_large(size: usize) -> BytesMut {
    let mut buffer = BytesMut::zeroed(size + 3 * OFFSET_IN_PAGE);
    buffer.advance(buffer.as_ptr().align_offset(2 * OFFSET_IN_PAGE) + OFFSET_IN_PAGE);
    buffer.truncate(size);
    buffer
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: usize = 100_000;

    #[test]
    fn a_dropped_buffer_is_reused() {
        let mut buffers = Buffers::default();
        let mut seen = Vec::new();
        for _ in 0..10 {
            let buffer = buffers.take(SIZE);
            seen.push(buffer.as_ptr() as usize);
            let page = buffers.page(buffer, SIZE - 7);
            assert_eq!(page.len(), SIZE - 7);
        }
        assert!(seen.iter().all(|address| *address == seen[0]), "{seen:?}");
    }

    #[test]
    fn large_buffers_do_not_begin_just_after_a_memory_pages_start() {
        let mut buffers = Buffers::default();
        for size in [SMALL + 1, SIZE, 1 << 20, 5 << 20] {
            for _ in 0..3 {
                let buffer = buffers.take(size);
                assert_eq!(
                    (buffer.as_ptr().addr() % (2 * OFFSET_IN_PAGE), buffer.len()),
                    (OFFSET_IN_PAGE, size)
                );
                buffers.page(buffer, size);
            }
        }
    }

    #[test]
    fn a_buffer_in_use_is_not_reused() {
        let mut buffers = Buffers::default();
        let mut buffer = buffers.take(SIZE);
        buffer.fill(1);
        let held = buffers.page(buffer, SIZE).slice(10..20);
        for _ in 0..2 * KEEP {
            let mut buffer = buffers.take(SIZE);
            buffer.fill(2);
            buffers.page(buffer, SIZE);
        }
        assert_eq!(held, [1; 10][..]);
        assert!(buffers.kept.len() <= KEEP);
    }

    #[test]
    fn small_pages_do_not_keep_large_buffers() {
        let mut buffers = Buffers::default();
        let buffer = buffers.take(SIZE);
        buffers.page(buffer, SIZE);
        assert_eq!(buffers.take(SIZE / 3).len(), SIZE / 3);
        assert_eq!(buffers.take(10).len(), 10);
        assert_eq!(buffers.take(SIZE - 1).len(), SIZE);
    }
}
