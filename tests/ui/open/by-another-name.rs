//! A list of open elements is refused by whatever name it goes.

use kafka07::wire::Wire;

#[derive(Wire)]
struct Packet {
    kind: u8,
    #[wire(rest)]
    payload: Vec<u8>,
}

type Packets = Vec<Packet>;

#[derive(Wire)]
struct Rest {
    #[wire(rest)]
    packets: Packets,
}

#[derive(Wire)]
struct Framed {
    #[wire(size = u8)]
    packets: Packets,
}

type Nodes = Vec<Node>;

#[derive(Wire)]
struct Node {
    kind: u8,
    #[wire(rest)]
    nodes: Nodes,
}

fn main() {}
