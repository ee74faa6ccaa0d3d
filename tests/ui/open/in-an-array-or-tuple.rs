use kafka07::wire::Wire;

#[derive(Wire)]
struct Packet {
    kind: u8,
    #[wire(rest)]
    payload: Vec<u8>,
}

#[derive(Wire)]
struct Array {
    packets: [Packet; 2],
}

#[derive(Wire)]
struct Tuple {
    packets: (Packet, u8),
}

fn main() {
    let _ = kafka07::wire::from_slice::<Array>(&[]);
    let _ = kafka07::wire::from_slice::<Tuple>(&[]);
}
