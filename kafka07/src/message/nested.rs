//! What compressed messages hold: sets, which may hold compressed messages again.

use bytes::Bytes;

use super::cursor::{SetBytes, SetCursor, SetFront};
use super::error::InflateError;
use super::head::WholeMessage;
use super::{Compression, Error, ErrorKind, Message, ReadOptions, codec};

/// A compressed message of the set that is walked through, opened, with all that are open in it.
#[derive(Default)]
pub(super) struct Nested {
    /// The sets of the compressed messages that are open, outermost first.
    sets: Vec<SetCursor<Bytes>>,
    /// The next message, which is at the front of the innermost set. It was looked for because
    /// the one before it has to know whether it is the last.
    found: Option<WholeMessage>,
    /// What comes next instead, if that took more than a look.
    ahead: Option<Result<Message<'static>, Error>>,
    /// Where the outermost compressed message starts and ends.
    wrapper: (i64, i64),
    /// How many bytes came out of it so far.
    inflated: usize,
    /// How many bytes came out of those before it, and out of it so far.
    total: usize,
    /// With which codecs the messages were compressed that were opened so far: a bit for each.
    opened: u8,
    /// How to read what came out of it.
    options: ReadOptions,
    skipped: usize,
    /// The first thing that was stepped over since the last message, if it is to be yielded.
    wrong: Option<Error>,
}

impl Nested {
    /// Nothing but an error.
    pub(super) fn failed(error: Error) -> Self {
        Self { ahead: Some(Err(error)), ..Self::default() }
    }

    /// Where the outermost compressed message starts, if not all that it holds was yielded.
    #[inline]
    pub(super) fn start(&self) -> Option<i64> {
        (!self.sets.is_empty()).then_some(self.wrapper.0)
    }

    /// Whether it goes on after an error.
    pub(super) fn reports(&self) -> bool {
        self.options.reports
    }

    /// How often something was stepped over inside compressed messages.
    pub(super) fn skipped(&self) -> usize {
        self.skipped
    }

    /// Whether a message compressed with `codec` was opened so far.
    pub(super) fn has_opened(&self, codec: Compression) -> bool {
        self.opened & (1 << codec.bits()) != 0
    }

    /// How many bytes came out of compressed messages so far, what it took to open them included.
    #[cfg(feature = "broker")]
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// Opens a compressed message of the set that is walked through, when none is open.
    pub(super) fn enter(
        &mut self,
        payload: &[u8],
        codec: Compression,
        wrapper: (i64, i64),
        options: ReadOptions,
    ) -> Result<(), ErrorKind> {
        (self.wrapper, self.inflated) = (wrapper, 0);
        self.options = options.inside();
        self.open(payload, codec)
    }

    /// The next message.
    pub(super) fn next(&mut self) -> Option<Result<Message<'static>, Error>> {
        if self.found.is_none() && self.ahead.is_none() {
            self.ahead = self.read();
        }
        if let Some(wrong) = self.wrong.take() {
            return Some(Err(wrong));
        }
        let mut message = match (self.found.take(), self.sets.last_mut()) {
            (Some(found), Some(set)) => Self::take(set, found, self.wrapper.0),
            _ => match self.ahead.take()? {
                Ok(message) => message,
                Err(error) => return Some(Err(error)),
            },
        };
        self.found = self.sets.last().and_then(|set| set.plain_front(&self.options));
        if self.found.is_none() {
            self.ahead = self.read();
            if self.ahead.is_none() {
                message.next_offset = self.wrapper.1;
            }
        }
        Some(Ok(message))
    }

    /// Takes the message at the front of a set inside the compressed message at `offset`.
    fn take(set: &mut SetCursor<Bytes>, found: WholeMessage, offset: i64) -> Message<'static> {
        let payload = set.rest.payload(found.payload());
        set.rest.skip(found.size());
        let (magic, compression) = (found.magic, Compression::None);
        Message { payload, offset, next_offset: offset, magic, compression }
    }

    /// Goes on to the next message, into compressed ones and out of those that are at their end.
    fn read(&mut self) -> Option<Result<Message<'static>, Error>> {
        let options = self.options;
        while let Some(set) = self.sets.last_mut() {
            let (kind, size) = match set.front(&options) {
                SetFront::Message(found) => {
                    return Some(Ok(Self::take(set, found, self.wrapper.0)));
                }
                SetFront::Wrapper(found, codec) => {
                    let (payload, this) = (set.rest.slice(found.payload()), self.sets.len() - 1);
                    match self.open(&payload, codec) {
                        Ok(()) => {
                            self.sets[this].rest.skip(found.size());
                            continue;
                        }
                        Err(kind) => (kind, Some(found.size())),
                    }
                }
                SetFront::Cut { size } => {
                    let kind = ErrorKind::CutInside { size, available: set.rest.len() };
                    let alone = set.is_untouched();
                    if options.skips_corrupt() && set.step_over_cut(&options) {
                        self.note(kind);
                        continue;
                    }
                    if alone && !options.skips_corrupt() {
                        return Some(Err(self.error(kind)));
                    }
                    if alone {
                        self.note(kind);
                    }
                    self.sets.pop();
                    continue;
                }
                SetFront::End => {
                    self.sets.pop();
                    continue;
                }
                SetFront::Invalid { kind, size } => (kind, size),
            };
            if !options.skips_corrupt() || !kind.is_corruption() {
                let error = self.error(kind);
                if options.reports {
                    self.sets.clear();
                }
                return Some(Err(error));
            }
            self.note(kind);
            self.sets.last_mut()?.step_over(size, &options);
        }
        None
    }

    /// Counts what is stepped over, and keeps it if it is to be yielded.
    fn note(&mut self, kind: ErrorKind) {
        self.skipped += 1;
        if self.options.reports && self.wrong.is_none() {
            self.wrong = Some(self.error(kind));
        }
    }

    /// What is wrong in the innermost set.
    fn error(&self, kind: ErrorKind) -> Error {
        let (offset, next_offset) = self.wrapper;
        Error::inside(kind, offset, next_offset, self.sets.len())
    }

    /// Opens a compressed message: what it holds comes next.
    fn open(&mut self, payload: &[u8], codec: Compression) -> Result<(), ErrorKind> {
        let options = self.options;
        if self.sets.len() >= options.max_depth {
            return Err(ErrorKind::TooDeep { limit: options.max_depth });
        }
        self.opened |= 1 << codec.bits();
        let mut set = Vec::new();
        let left =
            options.max_inflated.checked_sub(self.inflated.saturating_add(options.open_cost));
        let inflated = left
            .ok_or(InflateError::TooLarge)
            .and_then(|left| codec::inflate(codec, payload, left, &mut set));
        // What came out before an error counts too: it has been worked for.
        let cost = set.len().saturating_add(options.open_cost);
        self.inflated = self.inflated.saturating_add(cost);
        self.total = self.total.saturating_add(cost);
        inflated.map_err(|error| match error {
            InflateError::Corrupt(source) => ErrorKind::Inflate { codec, source },
            InflateError::TooLarge => {
                ErrorKind::InflatedTooLarge { codec, limit: options.max_inflated }
            }
            InflateError::Disabled => ErrorKind::CodecDisabled { codec },
        })?;
        self.sets.push(SetCursor::new(Bytes::from(set)));
        Ok(())
    }
}
