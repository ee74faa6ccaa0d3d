use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(rest)]
    a: Vec<u8>,
    #[wire(len = u8)]
    b: Vec<u8>,
    #[wire(count = u8)]
    c: Vec<u16>,
    #[wire(size = u8)]
    d: Fine,
    #[wire(when = true)]
    e: Option<u8>,
    #[wire(len = i8, null = -1)]
    f: Option<String>,
    #[wire(with = module)]
    g: u8,
    h: String,
    #[wire(skip)]
    i: String,
    j: Option<u8>,
    k: &'static str,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Enum {
    #[wire(tag = 0)]
    A(#[wire(rest)] String, #[wire(len = u8)] String),
    #[wire(tag = 1)]
    B {
        #[wire(rest)]
        nested: Fine,
        end: u8,
    },
}

#[derive(Wire)]
struct Fine {
    a: u8,
    #[wire(rest)]
    b: Vec<u32>,
    #[wire(skip)]
    c: u8,
    d: [u8; 2],
    #[wire(crc32(of = b))]
    e: u32,
}

fn main() {}
