//! What can be wrong with messages, where, and what to do.

use std::fmt;

use super::Compression;
use crate::chain::Chain;

/// Why a message could not be read, or a set not be built.
///
/// It is one word wide, and neither it nor its texts hold bytes of payloads. `Display` leaves out
/// the cause that [`source`](std::error::Error::source) returns; `Debug` has the text and the cause
/// on one line.
///
/// ```
/// use kafka07::MessageSet;
/// use kafka07::message::ErrorKind;
///
/// let set = MessageSet::new(["some message"]);
/// let cut = MessageSet::from_raw(set.into_bytes().slice(..10));
/// let error = cut.messages().next().unwrap().unwrap_err();
///
/// assert!(matches!(error.kind(), ErrorKind::TooLargeForFetch { size: Some(22), available: 10 }));
/// assert_eq!(error.offset(), Some(0));
/// assert_eq!(
///     error.to_string(),
///     "message at offset 0: the set ends after 10 of its 22 bytes; \
///      fetch at least 22 bytes, or check that the offset is the start of a message",
/// );
/// ```
pub struct Error(Box<KindAt>);

struct KindAt {
    kind: ErrorKind,
    offset: Option<i64>,
    next_offset: Option<i64>,
    depth: usize,
}

/// Says what exactly is wrong with a message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The set holds nothing but the beginning of one message: the message is larger than the
    /// fetch size. Or the offset lies inside a message, and what was read is not a size.
    #[error("{}", too_large_for_fetch(*.size, *.available))]
    TooLargeForFetch {
        /// How many bytes the message takes, its size field included; `None` if even that field
        /// is cut.
        size: Option<usize>,
        /// How many of them are there.
        available: usize,
    },
    /// A size that no message has, or that is over [`ReadOptions::max_message_size`]: the log is
    /// corrupt here, or the offset lies inside a message.
    ///
    /// [`ReadOptions::max_message_size`]: super::ReadOptions::max_message_size
    #[error(
        "message size {found} is invalid; \
         the log is corrupt here, or the offset is not the start of a message"
    )]
    InvalidSize {
        /// As it is in the set.
        found: i32,
    },
    /// A payload that is not the one the CRC was computed of.
    #[error(
        "the stored CRC-32 is {found:#010x}, but that of the payload is {computed:#010x}; \
         the log is corrupt here, or the offset is not the start of a message"
    )]
    Crc {
        /// As it is in the message.
        found: u32,
        /// Of the payload.
        computed: u32,
    },
    /// A magic byte other than 0 and 1.
    #[error(
        "unknown magic byte {found}, Kafka 0.7 has 0 and 1; \
         the log is corrupt here, or the offset is not the start of a message"
    )]
    UnknownMagic {
        /// As it is in the message.
        found: u8,
    },
    /// Attributes that name no codec.
    #[error("unknown codec {found}, Kafka 0.7 has 0 (none), 1 (gzip) and 2 (snappy)")]
    UnknownCodec {
        /// The codec bits of the attributes.
        found: u8,
    },
    /// A codec that this build was made without.
    #[error("this build does not support {codec}; enable the feature `{codec}`")]
    CodecDisabled {
        /// Which one.
        codec: Compression,
    },
    /// A compressed payload that does not inflate.
    #[error("the {codec} payload could not be decompressed")]
    Inflate {
        /// How it is compressed.
        codec: Compression,
        /// What the codec says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A compressed payload that holds more than [`ReadOptions::max_inflated`] allows.
    ///
    /// [`ReadOptions::max_inflated`]: super::ReadOptions::max_inflated
    #[error("the {codec} payload decompresses to more than {limit} bytes; raise `max_inflated`")]
    InflatedTooLarge {
        /// How it is compressed.
        codec: Compression,
        /// How many bytes all that one compressed message holds may take.
        limit: usize,
    },
    /// Compressed messages nested deeper than [`ReadOptions::max_depth`] allows.
    ///
    /// [`ReadOptions::max_depth`]: super::ReadOptions::max_depth
    #[error("compressed messages are nested more than {limit} levels deep; raise `max_depth`")]
    TooDeep {
        /// How many levels are allowed.
        limit: usize,
    },
    /// A compressed message that holds nothing but the beginning of one message.
    #[error("the set in it ends inside its first message, after {available} of {}", SizeText(*.size))]
    CutInside {
        /// How many bytes the inner message takes, its size field included; `None` if even that
        /// field is cut.
        size: Option<usize>,
        /// How many of them are there.
        available: usize,
    },
    /// Building: a payload longer than a message can say.
    #[error("payload {index} has {length} bytes, but a message holds at most {max}")]
    TooLargeToEncode {
        /// Which of the payloads, counted from 0.
        index: usize,
        /// How long it is.
        length: usize,
        /// How long a payload may be in this message format.
        max: usize,
    },
}

impl Error {
    #[cold]
    pub(super) fn reading(kind: ErrorKind, offset: i64, next_offset: Option<i64>) -> Self {
        Self(Box::new(KindAt { kind, offset: Some(offset), next_offset, depth: 0 }))
    }

    #[cold]
    pub(super) fn building(kind: ErrorKind) -> Self {
        Self(Box::new(KindAt { kind, offset: None, next_offset: None, depth: 0 }))
    }

    /// An error of a message inside `depth` compressed ones, of which the outermost is at
    /// `offset`.
    #[cold]
    pub(super) fn inside(kind: ErrorKind, offset: i64, next_offset: i64, depth: usize) -> Self {
        let next_offset = Some(next_offset);
        Self(Box::new(KindAt { kind, offset: Some(offset), next_offset, depth }))
    }

    /// What is wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The offset of the message; for one inside a compressed message the outermost one's. `None`
    /// if the error is about building.
    pub fn offset(&self) -> Option<i64> {
        self.0.offset
    }

    /// The offset after the message, if its size is valid: where a reader that wants to
    /// step over it may go on. For one inside a compressed message the end of the outermost one.
    pub fn next_offset(&self) -> Option<i64> {
        self.0.next_offset
    }

    /// How many compressed messages there are around the one that is wrong.
    pub fn depth(&self) -> usize {
        self.0.depth
    }
}

impl ErrorKind {
    /// Whether the bytes are wrong, rather than too many or not to be read by this build.
    pub(crate) fn is_corruption(&self) -> bool {
        matches!(
            self,
            Self::InvalidSize { .. }
                | Self::Crc { .. }
                | Self::UnknownMagic { .. }
                | Self::UnknownCodec { .. }
                | Self::Inflate { .. }
                | Self::CutInside { .. }
        )
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0.kind)
    }
}

/// The text with its cause, on one line.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Chain(self))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.offset, self.0.depth) {
            (None, _) => {}
            (Some(offset), 0) => write!(f, "message at offset {offset}: ")?,
            (Some(offset), _) => write!(f, "inside the compressed message at offset {offset}: ")?,
        }
        self.0.kind.fmt(f)
    }
}

/// Why a payload does not inflate.
#[cfg_attr(not(any(feature = "gzip", feature = "snappy")), expect(dead_code))]
#[derive(Debug)]
pub(super) enum InflateError {
    /// The bytes are not what the codec writes.
    Corrupt(Box<dyn std::error::Error + Send + Sync>),
    /// They would be more than allowed.
    TooLarge,
    /// This build is without the codec.
    Disabled,
}

struct SizeText(Option<usize>);

impl fmt::Display for SizeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(size) => write!(f, "{size} bytes"),
            None => f.write_str("an unknown number of bytes"),
        }
    }
}

fn too_large_for_fetch(size: Option<usize>, available: usize) -> impl fmt::Display {
    struct Text(Option<usize>, usize);
    impl fmt::Display for Text {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let Self(size, available) = *self;
            match size {
                Some(size) => write!(
                    f,
                    "the set ends after {available} of its {size} bytes; fetch at least {size} \
                     bytes, or check that the offset is the start of a message"
                ),
                None => write!(
                    f,
                    "the set ends inside its size field, after {available} of 4 bytes; fetch more"
                ),
            }
        }
    }
    Text(size, available)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::assert_readable;

    #[test]
    fn texts_say_what_is_wrong_and_a_cause_once() {
        let (codec, limit) = (Compression::Gzip, 1000);
        let kinds = [
            ErrorKind::TooLargeForFetch { size: Some(22), available: 10 },
            ErrorKind::TooLargeForFetch { size: None, available: 3 },
            ErrorKind::InvalidSize { found: -1 },
            ErrorKind::Crc { found: 1, computed: 2 },
            ErrorKind::UnknownMagic { found: 7 },
            ErrorKind::UnknownCodec { found: 3 },
            ErrorKind::CodecDisabled { codec },
            ErrorKind::Inflate { codec, source: "unexpected end of file".into() },
            ErrorKind::InflatedTooLarge { codec, limit },
            ErrorKind::TooDeep { limit },
            ErrorKind::CutInside { size: Some(22), available: 10 },
            ErrorKind::CutInside { size: None, available: 3 },
        ];
        for (depth, kind) in kinds.into_iter().enumerate() {
            assert_readable(&Error::inside(kind, 4711, 5000, depth % 2));
        }
        let kind = ErrorKind::TooLargeToEncode { index: 1, length: limit + 1, max: limit };
        assert_readable(&Error::building(kind));
    }

    #[test]
    fn is_one_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }
}
