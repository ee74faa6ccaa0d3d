use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(tag = u8, other)]
struct Struct {
    #[wire(tag = u8)]
    a: u8,
    #[wire(request(key = 1))]
    b: u8,
    #[wire(crate = kafka07)]
    c: u8,
    #[wire(other)]
    d: u8,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Enum {
    #[wire(tag = 0, magic = 1u8)]
    A,
}

fn main() {}
