use kafka07::wire::Wire;

#[derive(Wire)]
struct Slice {
    a: [u8],
}

#[derive(Wire)]
struct Text {
    #[wire(rest)]
    a: str,
}

#[derive(Wire)]
struct Object {
    #[wire(skip)]
    a: dyn Send,
}

fn main() {}
