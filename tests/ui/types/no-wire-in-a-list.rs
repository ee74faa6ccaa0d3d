use kafka07::wire::Wire;

struct Plain;

#[derive(Wire)]
struct Struct {
    #[wire(count = i32)]
    a: Vec<Plain>,
}

fn main() {}
