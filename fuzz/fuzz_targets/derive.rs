//! Derived types at their most hostile: recursion, counts of nothing, conditions, frames in frames.

#![no_main]

use std::borrow::Cow;

use bytes::Bytes;
use kafka07::Wire;
use kafka07::wire::prefix::{Le, Varint, Zigzag};
use kafka07::wire::Checksum;
use kafka07_fuzz::values;
use libfuzzer_sys::fuzz_target;

/// As deep as the input says.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Tree {
    #[wire(tag = 0)]
    Leaf,
    #[wire(tag = 1)]
    Pair(#[wire(size = u16)] Box<Tree>, Box<Tree>),
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

const SECOND: u8 = 2;
const LAST: u8 = 0x4f;

/// Tags that are ranges, several and constants, kept in the first field.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Ranges {
    #[wire(tag = 0)]
    Nothing,
    #[wire(tag = 1 | 3 | 0x40..=LAST)]
    Some(u8, #[wire(count = u8)] Vec<Ranges>),
    #[wire(tag = SECOND)]
    Last(bool),
    #[wire(tag = 0x80..)]
    High { tag: u8, more: u16 },
}

/// Tags of bytes, on the wire or said by others.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = [u8; 3])]
enum Atom {
    #[wire(tag = b"abc")]
    Abc(u32),
    #[wire(tag = b"lst")]
    List {
        kind: [u8; 3],
        #[wire(count = u16, tag = (kind))]
        items: Vec<Atom>,
        depth: i64,
        #[wire(when = depth > 0, tag = (kind), size = u8)]
        inner: Option<Box<Atom>>,
    },
    #[wire(other)]
    Other([u8; 3], #[wire(len = u8)] Bytes),
}

/// Parts of integers, of which one says what follows.
#[derive(Debug, PartialEq, Wire)]
struct Packet {
    head: Head,
    #[wire(tag = (head.kind))]
    body: Ranges,
    #[wire(when = head.more, rest)]
    atoms: Option<Vec<Atom>>,
}

#[derive(Debug, PartialEq, Wire)]
#[wire(bits = u16)]
struct Head {
    more: bool,
    #[wire(bits = 3)]
    reserved: (),
    #[wire(bits = 4)]
    signed: i8,
    #[wire(bits = 8)]
    kind: u8,
}

/// Sentinels, padding, what takes the rest, and what may be absent after it.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8, pad = 2)]
enum Ends<'a> {
    #[wire(tag = 0)]
    Sentinels {
        #[wire(until = 0u8, max = 9)]
        text: &'a str,
        #[wire(until = b"--", align = 4)]
        bytes: Bytes,
        #[wire(until = Code::Fine, max = 5)]
        codes: Vec<Code>,
        #[wire(until = 7u16, each(size = u8))]
        framed: Box<[u16]>,
        #[wire(until = Rows(vec![]))]
        rows: Vec<Rows>,
    },
    #[wire(tag = 1)]
    Padding {
        #[wire(align = 3, len = u8, pad = 5)]
        text: Cow<'a, str>,
        there: bool,
        #[wire(when = *&there, align = 8)]
        number: Option<u32>,
        #[wire(reserved = 3)]
        nothing: (),
    },
    #[wire(tag = 2)]
    Framed(#[wire(size = u16)] Tail<'a>),
}

#[derive(Debug, PartialEq, Wire)]
struct Rows(#[wire(until = 0u8)] Vec<u8>);

/// What may be absent before a checksum, which is of a type of its own.
#[derive(Debug, PartialEq, Wire)]
struct Tail<'a> {
    kind: u8,
    #[wire(rest, len = u8)]
    first: Option<&'a str>,
    #[wire(rest, count = u8, max = 4, pad = 4)]
    second: Option<Vec<Code>>,
    #[wire(rest)]
    third: Option<Bytes>,
    #[wire(checksum(with = Sum, of = (kind, content(first), second, third, sum)))]
    sum: [u8; 3],
    end: (u8, Flag),
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Flag {
    #[wire(tag = 0)]
    Off(u16),
    #[wire(tag = 1)]
    On([bool; 2]),
}

/// Adds bytes in three columns.
#[derive(Default)]
struct Sum([u8; 3], usize);

impl Checksum for Sum {
    type Sum = [u8; 3];

    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let column = &mut self.0[self.1 % 3];
            *column = column.wrapping_add(*byte);
            self.1 += 1;
        }
    }

    fn finish(self) -> [u8; 3] {
        self.0
    }
}

/// Lengths, counts and sizes that expressions say, with any numbers in them.
#[derive(Debug, PartialEq, Wire)]
struct Given<'a> {
    a: u8,
    b: i64,
    c: Varint,
    #[wire(len = (a - 1))]
    text: &'a str,
    #[wire(count = (b * c / (a - 3)), max = 100)]
    numbers: Vec<u16>,
    #[wire(size = (if b > 0 { a % b } else { c << a }))]
    framed: Inner,
    #[wire(when = a > 8, count = (c), each(len = (a >> 3)))]
    fixed: Option<Vec<Bytes>>,
    #[wire(count = (b - b * c), check = nothings.len() < 5)]
    nothings: Vec<Nothing>,
}

/// Numbers that are computed from what follows, and are read as what they say.
#[derive(Debug, PartialEq, Wire)]
struct Computed<'a> {
    #[wire(count_of = list)]
    count: Le<u16>,
    #[wire(len_of = text)]
    len: Zigzag,
    #[wire(len_of = tree)]
    size: i8,
    #[wire(count_of = list)]
    again: u8,
    #[wire(count_of = bytes)]
    of_absent: u8,
    #[wire(count = (count))]
    list: Vec<Inner>,
    #[wire(len = (len), check = *text != *"no")]
    text: &'a str,
    #[wire(size = (size))]
    tree: Tree,
    #[wire(when = again > 2, len = u8)]
    bytes: Option<&'a [u8]>,
    #[wire(len_of = ended)]
    until: u16,
    #[wire(until = 0u8)]
    ended: &'a [u8],
}

/// Is told how deep it is, and of what kind.
#[derive(Debug, PartialEq, Wire)]
#[wire(args(depth: u8, kind: i16))]
struct Told {
    #[wire(check = more <= 4 || kind < 0)]
    more: u8,
    #[wire(when = depth > 0, args(depth.wrapping_sub(1), kind.wrapping_mul(3)))]
    inner: Option<Box<Told>>,
    #[wire(count = (more), args(depth / 2, i16::from(more)), each(size = u8))]
    list: Vec<Self>,
    #[wire(len = (kind & 7))]
    bytes: Vec<u8>,
}

#[derive(Debug, PartialEq, Wire)]
struct Tells {
    depth: u8,
    #[wire(args(depth & 0xf, -1))]
    first: Told,
    #[wire(count = u8, args(depth & 3, 5))]
    more: Vec<Told>,
}

/// Elements with attributes, lists of lists too.
#[derive(Debug, PartialEq, Wire)]
struct Elements<'a> {
    width: u8,
    #[wire(count = u16, each(len = i16, null = -1, max = 10))]
    nullable: Vec<Option<&'a str>>,
    #[wire(count = i32, each(len = (width)))]
    fixed: Cow<'a, [&'a [u8]]>,
    #[wire(count = u8, each(count = Varint, each(size = u8, tag = (width))))]
    nested: Box<[Vec<Ranges>]>,
    #[wire(size = u8, each(size = u8))]
    framed: Vec<String>,
    #[wire(rest, each(until = b"\r\n", max = 5))]
    lines: Vec<Bytes>,
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
        6 => values!(Ranges, bytes),
        7 => values!(Atom, bytes),
        8 => values!(Packet, bytes),
        9 => values!(Given<'_>, bytes),
        10 => values!(Computed<'_>, bytes),
        11 => values!(Tells, bytes),
        12 => values!(Elements<'_>, bytes),
        20 => values!(Ends<'_>, bytes),
        21 => values!(Tail<'_>, bytes),
        _ => {}
    }
});
