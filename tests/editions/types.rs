//! Types whose derived code has to be silent under every lint, in every edition. That this builds is
//! the test; the tests below show that the conditions are understood.
#![forbid(deprecated, unsafe_code, unused_parens, unused_braces, unused_qualifications)]
#![forbid(clippy::absolute_paths, clippy::type_repetition_in_bounds, clippy::large_stack_frames)]
#![deny(warnings, future_incompatible, keyword_idents, let_underscore, nonstandard_style)]
#![deny(rust_2018_idioms, rust_2021_compatibility, rust_2024_compatibility, unused)]
#![deny(absolute_paths_not_starting_with_crate, explicit_outlives_requirements, unnameable_types)]
#![deny(missing_docs, trivial_casts, trivial_numeric_casts, unreachable_pub, unused_results)]
#![deny(meta_variable_misuse, redundant_lifetimes, single_use_lifetimes, unit_bindings)]
#![deny(clippy::all, clippy::cargo, clippy::nursery, clippy::pedantic, clippy::restriction)]
#![allow(
    clippy::allow_attributes,
    clippy::arbitrary_source_item_ordering,
    clippy::blanket_clippy_restriction_lints,
    clippy::cargo_common_metadata,
    clippy::exhaustive_enums,
    clippy::exhaustive_structs,
    clippy::field_scoped_visibility_modifiers,
    clippy::implicit_return,
    clippy::min_ident_chars,
    clippy::missing_inline_in_public_items,
    clippy::multiple_crate_versions,
    clippy::pub_with_shorthand,
    clippy::question_mark_used,
    clippy::single_char_lifetime_names,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::struct_excessive_bools,
    reason = "said of these declarations, not of the code derived from them"
)]

// What brings the name of a crate into the editions before 2018.
#[allow(unused_extern_crates, reason = "later editions need none")]
extern crate kafka07_wire;

use kafka07_wire::{Error, Output, Reader, Wire};
use std::borrow::Cow;

/// Four levels of modules, so that the path of a `with` module is a long one.
pub mod outer {
    use kafka07_wire::Checksum;

    /// The last byte and a number.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Sum<const N: u8>(u8);

    impl<const N: u8> Checksum for Sum<N> {
        type Sum = u8;

        fn update(&mut self, bytes: &[u8]) {
            if let Some(last) = bytes.last() {
                self.0 = *last;
            }
        }

        fn finish(self) -> u8 {
            self.0 ^ N
        }
    }

    /// See above.
    pub mod middle {
        /// Writes a number as it is.
        pub mod inner {
            use kafka07_wire::{Error, Output, Reader};

            /// Writes it.
            ///
            /// # Errors
            /// If the output is full.
            pub fn encode<'v, O: Output<'v>>(value: &'v u32, out: &mut O) -> Result<(), Error> {
                out.write(value)
            }

            /// Reads it.
            ///
            /// # Errors
            /// If the input ends.
            pub fn decode(input: &mut Reader<'_>) -> Result<u32, Error> {
                input.read()
            }
        }
    }
}

/// Every layout.
#[derive(Debug, Wire)]
pub struct Layouts<'a> {
    /// A number.
    pub a: u8,
    /// A number.
    pub b: i16,
    /// A flag.
    pub flag: bool,
    /// Text.
    #[wire(len = i16)]
    pub name: String,
    /// Borrowed text.
    #[wire(len = u8, max = 100)]
    pub text: &'a str,
    /// A list.
    #[wire(count = i32)]
    pub list: Vec<u16>,
    /// A list of frames.
    #[wire(count = i32, each(size = u32))]
    pub framed: Vec<Tagged>,
    /// A frame.
    #[wire(size = i32)]
    pub sized: Pair,
    /// Absent or present.
    #[wire(when = flag, size = u16, max = (10))]
    pub framed_option: Option<Pair>,
    /// By functions.
    #[wire(with = outer::middle::inner)]
    pub with: u32,
    /// An array.
    pub array: [u8; 0x1_0000],
    /// A boxed value.
    pub boxed: Box<Pair>,
    /// A tuple.
    pub tuple: (u8, (u16, [u32; 3]), bool),
    /// A constant.
    #[wire(magic = b"AB")]
    pub magic: (),
    /// A constant.
    #[wire(magic = -1i16)]
    pub minus_one: (),
    /// Of two fields.
    #[wire(crc32(of = (payload, extra)))]
    pub crc: u32,
    /// Of one field.
    #[wire(crc32(of = payload))]
    pub payload_crc: u32,
    /// Bytes.
    #[wire(len = i32)]
    pub payload: &'a [u8],
    /// A number.
    pub extra: u64,
    /// Not on the wire.
    #[wire(skip)]
    pub skipped: Vec<String>,
    /// What is left.
    #[wire(rest)]
    pub rest: Cow<'a, [u8]>,
}

/// Two numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Wire)]
#[wire(magic = 7u16)]
pub struct Pair {
    /// The first.
    pub one: u32,
    /// The second.
    pub two: u64,
}

/// Every kind of variant.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[wire(tag = u8)]
pub enum Tagged {
    /// No field.
    #[wire(tag = 1)]
    Unit,
    /// A tuple.
    #[wire(tag = 2)]
    Tuple(u8, #[wire(len = u8)] String),
    /// Begins with a condition.
    #[wire(tag = 3)]
    Struct {
        /// Always.
        #[wire(when = true)]
        a: Option<u8>,
    },
    /// Any other tag.
    #[wire(other)]
    Other {
        /// The tag.
        code: u8,
        /// With the higher tags.
        #[wire(when = code >= 128)]
        flags: Option<u8>,
        /// What is left.
        #[wire(rest)]
        body: Vec<u8>,
    },
}

/// Constants that types name.
pub mod constants {
    /// A tag.
    pub const PING: u8 = 1;
    /// A tag, and not as constants are written.
    #[allow(non_upper_case_globals, reason = "the test")]
    pub const pong: u8 = 2;
    /// A tag.
    pub const LOW: u8 = 40;
    /// A magic.
    pub const MAGIC: &[u8] = b"MAGIC";
    /// A tag of bytes.
    pub const FREE: [u8; 4] = *b"free";
}

/// Tags that are constants, ranges, and several.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[wire(tag = u8, magic = constants::MAGIC)]
pub enum Ranges {
    /// A constant.
    #[wire(tag = constants::PING)]
    Ping,
    /// Another.
    #[wire(tag = self::constants::pong)]
    Pong(#[wire(magic = constants::MAGIC)] ()),
    /// Some.
    #[wire(tag = 10..=19 | 30 | constants::LOW..60)]
    Some(u8),
}

/// Tags of several bytes.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[wire(tag = [u8; 4])]
pub enum Atoms {
    /// A literal.
    #[wire(tag = b"moov")]
    Movie(u8),
    /// A constant, or a literal.
    #[wire(tag = constants::FREE | b"skip")]
    Free([u8; 4]),
    /// Any other.
    #[wire(other)]
    Other([u8; 4]),
}

/// Parts of one integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Wire)]
#[wire(bits = u32)]
pub struct Bits {
    /// A flag.
    pub flag: bool,
    /// A number.
    #[wire(bits = 7)]
    pub number: u8,
    /// A number that may be negative.
    #[wire(bits = 8)]
    pub signed: i16,
    /// Zeros.
    #[wire(bits = 8)]
    pub reserved: (),
    /// By another name.
    #[wire(bits = 8)]
    pub kind: One,
}

/// A value whose byte is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Wire)]
pub struct One(pub u8);

/// Enums whose tag is said by another field.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Keyed {
    /// Says it.
    pub kind: u16,
    /// Is told it.
    #[wire(tag = (kind & 0xff), size = u8)]
    pub body: Tagged,
    /// Are told it.
    #[wire(tag = (if kind > 1 { kind } else { 0 }), count = u8, each(size = u8))]
    pub bodies: Vec<Tagged>,
    /// Is told it, if it is there.
    #[wire(tag = (*b"moov"), when = kind == 3)]
    pub atom: Option<Box<Atoms>>,
}

/// Lengths, counts and sizes that earlier fields say, some of them computed.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Given<'a> {
    /// Computed.
    #[wire(count_of = list)]
    pub count: u16,
    /// Computed.
    #[wire(len_of = text)]
    pub len: u8,
    /// Filled in later.
    #[wire(len_of = framed)]
    pub size: u32,
    /// Must hold.
    #[wire(check = (1..=9).contains(&by) && by & 1 == 1)]
    pub by: u8,
    /// As many as said.
    #[wire(count = (count), max = 100)]
    pub list: Vec<u16>,
    /// Arithmetic.
    #[wire(count = (by * 2 - 1 + -(1 - 2) & 0xf), check = !product.is_empty())]
    pub product: Box<[Pair]>,
    /// As long as said.
    #[wire(len = (len))]
    pub text: &'a str,
    /// As large as said.
    #[wire(size = (size))]
    pub framed: Tagged,
    /// All of the language.
    #[wire(len = (match by { 1 => 2, _ if count > 3 => { let x = len; x }, _ => if len > 1 { 3 } else { 0 } }))]
    pub any: Vec<u8>,
    /// A constant length, if it is there.
    #[wire(when = by > 1, len = (3))]
    pub three: Option<&'a [u8]>,
}

/// Is told.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[wire(args(version: i16, more: u8))]
pub struct Told {
    /// If it was told so.
    #[wire(when = version >= 1, check = number != Some(more))]
    pub number: Option<u8>,
    /// As long as it was told.
    #[wire(len = (more))]
    pub bytes: Vec<u8>,
}

/// Is told, and an enum.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[wire(tag = u8, args(version: i16))]
pub enum ToldEnum {
    /// Tells.
    #[wire(tag = 1)]
    One {
        /// Is told.
        #[wire(args(version, 1))]
        one: Told,
    },
    /// Does not.
    #[wire(tag = 2)]
    Two,
}

/// Tells.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Tells {
    /// Says it.
    pub version: i16,
    /// Says it.
    pub more: u8,
    /// Is told.
    #[wire(args(version, more))]
    pub one: Told,
    /// Are told.
    #[wire(count = u8, args((version), if more > 1 { more } else { 2 }))]
    pub list: Vec<Told>,
    /// Are told, in frames.
    #[wire(count = (more), each(size = u8, args(version)))]
    pub framed: Vec<ToldEnum>,
    /// Is told, if it is there.
    #[wire(when = version > 2, args({ version }))]
    pub optional: Option<Box<ToldEnum>>,
    /// By functions of a generic type, which are told.
    #[wire(with = Scaled::<2>, args(more))]
    pub scaled: u32,
    /// By functions of a generic type, each.
    #[wire(count = u8, each(with = Scaled<3>, args(more)))]
    pub each_scaled: Vec<u32>,
}

/// Its functions write a number after a byte.
#[derive(Clone, Copy, Debug)]
pub struct Scaled<const BY: u8>;

impl<const BY: u8> Scaled<BY> {
    /// Writes both.
    fn encode<'v, O: Output<'v>>(value: &'v u32, out: &mut O, more: u8) -> Result<(), Error> {
        out.put([more.wrapping_mul(BY)])?;
        out.write(value)
    }

    /// Reads both.
    fn decode(input: &mut Reader<'_>, _more: u8) -> Result<u32, Error> {
        let _: u8 = input.read()?;
        input.read()
    }
}

/// Elements with attributes.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Elements<'a> {
    /// Says how long.
    pub width: u8,
    /// Text.
    #[wire(count = u8, each(len = u8, max = 9))]
    pub texts: Vec<String>,
    /// Text in frames.
    #[wire(count = u8, each(size = u8))]
    pub framed: Vec<String>,
    /// Absent or present.
    #[wire(count = u8, each(len = i8, null = -1))]
    pub nullable: Cow<'a, [Option<&'a [u8]>]>,
    /// Lists of lists.
    #[wire(size = u16, each(count = u8, each(len = (width))))]
    pub nested: Box<[Vec<Vec<u8>>]>,
    /// Each with an end.
    #[wire(rest, each(until = 0_u8))]
    pub ended: Vec<&'a str>,
}

/// A tag that may be negative.
#[derive(Debug, Wire)]
#[wire(tag = i16)]
pub enum Signed {
    /// Below zero.
    #[wire(tag = -1)]
    Minus,
    /// Any other.
    #[wire(other)]
    Other(i16),
}

/// Bounds in both places.
#[derive(Debug, Wire)]
pub struct Generic<'a, T: Copy, const N: usize>
where
    Vec<T>: Clone,
{
    /// A value.
    pub one: T,
    /// Values.
    pub array: [T; N],
    /// Values.
    #[wire(count = u8)]
    pub list: Vec<T>,
    /// What is left.
    #[wire(rest)]
    pub rest: &'a [u8],
}

/// Two lifetimes, one of which outlives the other.
#[derive(Debug, Wire)]
pub struct Lifetimes<'a, 'b: 'a> {
    /// The shorter.
    #[wire(len = u8)]
    pub short: &'a str,
    /// The longer.
    #[wire(len = u8)]
    pub long: &'b [u8],
}

/// A tree.
#[derive(Debug, Wire)]
pub struct Tree {
    /// Its branches.
    #[wire(count = u8)]
    pub branches: Vec<Self>,
}

/// Old, and told so.
#[derive(Debug, Wire)]
#[deprecated]
pub struct Old {
    /// Old too.
    #[deprecated]
    pub field: u8,
}

/// Some of it is old.
#[derive(Debug, Wire)]
#[wire(tag = u8)]
pub enum PartlyOld {
    /// Old.
    #[deprecated]
    #[wire(tag = 1)]
    Variant(u8),
    /// Old inside.
    #[wire(tag = 2)]
    Field {
        /// Old.
        #[deprecated]
        field: u8,
        /// New.
        #[wire(len = u8)]
        text: String,
    },
}

/// Names that are no names in other editions, or in other styles.
#[derive(Debug, Wire)]
#[expect(non_snake_case, reason = "the test")]
pub struct Names {
    /// Reserved since 2018.
    pub r#async: u8,
    /// Reserved since 2024.
    pub r#gen: u8,
    /// Always reserved.
    pub r#match: u8,
    /// Not in snake case.
    #[wire(when = r#async > 1 && r#match > 1)]
    pub CamelCase: Option<u8>,
}

/// The language of the condition is all of Rust.
#[derive(Clone, Debug, Default, PartialEq, Eq, Wire)]
pub struct Conditions {
    /// Asked below.
    pub a: bool,
    /// Asked below.
    pub b: u8,
    /// Asked below.
    #[wire(len = u8)]
    pub c: Vec<u8>,
    /// An `if` that goes on.
    #[wire(when = if a { b } else { 3 } == 3)]
    pub if_else: Option<u8>,
    /// A `match` alone.
    #[wire(when = match b { 1 | 3 => a, 2 => true, _ => false })]
    pub match_alone: Option<u8>,
    /// A `match` that goes on.
    #[wire(when = match b { 3 => 5, other => other } > 4)]
    pub match_compared: Option<u8>,
    /// In parentheses.
    #[wire(when = (c.len() > 1))]
    pub in_parentheses: Option<u8>,
    /// In several.
    #[wire(when = ((a)))]
    pub in_parentheses_twice: Option<u8>,
    /// In a block.
    #[wire(when = { a })]
    pub in_braces: Option<u8>,
    /// A block of its own.
    #[wire(when = { let x = b; x > 1 } && a)]
    pub block: Option<u8>,
    /// A closure.
    #[wire(when = (|| a)())]
    pub closure: Option<u8>,
    /// A method with a closure.
    #[wire(when = c.iter().any(|x| *x == b))]
    pub method: Option<u8>,
    /// A pattern.
    #[wire(when = if let 3 = b { true } else { a })]
    pub pattern: Option<u8>,
    /// A block with a name.
    #[wire(when = 'found: { if a { break 'found b == 3; } false })]
    pub labelled: Option<u8>,
    /// A macro.
    #[wire(when = matches!(b, 2 | 3))]
    pub in_a_macro: Option<u8>,
    /// Not.
    #[wire(when = !a)]
    pub not: Option<u8>,
}

/// The condition has variables of its own, called as fields are.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Bound {
    /// Asked below.
    pub a: u8,
    /// Asked below.
    #[wire(len = u8)]
    pub b: Vec<u8>,
    /// In a closure.
    #[wire(when = b.iter().any(|a| *a == 1) && a == 1)]
    pub closure: Option<u8>,
    /// In a block.
    #[wire(when = { let (a, c) = (a.wrapping_add(1), 2); a == c })]
    pub block: Option<u8>,
    /// In a pattern.
    #[wire(when = match b.first() { Some(a) if *a == 1 => true, Some(_) | None => a == 9 })]
    pub arm: Option<u8>,
    /// In a macro's pattern.
    #[wire(when = matches!(b.first(), Some(a) if *a == 1))]
    pub in_a_macro: Option<u8>,
    /// A text's argument.
    #[wire(when = format!("{a}") == "1")]
    pub text: Option<u8>,
    /// A field's short form.
    #[wire(when = Single { a } == Single { a: 1 })]
    pub short: Option<u8>,
    /// A range.
    #[wire(when = (..=a).contains(&1))]
    pub range: Option<u8>,
}

/// A bound of its own, and values that borrow in every place.
#[derive(Debug, Wire)]
pub struct Borrowing<'a, T: Wire<'a>> {
    /// A value.
    pub one: T,
    /// Values.
    #[wire(count = u8)]
    pub list: Vec<(T, Text<'a>)>,
    /// In an array.
    pub array: Box<[Text<'a>; 2]>,
    /// In an option.
    #[wire(size = i8, null = -1)]
    pub null: Option<Text<'a>>,
    /// Framed.
    #[wire(size = u8)]
    pub framed: Texts<'a>,
    /// Numbers in arrays.
    pub numbers: Box<[[u16; 3]; 2]>,
    /// What is left.
    #[wire(rest, each(size = u8))]
    pub rest: Texts<'a>,
}

/// Another name.
pub type Texts<'a> = Vec<Text<'a>>;

/// Text.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
pub struct Text<'a> {
    /// It.
    #[wire(len = u8)]
    pub text: Cow<'a, str>,
}

/// One number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Single {
    /// It.
    pub a: u8,
}

/// Sentinels, padding, checksums, and what takes the rest.
#[derive(Debug, Wire)]
#[wire(tag = u8, pad = 2)]
pub enum Ends<'a> {
    /// Sentinels.
    #[wire(tag = 1)]
    Sentinels {
        /// Text.
        #[wire(until = 0u8, max = (10))]
        text: &'a str,
        /// Bytes.
        #[wire(until = LINE, align = 4)]
        bytes: Vec<u8>,
        /// A list.
        #[wire(until = { Text { text: Cow::Borrowed("") } })]
        list: Vec<Text<'a>>,
        /// A list in another way.
        #[wire(until = (0), each(size = u8))]
        numbers: Numbers,
        /// Padding.
        #[wire(align(ALIGN, ignore), pad = (4), when = !text.is_empty())]
        padded: Option<u8>,
        /// Nothing.
        #[wire(reserved(3, ignore))]
        reserved: (),
    },
    /// Checksums and what takes the rest.
    #[wire(tag = 2)]
    Checksums {
        /// Content.
        #[wire(size = u32)]
        content: Tail,
        /// A checksum.
        #[wire(checksum(with = outer::Sum<3>, of = (sum, content(content))))]
        sum: u8,
    },
}

/// What may be absent, before what never is.
#[derive(Debug, Wire)]
pub struct Tail {
    /// It may be absent.
    #[wire(rest, len = u8)]
    pub first: Option<String>,
    /// It too.
    #[wire(rest)]
    pub second: Option<Numbers>,
    /// It is there.
    pub end: [u8; 2],
}

/// A line ends with it.
const LINE: &[u8; 2] = b"\r\n";

/// Padding goes up to a multiple of it.
const ALIGN: usize = 4;

/// Numbers.
pub type Numbers = Vec<u16>;

/// Declared by a macro, with parts that the caller gives.
macro_rules! declared {
    ($name:ident, $ty:ty, $len:ident, $when:expr_2021, $field:ident) => {
        /// Declared by a macro.
        #[derive(Debug, Wire)]
        pub struct $name {
            /// A name of the caller's.
            pub $field: u8,
            /// A type of the caller's.
            pub value: $ty,
            /// A length of the caller's.
            #[wire(len = $len)]
            pub text: String,
            /// A condition of the caller's.
            #[wire(when = $when == 1)]
            pub option: Option<$crate::Pair>,
            /// A condition over the caller's name.
            #[wire(when = $field == 1)]
            pub other: Option<u8>,
        }
    };
}

declared!(Declared, u32, u16, 3 - 2, given);

/// Used inside the crate alone.
#[derive(Clone, Copy, Debug, Wire)]
pub(crate) struct Private {
    /// A field that is read nowhere else.
    pub(crate) field: u8,
}

/// Uses what is private.
#[must_use]
pub const fn private(field: u8) -> u8 {
    Private { field }.field
}

#[cfg(test)]
mod tests {
    use super::{Bound, Conditions, Given, Pair, Tagged};
    use kafka07_wire::{from_slice, to_vec, Wire};
    use std::fmt::Debug;

    /// What is written is read back.
    fn assert_bytes<T>(value: &T, bytes: &[u8])
    where
        T: Debug + PartialEq + for<'x> Wire<'x>,
    {
        assert_eq!(to_vec(value).as_deref(), Ok(bytes));
        assert_eq!(from_slice(bytes).as_ref(), Ok(value));
    }

    #[test]
    fn earlier_fields_say_lengths() {
        let given = Given {
            count: 1,
            len: 1,
            size: 3,
            by: 1,
            list: vec![7],
            product: vec![Pair::default(); 2].into_boxed_slice(),
            text: "a",
            framed: Tagged::Tuple(8, String::new()),
            any: vec![9, 9],
            three: None,
        };
        let bytes = to_vec(&given);
        assert_eq!(bytes.as_deref().map(<[u8]>::len), Ok(44));
        assert_eq!(bytes.and_then(|read| Ok(from_slice::<Given<'_>>(&read)? == given)), Ok(true));
    }

    #[test]
    fn variables_of_a_condition_hide_fields() {
        let all = Bound {
            a: 1,
            b: vec![1],
            closure: Some(2),
            block: Some(3),
            arm: Some(4),
            in_a_macro: Some(5),
            text: Some(6),
            short: Some(7),
            range: Some(8),
        };
        assert_bytes(&all, &[1, 1, 1, 2, 3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn any_expression_is_a_condition() {
        let wanted = Conditions {
            a: true,
            b: 3,
            c: vec![3, 4],
            if_else: Some(1),
            match_alone: Some(2),
            match_compared: Some(3),
            in_parentheses: Some(4),
            in_parentheses_twice: Some(5),
            in_braces: Some(6),
            block: Some(7),
            closure: Some(8),
            method: Some(9),
            pattern: Some(10),
            labelled: Some(11),
            in_a_macro: Some(12),
            not: None,
        };
        assert_bytes(
            &wanted,
            b"\x01\x03\x02\x03\x04\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c",
        );
        let unwanted = Conditions { b: 1, if_else: Some(2), not: Some(1), ..Conditions::default() };
        assert_bytes(&unwanted, b"\x00\x01\x00\x02\x01");
    }
}
