//! Going through the messages of a set: on a fast path wherever it is possible.

use super::cursor::{SetBytes, SetCursor, SetFront};
use super::head::WholeMessage;
use super::nested::Nested;
use super::{Compression, Error, ErrorKind, Message, ReadOptions};

/// The message at the end of a set that the set does not hold all of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CutTail {
    /// Where the message starts.
    pub offset: i64,
    /// How many of its bytes are there.
    pub available: usize,
    /// How many bytes it takes, its size field included; `None` if even that field is cut.
    pub size: Option<usize>,
}

/// A walk over the messages of a set.
pub(super) struct Walk<S> {
    set: SetCursor<S>,
    /// The offset after the set. Wraps, so that every offset before 2^63 is exact.
    end: i64,
    options: ReadOptions,
    /// How many bytes a message may take for the fast path.
    limit: usize,
    /// Whether the next thing expected is a message of this very set. While it is, nothing but the
    /// set is looked at.
    fast: bool,
    /// Everything else.
    slow: Option<Box<SlowPath>>,
}

/// What a walk keeps when there is more to it than one uncompressed message after the other.
#[derive(Default)]
struct SlowPath {
    nested: Nested,
    ended: bool,
    cut: Option<CutTail>,
    /// Whether it has ended in a search.
    undecided: bool,
    /// How often something was stepped over in the set itself.
    skipped: usize,
}

impl<S> Walk<S> {
    #[inline]
    pub(super) fn new<'a>(set: S, start: i64, options: &ReadOptions) -> Self
    where
        S: SetBytes<'a>,
    {
        let end = start.wrapping_add_unsigned(set.as_ref().len() as u64);
        Self {
            set: SetCursor::new(set),
            end,
            options: *options,
            limit: options.whole_limit(),
            fast: !options.searches,
            slow: None,
        }
    }

    pub(super) fn failed<'a>(error: Error, offset: i64) -> Self
    where
        S: SetBytes<'a> + Default,
    {
        let mut walk = Self::new(S::default(), offset, &ReadOptions::new());
        walk.fast = false;
        walk.slow().nested = Nested::failed(error);
        walk
    }

    fn slow(&mut self) -> &mut SlowPath {
        self.slow.get_or_insert_default()
    }

    /// The message that the end of the set cuts.
    pub(super) fn cut_tail(&self) -> Option<CutTail> {
        self.slow.as_ref().and_then(|slow| slow.cut)
    }

    /// Whether the walk has ended in a search that bytes after the set decide.
    pub(super) fn is_undecided(&self) -> bool {
        self.slow.as_ref().is_some_and(|slow| slow.undecided)
    }

    /// How often something was stepped over.
    pub(super) fn skipped(&self) -> usize {
        self.slow.as_ref().map_or(0, |slow| slow.skipped + slow.nested.skipped())
    }

    /// Whether a message compressed with `codec` was opened so far.
    pub(super) fn has_opened(&self, codec: Compression) -> bool {
        self.slow.as_ref().is_some_and(|slow| slow.nested.has_opened(codec))
    }

    /// How many bytes came out of compressed messages.
    #[cfg(feature = "broker")]
    pub(super) fn inflated(&self) -> usize {
        self.slow.as_ref().map_or(0, |slow| slow.nested.total())
    }

    /// Where what is left of the set starts.
    #[inline]
    fn offset<'a>(&self) -> i64
    where
        S: SetBytes<'a>,
    {
        self.end.wrapping_sub_unsigned(self.set.rest.as_ref().len() as u64)
    }

    #[inline]
    pub(super) fn next_offset<'a>(&self) -> i64
    where
        S: SetBytes<'a>,
    {
        let open = self.slow.as_ref().and_then(|slow| slow.nested.start());
        open.unwrap_or_else(|| self.offset())
    }

    #[expect(clippy::inline_always, reason = "measured: a loop keeps the walk in registers then")]
    #[inline(always)]
    pub(super) fn next<'a>(&mut self) -> Option<Result<Message<'a>, Error>>
    where
        S: SetBytes<'a>,
    {
        if !self.fast {
            return match self.slow.as_mut().and_then(|slow| slow.next_nested()) {
                Some(message) => Some(message),
                None => self.next_slow(),
            };
        }
        match WholeMessage::read_plain(self.set.rest.as_ref(), self.options.check_crc, self.limit) {
            Some(found) => Some(Ok(self.take(found))),
            // The usual end, for which the slow path need not be made.
            None if self.set.rest.as_ref().is_empty() => None,
            None => self.next_slow(),
        }
    }

    /// Lets [`read_slow`](Self::read_slow) have the walk by value: a walk that nothing refers to
    /// can be kept in registers by the loop that goes through it.
    #[inline]
    fn next_slow<'a>(&mut self) -> Option<Result<Message<'a>, Error>>
    where
        S: SetBytes<'a>,
    {
        let walk = Walk {
            set: std::mem::replace(&mut self.set, SetCursor::new(S::default())),
            end: self.end,
            options: self.options,
            limit: self.limit,
            fast: false,
            slow: self.slow.take(),
        };
        let (walk, item) = walk.into_next_slow();
        *self = walk;
        item
    }

    #[inline(never)]
    fn into_next_slow<'a>(mut self) -> (Self, Option<Result<Message<'a>, Error>>)
    where
        S: SetBytes<'a>,
    {
        let item = self.read_slow();
        (self, item)
    }

    /// Takes the message at the front.
    #[inline]
    fn take<'a>(&mut self, found: WholeMessage) -> Message<'a>
    where
        S: SetBytes<'a>,
    {
        let offset = self.offset();
        let payload = self.set.rest.payload(found.payload());
        self.set.rest.skip(found.size());
        let next_offset = self.offset();
        let compression = found.codec.unwrap_or_default();
        Message { payload, offset, next_offset, magic: found.magic, compression }
    }

    /// Everything but an uncompressed message of the set itself.
    fn read_slow<'a>(&mut self) -> Option<Result<Message<'a>, Error>>
    where
        S: SetBytes<'a>,
    {
        let options = self.options;
        if std::mem::take(&mut self.options.searches) && !self.set.search(&options) {
            self.end_undecided();
        }
        loop {
            let slow = self.slow();
            if let Some(message) = slow.next_nested() {
                return Some(message);
            }
            if slow.ended {
                return None;
            }
            let offset = self.offset();
            match self.set.front(&options) {
                SetFront::Message(found) => {
                    self.fast = !self.set.is_resynced();
                    return Some(Ok(self.take(found)));
                }
                SetFront::Wrapper(found, _) if options.shallow => {
                    self.fast = !self.set.is_resynced();
                    return Some(Ok(self.take(found)));
                }
                SetFront::Wrapper(found, codec) => {
                    let next = offset.saturating_add_unsigned(found.size() as u64);
                    let slow = self.slow.get_or_insert_default();
                    let payload = &self.set.rest.as_ref()[found.payload()];
                    if let Err(kind) = slow.nested.enter(payload, codec, (offset, next), options) {
                        if let Err(error) = self.refuse(kind, Some(found.size())) {
                            return Some(Err(error));
                        }
                    } else {
                        self.set.rest.skip(found.size());
                    }
                }
                SetFront::Invalid { kind, size } => {
                    if let Err(error) = self.refuse(kind, size) {
                        return Some(Err(error));
                    }
                }
                SetFront::Cut { size } => {
                    let available = self.set.rest.as_ref().len();
                    let alone = self.set.is_untouched();
                    if options.skips_corrupt()
                        && !options.reports
                        && (self.set.step_over_wrong_size(&options)
                            || (self.set.is_claimed() && self.set.step_over_cut(&options)))
                    {
                        self.slow().skipped += 1;
                        continue;
                    }
                    self.cut(size);
                    let kind = ErrorKind::TooLargeForFetch { size, available };
                    let next = size.map(|size| offset.saturating_add_unsigned(size as u64));
                    return alone.then(|| Err(Error::reading(kind, offset, next)));
                }
                SetFront::End => {
                    self.slow().ended = true;
                    return None;
                }
            }
        }
    }

    /// Steps over what is wrong at the front of the set, or ends the walk.
    fn refuse<'a>(&mut self, kind: ErrorKind, size: Option<usize>) -> Result<(), Error>
    where
        S: SetBytes<'a>,
    {
        let options = self.options;
        let skips = options.skips_corrupt() && kind.is_corruption();
        let offset = self.offset();
        let next = size.map(|size| offset.saturating_add_unsigned(size as u64));
        if !skips && !options.reports {
            self.slow().ended = true;
        } else if !self.set.step_over(size, &options) {
            self.end_undecided();
        }
        self.slow().skipped += usize::from(skips);
        if skips && !options.reports {
            return Ok(());
        }
        Err(Error::reading(kind, offset, next))
    }

    /// Ends the walk where bytes after the set decide whether a message starts.
    fn end_undecided<'a>(&mut self)
    where
        S: SetBytes<'a>,
    {
        self.cut(None);
        self.slow().undecided = true;
    }

    /// Ends the walk before what the end of the set cuts.
    fn cut<'a>(&mut self, size: Option<usize>)
    where
        S: SetBytes<'a>,
    {
        let (offset, available) = (self.offset(), self.set.rest.as_ref().len());
        let slow = self.slow();
        slow.ended = true;
        slow.cut = Some(CutTail { offset, available, size });
    }
}

impl SlowPath {
    /// The next message out of the compressed ones that are open.
    #[inline(never)]
    fn next_nested(&mut self) -> Option<Result<Message<'static>, Error>> {
        if self.ended {
            return None;
        }
        let message = self.nested.next()?;
        self.ended = message.is_err() && !self.nested.reports();
        Some(message)
    }
}
