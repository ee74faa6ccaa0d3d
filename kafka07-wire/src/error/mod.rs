//! Why a value could not be decoded or encoded, and where.

mod kind;
mod path;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;

pub use kind::ErrorKind;
use path::{Path, Shortened, Step};

/// An error of decoding or encoding: what is wrong, and where.
///
/// It is one word wide, so that results stay small. The path of fields is put together only when there
/// is an error. `Debug` prints the same text as `Display`, so that an error returned from `main` is
/// readable.
///
/// ```
/// use kafka07_wire::{ErrorKind, from_slice};
///
/// let error = from_slice::<u32>(&[0, 1]).unwrap_err();
/// assert_eq!(error.kind(), &ErrorKind::Incomplete { missing: 2 });
/// assert_eq!(error.offset(), 0);
/// assert_eq!(error.to_string(), "at byte 0: input ends here, 2 more bytes are needed at least");
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    /// What a number in the kind is.
    number: Number,
    offset: usize,
    path: Path,
}

/// What a prefix says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    Length,
    Count,
    Size,
    /// The bytes before the fields that follow a `rest`, which end and not the input.
    Rest,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "length",
            Self::Count => "count",
            Self::Size => "size",
            Self::Rest => "rest",
        })
    }
}

impl Error {
    /// Makes an error at `offset`. Derived code adds the path on the way out.
    #[cold]
    pub fn new(kind: ErrorKind, offset: usize) -> Self {
        let number = Number::Length;
        Self(Box::new(Inner { kind, number, offset, path: Path::default() }))
    }

    /// Makes an error with a text of your own, for `with` modules and hand-written implementations.
    #[cold]
    pub fn custom(what: impl Into<Cow<'static, str>>, offset: usize) -> Self {
        Self::new(ErrorKind::Custom(what.into()), offset)
    }

    /// Returns what is wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns the byte offset from the start of the input, or of the output when encoding.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// Returns how many more bytes of input are needed at least, or `None` if more input would not
    /// help.
    pub fn missing(&self) -> Option<usize> {
        match self.0.kind {
            ErrorKind::Incomplete { missing } => Some(missing),
            ErrorKind::CountTooLarge { missing, .. } | ErrorKind::NotEnded { missing, .. } => {
                missing
            }
            _ => None,
        }
    }

    /// Returns the whole path to the value, such as `FetchResponse.messages[3].crc`. It is empty
    /// outside derived types. The text of the error shortens a long path in the middle.
    pub fn path(&self) -> String {
        self.0.path.to_string()
    }

    /// Moves the error by `offset` bytes: out of a part that was written by itself.
    #[cold]
    pub(crate) fn moved_by(mut self, offset: usize) -> Self {
        self.0.offset += offset;
        self
    }

    /// Says what the number is that the error is about.
    #[cold]
    pub(crate) fn about(mut self, number: Number) -> Self {
        self.0.number = number;
        self
    }

    /// Adds the field `field` of the type `container` on the way out.
    #[cold]
    pub(crate) fn in_field(mut self, container: &'static str, field: &'static str) -> Self {
        self.0.path.enter(container);
        self.0.path.push(Step::Field(field));
        self
    }

    /// Adds the field `field` of the variant `variant` of the enum `container` on the way out.
    #[cold]
    pub(crate) fn in_variant_field(
        mut self,
        container: &'static str,
        variant: &'static str,
        field: &'static str,
    ) -> Self {
        self.0.path.enter(container);
        self.0.path.push(Step::VariantField(variant, field));
        self
    }

    /// Adds the variant `variant` of the enum `container` on the way out.
    #[cold]
    pub(crate) fn in_variant(mut self, container: &'static str, variant: &'static str) -> Self {
        self.0.path.enter(container);
        self.0.path.push(Step::Variant(variant));
        self
    }

    /// Adds the type itself on the way out: its tag, its magic.
    #[cold]
    pub(crate) fn in_type(mut self, container: &'static str) -> Self {
        self.0.path.enter(container);
        self
    }

    /// Adds an element's index on the way out.
    #[cold]
    pub(crate) fn at_index(mut self, index: usize) -> Self {
        self.0.path.push(Step::Index(index));
        self
    }
}

impl core::error::Error for Error {}

impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        self.0.kind == other.0.kind
            && self.0.offset == other.0.offset
            && self.path() == other.path()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, number, offset, path } = &*self.0;
        if !path.is_empty() {
            write!(f, "{} ", Shortened(path))?;
        }
        write!(f, "at byte {offset}: ")?;
        kind.describe(*number, f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn long_paths_are_shortened_in_the_middle() {
        let deep = |levels| {
            let error = Error::new(ErrorKind::TooDeep { limit: 128 }, 7);
            (0..levels).fold(error, |error, _| error.in_field("Node", "next"))
        };
        assert_eq!(deep(2).to_string(), "Node.next.next at byte 7: nested deeper than 128 levels");
        assert_eq!(deep(17).to_string().matches(".next").count(), 17);
        let text = deep(128).to_string();
        assert!(text.starts_with("Node.next.next.next"), "{text}");
        assert!(text.contains(".next…(112 more)….next"), "{text}");
        assert_eq!(text.matches(".next").count(), 16);
        assert_eq!(deep(128).path().matches(".next").count(), 128);
    }

    #[test]
    fn an_error_returned_from_main_is_readable() {
        let error = Error::new(ErrorKind::TrailingBytes { left: 1 }, 3).in_field("Point", "x");
        assert_eq!(format!("{error:?}"), "Point.x at byte 3: 1 byte left over");
    }

    #[test]
    fn errors_are_one_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
