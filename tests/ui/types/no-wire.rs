use kafka07::wire::Wire;

struct Plain;

#[derive(Wire)]
struct Struct {
    a: Plain,
}

fn main() {}
