use kafka07::wire::Wire;

#[derive(Wire)]
struct Names {
    #[wire(len = (later))]
    early: Vec<u8>,
    later: u8,
    #[wire(count = (itself.len()))]
    itself: Vec<u16>,
    #[wire(skip)]
    skipped: u8,
    #[wire(size = (skipped + later))]
    not_there: u16,
    #[wire(crc32(of = later))]
    crc: u32,
    #[wire(len = (crc))]
    of_a_checksum: Vec<u8>,
    #[wire(count = (2), each(len = (after)))]
    inside: Vec<String>,
    after: u8,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Variants {
    #[wire(tag = 1)]
    One { n: u8 },
    #[wire(tag = 2)]
    Two(#[wire(len = (_1))] Vec<u8>, u8),
}

#[derive(Wire)]
struct OfSelf {
    n: u8,
    #[wire(len = (self.n))]
    text: String,
    #[wire(when = self.n > 1)]
    condition: Option<u8>,
}

fn main() {}
