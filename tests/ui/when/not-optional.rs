use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    version: u8,
    #[wire(when = version > 0)]
    a: u32,
    #[wire(when = version > 0, len = i16)]
    b: String,
}

fn main() {}
