use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(until = 0u8)]
    a: u32,
    #[wire(until = 0u8)]
    b: Option<String>,
    #[wire(until = 0u16)]
    c: String,
    #[wire(until = 256)]
    d: Vec<u8>,
    #[wire(until = -1)]
    e: Vec<u8>,
    #[wire(until = true)]
    f: Vec<u8>,
    #[wire(until = "\0")]
    g: String,
    #[wire(until = '\n')]
    h: String,
    #[wire(until = b"")]
    i: String,
    #[wire(until = 0u8, each(size = u8))]
    j: String,
    #[wire(until = String::new())]
    k: Vec<String>,
    #[wire(until = 0u8)]
    l: (),
}

#[derive(Wire)]
struct Conflicts {
    #[wire(until = 0u8, len = u8)]
    a: String,
    #[wire(until = 0u16, count = u8)]
    b: Vec<u16>,
    #[wire(until = 0u8, with = module)]
    c: String,
    #[wire(until = 0u8, null = -1)]
    d: Option<String>,
    #[wire(until = 0u8, skip)]
    e: String,
    #[wire(until = 0u8, magic = 1u8)]
    f: (),
    #[wire(until = 0u8, max = -1)]
    g: String,
    #[wire(until = 0u8, rest)]
    h: String,
}

#[derive(Wire)]
struct Syntax {
    #[wire(until)]
    a: String,
    #[wire(until(0u8))]
    b: String,
    #[wire(until = )]
    c: String,
    #[wire(until = 0u8 1)]
    d: String,
    #[wire(until = 0u8, until = 0u8)]
    e: String,
    #[wire(terminator = 0u8)]
    f: String,
    #[wire(untill = 0u8)]
    g: String,
}

fn main() {}
