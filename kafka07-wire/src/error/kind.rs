//! What can be wrong with bytes or with a value.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

/// What exactly is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends too early; with at least `missing` more bytes it could be right.
    #[error("input ends here, {missing} more byte{} needed at least", if *.missing == 1 { " is" } else { "s are" })]
    Incomplete {
        /// How many more bytes are needed at least.
        missing: usize,
    },
    /// A frame with a size of its own ends too early; more input would not help.
    #[error("the frame ends here, {} short at least", Bytes(*.missing))]
    FrameTooShort {
        /// How many more bytes the frame would have to hold at least.
        missing: usize,
    },
    /// A frame, or the whole input, holds more bytes than its value takes.
    #[error("{} left over", Bytes(*.left))]
    TrailingBytes {
        /// How many bytes are left over.
        left: usize,
    },
    /// A length, count or size that is negative or over the machine's range.
    #[error("invalid length {found}")]
    InvalidLength {
        /// What is on the wire.
        found: i128,
    },
    /// Over the bound that the field's `max` sets.
    #[error("length is {found}, at most {max} allowed")]
    TooLong {
        /// The length, count or size found.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// A count of more elements than the bytes left could hold.
    #[error("count is {found}, but the bytes left hold at most {fits}")]
    CountTooLarge {
        /// The count found.
        found: usize,
        /// How many would fit at most.
        fits: usize,
        /// With at least that many more bytes of input it could be right; `None` in a frame, which
        /// more input would not make longer.
        missing: Option<usize>,
    },
    /// A CRC-32 that does not match the bytes it covers.
    #[error("CRC-32 is {found:#010x}, computed {computed:#010x}")]
    Crc {
        /// What is on the wire.
        found: u32,
        /// Of the bytes covered.
        computed: u32,
    },
    /// A constant that is not there.
    #[error("expected {expected}, found {found}")]
    Magic {
        /// What is expected here.
        expected: Cow<'static, str>,
        /// What is here.
        found: String,
    },
    /// A tag that no variant has.
    #[error("unknown tag {found}")]
    UnknownTag {
        /// What is on the wire.
        found: i128,
    },
    /// Text that is not UTF-8.
    #[error("text is not UTF-8 after its first {}", Bytes(*.valid_up_to))]
    InvalidUtf8 {
        /// How many bytes of it are.
        valid_up_to: usize,
    },
    /// A value that its type excludes, such as a `bool` of 2 or a `NonZeroU8` of 0.
    #[error("expected {expected}, found {found}")]
    InvalidValue {
        /// What was expected.
        expected: &'static str,
        /// What is here.
        found: i128,
    },
    /// Values nested deeper than the reader or the output allows.
    #[error("nested deeper than {limit} levels")]
    TooDeep {
        /// How deep it allows, in levels as [`Reader::max_depth`](crate::Reader::max_depth) counts
        /// them.
        limit: u32,
    },
    /// More elements without a single byte than one list may have.
    #[error("more than {limit} elements without a byte in one list")]
    TooManyEmpty {
        /// How many are allowed.
        limit: usize,
    },
    /// Encoding: a length, count or size over what its prefix type can say.
    #[error("length {length} does not fit its prefix, at most {max}")]
    PrefixOverflow {
        /// The length, count or size.
        length: i128,
        /// The greatest number that the prefix can say.
        max: i128,
    },
    /// Encoding: an optional value that is there although its condition does not hold, or the
    /// other way round.
    #[error("value is {}", if *.wanted { "missing although its condition holds" } else { "present although its condition does not hold" })]
    Condition {
        /// Whether the condition asks for the value.
        wanted: bool,
    },
    /// Encoding: a variant for unknown tags that holds a known one.
    #[error("tag {found} has a variant of its own, and would be read back as that")]
    KnownTag {
        /// The tag.
        found: i128,
    },
    /// Encoding: an output of a fixed size is full.
    #[error("the output has room for {}, at least {needed} are needed", Bytes(*.room))]
    OutputFull {
        /// How many bytes the output holds.
        room: usize,
        /// How many are needed at least.
        needed: usize,
    },
    /// A rule of the user's own; see [`Error::custom`](crate::Error::custom).
    #[error("{0}")]
    Custom(Cow<'static, str>),
}

/// A number of bytes, as a text says it.
struct Bytes(usize);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1 { "byte" } else { "bytes" })
    }
}
