//! Message sets: any bytes read with any options, and any payloads compressed any number of times.

#![no_main]

use bytes::Bytes;
use kafka07::message::{ErrorKind, OnCorrupt};
use kafka07::{Compression, MessageSet, MessageSetBuilder, Messages, OwnedMessages, ReadOptions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    match data {
        [0, choice, limits, at, bytes @ ..] => read(*choice, *limits, *at, bytes),
        [1, codecs, bytes @ ..] => build(*codecs, bytes),
        _ => {}
    }
});

/// What is compared of a message.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    payload: Vec<u8>,
    offset: i64,
    next_offset: i64,
}

fn read(choice: u8, limits: u8, at: u8, bytes: &[u8]) {
    let skip = choice & 4 != 0;
    let options = ReadOptions::new()
        .check_crc(choice & 1 == 0)
        .shallow(choice & 2 != 0)
        .on_corrupt(if skip { OnCorrupt::Skip } else { OnCorrupt::Fail })
        .max_depth(usize::from(limits & 3))
        .max_inflated([0, 100, 10_000, 250_000][usize::from(limits >> 2 & 3)])
        .max_message_size([usize::MAX, 1000][usize::from(limits >> 4 & 1)]);
    let base = [0, 12_345, i64::MAX - 10, -5][usize::from(choice >> 3 & 3)];

    let (rows, error) = walk(bytes, base, &options);
    if skip || base > i64::MAX / 2 {
        return;
    }

    // From every place that was given to resume at, the rest is read as before.
    if let Some(from) = rows.get(usize::from(at)).map(|row| row.next_offset) {
        let behind = usize::try_from(from - base).unwrap();
        let (rest, error_then) = walk(&bytes[behind..], from, &options);
        let expected: Vec<_> = rows.iter().filter(|row| row.offset >= from).cloned().collect();
        assert_eq!(rest, expected);
        match (error, error_then) {
            (Some(before), now) => assert_eq!(now, Some(before)),
            // A cut message behind others is the end; alone it is an error.
            (None, now) => assert!(now.is_none() || rest.is_empty(), "{now:?}"),
        }
    }

    // Cut anywhere, what was whole before the cut is read as before.
    let cut = bytes.len() * usize::from(at) / 256;
    let (first, _) = walk(&bytes[..cut], base, &options);
    assert_eq!(rows[..first.len()], first);
}

/// Reads a set borrowed and owned, step by step.
fn walk(bytes: &[u8], base: i64, options: &ReadOptions) -> (Vec<Row>, Option<String>) {
    let mut borrowed = Messages::new(bytes, base, options);
    let mut owned = OwnedMessages::new(Bytes::copy_from_slice(bytes), base, options);
    let mut builder = MessageSetBuilder::new();
    let (mut rows, mut failed) = (Vec::new(), None);
    // Behind the last offset that there is, they wrap.
    let wraps = base.checked_add_unsigned(bytes.len() as u64).is_none();
    let end = base.wrapping_add_unsigned(bytes.len() as u64);
    let mut resume = base;
    loop {
        match (borrowed.next(), owned.next()) {
            (Some(Ok(message)), Some(Ok(same))) => {
                assert_eq!(message, same);
                assert!(wraps || message.offset() >= resume);
                assert!(wraps || message.next_offset() >= message.offset());
                resume = message.next_offset();
                builder.push_message(&message).unwrap();
                rows.push(Row {
                    payload: message.payload().to_vec(),
                    offset: message.offset(),
                    next_offset: resume,
                });
            }
            (Some(Err(error)), Some(Err(same))) => {
                assert!(failed.is_none(), "an error ends the walk");
                assert!(!matches!(error.kind(), ErrorKind::TooLargeToEncode { .. }));
                failed = Some(error.to_string());
                assert_eq!(failed, Some(same.to_string()));
            }
            (None, None) => break,
            (one, other) => panic!("borrowed {one:?}, owned {other:?}"),
        }
        assert_eq!(borrowed.next_offset(), owned.next_offset());
    }
    assert!(wraps || (resume..=end).contains(&borrowed.next_offset()));
    assert_eq!(borrowed.cut_tail(), owned.cut_tail());
    assert!(borrowed.next().is_none() && owned.next().is_none());

    // Passed on, they read the same.
    let passed_on = builder.build();
    let shallow = options.shallow(true).max_message_size(usize::MAX);
    let again = passed_on.read(0, &shallow).map(|message| message.unwrap().payload().to_vec());
    assert!(again.eq(rows.iter().map(|row| row.payload.clone())));
    (rows, failed)
}

/// Payloads with a byte of length in front of each, under up to three layers of compression.
fn build(codecs: u8, mut bytes: &[u8]) {
    let mut payloads = Vec::new();
    while let Some((&length, rest)) = bytes.split_first() {
        let (payload, rest) = rest.split_at(rest.len().min(length.into()));
        payloads.push(payload);
        bytes = rest;
    }
    let mut set =
        if codecs & 0x80 == 0 { MessageSet::new(&payloads) } else { MessageSet::magic0(&payloads) };
    for layer in 0..3 {
        if let Some(codec) = Compression::from_bits(codecs >> (2 * layer)) {
            set = set.compress(codec).unwrap();
        }
    }
    let end = i64::try_from(set.len()).unwrap();
    let messages: Vec<_> = set.messages().map(Result::unwrap).collect();
    assert!(messages.iter().map(|message| message.payload()).eq(payloads));
    assert_eq!(messages.last().map_or(0, |last| last.next_offset()), end);
}
