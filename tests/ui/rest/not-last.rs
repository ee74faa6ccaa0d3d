use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(rest)]
    a: Vec<u8>,
    b: u8,
    #[wire(skip)]
    c: u8,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Enum {
    #[wire(tag = 0)]
    A(#[wire(rest)] String, u8),
    #[wire(tag = 1)]
    B {
        #[wire(rest)]
        nested: Fine,
        end: u8,
    },
}

#[derive(Wire)]
struct Fine {
    a: u8,
    #[wire(rest)]
    b: Vec<u32>,
    #[wire(skip)]
    c: u8,
}

fn main() {}
