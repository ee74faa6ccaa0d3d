use kafka07::wire::Wire;

#[derive(Wire)]
struct Packet {
    kind: u8,
    #[wire(rest)]
    payload: Vec<u8>,
}

// Nothing is wrong with it by itself.
#[derive(Wire)]
struct Envelope<T> {
    body: T,
    crc: u32,
}

#[derive(Wire)]
struct Many<T> {
    #[wire(count = u8)]
    items: Vec<T>,
}

fn main() {
    let _ = kafka07::wire::from_slice::<Envelope<u8>>(&[]);
    let _ = kafka07::wire::from_slice::<Envelope<Packet>>(&[]);
    let _ = kafka07::wire::to_vec(&Many { items: Vec::<Packet>::new() });
}
