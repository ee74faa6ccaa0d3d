//! Types of every shape that the derive takes, for tests that hold for all of them.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::num::{NonZeroI64, NonZeroU8};

use bytes::Bytes;
use kafka07::wire::{Decode, Wire};

/// Every number, and what else has a length of its own.
#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct Numbers {
    pub(crate) small: (u8, i8),
    pub(crate) b: bool,
    pub(crate) c: u16,
    pub(crate) d: i32,
    pub(crate) e: u64,
    pub(crate) f: i128,
    pub(crate) g: f32,
    pub(crate) h: f64,
    pub(crate) i: NonZeroU8,
    pub(crate) j: NonZeroI64,
    pub(crate) k: [u8; 5],
    pub(crate) l: [[i16; 2]; 3],
    pub(crate) m: Box<u32>,
    pub(crate) n: (),
    pub(crate) o: PhantomData<String>,
}

/// Text and bytes, owned, borrowed and shared.
#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct Blobs<'a> {
    #[wire(len = u8)]
    pub(crate) string: String,
    #[wire(len = i8)]
    pub(crate) boxed: Box<str>,
    #[wire(len = u16)]
    pub(crate) str: &'a str,
    #[wire(len = i16)]
    pub(crate) vec: Vec<u8>,
    #[wire(len = u32, max = 5000)]
    pub(crate) slice: &'a [u8],
    #[wire(size = i32)]
    pub(crate) bytes: Bytes,
    #[wire(len = u64)]
    pub(crate) cow: Cow<'a, [u8]>,
    #[wire(count = i64)]
    pub(crate) boxed_bytes: Box<[u8]>,
    #[wire(rest)]
    pub(crate) rest: Cow<'a, str>,
}

/// Lists, counted, framed, and up to the end.
#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct Lists<'a, T: Clone> {
    #[wire(count = u8)]
    pub(crate) counted: Vec<T>,
    #[wire(count = i16, each(size = u8))]
    pub(crate) each: Box<[T]>,
    #[wire(size = u32)]
    pub(crate) framed: Cow<'a, [T]>,
    #[wire(size = i32, count = u16, each(size = i64), max = 100)]
    pub(crate) framed_and_counted: Vec<Pair<'a, T>>,
    #[wire(count = u8, each(size = u16))]
    pub(crate) blobs: Vec<Rest>,
    #[wire(rest, each(size = i16))]
    pub(crate) rest: Vec<Rest>,
}

#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct Pair<'a, T>(pub(crate) T, #[wire(len = u8)] pub(crate) &'a str);

#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct Rest(#[wire(rest)] pub(crate) Vec<u8>);

/// Values that are there under a condition, in all the layouts a value has.
#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct Optional {
    pub(crate) flags: u8,
    pub(crate) kind: Kind,
    #[wire(when = flags & 1 != 0)]
    pub(crate) number: Option<u32>,
    #[wire(when = flags & 2 != 0, len = i16)]
    pub(crate) text: Option<String>,
    #[wire(when = matches!(kind, Kind::Odd(n) if n > 1), count = u8, each(size = u8))]
    pub(crate) list: Option<Vec<u16>>,
    #[wire(when = number.is_some_and(|n| n > 7), size = u8)]
    pub(crate) framed: Option<u8>,
    #[wire(when = flags & 4 != 0, magic = b"??")]
    pub(crate) magic: Option<()>,
    #[wire(when = flags & 8 != 0, with = reversed)]
    pub(crate) with: Option<u32>,
    #[wire(when = flags & 16 != 0, rest)]
    pub(crate) rest: Option<Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(tag = i16)]
pub(crate) enum Kind {
    #[wire(tag = 0)]
    Even,
    #[wire(tag = -1)]
    Odd(u8),
    #[wire(tag = 0x7fff)]
    Named {
        #[wire(len = u8)]
        name: String,
    },
    #[wire(other)]
    Unknown { tag: i16, more: u8 },
}

/// A layout of a module's own: the little end first.
#[allow(clippy::trivially_copy_pass_by_ref)]
pub(crate) mod reversed {
    use kafka07::wire::{Error, Output, Reader};

    pub(crate) fn encode<'v, O: Output<'v>>(value: &'v u32, out: &mut O) -> Result<(), Error> {
        out.put(value.to_le_bytes())
    }

    pub(crate) fn decode(input: &mut Reader<'_>) -> Result<u32, Error> {
        input.take_array().map(|bytes| u32::from_le_bytes(*bytes))
    }
}

/// Checksums before, behind, around and of each other.
#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(magic = b"SUM")]
pub(crate) struct Sums {
    #[wire(crc32(of = text))]
    pub(crate) before: u32,
    #[wire(len = u8)]
    pub(crate) text: String,
    #[wire(crc32(of = (text, before)))]
    pub(crate) behind: u32,
    pub(crate) a: u16,
    #[wire(crc32(of = [a, c]))]
    pub(crate) around: u32,
    #[wire(crc32(of = (around, end)))]
    pub(crate) of_a_later_one: u32,
    pub(crate) c: Kind,
    #[wire(crc32(of = list))]
    pub(crate) of_the_rest: u32,
    #[wire(skip)]
    pub(crate) skipped: u8,
    pub(crate) end: u8,
    #[wire(rest)]
    pub(crate) list: Vec<u16>,
}

/// The same for tuples.
#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct Tuple(
    pub(crate) u8,
    #[wire(when = _0 > 0)] pub(crate) Option<u8>,
    #[wire(crc32(of = (_0, 3)))] pub(crate) u32,
    #[wire(rest)] pub(crate) Vec<u8>,
);

/// Contains itself.
#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub(crate) enum Tree {
    #[wire(tag = 0)]
    Leaf(u8),
    #[wire(tag = 1)]
    Node(Box<Tree>, Box<Tree>),
    #[wire(tag = 2)]
    Many(#[wire(count = u8)] Vec<Tree>),
    #[wire(tag = 3)]
    Framed {
        #[wire(size = u32)]
        inner: Box<Tree>,
        there: bool,
        #[wire(when = there)]
        next: Option<Box<Tree>>,
    },
}

/// Contains itself, with a parameter.
#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct Chain<T> {
    pub(crate) value: T,
    pub(crate) more: bool,
    #[wire(when = more)]
    pub(crate) next: Option<Box<Chain<T>>>,
    #[wire(count = u8)]
    pub(crate) side: Vec<Chain<T>>,
}

/// Parameters of every kind, with a bound of its own, and one that stands in no field on the wire.
#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(tag = u32, magic = 0xfeed_u16)]
pub(crate) enum Generic<'a, 'b: 'a, T, U: Default, const N: usize>
where
    T: Clone,
{
    #[wire(tag = 1)]
    A([T; N], #[wire(skip)] U),
    #[wire(tag = 2)]
    B {
        inner: Pair<'a, Pair<'b, T>>,
        #[wire(size = u8)]
        framed: Option2<T>,
    },
}

/// A user's own option, with a tag.
#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub(crate) enum Option2<T> {
    #[wire(tag = 0)]
    None,
    #[wire(tag = 1)]
    Some(T),
}

/// With bounds that are written, not found.
#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(bound(encode = "T: Into<u32> + Copy", decode = "T: From<u8>"))]
pub(crate) struct Bounded<T>(#[wire(with = as_byte)] pub(crate) T);

mod as_byte {
    use kafka07::wire::{Error, Output, Reader};

    pub(crate) fn encode<'v, T: Into<u32> + Copy, O: Output<'v>>(
        value: &'v T,
        out: &mut O,
    ) -> Result<(), Error> {
        let wide: u32 = (*value).into();
        match u8::try_from(wide) {
            Ok(byte) => out.put([byte]),
            Err(_) => Err(Error::custom("over a byte", out.position())),
        }
    }

    pub(crate) fn decode<T: From<u8>>(input: &mut Reader<'_>) -> Result<T, Error> {
        input.read::<u8>().map(T::from)
    }
}

#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct Unit;

#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct Empty {}

#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct EmptyTuple();

#[derive(Clone, Debug, PartialEq, Wire)]
pub(crate) struct Nothings {
    #[wire(count = u8)]
    pub(crate) units: Vec<Unit>,
    pub(crate) empty: Empty,
    pub(crate) tuple: EmptyTuple,
}

/// A tag of every integer type, at its ends.
macro_rules! ends {
    ($($name:ident $int:ident $least:literal $most:literal;)*) => {$(
        #[derive(Clone, Debug, PartialEq, Wire)]
        #[wire(tag = $int)]
        pub(crate) enum $name {
            #[wire(tag = $least)]
            Least,
            #[wire(tag = $most)]
            Most,
        }
    )*};
}

ends! {
    TagI8 i8 -128 127;
    TagU8 u8 0 255;
    TagI16 i16 -32_768 32_767;
    TagU16 u16 0 0xffff;
    TagI32 i32 -2_147_483_648 2_147_483_647;
    TagU32 u32 0 4_294_967_295;
    TagI64 i64 -9_223_372_036_854_775_808 9_223_372_036_854_775_807;
    TagU64 u64 0 18_446_744_073_709_551_615;
}

/// That a type decodes from borrowed input of any lifetime: what `#[derive(Wire)]` promises for a
/// type that owns all it holds.
pub(crate) fn owns<T: for<'a> Decode<'a>>() {}
