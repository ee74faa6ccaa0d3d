use kafka07::wire::Wire;

#[derive(Wire)]
struct Conflicts {
    n: u8,
    #[wire(len = (n), null = -1)]
    null: Option<Vec<u8>>,
    #[wire(len = (n), count = (n))]
    both: Vec<u8>,
    #[wire(len = (n), size = (n))]
    framed: Vec<u8>,
    #[wire(count = (n), until = 0u16)]
    ended: Vec<u16>,
    #[wire(len = (n), skip)]
    skipped: Vec<u8>,
    #[wire(size = (4), crc32(of = n))]
    crc: u32,
    #[wire(len = (n), with = module)]
    with: Vec<u8>,
    #[wire(size = (n), magic = 1u8)]
    magic: (),
    #[wire(max = 3)]
    max: u8,
}

#[derive(Wire)]
struct Rest {
    n: u8,
    #[wire(len = (n), rest)]
    rest: Vec<u8>,
    #[wire(len = (n))]
    last: Vec<u8>,
}

#[derive(Wire)]
struct WrongTypes {
    n: u8,
    #[wire(len = (n))]
    list: Vec<u16>,
    #[wire(count = (n))]
    text: String,
    #[wire(count = (n))]
    number: u32,
    #[wire(len = (n))]
    optional: Option<String>,
    #[wire(count = (n))]
    strings: Vec<String>,
}

#[derive(Wire)]
#[wire(len = (3))]
struct Container(u8);

fn main() {}
