use kafka07::wire::Wire;

#[derive(Wire)]
struct Packet {
    kind: u8,
    #[wire(rest)]
    payload: Vec<u8>,
}

#[derive(Wire)]
struct Pair {
    first: Packet,
    second: Packet,
}

// Open because it ends with one that is.
#[derive(Wire)]
struct Around {
    packet: Packet,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Choice {
    #[wire(tag = 0)]
    One { around: Around, crc: u32 },
    #[wire(tag = 1)]
    Two(#[wire(when = true)] Option<Packet>, u8),
}

fn main() {}
