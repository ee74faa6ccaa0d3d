use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(checksum(with = Sum, of = nothing))]
    a: u16,
    #[wire(checksum(with = Sum, of = (text, text)))]
    b: u16,
    #[wire(checksum(with = Sum, of = content(number)))]
    c: u16,
    #[wire(checksum(with = Sum, of = (text, content(text))))]
    d: u16,
    #[wire(crc32(of = (number, content(rest))))]
    e: u32,
    number: u8,
    #[wire(len = u8)]
    text: String,
    #[wire(rest)]
    rest: Vec<u8>,
}

#[derive(Wire)]
struct Circle {
    #[wire(checksum(with = Sum, of = (a, b)))]
    a: u16,
    #[wire(crc32(of = (a, b)))]
    b: u32,
}

#[derive(Wire)]
struct Conflicts {
    #[wire(checksum(with = Sum, of = number), crc32(of = number))]
    a: u32,
    #[wire(checksum(with = Sum, of = number), when = number > 1)]
    b: Option<u16>,
    #[wire(checksum(with = Sum, of = number), len = u8, max = 3)]
    c: u16,
    number: u8,
}

#[derive(Default)]
struct Sum;

impl kafka07::wire::Checksum for Sum {
    type Sum = u16;

    fn update(&mut self, _: &[u8]) {}

    fn finish(self) -> u16 {
        0
    }
}

fn main() {}
