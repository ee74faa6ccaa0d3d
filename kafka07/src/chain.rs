//! An error with all that led to it, on one line.

use std::error::Error;
use std::fmt;

/// Shows an error and its causes, with colons between.
///
/// The errors of this crate use it for `Debug`, so a `main` that returns one prints a readable text;
/// and events use it, because the `Display` of an error leaves its causes out.
pub(crate) struct Chain<'a>(pub(crate) &'a dyn Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(cause) = next {
            write!(f, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}

/// What an error does that is a box with its kind: the kind's text, and for `Debug` that of its causes
/// too.
macro_rules! boxed_kind {
    ($error:ident, $kind:ident) => {
        impl From<$kind> for $error {
            #[cold]
            fn from(kind: $kind) -> Self {
                Self(Box::new(kind))
            }
        }

        impl ::std::error::Error for $error {
            fn source(&self) -> Option<&(dyn ::std::error::Error + 'static)> {
                ::std::error::Error::source(&*self.0)
            }
        }

        impl ::std::fmt::Display for $error {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }

        /// The text with its causes, on one line.
        impl ::std::fmt::Debug for $error {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, "{}", $crate::chain::Chain(self))
            }
        }
    };
}

pub(crate) use boxed_kind;

/// Checks the rules for the texts of errors, for an error of any type.
#[cfg(test)]
#[track_caller]
pub(crate) fn assert_readable(error: &(impl Error + 'static)) {
    let line = Chain(error).to_string();
    assert_eq!(format!("{error:?}"), line, "`main` prints the text with its causes on one line");
    assert!(!line.contains('\n'), "{line}");
    let mut next: Option<&dyn Error> = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        assert!(!text.is_empty() && !text.ends_with(['.', ',', ':', ';', '!', '?', ' ']), "{text}");
        next = error.source();
        if let Some(cause) = next {
            assert!(!text.contains(&cause.to_string()), "a cause appears once: {line}");
        }
    }
    let mut parts: Vec<_> = line.split(": ").collect();
    parts.sort_unstable();
    assert!(parts.windows(2).all(|pair| pair[0] != pair[1]), "nothing is said twice: {line}");
    println!("{line}");
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Link(&'static str, #[source] Option<Box<dyn Error>>);

    #[test]
    fn causes_follow_in_order() {
        let last = io::Error::other("disk full");
        let middle = Link("could not write to log", Some(last.into()));
        let first = Link("could not store", Some(middle.into()));
        assert_eq!(Chain(&first).to_string(), "could not store: could not write to log: disk full");
        assert_eq!(Chain(&Link("alone", None)).to_string(), "alone");
    }
}
