//! Types whose derived code has to get by without the prelude, without the library's usual name,
//! among items that are called like those it uses. That this builds without a warning is the test;
//! `tests/` shows that the bytes are right too.
#![no_implicit_prelude]
#![deny(warnings, unused, nonstandard_style, future_incompatible, rust_2018_idioms)]
#![deny(unused_qualifications, single_use_lifetimes, unused_lifetimes, trivial_numeric_casts)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]
// The names and signatures written here, not the code derived from them.
#![allow(missing_docs, missing_debug_implementations, unreachable_pub, non_camel_case_types)]
#![allow(clippy::pub_underscore_fields, clippy::trivially_copy_pass_by_ref)]

use ::renamed::Wire;
use ::std::borrow::Cow;
use ::std::boxed::Box;
use ::std::option::Option;
use ::std::prelude::v1::derive;
use ::std::string::String;
use ::std::vec::Vec;

/// Names that derived code must not pick up from here.
pub mod decoys {
    pub struct Result;
    pub struct Ok;
    pub struct Err;
    pub struct Some;
    pub struct None;
    pub struct Default;
    pub struct Encode;
    pub struct Decode;
    pub struct Reader;
    pub struct Output;
    pub struct Error;
    pub struct Prefix;
    pub struct core;
    pub struct std;
    pub struct kafka07;
    pub struct wire;
    pub struct usize;
    pub struct map_err;
    pub const fn decode() {}
    pub const fn encode() {}
    pub const fn encoded_len() {}
}

#[allow(unused_imports)]
use decoys::*;

/// Called like locals and parameters of derived code.
#[derive(Wire)]
#[wire(crate = ::renamed)]
pub struct Locals {
    pub input: u8,
    pub out: u8,
    pub error: u8,
    pub tag: u8,
    pub at: u8,
    pub self_: u8,
    pub len: u8,
    pub value: u8,
    pub wanted: u8,
    pub unknown: u8,
    pub __input: u8,
    pub __out: u8,
    pub __error: u8,
    pub __tag: u8,
    pub __at: u8,
    pub r#type: u8,
    pub r#match: u8,
    #[wire(len = u8)]
    pub r#fn: String,
    #[wire(crc32(of = r#type))]
    pub r#struct: u32,
    #[wire(crc32(of = (input, __input, at_crc, from0_crc, to0_crc)))]
    pub crc: u32,
    pub at_crc: u8,
    pub from0_crc: u8,
    pub to0_crc: u8,
    pub __at_crc: u8,
    #[wire(when = r#type > 1 && input == 1 && out != 9, size = u8, max = 10)]
    pub r#where: Option<u16>,
    #[wire(skip)]
    pub skipped: u64,
    #[wire(magic = b"END")]
    pub end: (),
}

#[derive(Wire)]
#[allow(non_upper_case_globals)]
#[wire(crate = ::renamed, tag = u8, magic = 1u8, request(key = -7))]
pub enum r#enum<'r#type, r#struct: ::std::clone::Clone, const len: ::std::primitive::usize> {
    #[wire(tag = 0)]
    r#mod,
    #[wire(tag = 1)]
    Some(u8, r#struct, [i16; len]),
    #[wire(tag = 2)]
    None {
        #[wire(len = i16, max = 1_000)]
        input: &'r#type str,
        #[wire(crc32(of = out))]
        error: u32,
        #[wire(rest)]
        out: &'r#type [u8],
    },
    #[wire(tag = 3)]
    Ok(
        #[wire(count = u8, each(size = i32))] Cow<'r#type, [r#struct]>,
        #[wire(when = ::std::matches!(_0.len(), 1..=2))] Option<bool>,
    ),
    #[wire(tag = 4)]
    Err(Box<Nested>, #[wire(with = halves)] u8),
    #[wire(other)]
    Default {
        __tag: u8,
        #[wire(rest)]
        __unknown: Vec<u8>,
    },
}

#[expect(clippy::use_self)]
#[derive(Wire)]
#[wire(crate = ::renamed)]
pub struct Nested(#[wire(count = u8)] pub Vec<Nested>);

#[derive(Wire)]
#[wire(crate = ::renamed, magic = b"U")]
pub struct Unit;

#[derive(Wire)]
#[wire(crate = ::renamed, tag = i64)]
pub enum Never {}

/// Built by a macro of the user's.
macro_rules! built {
    ($name:ident, $field:ident, $int:ty, $condition:expr) => {
        #[derive(Wire)]
        #[wire(crate = ::renamed)]
        pub struct $name {
            pub $field: u8,
            #[wire(len = $int)]
            pub text: String,
            #[wire(when = $condition)]
            pub there: Option<u8>,
            #[wire(when = $field == 1)]
            pub here: Option<u8>,
        }
    };
}

built!(Built, version, u16, true);

/// Of whose fields the user reads none.
#[allow(non_snake_case)]
#[derive(Wire)]
#[wire(crate = ::renamed)]
pub struct Unread {
    #[wire(crc32(of = payload))]
    crc: u32,
    payload: u8,
    #[wire(magic = 0u8)]
    reserved: (),
    #[wire(when = payload == 1)]
    more: Option<u8>,
    CRC: u8,
}

#[derive(Wire)]
#[wire(crate = ::renamed)]
#[deprecated = "as an example"]
pub struct Old(u8);

#[allow(deprecated)]
#[derive(Wire)]
#[wire(crate = ::renamed)]
pub struct Older<T> {
    pub old: Old,
    #[deprecated]
    pub value: T,
    #[wire(skip)]
    pub list: Vec<T>,
}

/// A number as half of it.
mod halves {
    use ::renamed::wire::{Error, Output, Reader};
    use ::std::result::Result;

    pub fn encode<'v, O: Output<'v>>(value: &'v u8, out: &mut O) -> Result<(), Error> {
        out.put([*value / 2])
    }

    pub fn decode(input: &mut Reader<'_>) -> Result<u8, Error> {
        let half: u8 = input.read()?;
        Result::Ok(half * 2)
    }
}
