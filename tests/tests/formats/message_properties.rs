//! Any messages, compressed and nested anyhow, cut and paged anywhere: what comes out is what went
//! in, in order, once.

use std::ops::Range;

use kafka07::message::{Error, ErrorKind, Messages, OnCorrupt, OwnedMessages};
use kafka07::{Compression, MessageSet, ReadOptions};
use proptest::collection::vec;
use proptest::prelude::*;

/// What a set is made of.
#[derive(Clone, Debug)]
enum Item {
    Message(Vec<u8>),
    Magic0(Vec<u8>),
    Compressed(Compression, Vec<Item>),
}

fn payload() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => vec(any::<u8>(), 0..40),
        1 => (any::<u8>(), 100..40_000_usize).prop_map(|(byte, length)| vec![byte; length]),
    ]
}

fn item() -> impl Strategy<Value = Item> {
    let message =
        prop_oneof![3 => payload().prop_map(Item::Message), 1 => payload().prop_map(Item::Magic0)];
    let codec = prop_oneof![Just(Compression::Gzip), Just(Compression::Snappy)];
    message.prop_recursive(4, 24, 5, move |inner| {
        (codec.clone(), vec(inner, 0..5)).prop_map(|(codec, items)| Item::Compressed(codec, items))
    })
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    vec(item(), 0..8)
}

fn encode(items: &[Item]) -> Vec<u8> {
    items.iter().flat_map(encode_one).collect()
}

fn encode_one(item: &Item) -> Vec<u8> {
    let set = match item {
        Item::Message(payload) => MessageSet::new([payload]),
        Item::Magic0(payload) => MessageSet::magic0([payload]),
        // An empty one is legal, but never written; one of an empty set of messages is.
        Item::Compressed(codec, items) => {
            MessageSet::from_raw(encode(items)).compress(*codec).unwrap()
        }
    };
    set.into_bytes().to_vec()
}

fn payloads(item: &Item) -> Vec<Vec<u8>> {
    match item {
        Item::Message(payload) | Item::Magic0(payload) => vec![payload.clone()],
        Item::Compressed(_, items) => items.iter().flat_map(payloads).collect(),
    }
}

/// A payload with its offset and the next one.
type Row = (Vec<u8>, i64, i64);

/// A set with what it holds, worked out from its items alone.
#[derive(Debug)]
struct Whole {
    bytes: Vec<u8>,
    rows: Vec<Row>,
    /// Where the items of the set itself stand.
    items: Vec<Range<usize>>,
}

fn int(position: usize) -> i64 {
    i64::try_from(position).unwrap()
}

fn whole(items: &[Item], start: i64) -> Whole {
    let mut whole = Whole { bytes: Vec::new(), rows: Vec::new(), items: Vec::new() };
    for item in items {
        let from = whole.bytes.len();
        whole.bytes.extend(encode_one(item));
        let to = whole.bytes.len();
        if from < to {
            whole.items.push(from..to);
        }
        let payloads = payloads(item);
        let last = payloads.len().wrapping_sub(1);
        for (at, payload) in payloads.into_iter().enumerate() {
            let next = if at == last { to } else { from };
            whole.rows.push((payload, start + int(from), start + int(next)));
        }
    }
    whole
}

fn row(message: &kafka07::Message<'_>) -> Row {
    (message.payload().to_vec(), message.offset(), message.next_offset())
}

fn rows<'a>(
    messages: impl Iterator<Item = Result<kafka07::Message<'a>, Error>>,
) -> Result<Vec<Row>, Error> {
    messages.map(|message| message.map(|message| row(&message))).collect()
}

/// The set's rows that the items standing before `end` hold.
fn before(whole: &Whole, start: i64, end: usize) -> Vec<Row> {
    whole.rows.iter().filter(|(_, offset, _)| *offset < start + int(end)).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn what_goes_in_comes_out(items in items(), start in 0..i64::MAX / 2, check in any::<bool>()) {
        let whole = whole(&items, start);
        let options = ReadOptions::new().check_crc(check);
        let borrowed = Messages::new(&whole.bytes, start, &options);
        prop_assert_eq!(&rows(borrowed).unwrap(), &whole.rows);
        let owned = OwnedMessages::new(whole.bytes.clone().into(), start, &options);
        prop_assert_eq!(&rows(owned).unwrap(), &whole.rows);
        // Nothing is wrong, so there is nothing to skip.
        let mut skipping =
            Messages::new(&whole.bytes, start, &options.on_corrupt(OnCorrupt::Skip));
        prop_assert_eq!(&rows(skipping.by_ref()).unwrap(), &whole.rows);
        prop_assert_eq!(skipping.skipped(), 0);
    }

    #[test]
    fn a_cut_anywhere_hides_only_what_it_cuts(items in items(), cut in any::<prop::sample::Index>()) {
        let whole = whole(&items, 1000);
        let cut = cut.index(whole.bytes.len() + 1);
        let mut messages = Messages::new(&whole.bytes[..cut], 1000, &ReadOptions::new());
        // The item that the cut goes through, if it does not go between two.
        let through = whole.items.iter().find(|item| item.start < cut && cut < item.end);
        let end = through.map_or(cut, |item| item.start);
        if let Some(item) = through && item.start == 0 {
            let error = messages.next().unwrap().unwrap_err();
            let said = match error.kind() {
                ErrorKind::TooLargeForFetch { size, available } => (*size, *available),
                other => panic!("{other}"),
            };
            prop_assert_eq!(said, ((cut >= 4).then_some(item.len()), cut));
        } else {
            prop_assert_eq!(rows(messages.by_ref()).unwrap(), before(&whole, 1000, end));
        }
        prop_assert!(messages.next().is_none());
        prop_assert_eq!(messages.next_offset(), 1000 + int(end));
        let tail = messages.cut_tail().map(|tail| (tail.offset, tail.available, tail.size));
        prop_assert_eq!(tail, through.map(|item| {
            let available = cut - item.start;
            (1000 + int(item.start), available, (available >= 4).then_some(item.len()))
        }));
    }

    #[test]
    fn pages_of_any_size_join_to_the_whole(items in items(), sizes in vec(1..200_usize, 1..20)) {
        let whole = whole(&items, 0);
        let mut sizes = sizes.iter().copied().cycle();
        let (mut found, mut offset, mut size) = (Vec::new(), 0, sizes.next().unwrap());
        while offset < whole.bytes.len() {
            let end = whole.bytes.len().min(offset + size);
            let mut page =
                Messages::new(&whole.bytes[offset..end], int(offset), &ReadOptions::new());
            match rows(page.by_ref()) {
                Ok(rows) => {
                    found.extend(rows);
                    size = sizes.next().unwrap();
                }
                Err(error) => match error.kind() {
                    ErrorKind::TooLargeForFetch { size: needed, .. } => {
                        size = needed.unwrap_or(4);
                    }
                    other => panic!("{other}"),
                },
            }
            offset = usize::try_from(page.next_offset()).unwrap();
        }
        prop_assert_eq!(found, whole.rows);
    }

    #[test]
    fn resuming_anywhere_loses_nothing(items in items()) {
        let whole = whole(&items, 0);
        let read = |offset: i64| {
            let at = usize::try_from(offset).unwrap();
            rows(Messages::new(&whole.bytes[at..], offset, &ReadOptions::new())).unwrap()
        };
        let mut messages = Messages::new(&whole.bytes, 0, &ReadOptions::new());
        for taken in 0..=whole.rows.len() {
            // After the message before: from its own next offset, and from the walk's.
            if let Some((_, offset, next)) = taken.checked_sub(1).map(|last| &whole.rows[last]) {
                prop_assert_eq!(messages.next_offset(), *next);
                let again = read(*offset);
                prop_assert!(again.len() > whole.rows.len() - taken, "the message comes again");
                prop_assert_eq!(&again[..], &whole.rows[whole.rows.len() - again.len()..]);
            }
            let rest = read(messages.next_offset());
            // Never less than what is left; more only out of the compressed message we are in.
            prop_assert!(rest.len() >= whole.rows.len() - taken);
            prop_assert_eq!(&rest[..], &whole.rows[whole.rows.len() - rest.len()..]);
            let again = &whole.rows[whole.rows.len() - rest.len()..taken];
            prop_assert!(again.iter().all(|(_, offset, _)| *offset == messages.next_offset()));
            messages.next();
        }
    }

    #[test]
    fn a_flipped_byte_is_noticed(items in items(), at in any::<prop::sample::Index>(), by in 1..=255_u8) {
        let whole = whole(&items, 0);
        prop_assume!(!whole.bytes.is_empty());
        let at = at.index(whole.bytes.len());
        let mut bytes = whole.bytes.clone();
        bytes[at] ^= by;
        let item = whole.items.iter().find(|item| item.contains(&at)).unwrap();
        // No checksum covers the attributes, so a codec may turn into another.
        prop_assume!(at != item.start + 5);

        let mut messages = Messages::new(&bytes, 0, &ReadOptions::new());
        let (mut found, mut failed) = (Vec::new(), false);
        for message in messages.by_ref() {
            match message {
                Ok(message) => found.push(row(&message)),
                Err(error) => {
                    prop_assert_eq!(error.offset(), Some(int(item.start)));
                    prop_assert!(!error.to_string().is_empty());
                    failed = true;
                }
            }
        }
        // What stands before is there; what is wrong, and all behind it, is not.
        prop_assert!(failed || messages.cut_tail().is_some());
        prop_assert_eq!(found, before(&whole, 0, item.start));
        prop_assert_eq!(messages.next_offset(), int(item.start));

        // After its size, all but the item itself survive, and what is readable inside it.
        let mut messages = Messages::new(&bytes, 0, &ReadOptions::new().on_corrupt(OnCorrupt::Skip));
        let found: Vec<_> = messages.by_ref().map_while(Result::ok).map(|m| row(&m)).collect();
        if at >= item.start + 4 {
            let others: Vec<_> = whole
                .rows
                .iter()
                .filter(|(_, offset, _)| *offset != int(item.start))
                .cloned()
                .collect();
            let (inside, outside): (Vec<_>, Vec<_>) = found
                .into_iter()
                .partition(|(_, offset, _)| item.contains(&usize::try_from(*offset).unwrap()));
            prop_assert_eq!(outside, others);
            prop_assert!(messages.skipped() >= 1);
            let held = |payload| whole.rows.iter().any(|(held, ..)| held == payload);
            prop_assert!(inside.iter().all(|(payload, ..)| held(payload)));
        }
    }

    #[test]
    fn garbage_is_stepped_over(
        items in vec((vec(any::<u8>(), 0..60), item()), 1..6),
        first in 128..=255_u8,
    ) {
        // Garbage whose first bytes are no size, before every item. Among garbage an empty message
        // of magic 0 is nothing but a 5 and zeros, and not taken for one.
        prop_assume!(items.iter().all(|(_, item)| !matches!(item, Item::Magic0(payload) if payload.is_empty())));
        let (mut bytes, mut wanted) = (Vec::new(), Vec::new());
        for (mut garbage, item) in items {
            if let Some(byte) = garbage.first_mut() {
                *byte = first;
            }
            bytes.extend(garbage);
            bytes.extend(encode_one(&item));
            wanted.extend(payloads(&item));
        }
        let options = ReadOptions::new().on_corrupt(OnCorrupt::Skip);
        let mut found = Vec::new();
        let mut messages = Messages::new(&bytes, 0, &options);
        for message in messages.by_ref() {
            match message {
                Ok(message) => found.push(message.payload().to_vec()),
                // Garbage may claim to be a message that goes on behind the set.
                Err(error) => {
                    let cut = matches!(error.kind(), ErrorKind::TooLargeForFetch { .. });
                    prop_assert!(cut, "{}", error);
                }
            }
        }
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn any_bytes_end_in_messages_or_an_error(
        bytes in vec(prop_oneof![Just(0_u8), Just(1), Just(5), Just(6), any::<u8>()], 0..300),
        check in any::<bool>(),
        skip in any::<bool>(),
        shallow in any::<bool>(),
    ) {
        let on_corrupt = if skip { OnCorrupt::Skip } else { OnCorrupt::Fail };
        let options =
            ReadOptions::new().check_crc(check).on_corrupt(on_corrupt).shallow(shallow);
        let mut messages = Messages::new(&bytes, 0, &options);
        let (mut offset, mut ended) = (0, false);
        while let Some(message) = messages.next() {
            prop_assert!(!ended, "nothing comes behind an error");
            ended = message.is_err();
            prop_assert!(messages.next_offset() >= offset);
            offset = messages.next_offset();
            prop_assert!(offset <= int(bytes.len()));
        }
        prop_assert!(messages.next().is_none());
    }

    #[test]
    fn a_compressed_payload_of_any_bytes_inflates_or_is_an_error(
        payload in vec(any::<u8>(), 0..200),
        codec in prop_oneof![Just(Compression::Gzip), Just(Compression::Snappy)],
    ) {
        let mut bytes = MessageSet::new([&payload]).into_bytes().to_vec();
        bytes[5] = codec.bits();
        let result = rows(Messages::new(&bytes, 0, &ReadOptions::new()));
        prop_assert!(result.is_ok() || result.unwrap_err().offset() == Some(0));
    }
}
