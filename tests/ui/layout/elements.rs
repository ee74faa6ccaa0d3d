use std::borrow::Cow;

use kafka07::wire::{self, Wire};

#[derive(Wire)]
struct Struct<'a> {
    #[wire(count = i32)]
    a: Vec<String>,
    #[wire(count = u8, each(size = u8))]
    b: Box<[Vec<u16>]>,
    #[wire(size = i32)]
    c: Cow<'a, [Option<u8>]>,
    #[wire(rest)]
    d: Vec<&'a [u8]>,
}

fn main() {
    let _ = wire::from_slice::<Struct<'_>>(&[]);
}
