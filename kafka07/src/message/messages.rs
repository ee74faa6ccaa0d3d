//! The messages of a set and of the sets inside its compressed messages, as iterators.

use std::fmt;
use std::iter::FusedIterator;

use bytes::Bytes;

use super::walk::{CutTail, Walk};
use super::{Compression, Error, Message, ReadOptions};

/// A walk over the messages of a set, borrowed from its bytes.
///
/// Compressed messages are opened on the way, as deep as [`ReadOptions::max_depth`] says, and what
/// they hold comes out in order. Nothing is allocated and no counter touched for a message that is
/// not inside a compressed one.
///
/// A set may be cut anywhere: the walk then ends before the cut message, and
/// [`cut_tail`](Self::cut_tail) tells of it. If there is nothing before it, that is the error
/// [`TooLargeForFetch`](super::ErrorKind::TooLargeForFetch). After an error the walk has ended.
///
/// ```
/// use kafka07::message::{Messages, ReadOptions};
/// use kafka07::MessageSet;
///
/// let set = MessageSet::new(["one", "two"]);
/// let page = &set.as_bytes()[..20];                     // as if fetched from offset 1000 on
///
/// let mut messages = Messages::new(page, 1000, &ReadOptions::new());
/// assert_eq!(messages.next().unwrap()?.payload(), b"one");
/// assert!(messages.next().is_none());
///
/// assert_eq!(messages.next_offset(), 1013);             // fetch from here on next
/// assert_eq!(messages.cut_tail().unwrap().size, Some(13));
/// # Ok::<(), kafka07::message::Error>(())
/// ```
pub struct Messages<'a>(Walk<&'a [u8]>);

/// The same walk as [`Messages`] over bytes it owns: the payloads are shared with them and may
/// outlive the walk.
///
/// ```
/// use kafka07::MessageSet;
///
/// let payloads: Vec<bytes::Bytes> = MessageSet::new(["one", "two"])
///     .into_iter()
///     .map(|message| message.map(|message| message.into_payload()))
///     .collect::<Result<_, _>>()?;
/// assert_eq!(payloads, ["one", "two"]);
/// # Ok::<(), kafka07::message::Error>(())
/// ```
pub struct OwnedMessages(Walk<Bytes>);

macro_rules! walk {
    ($name:ident $(<$lifetime:lifetime>)?, $set:ty, $message:ty) => {
        impl $(<$lifetime>)? $name $(<$lifetime>)? {
            /// A walk over the bytes of `set`, whose first one is at `offset` in its partition.
            #[inline]
            pub fn new(set: $set, offset: i64, options: &ReadOptions) -> Self {
                Self(Walk::new(set, offset, options))
            }

            /// A walk that yields nothing but `error`.
            pub(super) fn failed(error: Error, offset: i64) -> Self {
                Self(Walk::failed(error, offset))
            }

            /// Where to resume after all that was yielded so far: after the last message, or at
            /// the start of the compressed message whose inner messages are not all yielded yet.
            /// After an error it is where the message that is wrong starts.
            #[inline]
            pub fn next_offset(&self) -> i64 {
                self.0.next_offset()
            }

            /// The message that the end of the set cuts; known when the walk has come to it.
            pub fn cut_tail(&self) -> Option<CutTail> {
                self.0.cut_tail()
            }

            /// Whether the walk has ended in a search that bytes after the set decide.
            pub(crate) fn is_undecided(&self) -> bool {
                self.0.is_undecided()
            }

            /// How many times something corrupt was stepped over, here and inside compressed
            /// messages; see [`OnCorrupt::Skip`](super::OnCorrupt::Skip).
            pub fn skipped(&self) -> usize {
                self.0.skipped()
            }
        }

        impl $(<$lifetime>)? Iterator for $name $(<$lifetime>)? {
            type Item = Result<$message, Error>;

            #[inline(always)]
            fn next(&mut self) -> Option<Self::Item> {
                self.0.next()
            }
        }

        impl $(<$lifetime>)? FusedIterator for $name $(<$lifetime>)? {}

        /// Without the payloads' bytes.
        impl $(<$lifetime>)? fmt::Debug for $name $(<$lifetime>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("next_offset", &self.next_offset())
                    .field("cut_tail", &self.cut_tail())
                    .field("skipped", &self.skipped())
                    .finish_non_exhaustive()
            }
        }
    };
}

impl Messages<'_> {
    /// Whether a message compressed with `codec` was opened so far, at any depth.
    pub(crate) fn has_opened(&self, codec: Compression) -> bool {
        self.0.has_opened(codec)
    }

    /// How many bytes came out of compressed messages so far, what it took to open them included.
    #[cfg(feature = "broker")]
    pub(crate) fn inflated(&self) -> usize {
        self.0.inflated()
    }
}

walk!(Messages<'a>, &'a [u8], Message<'a>);
walk!(OwnedMessages, Bytes, Message<'static>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::crc::count;
    use crate::message::{ErrorKind, OnCorrupt, codec};
    use crate::{Compression, MessageSet};

    type Row = (Vec<u8>, i64, i64);

    fn rows(messages: Messages<'_>) -> Vec<Row> {
        messages.map(|message| row(&message.unwrap())).collect()
    }

    fn row(message: &Message<'_>) -> Row {
        (message.payload().to_vec(), message.offset(), message.next_offset())
    }

    fn codecs() -> impl Iterator<Item = Compression> {
        Compression::ALL
            .into_iter()
            .filter(|codec| *codec != Compression::None && codec.is_available())
    }

    fn join(sets: &[MessageSet]) -> MessageSet {
        MessageSet::from_raw(
            sets.iter().flat_map(|set| set.as_bytes().to_vec()).collect::<Vec<_>>(),
        )
    }

    #[test]
    fn offsets_of_uncompressed_messages_are_positions() {
        let set = MessageSet::new(["a", "", "bcd"]);
        let wanted =
            [(b"a".to_vec(), 7, 18), (b"".to_vec(), 18, 28), (b"bcd".to_vec(), 28, 41)].to_vec();
        assert_eq!(rows(set.read(7, &ReadOptions::new())), wanted);
        let old = MessageSet::magic0(["a", "bcd"]);
        let wanted = [(b"a".to_vec(), 0, 10), (b"bcd".to_vec(), 10, 22)].to_vec();
        assert_eq!(rows(old.messages()), wanted);
        assert!(old.messages().all(|message| message.unwrap().magic() == 0));
    }

    #[test]
    fn offsets_are_right_up_to_the_last_one_there_is() {
        let set = MessageSet::new(["a", "b", "c"]);
        let mut messages = set.read(i64::MAX - 22, &ReadOptions::new());
        for offset in [i64::MAX - 22, i64::MAX - 11] {
            let message = messages.next().unwrap().unwrap();
            assert_eq!((message.offset(), message.next_offset()), (offset, offset + 11));
        }
    }

    #[test]
    fn inner_messages_resume_at_their_wrapper_and_the_last_after_it() {
        for codec in codecs() {
            let wrapper = MessageSet::compressed(codec, ["one", "two", "three"]).unwrap();
            let set = join(&[MessageSet::new(["x"]), wrapper.clone(), MessageSet::new(["y"])]);
            let (start, end) = (11, 11 + i64::try_from(wrapper.len()).unwrap());
            let wanted = [
                (b"x".to_vec(), 0, start),
                (b"one".to_vec(), start, start),
                (b"two".to_vec(), start, start),
                (b"three".to_vec(), start, end),
                (b"y".to_vec(), end, end + 11),
            ];
            assert_eq!(rows(set.messages()), wanted);

            let mut messages = set.messages();
            assert_eq!(messages.next_offset(), 0);
            for (_, _, next) in wanted {
                messages.next().unwrap().unwrap();
                assert_eq!(messages.next_offset(), next);
            }
            assert!(messages.next().is_none());
            assert_eq!(messages.next_offset(), end + 11);
            assert_eq!(messages.cut_tail(), None);
        }
    }

    #[test]
    fn a_cut_tail_ends_the_walk_and_a_cut_message_alone_is_an_error() {
        let set = MessageSet::new(["some", "message"]);
        for length in 0..=set.len() {
            let cut = &set.as_bytes()[..length];
            let mut messages = Messages::new(cut, 100, &ReadOptions::new());
            let (whole, start) = match length {
                0 => (0, None),
                1..14 => {
                    let error = messages.next().unwrap().unwrap_err();
                    let size = (length >= 4).then_some(14);
                    assert!(matches!(
                        error.kind(),
                        ErrorKind::TooLargeForFetch { size: s, available }
                            if *s == size && *available == length
                    ));
                    assert_eq!(error.offset(), Some(100));
                    (0, Some((0, size)))
                }
                14 => (1, None),
                15..31 => (1, Some((14, (length >= 18).then_some(17)))),
                _ => (2, None),
            };
            assert_eq!(messages.by_ref().map(Result::unwrap).count(), whole);
            assert_eq!(
                messages.cut_tail(),
                start.map(|(start, size)| {
                    let offset = 100 + i64::try_from(start).unwrap();
                    CutTail { offset, available: length - start, size }
                })
            );
            assert!(messages.next().is_none(), "it has ended");
            let ended = start.map_or(length, |(start, _)| start);
            assert_eq!(messages.next_offset(), 100 + i64::try_from(ended).unwrap());
        }
    }

    const SKIP: ReadOptions = ReadOptions::new().on_corrupt(OnCorrupt::Skip);

    /// Three messages, the one in the middle changed by `change`.
    fn with_middle(change: impl Fn(&mut Vec<u8>)) -> (Vec<u8>, usize) {
        let mut middle = MessageSet::new(["middle"]).into_bytes().to_vec();
        change(&mut middle);
        let size = middle.len();
        let set =
            [MessageSet::new(["first"]).as_bytes(), &middle, MessageSet::new(["last"]).as_bytes()]
                .concat();
        (set, size)
    }

    fn payloads(messages: &mut Messages<'_>) -> Vec<Vec<u8>> {
        messages.map(|message| message.unwrap().payload().to_vec()).collect()
    }

    #[test]
    fn a_bad_message_fails_with_its_offset_or_is_stepped_over() {
        type Change = fn(&mut Vec<u8>);
        let cases: [(Change, &str, bool); 6] = [
            (|m| m[10] ^= 1, "CRC-32 is", true),
            (|m| m[4] = 2, "unknown magic byte 2", true),
            (|m| m[5] |= 3, "unknown codec 3", true),
            (|m| m[..4].fill(0xff), "message size -1 is invalid", false),
            (|m| m[..4].fill(0), "message size 0 is invalid", false),
            (|m| m[3] = 5, "message size 5 is invalid", false),
        ];
        for (change, said, sized) in cases {
            let (set, size) = with_middle(change);
            let mut messages = Messages::new(&set, 100, &ReadOptions::new());
            assert_eq!(messages.next().unwrap().unwrap().payload(), b"first");
            let error = messages.next().unwrap().unwrap_err();
            assert!(error.to_string().starts_with("message at offset 115: "), "{error}");
            assert!(error.to_string().contains(said), "{error}");
            let next = sized.then(|| 115 + i64::try_from(size).unwrap());
            assert_eq!((error.offset(), error.next_offset(), error.depth()), (Some(115), next, 0));
            assert!(messages.next().is_none(), "the walk has ended");
            assert_eq!(messages.next_offset(), 115);

            let mut messages = Messages::new(&set, 100, &SKIP);
            assert_eq!(payloads(&mut messages), [&b"first"[..], b"last"], "{said}");
            assert_eq!(messages.skipped(), 1);
            assert_eq!(messages.next_offset(), 100 + i64::try_from(set.len()).unwrap());
        }
    }

    #[test]
    fn an_unchecked_crc_may_be_wrong() {
        let (set, _) = with_middle(|message| message[10] ^= 1);
        let options = ReadOptions::new().check_crc(false);
        assert_eq!(payloads(&mut Messages::new(&set, 0, &options)).len(), 3);
    }

    #[test]
    fn an_offset_inside_a_message_is_told_from_a_message_too_large() {
        let set = MessageSet::new(["some message, and then some more of it"]);
        let inside = &set.as_bytes()[12..];
        let error = Messages::new(inside, 12, &ReadOptions::new()).next().unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::UnknownMagic { .. }));
        assert!(error.to_string().ends_with("or the offset is not the start of a message"));
    }

    #[test]
    fn a_cut_message_over_the_limit_has_an_invalid_size() {
        // The limit counts the payload, whatever the header takes.
        for (set, size) in
            [(MessageSet::new(["some message"]), 18), (MessageSet::magic0(["some message"]), 17)]
        {
            let cut = &set.as_bytes()[..10];
            for (limit, fits) in [(12, true), (11, false)] {
                let options = ReadOptions::new().max_message_size(limit);
                let error = Messages::new(cut, 0, &options).next().unwrap().unwrap_err();
                assert_eq!(matches!(error.kind(), ErrorKind::TooLargeForFetch { .. }), fits);
                let invalid =
                    matches!(*error.kind(), ErrorKind::InvalidSize { found } if found == size);
                assert_eq!(invalid, !fits);
            }
        }
    }

    #[test]
    fn a_wrong_size_loses_no_message_of_the_set() {
        let messages = ["zero", "one", "two", "three", "four", "five"];
        let whole = MessageSet::new(messages);
        for bit in 0..32 {
            let mut set = whole.as_bytes().to_vec();
            let at = 14 + 13;
            set[at + 3 - bit / 8] ^= 1 << (bit % 8);
            // Also where the end cuts the last message.
            for (length, last) in [(set.len(), 6), (set.len() - 1, 5)] {
                let mut read = Messages::new(&set[..length], 0, &SKIP);
                let found = payloads(&mut read);
                let wanted = messages[..last].iter().filter(|text| **text != "two");
                assert!(found.iter().eq(wanted.map(|text| text.as_bytes())), "bit {bit}");
                assert_eq!((read.skipped(), read.cut_tail().is_some()), (1, last == 5));
            }
            for codec in codecs() {
                let inside = MessageSet::from_raw(set.clone()).compress(codec).unwrap();
                let wanted = messages.iter().filter(|text| **text != "two");
                let found = payloads(&mut inside.read(0, &SKIP));
                assert!(found.iter().eq(wanted.map(|text| text.as_bytes())), "bit {bit} inside");
            }
        }
    }

    #[test]
    fn zeros_before_a_message_do_not_hide_it() {
        // Read as a head, the last of them say a CRC of 0, which is that of no bytes.
        let sets = [20, 30, 40].map(|length| MessageSet::new([vec![b'x'; length]]));
        for junk in [&[0; 8][..], &[0x9f, 1, 2, 3, 0, 0, 0, 0], &[0; 5], &[0xff, 9, 9, 9, 1, 0]] {
            let set = [sets[0].as_bytes(), junk, sets[1].as_bytes(), sets[2].as_bytes()].concat();
            let lengths = |set: &[u8]| -> Vec<usize> {
                payloads(&mut Messages::new(set, 0, &SKIP)).iter().map(Vec::len).collect()
            };
            assert_eq!(lengths(&set), [20, 30, 40], "{junk:?}");
            // Also where the end cuts one of them.
            assert_eq!(lengths(&set[..set.len() - 1]), [20, 30], "{junk:?}");
            let cut = &set[..30 + junk.len() + 2];
            let mut messages = Messages::new(cut, 0, &SKIP);
            assert_eq!(payloads(&mut messages).len(), 1);
            assert!(messages.next_offset() <= 30 + i64::try_from(junk.len()).unwrap(), "{junk:?}");
        }
    }

    /// Letters in no order, which no codec but gzip makes shorter.
    fn noise(seed: u32, length: usize) -> Vec<u8> {
        let mut state = seed.wrapping_mul(2_654_435_761) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            b'a' + state.to_be_bytes()[1] % 16
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn bytes_missing_in_a_compressed_message_hide_none_after_it() {
        for codec in codecs() {
            let sets: Vec<MessageSet> = (1..4)
                .map(|seed| MessageSet::compressed(codec, [noise(seed, 60), noise(seed + 9, 60)]))
                .collect::<Result<_, _>>()
                .unwrap();
            for missing in 1..4 {
                let mut bytes = sets[0].as_bytes().to_vec();
                bytes.drain(30..30 + missing);
                let damaged = bytes.len();
                bytes.extend_from_slice(sets[1].as_bytes());
                let (two, both) = (bytes.len(), [&bytes, sets[2].as_bytes()].concat());
                let wanted = [noise(2, 60), noise(11, 60), noise(3, 60), noise(12, 60)];
                let found = payloads(&mut Messages::new(&both, 0, &SKIP));
                assert!(found.ends_with(&wanted), "{codec}: {missing} missing");
                if codec != Compression::Gzip {
                    continue;
                }
                // A page that ends inside the next one is asked for again from that.
                let mut page = Messages::new(&both[..two - 20], 0, &SKIP);
                let _ = payloads(&mut page);
                let next = page.next_offset();
                assert!(next <= i64::try_from(damaged).unwrap(), "{codec}: {missing}, {next}");
            }
        }
    }

    #[test]
    fn messages_that_a_damaged_compressed_one_claims_come_out() {
        for codec in codecs() {
            let large = MessageSet::compressed(codec, [noise(7, 1900)]).unwrap();
            let plain: Vec<Vec<u8>> = (0..20).map(|seed| noise(seed + 50, 90)).collect();
            for missing in [1, 37, 100, 250, 500] {
                let mut set = large.as_bytes().to_vec();
                set.drain(300..300 + missing);
                set.extend_from_slice(MessageSet::new(&plain).as_bytes());
                let found = payloads(&mut Messages::new(&set, 0, &SKIP));
                assert_eq!(found, plain, "{codec}: {missing} missing");
            }
        }
    }

    #[test]
    fn messages_inside_a_message_that_is_cut_are_not_taken_for_damage() {
        let inner = MessageSet::new(["inner"; 20]);
        let set = MessageSet::new([b"first", inner.as_bytes(), b"last"]);
        let cut = &set.as_bytes()[..set.len() - 50];
        let mut messages = Messages::new(cut, 0, &SKIP);
        assert_eq!(payloads(&mut messages), [b"first"]);
        assert_eq!((messages.skipped(), messages.next_offset()), (0, 15));
    }

    #[test]
    fn bytes_that_look_like_many_messages_are_searched_once() {
        // Every fifth byte is the head of a message of 64 KiB.
        let mut set = vec![0xff; 4];
        set.extend([0, 1, 0, 0, 0].repeat(40_000));
        set.extend(MessageSet::new(["found"]).as_bytes());
        let mut messages = Messages::new(&set, 0, &SKIP);
        assert_eq!(payloads(&mut messages), [b"found"]);
    }

    #[test]
    fn a_page_of_damaged_messages_takes_linear_time() {
        let good = MessageSet::new([vec![7; 90]]);
        for byte in [12, 7] {
            let mut bad = good.as_bytes().to_vec();
            bad[byte] ^= 1;
            // Nothing follows, or the beginning of a message, or a message.
            for after in [&[][..], &good.as_bytes()[..50], good.as_bytes()] {
                let set = [&bad.repeat(3000), after].concat();
                count::take();
                let found = payloads(&mut Messages::new(&set, 0, &SKIP)).len();
                assert_eq!(found, usize::from(after.len() == good.len()));
                assert!(count::take() / (set.len() as u64) < 100);
            }
        }
    }

    #[test]
    fn after_a_search_messages_are_checked_as_before() {
        for check in [true, false] {
            let large = vec![7_u8; 1000];
            let mut changed = MessageSet::new([&large]).into_bytes().to_vec();
            changed[500] ^= 1;
            let good = MessageSet::new([&large]);
            let set =
                [&[0xff; 9][..], good.as_bytes(), &changed, good.as_bytes(), &[0xff; 3]].concat();
            let mut messages = Messages::new(&set, 0, &SKIP.check_crc(check));
            assert_eq!(payloads(&mut messages).len(), if check { 2 } else { 3 });
            assert_eq!(messages.skipped(), if check { 2 } else { 1 });
            assert_eq!(
                messages.cut_tail().map(|tail| (tail.available, tail.size)),
                Some((3, None))
            );
        }
    }

    /// A message with `payload` compressed as it is, whatever it is.
    fn wrapper(codec: Compression, payload: &[u8]) -> MessageSet {
        let mut bytes = MessageSet::new([payload]).into_bytes().to_vec();
        bytes[5] = codec.bits();
        MessageSet::from_raw(bytes)
    }

    #[test]
    fn errors_inside_a_wrapper_have_the_wrappers_offset() {
        for codec in codecs() {
            let (inner, _) = with_middle(|message| message[10] ^= 1);
            let compressed = MessageSet::from_raw(inner).compress(codec).unwrap();
            let end = i64::try_from(compressed.len()).unwrap();
            let mut messages = compressed.messages();
            assert_eq!(row(&messages.next().unwrap().unwrap()), (b"first".to_vec(), 0, 0));
            let error = messages.next().unwrap().unwrap_err();
            let said = "inside the compressed message at offset 0: the stored CRC-32 is";
            assert!(error.to_string().starts_with(said), "{error}");
            assert_eq!(
                (error.offset(), error.next_offset(), error.depth()),
                (Some(0), Some(end), 1)
            );
            assert!(messages.next().is_none());
            assert_eq!(messages.next_offset(), 0);

            let mut messages = compressed.read(0, &SKIP);
            let rows: Vec<Row> = messages.by_ref().map(|message| row(&message.unwrap())).collect();
            assert_eq!(rows, [(b"first".to_vec(), 0, 0), (b"last".to_vec(), 0, end)]);
            assert_eq!(messages.skipped(), 1);

            // The last one inside is wrong: the one before it ends the wrapper when it is skipped.
            let mut inner = MessageSet::new(["a", "b"]).into_bytes().to_vec();
            *inner.last_mut().unwrap() ^= 1;
            let compressed = MessageSet::from_raw(inner).compress(codec).unwrap();
            let end = i64::try_from(compressed.len()).unwrap();
            let mut messages = compressed.read(0, &SKIP);
            assert_eq!(row(&messages.next().unwrap().unwrap()), (b"a".to_vec(), 0, end));
            assert!(messages.next().is_none());
        }
    }

    #[test]
    fn a_payload_that_does_not_inflate_is_an_error_or_stepped_over() {
        for codec in codecs() {
            let set = join(&[wrapper(codec, b"\xffno such thing"), MessageSet::new(["last"])]);
            let error = set.messages().next().unwrap().unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::Inflate { codec: said, .. } if *said == codec)
            );
            assert!(std::error::Error::source(&error).is_some());
            assert_eq!(payloads(&mut set.read(0, &SKIP)), [b"last"]);
        }
    }

    #[test]
    fn an_inner_set_is_read_up_to_its_cut() {
        for codec in codecs() {
            let inner = MessageSet::new(["one", "two"]).into_bytes();
            for length in 0..=inner.len() {
                let cut = MessageSet::from_raw(inner.slice(..length)).compress(codec).unwrap();
                let end = i64::try_from(cut.len()).unwrap();
                let mut messages = cut.read(0, &ReadOptions::new().max_message_size(1));
                if (1..13).contains(&length) {
                    let error = messages.next().unwrap().unwrap_err();
                    assert!(matches!(error.kind(), ErrorKind::CutInside { .. }), "{error}");
                    assert!(cut.read(0, &SKIP).next().is_none());
                } else {
                    assert_eq!(payloads(&mut messages).len(), length / 13);
                    assert_eq!(messages.next_offset(), end);
                }
                assert_eq!(messages.cut_tail(), None);
            }
        }
    }

    #[test]
    fn an_empty_wrapper_is_passed_over() {
        for codec in codecs() {
            let empty = wrapper(codec, &codec::compress(codec, &[]).unwrap());
            let size = i64::try_from(empty.len()).unwrap();
            let mut messages = empty.messages();
            assert!(messages.next().is_none());
            assert_eq!(messages.next_offset(), size);
            // Nested at the end, it does not hide that the message before it is the last.
            let nested = join(&[MessageSet::new(["x"]), empty]).compress(codec).unwrap();
            let end = i64::try_from(nested.len()).unwrap();
            assert_eq!(rows(nested.messages()), [(b"x".to_vec(), 0, end)]);
        }
    }

    #[test]
    fn wrappers_nest_up_to_the_limit() {
        for codec in codecs() {
            let mut set = MessageSet::new(["deep"]);
            for depth in 0..=9 {
                for limit in 0..=9 {
                    let options = SKIP.max_depth(limit);
                    let message = set.read(0, &options).next().unwrap();
                    if depth <= limit {
                        let end = i64::try_from(set.len()).unwrap();
                        assert_eq!(row(&message.unwrap()), (b"deep".to_vec(), 0, end));
                    } else {
                        let error = message.unwrap_err();
                        assert!(
                            matches!(error.kind(), ErrorKind::TooDeep { limit: l } if *l == limit)
                        );
                        assert_eq!(error.depth(), limit);
                    }
                }
                set = set.compress(codec).unwrap();
            }
        }
    }

    #[test]
    fn all_that_one_wrapper_holds_counts_against_the_limit() {
        for codec in codecs() {
            let inner = MessageSet::compressed(codec, [vec![0; 10_000]]).unwrap();
            let outer = join(&[inner.clone(), inner.clone()]).compress(codec).unwrap();
            let needed = 2 * 10_010 + 2 * inner.len();
            let set = join(&[outer.clone(), outer]);
            let options = SKIP.max_inflated(needed);
            assert_eq!(payloads(&mut set.read(0, &options)).len(), 4, "each wrapper by itself");
            let mut messages = set.read(0, &options.max_inflated(needed - 1));
            assert_eq!(messages.next().unwrap().unwrap().payload().len(), 10_000);
            let error = messages.next().unwrap().unwrap_err();
            let limit = needed - 1;
            assert!(
                matches!(error.kind(), ErrorKind::InflatedTooLarge { limit: l, .. } if *l == limit)
            );
            assert!(messages.next().is_none());
        }
    }

    #[test]
    fn a_shallow_view_passes_wrappers_on_as_they_are() {
        let mut sets = vec![MessageSet::new(["one"]), MessageSet::magic0(["old"])];
        for codec in codecs() {
            sets.push(MessageSet::compressed(codec, ["two", "three"]).unwrap());
            sets.push(wrapper(codec, b"not even compressed"));
        }
        let set = join(&sets);
        let mut mirrored = crate::MessageSetBuilder::new();
        let mut messages = set.read(0, &ReadOptions::new().shallow(true));
        let mut start = 0;
        for part in &sets {
            let message = messages.next().unwrap().unwrap();
            let end = start + i64::try_from(part.len()).unwrap();
            assert_eq!((message.offset(), message.next_offset()), (start, end));
            assert_eq!(
                Some(message.compression().bits()),
                Some(part.as_bytes()[5] & 3).filter(|_| message.magic() == 1).or(Some(0))
            );
            mirrored.push_message(&message).unwrap();
            start = end;
        }
        assert!(messages.next().is_none());
        assert_eq!(mirrored.build(), set);
    }

    #[test]
    fn owned_payloads_share_the_set() {
        let bytes = MessageSet::new(["some message"]).into_bytes();
        let message = OwnedMessages::new(bytes.clone(), 0, &ReadOptions::new()).next().unwrap();
        let payload = message.unwrap().into_payload();
        assert_eq!(payload.as_ptr(), bytes[10..].as_ptr());
        // Borrowed, it is copied when it is kept.
        let message = Messages::new(&bytes, 0, &ReadOptions::new()).next().unwrap().unwrap();
        assert_eq!(message.payload().as_ptr(), bytes[10..].as_ptr());
        assert_ne!(message.into_payload().as_ptr(), bytes[10..].as_ptr());
    }
}
