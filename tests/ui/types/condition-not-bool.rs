use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    flags: u8,
    #[wire(when = flags & 1)]
    a: Option<u32>,
}

fn main() {}
