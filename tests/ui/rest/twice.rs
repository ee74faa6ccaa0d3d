use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(rest)]
    a: Vec<u8>,
    #[wire(rest)]
    b: Vec<u32>,
}

fn main() {}
