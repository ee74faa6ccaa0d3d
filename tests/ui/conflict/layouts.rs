use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(len = i16, count = i32)]
    a: Vec<u8>,
    #[wire(skip, len = i16)]
    b: String,
    #[wire(skip, when = true)]
    c: Option<u8>,
    #[wire(with = module, len = i16)]
    d: String,
    #[wire(magic = 1u8, size = i32)]
    e: (),
    #[wire(crc32(of = b2), size = i32)]
    f: u32,
    b2: u8,
    #[wire(crc32(of = b2), magic = 1u8)]
    g: u32,
    #[wire(crc32(of = b2), when = true)]
    h: Option<u32>,
    #[wire(len = i16, each(size = i32))]
    i: Vec<u32>,
    #[wire(len = i16, rest)]
    j: String,
}

mod module {}

fn main() {}
