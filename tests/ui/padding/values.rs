use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(pad = 0)]
struct Values {
    #[wire(align = 0)]
    a: u8,
    #[wire(align = 1)]
    b: u8,
    #[wire(pad = 65_537)]
    c: u8,
    #[wire(pad = -4)]
    d: u8,
    #[wire(align(4, skip))]
    e: u8,
    #[wire(align)]
    f: u8,
    #[wire(pad())]
    g: u8,
    #[wire(pad(4, ignore, ignore))]
    h: u8,
    #[wire(align = 4, align = 8)]
    i: u8,
    #[wire(reserved = 0)]
    j: (),
    #[wire(reserved = 2)]
    k: u16,
    #[wire(reserved = 2, len = u8)]
    l: (),
    #[wire(reserved)]
    m: (),
    #[wire(align = )]
    n: u8,
    #[wire(padding = 4)]
    o: u8,
    #[wire(align_before = 4)]
    p: u8,
    #[wire(skip, align = 4)]
    q: u8,
}

#[derive(Wire)]
#[wire(pad = 4)]
struct Rest {
    #[wire(rest, pad = 4)]
    a: Vec<u8>,
    #[wire(align = 4)]
    b: u8,
}

#[derive(Wire)]
#[wire(align = 4)]
struct Optional {
    a: u8,
    #[wire(align = 4, when = a > 1, len = u8)]
    b: Option<String>,
    #[wire(crc32(of = content(b)))]
    c: u32,
    #[wire(rest, pad = 4)]
    d: Option<Vec<u8>>,
}

fn main() {}
