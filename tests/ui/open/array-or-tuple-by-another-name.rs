use kafka07::wire::Wire;

#[derive(Wire)]
struct Packet {
    kind: u8,
    #[wire(rest)]
    payload: Vec<u8>,
}

type Packets = [Packet; 2];
type Pair = (Packet, u8);
type Nested = (u8, [Pair; 1]);

#[derive(Wire)]
struct Array {
    packets: Packets,
}

#[derive(Wire)]
struct Tuple {
    #[wire(size = u8)]
    pair: Pair,
}

#[derive(Wire)]
struct Inside {
    nested: Box<Nested>,
}

#[derive(Wire)]
struct List {
    #[wire(count = u8, each(size = u8))]
    pairs: Vec<Pair>,
}

#[derive(Wire)]
struct Boxed {
    packets: Box<[Packet; 2]>,
}

fn main() {}
