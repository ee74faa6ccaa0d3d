use kafka07::wire::prefix::Varint;
use kafka07::wire::{Checksum, Wire};

#[derive(Wire)]
struct Value {
    #[wire(checksum(with = Wide, of = number))]
    sum: Varint,
    number: u8,
}

#[derive(Wire)]
struct Long {
    #[wire(checksum(with = TooLong, of = number))]
    sum: [u8; 65],
    number: u8,
}

#[derive(Default)]
struct Wide;

impl Checksum for Wide {
    type Sum = Varint;

    fn update(&mut self, _: &[u8]) {}

    fn finish(self) -> Varint {
        Varint(0)
    }
}

#[derive(Default)]
struct TooLong;

impl Checksum for TooLong {
    type Sum = [u8; 65];

    fn update(&mut self, _: &[u8]) {}

    fn finish(self) -> [u8; 65] {
        [0; 65]
    }
}

fn main() {
    let _ = kafka07::wire::from_slice::<Value>(&[]);
    let _ = kafka07::wire::from_slice::<Long>(&[]);
}
