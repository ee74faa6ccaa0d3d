//! What can be wrong with bytes, where it stands, and how it reads.

use std::borrow::Cow;
use std::fmt;

/// Why a value could not be decoded or encoded, and where.
///
/// One word wide: the good path carries nothing of it. The path of fields is put together on the
/// way out of an error only.
///
/// ```
/// use kafka07::wire::{self, ErrorKind};
///
/// let error = wire::from_slice::<u32>(&[0, 1]).unwrap_err();
/// assert_eq!(error.kind(), &ErrorKind::Incomplete { missing: 2 });
/// assert_eq!(error.offset(), 0);
/// assert_eq!(error.to_string(), "at byte 0: input ends here, 2 more bytes are needed at least");
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    offset: usize,
    /// The outermost derived type on the way out.
    root: &'static str,
    /// From the innermost place outwards.
    path: Vec<Step>,
}

enum Step {
    /// A named or numbered field.
    Field(&'static str),
    /// A field of an enum's variant.
    VariantField(&'static str, &'static str),
    /// A variant whose payload or tag it is.
    Variant(&'static str),
    /// An element of a list.
    Index(usize),
}

/// What exactly is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends too early; with at least `missing` more bytes it could be right.
    Incomplete {
        /// How many more bytes are needed at least.
        missing: usize,
    },
    /// A frame with a size of its own ends too early; more input would not help.
    FrameTooShort {
        /// How many more bytes the frame would have to hold at least.
        missing: usize,
    },
    /// A frame, or the whole input, holds more bytes than its value takes.
    TrailingBytes {
        /// How many bytes are left over.
        left: usize,
    },
    /// A length, count or size that cannot be one: negative, or over the machine's range.
    InvalidLength {
        /// As it stands on the wire.
        found: i128,
    },
    /// Over the bound that the field's `max` sets.
    TooLong {
        /// The length, count or size found.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// A count of more elements than the bytes left could hold.
    CountTooLarge {
        /// The count found.
        found: usize,
        /// How many would fit at most.
        fits: usize,
        /// With at least so many more bytes of input it could be right; `None` in a frame, which
        /// more input would not make longer.
        missing: Option<usize>,
    },
    /// A CRC-32 that does not match the bytes it covers.
    Crc {
        /// As it stands on the wire.
        found: u32,
        /// Of the bytes covered.
        computed: u32,
    },
    /// A constant that is not there.
    Magic {
        /// What should stand here.
        expected: Cow<'static, str>,
        /// What stands here.
        found: String,
    },
    /// A tag that stands for no variant.
    UnknownTag {
        /// As it stands on the wire.
        found: i128,
    },
    /// Text that is not UTF-8.
    InvalidUtf8 {
        /// How many bytes of it are.
        valid_up_to: usize,
    },
    /// A value that its type excludes, such as a `bool` of 2 or a `NonZeroU8` of 0.
    InvalidValue {
        /// What was expected.
        expected: &'static str,
        /// What stands here.
        found: i128,
    },
    /// Values nested deeper than the reader allows.
    TooDeep {
        /// How deep it allows, in levels as [`Reader::max_depth`](super::Reader::max_depth) counts
        /// them.
        limit: u32,
    },
    /// More elements without a single byte than one list may have.
    TooManyEmpty {
        /// How many are allowed.
        limit: usize,
    },
    /// Encoding: a length, count or size over what its prefix type can say.
    PrefixOverflow {
        /// The length, count or size.
        length: usize,
        /// The prefix type's greatest value.
        max: u128,
    },
    /// Encoding: an optional value that is there although its condition does not hold, or the
    /// other way round.
    Condition {
        /// Whether the condition asks for the value.
        wanted: bool,
    },
    /// Encoding: a variant for unknown tags that holds a known one.
    KnownTag {
        /// The tag.
        found: i128,
    },
    /// Encoding: an `encoded_len` that is not what `encode` wrote.
    WrongLength {
        /// What `encoded_len` said.
        said: usize,
        /// What `encode` wrote, as far as there was room.
        wrote: usize,
    },
    /// A rule of the user's own; see [`Error::custom`].
    Custom(Cow<'static, str>),
}

impl Error {
    /// An error at `offset`, with no path yet.
    #[cold]
    pub fn new(kind: ErrorKind, offset: usize) -> Self {
        Self(Box::new(Inner { kind, offset, root: "", path: Vec::new() }))
    }

    /// An error of the user's own, for `with` modules and hand-written implementations.
    #[cold]
    pub fn custom(what: impl Into<Cow<'static, str>>, offset: usize) -> Self {
        Self::new(ErrorKind::Custom(what.into()), offset)
    }

    /// What is wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The byte offset from the start of the input (when encoding: of the output).
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// How many more bytes of input are needed at least, if more input could help.
    pub fn missing(&self) -> Option<usize> {
        match self.0.kind {
            ErrorKind::Incomplete { missing } => Some(missing),
            ErrorKind::CountTooLarge { missing, .. } => missing,
            _ => None,
        }
    }

    /// The path to the value, such as `FetchResponse.messages[3].crc`; empty outside derived types.
    pub fn path(&self) -> String {
        Path(&self.0).to_string()
    }

    /// Adds the field `field` of the type `container` on the way out.
    #[cold]
    #[must_use]
    pub fn in_field(mut self, container: &'static str, field: &'static str) -> Self {
        self.0.root = container;
        self.0.path.push(Step::Field(field));
        self
    }

    /// Adds the field `field` of the variant `variant` of the enum `container` on the way out.
    #[cold]
    #[must_use]
    pub fn in_variant_field(
        mut self,
        container: &'static str,
        variant: &'static str,
        field: &'static str,
    ) -> Self {
        self.0.root = container;
        self.0.path.push(Step::VariantField(variant, field));
        self
    }

    /// Adds the variant `variant` of the enum `container` on the way out.
    #[cold]
    #[must_use]
    pub fn in_variant(mut self, container: &'static str, variant: &'static str) -> Self {
        self.0.root = container;
        self.0.path.push(Step::Variant(variant));
        self
    }

    /// Adds the type itself on the way out: its tag, its magic.
    #[cold]
    #[must_use]
    pub fn in_type(mut self, container: &'static str) -> Self {
        self.0.root = container;
        self
    }

    /// Adds an element's index on the way out.
    #[cold]
    #[must_use]
    pub fn at_index(mut self, index: usize) -> Self {
        self.0.path.push(Step::Index(index));
        self
    }
}

impl std::error::Error for Error {}

impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        self.0.kind == other.0.kind
            && self.0.offset == other.0.offset
            && self.path() == other.path()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("path", &self.path())
            .field("offset", &self.0.offset)
            .field("kind", &self.0.kind)
            .finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = Path(&self.0).to_string();
        if !path.is_empty() {
            write!(f, "{path} ")?;
        }
        write!(f, "at byte {}: {}", self.0.offset, self.0.kind)
    }
}

struct Path<'a>(&'a Inner);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.root)?;
        for step in self.0.path.iter().rev() {
            match step {
                Step::Field(field) => write!(f, ".{field}")?,
                Step::VariantField(variant, field) => write!(f, "::{variant}.{field}")?,
                Step::Variant(variant) => write!(f, "::{variant}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

fn bytes(count: usize) -> impl fmt::Display {
    struct Bytes(usize);
    impl fmt::Display for Bytes {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{} {}", self.0, if self.0 == 1 { "byte" } else { "bytes" })
        }
    }
    Bytes(count)
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incomplete { missing: 1 } => {
                f.write_str("input ends here, 1 more byte is needed at least")
            }
            Self::Incomplete { missing } => {
                write!(f, "input ends here, {missing} more bytes are needed at least")
            }
            Self::FrameTooShort { missing } => {
                write!(f, "the frame ends here, {} short at least", bytes(*missing))
            }
            Self::TrailingBytes { left } => write!(f, "{} left over", bytes(*left)),
            Self::InvalidLength { found } => write!(f, "{found} is no length"),
            Self::TooLong { found, max } => write!(f, "length is {found}, at most {max} allowed"),
            Self::CountTooLarge { found, fits, .. } => {
                write!(f, "count is {found}, but the bytes left hold at most {fits}")
            }
            Self::Crc { found, computed } => {
                write!(f, "CRC-32 is {found:#010x}, computed {computed:#010x}")
            }
            Self::Magic { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::UnknownTag { found } => write!(f, "unknown tag {found}"),
            Self::InvalidUtf8 { valid_up_to } => {
                write!(f, "text is not UTF-8 after its first {}", bytes(*valid_up_to))
            }
            Self::InvalidValue { expected, found } => {
                write!(f, "expected {expected}, found {found}")
            }
            Self::TooDeep { limit } => write!(f, "nested deeper than {limit} levels"),
            Self::TooManyEmpty { limit } => {
                write!(f, "more than {limit} elements without a byte in one list")
            }
            Self::PrefixOverflow { length, max } => {
                write!(f, "length {length} does not fit its prefix, at most {max}")
            }
            Self::Condition { wanted: true } => {
                f.write_str("value is missing although its condition holds")
            }
            Self::Condition { wanted: false } => {
                f.write_str("value is present although its condition does not hold")
            }
            Self::KnownTag { found } => {
                write!(f, "tag {found} has a variant of its own, and would be read back as that")
            }
            Self::WrongLength { said, wrote } => {
                write!(f, "encoded_len said {said}, encode wrote {wrote}")
            }
            Self::Custom(what) => f.write_str(what),
        }
    }
}
