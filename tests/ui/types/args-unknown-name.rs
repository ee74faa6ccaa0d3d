use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(args(version: i16))]
struct Child {
    #[wire(when = version > 1)]
    value: Option<u8>,
}

#[derive(Wire)]
struct Unknown {
    #[wire(args(verison))]
    child: Child,
}

fn main() {}
