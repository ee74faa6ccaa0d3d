use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(checksum)]
    a: u16,
    #[wire(checksum = Sum)]
    b: u16,
    #[wire(checksum(with = Sum))]
    c: u16,
    #[wire(checksum(of = number))]
    d: u16,
    #[wire(checksum(Sum, of = number))]
    e: u16,
    #[wire(checksum(with = "Sum", of = number))]
    f: u16,
    #[wire(checksum(with = Sum, of = ()))]
    g: u16,
    #[wire(checksum(with = Sum, of = contents(number)))]
    h: u16,
    #[wire(checksum(with = Sum, of = content(number, number)))]
    i: u16,
    #[wire(checksum(with = Sum, of = content()))]
    j: u16,
    #[wire(checksum(with = Sum, with = Sum, of = number))]
    k: u16,
    #[wire(checksum(with = Sum, of = number, number))]
    l: u16,
    #[wire(checksum(with = u8 + 1, of = number))]
    m: u16,
    #[wire(crc32(of = content(number)), crc32c(of = number))]
    n: u32,
    #[wire(crc32(with = Sum, of = number))]
    o: u32,
    number: u8,
}

fn main() {}
