use kafka07::wire::{Checksum, Wire};

#[derive(Wire)]
struct NoChecksum {
    #[wire(checksum(with = UnknownName, of = number))]
    sum: u16,
    number: u8,
}

#[derive(Wire)]
struct OfAnotherType {
    #[wire(checksum(with = Sum, of = number))]
    sum: u32,
    number: u8,
}

#[derive(Wire)]
struct UnknownName {
    #[wire(checksum(with = Crc32c, of = number))]
    sum: u32,
    number: u8,
}

#[derive(Default)]
struct Sum;

impl Checksum for Sum {
    type Sum = u16;

    fn update(&mut self, _: &[u8]) {}

    fn finish(self) -> u16 {
        0
    }
}

fn main() {}
