use kafka07::wire::Wire;

#[derive(Wire)]
struct Packet {
    kind: u8,
    #[wire(rest)]
    payload: Vec<u8>,
}

#[derive(Wire)]
struct Before {
    packet: Box<Packet>,
    key: u16,
}

#[derive(Wire)]
struct AtTheEnd {
    kind: u8,
    packet: Box<Packet>,
}

#[derive(Wire)]
struct Outside {
    inner: AtTheEnd,
    key: u16,
}

#[derive(Wire)]
struct List {
    #[wire(count = u8)]
    packets: Vec<Box<Packet>>,
}

#[derive(Wire)]
struct Tuple {
    pair: (Box<Packet>, u8),
}

fn main() {}
