use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(crc32(of = b))]
    a: u32,
    #[wire(crc32(of = a))]
    b: u32,
}

fn main() {}
