use kafka07::wire::Wire;

struct Plain;

#[derive(Wire)]
struct Struct {
    #[wire(skip)]
    a: Plain,
}

fn main() {}
