//! What can be wrong with messages, where, and what to do about it.

use std::fmt;

use super::Compression;

/// Why a message could not be read, or a set not be built.
///
/// One word wide. No payload bytes stand in it or in its texts.
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
///     "message at offset 0: it takes 22 bytes, but the set ends after 10; \
///      fetch at least 22 bytes (or the offset is not where a message starts)",
/// );
/// ```
pub struct Error(Box<KindAt>);

struct KindAt {
    kind: ErrorKind,
    offset: Option<i64>,
    next_offset: Option<i64>,
    depth: usize,
}

/// What exactly is wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The set holds nothing but the beginning of one message: the message is larger than the
    /// fetch size. Or the offset lies inside a message, and the size found is none.
    #[error("{}", too_large_for_fetch(*.size, *.available))]
    TooLargeForFetch {
        /// How many bytes the message takes, its size field included; `None` if even that field
        /// is cut.
        size: Option<usize>,
        /// How many of them are there.
        available: usize,
    },
    /// A size that no message has: the log is corrupt here, or the offset lies inside a message.
    #[error(
        "{found} is not the size of a message; \
         the log is corrupt here, or the offset is not where a message starts"
    )]
    InvalidSize {
        /// As it stands in the set.
        found: i32,
    },
    /// A payload that is not the one the CRC was computed of.
    #[error(
        "CRC-32 is {found:#010x}, computed {computed:#010x}; \
         the log is corrupt here, or the offset is not where a message starts"
    )]
    Crc {
        /// As it stands in the message.
        found: u32,
        /// Of the payload.
        computed: u32,
    },
    /// A magic byte other than 0 and 1.
    #[error(
        "unknown magic {found}, Kafka 0.7 has 0 and 1; \
         the log is corrupt here, or the offset is not where a message starts"
    )]
    UnknownMagic {
        /// As it stands in the message.
        found: u8,
    },
    /// Attributes that name no codec.
    #[error("unknown codec {found}, Kafka 0.7 has 0 (none), 1 (gzip) and 2 (snappy)")]
    UnknownCodec {
        /// The codec bits of the attributes.
        found: u8,
    },
    /// A codec that this build was made without.
    #[error("{codec} is switched off in this build; build with the feature `{codec}`")]
    CodecDisabled {
        /// Which one.
        codec: Compression,
    },
    /// A compressed payload that does not inflate.
    #[error("its {codec} payload does not inflate: {source}")]
    Inflate {
        /// How it is compressed.
        codec: Compression,
        /// What the codec says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A compressed payload that holds more than [`ReadOptions::max_inflated`] allows.
    ///
    /// [`ReadOptions::max_inflated`]: super::ReadOptions::max_inflated
    #[error("its {codec} payload inflates to more than {limit} bytes; raise `max_inflated`")]
    InflatedTooLarge {
        /// How it is compressed.
        codec: Compression,
        /// How many bytes all that one compressed message holds may take.
        limit: usize,
    },
    /// Compressed messages nested deeper than [`ReadOptions::max_depth`] allows.
    ///
    /// [`ReadOptions::max_depth`]: super::ReadOptions::max_depth
    #[error("compressed messages are nested deeper than {limit} levels; raise `max_depth`")]
    TooDeep {
        /// How many levels are allowed.
        limit: usize,
    },
    /// A compressed message that holds nothing but the beginning of one message.
    #[error("its inner set holds only a cut message, {available} bytes of {}", SizeText(*.size))]
    CutInside {
        /// How many bytes the inner message takes, its size field included; `None` if even that
        /// field is cut.
        size: Option<usize>,
        /// How many of them are there.
        available: usize,
    },
    /// Building: a payload longer than a message can say.
    #[error("payload {index} is {length} bytes long, a message holds at most {max}")]
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

    /// An error of a message inside `depth` compressed ones, of which the outermost stands at
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

    /// The offset behind the message, if it has a size that can be: where a reader that wants to
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

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("offset", &self.0.offset)
            .field("next_offset", &self.0.next_offset)
            .field("depth", &self.0.depth)
            .finish()
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
            Some(size) => size.fmt(f),
            None => f.write_str("an unknown size"),
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
                    "it takes {size} bytes, but the set ends after {available}; fetch at least \
                     {size} bytes (or the offset is not where a message starts)"
                ),
                None => write!(
                    f,
                    "the set ends after {available} bytes, inside its size field; fetch more"
                ),
            }
        }
    }
    Text(size, available)
}
