//! A collection of the standard library that is not a list here, with every layout.

use std::collections::VecDeque;

use kafka07::wire::Wire;

#[derive(Wire)]
struct Bare {
    a: VecDeque<u16>,
}

#[derive(Wire)]
struct Counted {
    #[wire(count = u8)]
    a: VecDeque<u16>,
}

#[derive(Wire)]
struct Rest {
    #[wire(rest)]
    a: VecDeque<u16>,
}

#[derive(Wire)]
struct Framed {
    #[wire(size = u8)]
    a: VecDeque<u16>,
}

#[derive(Wire)]
struct Each {
    #[wire(rest, each(size = u8))]
    a: VecDeque<u16>,
}

#[derive(Wire)]
struct Text {
    #[wire(len = u8)]
    a: VecDeque<u16>,
}

fn main() {}
