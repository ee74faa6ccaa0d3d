use kafka07::wire::Wire;

use std::borrow::Cow;

#[derive(Wire)]
struct Struct<'a> {
    a: String,
    b: &'a str,
    c: Vec<u8>,
    d: &'a [u8],
    e: Vec<u32>,
    f: Cow<'a, str>,
    g: Cow<'a, [u8]>,
    h: Box<[u16]>,
    #[wire(each(size = i32))]
    i: Vec<u32>,
    j: Option<u8>,
    #[wire(len = i16)]
    k: Option<String>,
}

fn main() {}
