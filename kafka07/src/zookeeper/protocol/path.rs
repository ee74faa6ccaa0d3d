//! Rules for the paths of nodes.

use std::fmt;

/// Why a path is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidPath {
    /// It does not begin with a slash.
    NotAbsolute,
    /// It ends with a slash.
    TrailingSlash,
    /// It has two slashes in a row.
    EmptyName,
    /// A name in it is `.` or `..`.
    Relative,
    /// It has a character that servers refuse: a control character, one outside the basic plane, or
    /// one for private use.
    Character(char),
}

impl fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAbsolute => f.write_str("it must begin with a slash"),
            Self::TrailingSlash => f.write_str("it must not end with a slash"),
            Self::EmptyName => f.write_str("it must not have two slashes in a row"),
            Self::Relative => f.write_str("no name in it may be `.` or `..`"),
            Self::Character(character) => write!(f, "it must not have the character {character:?}"),
        }
    }
}

impl std::error::Error for InvalidPath {}

/// Checks a path as servers 3.3 do.
///
/// ```
/// use kafka07::zookeeper::protocol::path::{InvalidPath, check};
///
/// assert_eq!(check("/brokers/ids"), Ok(()));
/// assert_eq!(check("/brokers/"), Err(InvalidPath::TrailingSlash));
/// ```
///
/// # Errors
/// The first rule that it breaks.
pub fn check(path: &str) -> Result<(), InvalidPath> {
    let Some(names) = path.strip_prefix('/') else { return Err(InvalidPath::NotAbsolute) };
    if names.is_empty() {
        return Ok(());
    }
    if names.ends_with('/') {
        return Err(InvalidPath::TrailingSlash);
    }
    for name in names.split('/') {
        match name {
            "" => return Err(InvalidPath::EmptyName),
            "." | ".." => return Err(InvalidPath::Relative),
            _ => {}
        }
        if let Some(refused) = name.chars().find(|character| is_refused(*character)) {
            return Err(InvalidPath::Character(refused));
        }
    }
    Ok(())
}

/// The bounds are those of the original, where some characters at the edge of a range are legal.
fn is_refused(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{1e}'
            | '\u{80}'..='\u{9e}'
            | '\u{e000}'..='\u{f8fe}'
            | '\u{fff1}'..='\u{fffe}'
            | '\u{10000}'..
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_servers_take_are_valid() {
        for path in ["/", "/a", "/a/b", "/.a/..b/c.", "/...", "/\u{1f}", "/ä ü", "/\u{fff0}"] {
            assert_eq!(check(path), Ok(()), "{path:?}");
        }
    }

    #[test]
    fn paths_that_servers_refuse_are_invalid() {
        for (path, why) in [
            ("", InvalidPath::NotAbsolute),
            ("a", InvalidPath::NotAbsolute),
            ("/a/", InvalidPath::TrailingSlash),
            ("//", InvalidPath::TrailingSlash),
            ("//a", InvalidPath::EmptyName),
            ("/a//b", InvalidPath::EmptyName),
            ("/.", InvalidPath::Relative),
            ("/a/../b", InvalidPath::Relative),
            ("/a\0", InvalidPath::Character('\0')),
            ("/\u{9e}", InvalidPath::Character('\u{9e}')),
            ("/\u{e000}", InvalidPath::Character('\u{e000}')),
            ("/😀", InvalidPath::Character('😀')),
        ] {
            assert_eq!(check(path), Err(why), "{path:?}");
        }
    }
}
