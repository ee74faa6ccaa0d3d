use kafka07::wire::Wire;

#[derive(Wire)]
enum NoType {
    #[wire(tag = 1)]
    A,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum NoTag {
    A,
    #[wire(tag = 1)]
    B,
    C(u8),
}

fn main() {}
