//! Derived types at their most hostile: recursion, counts of nothing, conditions, frames in frames.

#![no_main]

use std::borrow::Cow;

use bytes::Bytes;
use kafka07::Wire;
use kafka07_fuzz::values;
use libfuzzer_sys::fuzz_target;

/// As deep as the input says.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Tree {
    #[wire(tag = 0)]
    Leaf,
    #[wire(tag = 1)]
    Pair(Box<Tree>, Box<Tree>),
    #[wire(tag = 2)]
    Many(#[wire(count = u16, each(size = u16))] Vec<Tree>),
    #[wire(tag = 3)]
    Framed {
        #[wire(size = u16)]
        inner: Box<Tree>,
    },
    #[wire(tag = 4)]
    Rest(#[wire(rest, each(size = u16))] Vec<Tree>),
}

/// Takes no byte.
#[derive(Clone, Debug, PartialEq, Wire)]
struct Nothing;

/// Takes none or some.
#[derive(Clone, Debug, PartialEq, Wire)]
struct Perhaps {
    #[wire(skip)]
    there: bool,
    #[wire(rest)]
    bytes: Vec<u8>,
}

/// Counts of what takes no byte, and of lists of it.
#[derive(Debug, PartialEq, Wire)]
struct Nothings<'a> {
    #[wire(count = u32)]
    nothings: Vec<Nothing>,
    #[wire(count = i64, each(size = u8))]
    framed: Cow<'a, [Perhaps]>,
    #[wire(count = u8)]
    lists: Vec<Inner>,
}

#[derive(Debug, PartialEq, Wire)]
struct Inner {
    #[wire(count = u8, max = 3)]
    nothings: Box<[Nothing]>,
    #[wire(count = i16)]
    numbers: Vec<u64>,
}

/// Values that come and go with earlier ones.
#[derive(Debug, PartialEq, Wire)]
#[wire(magic = b"WH")]
struct When<'a> {
    version: u8,
    #[wire(when = version >= 1, len = u8)]
    name: Option<&'a str>,
    #[wire(when = version == 2 || name.is_some(), count = u8)]
    list: Option<Vec<Option1>>,
    #[wire(when = list.as_ref().is_some_and(|items| !items.is_empty()), size = i32, max = 40)]
    framed: Option<Box<When<'a>>>,
    #[wire(rest)]
    tail: &'a [u8],
}

#[derive(Debug, PartialEq, Wire)]
struct Option1 {
    flag: bool,
    #[wire(when = flag)]
    value: Option<[u16; 3]>,
}

/// Checksums over other checksums, before and behind.
#[derive(Debug, PartialEq, Wire)]
struct Sums<'a> {
    #[wire(crc32(of = (inner, tail)))]
    all: u32,
    #[wire(size = u8)]
    inner: Part<'a>,
    #[wire(count = u8)]
    codes: Vec<Code>,
    #[wire(rest)]
    tail: Bytes,
}

#[derive(Debug, PartialEq, Wire)]
struct Part<'a> {
    #[wire(len = i16, max = 10)]
    text: Cow<'a, str>,
    #[wire(crc32(of = text))]
    crc: u32,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = i8)]
enum Code {
    #[wire(tag = 0)]
    Fine,
    #[wire(tag = -1)]
    With { number: i128, of: std::num::NonZeroU8 },
    #[wire(other)]
    Other(i8),
}

/// Of any type, in a frame of any prefix.
#[derive(Debug, PartialEq, Wire)]
struct Framed<T> {
    #[wire(size = u64)]
    value: T,
    #[wire(size = i8)]
    again: T,
}

fuzz_target!(|data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    let bytes = &Bytes::copy_from_slice(bytes);
    match which {
        0 => values!(Tree, bytes),
        1 => values!(Nothings<'_>, bytes),
        2 => values!(When<'_>, bytes),
        3 => values!(Sums<'_>, bytes),
        4 => values!(Framed<Tree>, bytes),
        5 => values!(Framed<Sums<'_>>, bytes),
        _ => {}
    }
});
