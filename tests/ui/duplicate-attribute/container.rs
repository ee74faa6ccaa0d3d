use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(tag = u8, crate = kafka07)]
#[wire(tag = u8, crate = kafka07)]
enum Enum {
    #[wire(tag = 0, tag = 1)]
    A,
    #[wire(other, other)]
    B(u8),
}

#[derive(Wire)]
#[wire(request(key = 1, key = 2, response = (), response = ()))]
struct Request;

fn main() {}
