use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(max = 3)]
    number: u32,
    #[wire(len = u8, max = 256)]
    over_its_prefix: String,
    #[wire(len = i16, max = -1)]
    negative: String,
    #[wire(skip, max = 1)]
    skipped: u8,
    #[wire(rest, max = 3)]
    rest: String,
}

fn main() {}
