use kafka07::wire::Wire;

#[derive(Wire)]
struct Each {
    #[wire(count = i32, each)]
    a: Vec<u32>,
    #[wire(count = i32, each = i32)]
    b: Vec<u32>,
    #[wire(count = i32, each())]
    c: Vec<u32>,
    #[wire(count = i32, each(len = i32))]
    d: Vec<u32>,
    #[wire(count = i32, each(size = i32, max = 1))]
    e: Vec<u32>,
    #[wire(count = i32, each(32))]
    f: Vec<u32>,
}

#[derive(Wire)]
struct Crc {
    #[wire(crc32)]
    a: u32,
    #[wire(crc32 = f)]
    b: u32,
    #[wire(crc32(f))]
    c: u32,
    #[wire(crc32(of = f, g))]
    d: u32,
    #[wire(crc32(of = ()))]
    e: u32,
    f: u8,
    g: u8,
    #[wire(crc32(of = (f g)))]
    h: u32,
    #[wire(crc32(of = [f; g]))]
    i: u32,
    #[wire(crc32(of = (f,, g)))]
    j: u32,
}

fn main() {}
