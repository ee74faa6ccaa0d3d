use kafka07::wire::Wire;

#[derive(Wire)]
struct Packet {
    kind: u8,
    #[wire(rest)]
    payload: Vec<u8>,
}

// Nothing is wrong with it by itself.
#[derive(Wire)]
struct Keyed<T> {
    body: T,
    key: u16,
}

#[derive(Wire)]
struct Tuples {
    nested: ((Packet, u8), u8),
    arrays: [(Packet, u8); 2],
}

#[derive(Wire)]
struct Lists {
    #[wire(count = u8, each(size = u8))]
    pairs: Vec<(Packet, u8)>,
}

#[derive(Wire)]
struct Generic {
    keyed: Keyed<Packet>,
}

fn main() {}
