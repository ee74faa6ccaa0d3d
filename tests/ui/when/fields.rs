use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(when = later == 1)]
    a: Option<u32>,
    #[wire(when = b.is_some())]
    b: Option<u32>,
    later: u8,
    #[wire(skip)]
    skipped: u8,
    #[wire(when = skipped == 1 && crc == 0)]
    c: Option<u32>,
    #[wire(crc32(of = later))]
    crc: u32,
    #[wire(when = crc != 0)]
    d: Option<u32>,
}

#[derive(Wire)]
struct Tuple(#[wire(when = _1 == 1)] Option<u8>, u8);

fn main() {}
