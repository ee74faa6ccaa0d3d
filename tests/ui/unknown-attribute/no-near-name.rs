use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(endianness = "little")]
struct Container {
    #[wire(xyzzy)]
    field: u8,
    #[wire(wire::len = u8)]
    path: String,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Choice {
    #[wire(tag = 1, xyzzy)]
    One,
}

fn main() {}
