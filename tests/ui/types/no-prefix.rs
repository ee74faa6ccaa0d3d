use kafka07::wire::Wire;

struct Plain;

#[derive(Wire)]
struct Struct {
    #[wire(len = Plain)]
    text: String,
    #[wire(count = Plain, each(size = Plain))]
    list: Vec<u16>,
    #[wire(size = Plain, len = u8)]
    frame: String,
    #[wire(len = Missing)]
    missing: String,
}

fn main() {}
