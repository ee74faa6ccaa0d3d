use kafka07::wire::Wire;

struct NoWire;

#[derive(Wire)]
struct Elements {
    #[wire(count = u8, each(len = u8))]
    no_blob: Vec<NoWire>,
    #[wire(count = u8, each(count = u8))]
    no_list: Vec<NoWire>,
    #[wire(count = u8, each(size = u8, max = 3))]
    no_wire: Vec<NoWire>,
    #[wire(count = u8, each(len = Strnig))]
    no_prefix: Vec<String>,
    #[wire(count = u8, each(len = u8, max = "3"))]
    max: Vec<String>,
    #[wire(count = u8, each(with = nothing))]
    with: Vec<String>,
}

#[derive(Wire)]
struct NoPrefix {
    #[wire(count = u8, each(len = NoWire))]
    own: Vec<String>,
}

fn main() {}
