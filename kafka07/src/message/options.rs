//! How a set is read.

use super::MESSAGE_OVERHEAD;

/// What a walk over messages checks, how far it goes, and what it does about what is wrong.
///
/// ```
/// use kafka07::MessageSet;
/// use kafka07::message::{OnCorrupt, ReadOptions};
///
/// let options = ReadOptions::new().check_crc(false).on_corrupt(OnCorrupt::Skip);
/// let set = MessageSet::new(["one", "two"]);
/// assert_eq!(set.read(0, &options).count(), 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "settings that do not depend on each other")]
pub struct ReadOptions {
    pub(super) check_crc: bool,
    pub(super) shallow: bool,
    pub(super) on_corrupt: OnCorrupt,
    pub(super) max_depth: usize,
    pub(super) max_inflated: usize,
    pub(super) open_cost: usize,
    pub(super) max_message_size: usize,
    /// How many bytes follow the set in its log, if it is a piece of one that is read bit by bit;
    /// `usize::MAX` if that is not known.
    pub(super) beyond: Option<usize>,
    /// Whether the set begins with bytes that are no message, in a search for the next one.
    pub(super) searches: bool,
    /// Whether the limit of a message's size holds for one that is all there, too.
    pub(super) limits_whole: bool,
    /// Whether what is stepped over is yielded as an error, after which the walk goes on.
    pub(super) reports: bool,
}

/// What a walk does about a message that is corrupt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnCorrupt {
    /// It yields the error, and ends.
    #[default]
    Fail,
    /// It steps over the message: by its size if the CRC is right, else to the next bytes that are
    /// a message with the right CRC, wherever the size leads. So no message after the damage is
    /// lost. What was skipped is counted.
    ///
    /// Whole messages inside the payload of a damaged message are read too, unless its CRC says
    /// where it ends: it may have lost bytes, so that they follow it. Snappy, and gzip where it
    /// gains nothing, leave messages readable; those of a damaged set are saved so, each with the
    /// offset where it is.
    ///
    /// An empty message, which lists of small numbers may look like, counts only if a message or
    /// the end follows it, or if it is of magic 1 and not among zeros.
    ///
    /// What a limit or a codec that is switched off keeps from being read is not corrupt, and
    /// still fails; so does a message that is larger than the fetch size, unless its CRC says that
    /// only its size is wrong.
    Skip,
}

impl ReadOptions {
    /// How deep compressed messages may be nested unless [`max_depth`](Self::max_depth) says
    /// otherwise.
    pub const DEFAULT_MAX_DEPTH: usize = 8;

    /// How many bytes one compressed message may hold unless
    /// [`max_inflated`](Self::max_inflated) says otherwise: 64 MiB.
    pub const DEFAULT_MAX_INFLATED: usize = 64 << 20;

    /// CRC checked, compressed messages opened, every error fails.
    pub const fn new() -> Self {
        Self {
            check_crc: true,
            shallow: false,
            on_corrupt: OnCorrupt::Fail,
            max_depth: Self::DEFAULT_MAX_DEPTH,
            max_inflated: Self::DEFAULT_MAX_INFLATED,
            open_cost: 0,
            max_message_size: usize::MAX,
            beyond: None,
            searches: false,
            limits_whole: false,
            reports: false,
        }
    }

    /// Whether the CRC of every message is verified; it is unless this says otherwise.
    #[must_use]
    pub const fn check_crc(mut self, check: bool) -> Self {
        self.check_crc = check;
        self
    }

    /// Whether compressed messages are yielded as they are instead of what they hold: for mirrors
    /// that only pass bytes on.
    #[must_use]
    pub const fn shallow(mut self, shallow: bool) -> Self {
        self.shallow = shallow;
        self
    }

    /// What to do about a corrupt message.
    #[must_use]
    pub const fn on_corrupt(mut self, on_corrupt: OnCorrupt) -> Self {
        self.on_corrupt = on_corrupt;
        self
    }

    /// Whether a corrupt message is stepped over.
    pub(crate) const fn skips_corrupt(&self) -> bool {
        matches!(self.on_corrupt, OnCorrupt::Skip)
    }

    /// How deep compressed messages may be nested.
    pub(crate) const fn depth(&self) -> usize {
        self.max_depth
    }

    /// How deep compressed messages may be nested; 0 refuses every compressed message.
    #[must_use]
    pub const fn max_depth(mut self, levels: usize) -> Self {
        self.max_depth = levels;
        self
    }

    /// How many bytes all that one compressed message holds may take, the sets of compressed
    /// messages nested in it included. As much is in memory at once at most.
    #[must_use]
    pub const fn max_inflated(mut self, bytes: usize) -> Self {
        self.max_inflated = bytes;
        self
    }

    /// How many bytes of [`max_inflated`](Self::max_inflated) opening a compressed message takes
    /// besides what it holds: the work for one that holds nothing.
    #[must_use]
    #[cfg(feature = "broker")]
    pub(crate) const fn open_cost(mut self, bytes: usize) -> Self {
        self.open_cost = bytes;
        self
    }

    /// Sets the largest payload of a message on the wire, a compressed set being one message: what
    /// brokers call `max.message.size`, in bytes without the message's header. Defaults to no
    /// limit.
    ///
    /// If the set ends inside a message whose size says that its payload is larger, that is the
    /// error [`InvalidSize`](super::ErrorKind::InvalidSize) at once, and no reason to fetch more.
    /// Messages inside a compressed one are not limited by it.
    #[must_use]
    pub const fn max_message_size(mut self, bytes: usize) -> Self {
        self.max_message_size = bytes;
        self
    }

    /// How many bytes a whole message of magic 1 takes at most. Only in pieces of a log is one that
    /// is all there limited: in a page there is nothing to save.
    pub(super) const fn whole_limit(&self) -> usize {
        if self.limits_whole {
            self.max_message_size.saturating_add(MESSAGE_OVERHEAD)
        } else {
            usize::MAX
        }
    }

    /// With a limit of the size of a message that is `bytes` at most.
    pub(crate) fn at_most(self, bytes: usize) -> Self {
        self.max_message_size(self.max_message_size.min(bytes))
    }

    /// For a piece of a log that `beyond` more bytes follow. A message that goes on after them, or
    /// is over the limit, has an invalid size, even if it is all there; in search of the next
    /// message the walk ends where those bytes are needed. What is stepped over is an error each.
    pub(crate) const fn in_log(mut self, beyond: usize) -> Self {
        self.beyond = Some(beyond);
        self.limits_whole = true;
        self.reports = self.skips_corrupt();
        self
    }

    /// For a part of a log that others follow, or none if `ends_log`: then what its end cuts has an
    /// invalid size. In search of the next message the walk ends where bytes after it are needed.
    pub(crate) const fn in_parts(mut self, ends_log: bool) -> Self {
        self.beyond = Some(if ends_log { 0 } else { usize::MAX });
        self
    }

    /// For a set that goes on in the search in which the one before it has ended, if `searches`.
    pub(crate) const fn searching(mut self, searches: bool) -> Self {
        self.searches = searches;
        self
    }

    /// With what `other` knows of the place of the set in its log. Damage at its front is an error
    /// all the same, unless it is stepped over.
    pub(crate) const fn in_place_of(mut self, other: &Self) -> Self {
        self.beyond = other.beyond;
        self.searches = other.searches && self.skips_corrupt();
        self
    }

    /// For the set in a compressed message: nothing can complete a message that its end cuts, so no
    /// limit applies.
    pub(super) const fn inside(mut self) -> Self {
        self.beyond = None;
        self.searches = false;
        self.limits_whole = false;
        self.max_message_size(usize::MAX)
    }
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self::new()
    }
}
