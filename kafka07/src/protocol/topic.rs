//! Which topic names are legal.

use std::fmt;

use thiserror::Error;

use super::BrokerVersion;

/// How many UTF-16 units a topic's name may have.
pub const MAX_NAME_LEN: usize = 255;

/// How many bytes the name of the folder `TOPIC-PARTITION` may have: what file systems take.
pub const MAX_FOLDER_LEN: usize = 255;

/// Why a topic's name is refused.
#[derive(Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidTopic {
    /// It has no character.
    #[error("the topic name is empty")]
    Empty,
    /// It has too many characters.
    #[error("the topic name has {len} characters; at most {MAX_NAME_LEN} are allowed")]
    TooLong {
        /// How many it has.
        len: usize,
    },
    /// Name and partition together are too long for the folder that the broker keeps them in.
    #[error(
        "topic and partition make a folder name of {len} bytes; at most {MAX_FOLDER_LEN} are possible"
    )]
    FolderTooLong {
        /// How many bytes the folder's name would have.
        len: usize,
    },
    /// `.` or `..`.
    #[error("a topic name must not be `.` or `..`")]
    Dots,
    /// A character that brokers refuse.
    #[error("the topic name has the illegal character {character:?} at byte {position}")]
    IllegalCharacter {
        /// The character.
        character: char,
        /// Where it is, in bytes.
        position: usize,
    },
    /// A character that leaves a broker 0.7.0 unable to start again, even after a mere fetch.
    #[error(
        "the topic name has {character:?} at byte {position}, which leaves a broker 0.7.0 unable to \
         start again; set `broker_version` if the broker is newer"
    )]
    HarmfulCharacter {
        /// The character.
        character: char,
        /// Where it is, in bytes.
        position: usize,
    },
    /// A character outside ASCII, which a JVM with the locale `C` writes to file names as `?`.
    #[error(
        "the topic name has {character:?} at byte {position}, which a broker whose JVM runs with the \
         locale `C` stores as `?`, together with the messages of other topics; set `utf8_topics` if \
         the brokers' JVM writes file names in UTF-8"
    )]
    NotAscii {
        /// The character.
        character: char,
        /// Where it is, in bytes.
        position: usize,
    },
    /// A character that `ZooKeeper` refuses in a path.
    #[error(
        "the topic name has {character:?} at byte {position}, which ZooKeeper refuses; a broker that \
         registers its topics there could not start again"
    )]
    NotForZooKeeper {
        /// The character.
        character: char,
        /// Where it is, in bytes.
        position: usize,
    },
}

/// The text.
impl fmt::Debug for InvalidTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Checks a name by the rule of brokers 0.7.1 and 0.7.2.
///
/// ```
/// use kafka07::protocol::topic::{self, InvalidTopic};
///
/// assert_eq!(topic::check_name("web-logs"), Ok(()));
/// assert_eq!(topic::check_name(".."), Err(InvalidTopic::Dots));
/// ```
///
/// # Errors
/// If it is empty, longer than 255 UTF-16 units, `.` or `..`, or has an illegal character: a slash,
/// a control character, one of the private use area or of the specials.
pub fn check_name(topic: &str) -> Result<(), InvalidTopic> {
    if topic.is_empty() {
        return Err(InvalidTopic::Empty);
    }
    let len = topic.chars().map(char::len_utf16).sum();
    if len > MAX_NAME_LEN {
        return Err(InvalidTopic::TooLong { len });
    }
    if topic == "." || topic == ".." {
        return Err(InvalidTopic::Dots);
    }
    match topic.char_indices().find(|&(_, character)| is_illegal(character)) {
        Some((position, character)) => Err(InvalidTopic::IllegalCharacter { character, position }),
        None => Ok(()),
    }
}

/// Checks a name by the strictest rule of any 0.7 broker: what a client should send to none of
/// them. It is [`check_for`] with an unknown version, and [`NameRules`] with their defaults.
///
/// ```
/// use kafka07::protocol::topic;
///
/// assert!(topic::check(&"t".repeat(253), 0).is_ok());
/// assert!(topic::check(&"t".repeat(253), 10).is_err());
/// assert!(topic::check("a:b", 0).is_err());
/// ```
///
/// # Errors
/// As [`check_for`].
pub fn check(topic: &str, partition: i32) -> Result<(), InvalidTopic> {
    check_for(BrokerVersion::Unknown, topic, partition)
}

/// Checks a name by what brokers of a version survive, if nothing is known of their JVM:
/// [`NameRules::new(version)`](NameRules::new) decides.
///
/// ```
/// use kafka07::BrokerVersion;
/// use kafka07::protocol::topic;
///
/// assert!(topic::check_for(BrokerVersion::V0_7_0, "a:b", 0).is_err());
/// assert!(topic::check_for(BrokerVersion::V0_7_1, "a:b", 0).is_ok());
/// assert!(topic::check_for(BrokerVersion::V0_7_1, "é", 0).is_err());
/// ```
///
/// # Errors
/// If the name is illegal, too long for a folder, or would do harm.
pub fn check_for(version: BrokerVersion, topic: &str, partition: i32) -> Result<(), InvalidTopic> {
    NameRules::new(version).check(topic, partition)
}

/// Which names may be sent to brokers: the one rule for all that a client or a producer sends.
///
/// These do harm besides what [`check_name`] refuses:
///
/// - A name whose folder `TOPIC-PARTITION` no file system takes makes a broker 0.7.0 halt. For the
///   partition that the broker chooses, any number that fits is reckoned with.
/// - A broker 0.7.0 makes a folder for any name, even for a fetch or an offsets request, and then
///   registers it with its JVM. One of `: , = ? * "` makes that fail, and fail again at every
///   start: the broker **never starts again**.
/// - A character outside ASCII is a `?` in the folder's name where a broker's JVM runs with the locale
///   `C`. So `é` and `ü` have one folder, `?-0`, and two logs **overwrite each other** in it; and a
///   broker 0.7.0 never starts again. Such names are refused for all versions unless
///   [`utf8_topics`](Self::utf8_topics) allows them.
/// - A broker that uses `ZooKeeper` registers its topics there when it starts, and cannot start
///   with a name that has a character above U+FFFF.
///
/// ```
/// use kafka07::BrokerVersion;
/// use kafka07::protocol::topic;
///
/// let rules = topic::NameRules::new(BrokerVersion::V0_7_2);
/// assert!(rules.check("web", 0).is_ok());
/// assert!(rules.check("é", 0).is_err());
/// assert!(rules.utf8_topics(true).check("é", 0).is_ok());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameRules {
    version: BrokerVersion,
    utf8: bool,
}

impl NameRules {
    /// The rules for brokers of a version whose JVM may run with any locale.
    pub const fn new(version: BrokerVersion) -> Self {
        Self { version, utf8: false }
    }

    /// Says whether the brokers' JVM writes file names in UTF-8, so that names with characters
    /// outside ASCII are safe. Defaults to false.
    #[must_use = "the changed rules are returned"]
    pub const fn utf8_topics(mut self, utf8: bool) -> Self {
        self.utf8 = utf8;
        self
    }

    /// Checks a name.
    ///
    /// # Errors
    /// If the name is illegal, too long for a folder, or would do harm.
    pub fn check(self, topic: &str, partition: i32) -> Result<(), InvalidTopic> {
        check_name(topic)?;
        let fragile = self.version.may_be_0_7_0();
        for (position, character) in topic.char_indices() {
            if fragile && is_harmful(character) {
                return Err(InvalidTopic::HarmfulCharacter { character, position });
            }
            if character > '\u{ffff}' {
                return Err(InvalidTopic::NotForZooKeeper { character, position });
            }
            if !self.utf8 && !character.is_ascii() {
                return Err(InvalidTopic::NotAscii { character, position });
            }
        }
        let digits = match partition {
            0.. => decimal_digits(partition),
            _ if fragile => decimal_digits(i32::MAX),
            _ => 1,
        };
        let len = topic.len() + 1 + digits;
        if len > MAX_FOLDER_LEN { Err(InvalidTopic::FolderTooLong { len }) } else { Ok(()) }
    }

    pub(crate) fn set_version(&mut self, version: BrokerVersion) {
        self.version = version;
    }

    pub(crate) const fn version(self) -> BrokerVersion {
        self.version
    }
}

fn decimal_digits(number: i32) -> usize {
    number.checked_ilog10().unwrap_or(0) as usize + 1
}

/// Whether a broker 0.7.0 never starts again after it.
fn is_harmful(character: char) -> bool {
    matches!(character, ':' | ',' | '=' | '?' | '*' | '"')
}

/// Surrogates cannot stand alone in a `char`, and brokers let pairs pass.
fn is_illegal(character: char) -> bool {
    matches!(
        character,
        '/' | '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}'
    )
}

/// A topic's name in a request: its length in bytes as an `i16`, then UTF-8.
///
/// Brokers read bytes that are not UTF-8 as U+FFFD, which makes an illegal name that
/// [`check_name`] refuses. A name of negative length cannot be read, like one that is cut: brokers
/// close the connection, whatever the request.
pub(super) mod as_brokers_read_it {
    use crate::wire::{Error, Output, Reader};

    pub(crate) fn encode<'v, O: Output<'v>>(name: &'v String, out: &mut O) -> Result<(), Error> {
        out.write_length::<i16>(name.len())?;
        out.put_slice(name.as_bytes())
    }

    pub(crate) fn decode(input: &mut Reader<'_>) -> Result<String, Error> {
        let length = input.read_length::<i16>()?;
        let bytes = input.take(length)?;
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Reader;

    #[test]
    fn names_that_brokers_take() {
        for name in ["t", "a-b", "a b", "a:b", "a*b", "a?b", "a,b", "a\"b", "a-1", "...", "𝒳"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        assert_eq!(check_name("tøpic日本"), Ok(()));
    }

    #[test]
    fn length_counts_utf16_units() {
        assert_eq!(check_name(&"日".repeat(255)), Ok(()));
        assert_eq!(check_name(&"t".repeat(256)), Err(InvalidTopic::TooLong { len: 256 }));
        assert_eq!(check_name(&"𝒳".repeat(128)), Err(InvalidTopic::TooLong { len: 256 }));
    }

    #[test]
    fn illegal_characters_are_named_with_their_place() {
        for character in ['/', '\0', '\u{1}', '\n', '\u{7f}', '\u{9f}', '\u{e000}', '\u{fffd}'] {
            let refused = InvalidTopic::IllegalCharacter { character, position: 1 };
            assert_eq!(check_name(&format!("a{character}b")), Err(refused));
        }
    }

    #[test]
    fn texts_are_those_that_main_prints() {
        for error in [
            InvalidTopic::Empty,
            InvalidTopic::TooLong { len: 256 },
            InvalidTopic::FolderTooLong { len: 256 },
            InvalidTopic::Dots,
            InvalidTopic::IllegalCharacter { character: '/', position: 1 },
            InvalidTopic::HarmfulCharacter { character: ':', position: 1 },
            InvalidTopic::NotAscii { character: 'é', position: 0 },
            InvalidTopic::NotForZooKeeper { character: '𝒳', position: 0 },
        ] {
            crate::chain::assert_readable(&error);
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_make_an_illegal_name() {
        let read = |bytes: &[u8]| as_brokers_read_it::decode(&mut Reader::new(bytes)).unwrap();
        assert_eq!(read(&[0, 3, b'w', b'e', b'b', b'!']), "web");
        let refused = InvalidTopic::IllegalCharacter { character: '\u{fffd}', position: 1 };
        assert_eq!(check_name(&read(&[0, 2, b'w', 0xff])), Err(refused));
    }

    #[test]
    fn cut_names_and_negative_lengths_cannot_be_read() {
        for bytes in [&[0xff, 0xff, b'w'][..], &[0x80, 0], &[0, 3, b'w'], &[0], &[]] {
            let read = as_brokers_read_it::decode(&mut Reader::new(bytes));
            assert!(read.is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn folder_counts_bytes_and_digits() {
        const NEWER: BrokerVersion = BrokerVersion::V0_7_1;
        assert_eq!(check_for(NEWER, &"t".repeat(253), -1), Ok(()));
        assert_eq!(check(&"t".repeat(253), 0), Ok(()));
        assert_eq!(check(&"t".repeat(254), 0), Err(InvalidTopic::FolderTooLong { len: 256 }));
        let too_long = Err(InvalidTopic::FolderTooLong { len: 257 });
        let utf8 = NameRules::new(NEWER).utf8_topics(true);
        assert_eq!(utf8.check(&"日".repeat(85), 0), too_long);
        assert_eq!(check(&"t".repeat(252), 99), Ok(()));
    }

    #[test]
    fn any_partition_of_a_fragile_broker_may_have_the_largest_number() {
        assert_eq!(check(&"t".repeat(244), -1), Ok(()));
        assert_eq!(check(&"t".repeat(245), -1), Err(InvalidTopic::FolderTooLong { len: 256 }));
    }

    #[test]
    fn names_that_keep_a_broker_0_7_0_from_starting_are_for_newer_ones_only() {
        for name in ["a:b", "a,b", "a=b", "a?b", "a*b", "a\"b"] {
            for version in BrokerVersion::ALL {
                let refused = version.may_be_0_7_0();
                assert_eq!(check_for(version, name, 0).is_err(), refused, "{name}: {version}");
            }
        }
        // Every printable character of ASCII but the six and the slash.
        for character in (' '..='~').filter(|character| !":,=?*\"/".contains(*character)) {
            assert_eq!(check(&format!("a{character}b"), 0), Ok(()));
        }
    }

    #[test]
    fn names_outside_ascii_are_for_brokers_that_write_utf_8_only() {
        for version in BrokerVersion::ALL {
            for name in ["é", "ü", "tøpic", "日本"] {
                let error = check_for(version, name, 0).unwrap_err();
                assert!(matches!(error, InvalidTopic::NotAscii { .. }), "{name}: {version}");
                let utf8 = NameRules::new(version).utf8_topics(true);
                assert_eq!(utf8.check(name, 0), Ok(()), "{name}: {version}");
            }
        }
        let text = check("né", 0).unwrap_err().to_string();
        assert!(text.contains("'é' at byte 1") && text.contains("`utf8_topics`"), "{text}");
    }

    #[test]
    fn characters_above_the_basic_plane_are_for_no_broker() {
        let refused = Err(InvalidTopic::NotForZooKeeper { character: '𝒳', position: 1 });
        assert_eq!(check_for(BrokerVersion::V0_7_2, "a𝒳", 0), refused);
    }
}
