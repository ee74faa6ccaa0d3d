use kafka07::wire::Wire;
use kafka07::wire::prefix::Varint;

#[derive(Wire)]
struct Variable {
    #[wire(rest)]
    body: Vec<u8>,
    number: Varint,
}

#[derive(Wire)]
struct Nested {
    #[wire(rest)]
    body: Vec<u8>,
    fixed: Fixed,
    name: Name,
    pair: (u8, Kind),
    open: Open,
    array: [Name; 2],
}

#[derive(Wire)]
struct Fixed(u8, Flags, [u16; 2]);

#[derive(Wire)]
#[wire(tag = u8)]
enum Flags {
    #[wire(tag = 0)]
    A(u8),
    #[wire(tag = 1)]
    B(bool),
}

#[derive(Wire)]
struct Name(#[wire(len = u8)] String);

#[derive(Wire)]
#[wire(tag = u8)]
enum Kind {
    #[wire(tag = 0)]
    A,
    #[wire(tag = 1)]
    B(u8),
}

#[derive(Wire)]
struct Open(#[wire(rest)] String);

#[derive(Wire)]
struct Optional {
    #[wire(rest)]
    open: Option<Open>,
    #[wire(rest)]
    after: Option<u8>,
}

#[derive(Wire)]
struct OptionalBefore(OptionalEnd, u8);

#[derive(Wire)]
struct OptionalEnd(#[wire(rest)] Option<u8>);

fn main() {}
