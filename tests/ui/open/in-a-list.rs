use kafka07::wire::Wire;

#[derive(Wire)]
struct Packet {
    kind: u8,
    #[wire(rest)]
    payload: Vec<u8>,
}

#[derive(Wire)]
struct Counted {
    #[wire(count = u8)]
    packets: Vec<Packet>,
}

#[derive(Wire)]
struct ToTheEnd {
    #[wire(rest)]
    packets: Vec<Packet>,
}

#[derive(Wire)]
struct Framed {
    #[wire(size = u16)]
    packets: Box<[Packet]>,
}

fn main() {}
