//! What a produced set is checked for before it goes into a log.

use std::ops::Range;

use super::inflation::Allowance;
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
    /// Compressed messages hold more than the request is allowed: the connection is closed.
    TooMuchInflated,
    /// The connection is closed.
    Corrupt(message::Error),
}

/// Checks a produced set: first every message as it is, then what compressed ones hold, as far as
/// `allowance` goes. The first thing wrong decides.
pub(super) fn produced(
    set: &[u8],
    max_message_size: usize,
    allowance: &mut Allowance<'_>,
) -> Result<Checked, Refused> {
    let mut checked = Checked { length: 0, messages: 0 };
    let mut compressed = Vec::new();
    for message in Messages::new(set, 0, &ReadOptions::new().shallow(true)) {
        match message {
            Ok(message) => {
                let size = message.payload().len();
                if size > max_message_size {
                    return Err(Refused::TooLarge { size });
                }
                let end = usize::try_from(message.next_offset()).unwrap_or(set.len());
                if message.compression() == Compression::None {
                    checked.messages += 1;
                } else {
                    compressed.push(checked.length..end);
                }
                checked.length = end;
            }
            Err(error) if is_size_cut(&error) => break,
            Err(error) => return Err(Refused::Corrupt(error)),
        }
    }
    if !compressed.is_empty() {
        let _place = allowance.wait_for_place();
        for wrapper in compressed {
            checked.messages +=
                count_opened(set, wrapper, allowance).map_err(|error| match error.kind() {
                    ErrorKind::InflatedTooLarge { .. } => Refused::TooMuchInflated,
                    _ => Refused::Corrupt(error),
                })?;
        }
    }
    Ok(checked)
}

/// How many messages the compressed one at `wrapper` holds.
fn count_opened(
    set: &[u8],
    wrapper: Range<usize>,
    allowance: &mut Allowance<'_>,
) -> Result<u64, message::Error> {
    let start = i64::try_from(wrapper.start).unwrap_or(i64::MAX);
    // Its CRC is checked already, but not those inside it.
    let mut messages = Messages::new(&set[wrapper], start, &allowance.options());
    let mut count = 0;
    let result = loop {
        match messages.next() {
            Some(Ok(_)) => count += 1,
            None => break Ok(count),
            // The walk ends there, but for brokers nothing is wrong.
            Some(Err(error)) if is_size_cut(&error) => break Ok(count),
            Some(Err(error)) => break Err(error),
        }
    };
    allowance.take(messages.inflated());
    result
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
    use super::super::inflation::Inflation;
    use super::*;
    use crate::MessageSet;

    const MAX: usize = 100;

    fn check(set: &[u8]) -> Result<Checked, Refused> {
        produced(set, MAX, &mut Inflation::new(1 << 20, 1).allowance())
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
    fn all_compressed_messages_of_a_request_share_one_allowance() {
        let inner = MessageSet::new([vec![0; 10_000]]);
        let inflation = Inflation::new(50_000, 1);
        let check = |count: usize| {
            let set = gzip(inner.as_bytes()).as_bytes().repeat(count);
            produced(&set, MAX, &mut inflation.allowance())
        };
        assert_eq!(check(4).unwrap().messages, 4);
        assert!(matches!(check(5), Err(Refused::TooMuchInflated)));
        let mut allowance = inflation.allowance();
        let set = gzip(inner.as_bytes());
        for _ in 0..4 {
            assert!(produced(set.as_bytes(), MAX, &mut allowance).is_ok());
        }
        assert!(produced(set.as_bytes(), MAX, &mut allowance).is_err(), "of several sets too");
    }

    #[test]
    fn what_comes_out_counts_even_if_it_is_no_message_or_nothing() {
        let inflation = Inflation::new(50_000, 1);
        let check = |inner: &[u8], count: usize| {
            let set = gzip(inner).as_bytes().repeat(count);
            produced(&set, MAX, &mut inflation.allowance())
        };
        // One message, and a tail that says that it is one cut.
        let tail = [MessageSet::new(["m"]).as_bytes(), &[0, 1, 0, 0], &vec![0; 20_000]].concat();
        assert_eq!(check(&tail, 2).unwrap().messages, 2);
        assert!(matches!(check(&tail, 3), Err(Refused::TooMuchInflated)));
        assert_eq!(check(b"x", 40).unwrap().messages, 0);
        assert!(check(b"x", 60).is_err(), "the work to open one counts");
        let nested = gzip(MessageSet::new(["m"]).as_bytes()).as_bytes().repeat(60);
        assert!(check(&nested, 1).is_err(), "also inside another");
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
