//! What can be wrong with bytes or with a value.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use super::Number;

/// Says what is wrong with the bytes or with the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends too early.
    #[error("input ends here, {missing} more byte{} needed at least", if *.missing == 1 { " is" } else { "s are" })]
    Incomplete {
        /// How many more bytes of input are needed at least.
        missing: usize,
    },
    /// A frame with a size of its own ends too early. More input would not help.
    #[error("the frame ends here, {} short at least", Bytes(*.missing))]
    FrameTooShort {
        /// How many more bytes the frame needs at least.
        missing: usize,
    },
    /// A frame, or the whole input, holds more bytes than its value takes.
    #[error("{} left over", Bytes(*.left))]
    TrailingBytes {
        /// How many bytes are left over.
        left: usize,
    },
    /// A length, count or size is negative or too large for the machine.
    #[error("{}", Described(self, Number::Length))]
    InvalidLength {
        /// The number in the input.
        found: i128,
    },
    /// A length, count or size is over the field's `max`.
    #[error("{}", Described(self, Number::Length))]
    TooLong {
        /// The length, count or size found.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// A count is larger than the number of elements that the bytes left can hold.
    #[error("count is {found}, but the bytes left hold at most {fits}")]
    CountTooLarge {
        /// The count found.
        found: usize,
        /// How many would fit at most.
        fits: usize,
        /// How many more bytes of input are needed at least. `None` in a frame, where more input
        /// would not help.
        missing: Option<usize>,
    },
    /// A CRC-32 does not match the bytes that it covers.
    #[error("CRC-32 is {found:#010x}, computed {computed:#010x}")]
    Crc {
        /// The CRC in the input.
        found: u32,
        /// The CRC of the bytes.
        computed: u32,
    },
    /// A checksum does not match the bytes that it covers.
    #[error("checksum is {found}, computed {computed}")]
    Checksum {
        /// The checksum in the input, as the hexadecimal digits of its bytes.
        found: String,
        /// The checksum of the bytes.
        computed: String,
    },
    /// The bytes of a `magic` are other bytes.
    #[error("expected {expected}, found {found}")]
    Magic {
        /// The bytes that the declaration says.
        expected: Cow<'static, str>,
        /// The bytes in the input.
        found: String,
    },
    /// A byte that says nothing, because it is padding or reserved, is not zero.
    #[error("expected a zero, found {found:#04x}")]
    NotZero {
        /// The byte.
        found: u8,
    },
    /// No variant has this tag.
    #[error("unknown tag {found}{}", AsText(*.found))]
    UnknownTag {
        /// The tag in the input.
        found: i128,
    },
    /// No variant has this tag, which is several bytes.
    #[error("unknown tag {found}")]
    UnknownTagBytes {
        /// The tag in the input, such as `b"moov"` or `0x0001`.
        found: String,
    },
    /// What ends text, bytes or a list with `until` does not follow.
    #[error("not ended by {end} within {}", Bytes(*.searched))]
    NotEnded {
        /// What ends it.
        end: String,
        /// How many bytes follow, or may be searched by `max`.
        searched: usize,
        /// How many more bytes of input are needed at least. `None` if more input would not help.
        missing: Option<usize>,
    },
    /// Text is not UTF-8.
    #[error("text is not UTF-8 after its first {}", Bytes(*.valid_up_to))]
    InvalidUtf8 {
        /// How many bytes at its start are UTF-8.
        valid_up_to: usize,
    },
    /// A value is not one of its type, such as a `bool` of 2 or a `NonZeroU8` of 0.
    #[error("expected {expected}, found {found}")]
    InvalidValue {
        /// The values that are valid.
        expected: &'static str,
        /// The value in the input.
        found: i128,
    },
    /// Values nest deeper than the reader or the output allows.
    #[error("nested deeper than {limit} levels")]
    TooDeep {
        /// The limit, in levels as [`Reader::max_depth`](crate::Reader::max_depth) counts them.
        limit: u32,
    },
    /// A list has too many elements that take no bytes.
    #[error("more than {limit} elements without a byte in one list")]
    TooManyEmpty {
        /// How many are allowed.
        limit: usize,
    },
    /// A length, count or size is not what the declaration says by an expression, or not the one that an
    /// earlier field holds.
    #[error("{}", Described(self, Number::Length))]
    LengthMismatch {
        /// What the value has.
        found: usize,
        /// What was said.
        expected: i128,
    },
    /// What the field's `check` says does not hold.
    #[error("`{condition}` does not hold")]
    Check {
        /// The condition as the declaration says it.
        condition: &'static str,
    },
    /// Encoding: a length, count or size does not fit its prefix.
    #[error("{}", Described(self, Number::Length))]
    PrefixOverflow {
        /// The length, count or size.
        length: i128,
        /// The largest number that fits the prefix.
        max: i128,
    },
    /// Encoding: a number has more bits than its part of an integer.
    #[error("value {found} is out of range: {min} to {max}")]
    OutOfRange {
        /// The value.
        found: i128,
        /// The least that fits.
        min: i128,
        /// The largest that fits.
        max: i128,
    },
    /// Encoding: an optional value is present although its condition does not hold, or missing
    /// although it holds.
    #[error("value is {}", if *.wanted { "missing although its condition holds" } else { "present although its condition does not hold" })]
    Condition {
        /// Whether the condition holds, so that the value is wanted.
        wanted: bool,
    },
    /// Encoding: a value at the end that is there if bytes are left would be read back as another one.
    #[error("{}", Lost(*.after))]
    Optional {
        /// The field before it, which is absent and would take its bytes. `None` if the value takes no byte
        /// itself, so that it would be read back as absent.
        after: Option<&'static str>,
    },
    /// Encoding: what ends text, bytes or a list with `until` is inside of it.
    #[error("{end} at byte {at} of the value would end it there")]
    EndInside {
        /// What ends it.
        end: String,
        /// Where it is in the value. 0 if it is an element of a list.
        at: usize,
    },
    /// Encoding: the variant for unknown tags holds the tag of another variant.
    #[error("tag {found} has a variant of its own, and would be read back as that")]
    KnownTag {
        /// The tag.
        found: i128,
    },
    /// Encoding: the variant for unknown tags holds the tag of another variant, which is several bytes.
    #[error("tag {found} has a variant of its own, and would be read back as that")]
    KnownTagBytes {
        /// The tag, such as `b"moov"` or `0x0001`.
        found: String,
    },
    /// Encoding: a variant that has several tags holds one that is not among them.
    #[error("tag {found} is not one of this variant, and would not be read back as this variant")]
    ForeignTag {
        /// The tag.
        found: String,
    },
    /// Encoding: a variant has another tag than the expression says that selects it.
    #[error("the tag is to be {wanted}, and that of this variant is {found}")]
    OtherTag {
        /// The tag that the expression says.
        wanted: String,
        /// The tag of the variant.
        found: String,
    },
    /// Encoding: the output has a fixed size and is full.
    #[error("the output has room for {}, at least {needed} are needed", Bytes(*.room))]
    OutputFull {
        /// How many bytes the output holds.
        room: usize,
        /// How many are needed at least.
        needed: usize,
    },
    /// A rule of your own is broken; see [`Error::custom`](crate::Error::custom).
    #[error("{0}")]
    Custom(Cow<'static, str>),
}

impl ErrorKind {
    /// Prints what is wrong, where it is known what a prefix says.
    pub(super) fn describe(&self, number: Number, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidLength { found } => write!(f, "invalid {number} {found}"),
            Self::TooLong { found, max } => write!(f, "{number} is {found}, at most {max} allowed"),
            Self::LengthMismatch { found, expected } => {
                write!(f, "{number} is {found}, and the declaration says {expected}")
            }
            Self::PrefixOverflow { length, max } => {
                write!(f, "{number} {length} does not fit its prefix, at most {max}")
            }
            Self::Incomplete { missing } if matches!(number, Number::Rest) => write!(
                f,
                "the rest ends here, as other fields follow it: {} short at least",
                Bytes(*missing)
            ),
            other => write!(f, "{other}"),
        }
    }
}

/// Prints an error about a number.
struct Described<'k>(&'k ErrorKind, Number);

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe(self.1, f)
    }
}

/// Prints a tag as text too, if all of its bytes are printable ASCII.
struct AsText(i128);

impl fmt::Display for AsText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.to_be_bytes();
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        match core::str::from_utf8(&bytes[zeros..]) {
            Ok(text) if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && zeros < 16 => {
                write!(f, " ({text:?})")
            }
            _ => Ok(()),
        }
    }
}

/// Prints why a value at the end would not be read back.
struct Lost(Option<&'static str>);

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(after) => {
                write!(f, "value is present although `{after}` before it is absent")
            }
            None => f.write_str("value takes no byte, and would be read back as absent"),
        }
    }
}

/// Prints a number of bytes.
struct Bytes(usize);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1 { "byte" } else { "bytes" })
    }
}
