//! A type without a wire format inside of arrays, tuples, boxes, options and variants.

use kafka07::wire::Wire;

#[derive(Wire)]
struct Inside {
    array: [char; 4],
    tuple: (u8, char),
    boxed: Box<char>,
    #[wire(count = u8, each(size = u8))]
    list: Vec<char>,
    #[wire(when = true)]
    option: Option<char>,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Variants {
    #[wire(tag = 1)]
    Tuple(char),
    #[wire(tag = 2)]
    Struct { field: char },
}

fn main() {}
