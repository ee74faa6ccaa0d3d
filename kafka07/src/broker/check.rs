//! What a produced set is checked for before it goes into a log.

use crate::message::{self, Compression, ErrorKind, Messages, ReadOptions};

/// A set that may be appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Checked {
    /// How many bytes of it: up to its last whole message.
    pub(super) length: usize,
    /// How many messages these are, the inner ones of compressed messages counted.
    pub(super) messages: u64,
}

/// Why a set is not appended.
#[derive(Debug)]
pub(super) enum Refused {
    /// A payload over the maximum size: the set is dropped in silence.
    TooLarge { size: usize },
    /// The connection is closed.
    Corrupt(message::Error),
}

/// Checks a produced set: first every message as it is, then what compressed ones hold. The
/// first thing wrong decides.
pub(super) fn produced(
    set: &[u8],
    max_message_size: usize,
    open: &ReadOptions,
) -> Result<Checked, Refused> {
    let mut checked = Checked { length: 0, messages: 0 };
    let mut compressed = false;
    for message in Messages::new(set, 0, &open.shallow(true)) {
        match message {
            Ok(message) => {
                let size = message.payload().len();
                if size > max_message_size {
                    return Err(Refused::TooLarge { size });
                }
                compressed |= message.compression() != Compression::None;
                checked.length = usize::try_from(message.next_offset()).unwrap_or(set.len());
                checked.messages += 1;
            }
            Err(error) if is_size_cut(&error) => break,
            Err(error) => return Err(Refused::Corrupt(error)),
        }
    }
    if compressed {
        checked.messages = count_opened(&set[..checked.length], open).map_err(Refused::Corrupt)?;
    }
    Ok(checked)
}

/// How many messages there are, the inner ones of compressed messages counted.
fn count_opened(set: &[u8], open: &ReadOptions) -> Result<u64, message::Error> {
    let (mut count, mut from) = (0, Some(0));
    while let Some(start) = from.take() {
        let Some(rest) = usize::try_from(start).ok().and_then(|start| set.get(start..)) else {
            break;
        };
        for message in Messages::new(rest, start, &open.shallow(false)) {
            match message {
                Ok(_) => count += 1,
                // The walk ends there, but for brokers nothing is wrong.
                Err(error) if is_size_cut(&error) => from = error.next_offset(),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(count)
}

/// One to three bytes that are not even a message's size: brokers see no message in them, and no
/// error.
fn is_size_cut(error: &message::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::TooLargeForFetch { size: None, .. } | ErrorKind::CutInside { size: None, .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MessageSet;

    const MAX: usize = 100;

    fn check(set: &[u8]) -> Result<Checked, Refused> {
        produced(set, MAX, &ReadOptions::new())
    }

    fn gzip(inner: &[u8]) -> MessageSet {
        MessageSet::from_raw(inner.to_vec()).compress(Compression::Gzip).unwrap()
    }

    fn join(sets: &[&[u8]]) -> Vec<u8> {
        sets.concat()
    }

    fn bad_crc() -> Vec<u8> {
        let mut set = MessageSet::new(["bad"]).as_bytes().to_vec();
        *set.last_mut().unwrap() ^= 1;
        set
    }

    #[test]
    fn sets_are_counted_and_measured_to_their_last_whole_message() {
        let set = MessageSet::new(["one", "two"]);
        assert_eq!(check(set.as_bytes()).unwrap(), Checked { length: 26, messages: 2 });
        for cut in 13..26 {
            let checked = check(&set.as_bytes()[..cut]).unwrap();
            assert_eq!(checked, Checked { length: 13, messages: 1 }, "cut to {cut}");
        }
        for cut in 0..4 {
            let checked = check(&set.as_bytes()[..cut]).unwrap();
            assert_eq!(checked, Checked { length: 0, messages: 0 });
        }
        for cut in 4..13 {
            assert!(matches!(check(&set.as_bytes()[..cut]), Err(Refused::Corrupt(_))));
        }
    }

    #[test]
    fn inner_messages_count_and_wrappers_without_any_do_not() {
        let set = MessageSet::new(["one", "two"]);
        let wrapper = gzip(set.as_bytes());
        let all = join(&[wrapper.as_bytes(), set.as_bytes(), gzip(b"").as_bytes()]);
        assert_eq!(check(&all).unwrap(), Checked { length: all.len(), messages: 4 });
    }

    #[test]
    fn less_than_a_size_inside_is_no_error_but_what_follows_is_still_checked() {
        let odd = gzip(b"abc");
        let good = MessageSet::new(["good"]);
        let all = join(&[odd.as_bytes(), gzip(good.as_bytes()).as_bytes()]);
        assert_eq!(check(&all).unwrap(), Checked { length: all.len(), messages: 1 });
        let all = join(&[odd.as_bytes(), gzip(&bad_crc()).as_bytes()]);
        assert!(matches!(check(&all), Err(Refused::Corrupt(_))));
        assert!(matches!(check(gzip(b"abcd").as_bytes()), Err(Refused::Corrupt(_))));
    }

    #[test]
    fn the_limit_applies_to_the_payload_as_sent() {
        let at_limit = MessageSet::new([[b'x'; MAX]]);
        assert!(check(at_limit.as_bytes()).is_ok());
        let over = MessageSet::new([[b'x'; MAX + 1]]);
        assert!(matches!(check(over.as_bytes()), Err(Refused::TooLarge { size: 101 })));
        let compressed = gzip(MessageSet::new([[b'x'; 50 * MAX]]).as_bytes());
        assert!(check(compressed.as_bytes()).is_ok(), "over the limit only inside");
    }

    #[test]
    fn the_first_error_decides_and_inner_messages_come_last() {
        let over = MessageSet::new([[b'x'; MAX + 1]]);
        let inside = gzip(&bad_crc());
        let refused = |sets: &[&[u8]]| check(&join(sets)).unwrap_err();
        let over = over.as_bytes();
        assert!(matches!(refused(&[over, &bad_crc()]), Refused::TooLarge { .. }));
        assert!(matches!(refused(&[&bad_crc(), over]), Refused::Corrupt(_)));
        assert!(matches!(refused(&[inside.as_bytes(), over]), Refused::TooLarge { .. }));
        assert!(matches!(refused(&[inside.as_bytes()]), Refused::Corrupt(_)));
    }
}
