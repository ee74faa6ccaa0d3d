use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    version: u8,
    #[wire(when = vershion >= 1)]
    a: Option<u32>,
}

fn main() {}
