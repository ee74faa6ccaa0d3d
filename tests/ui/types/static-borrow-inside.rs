use kafka07::wire::Wire;

#[derive(Wire)]
struct Name<'a> {
    #[wire(len = u8)]
    text: &'a str,
}

#[derive(Wire)]
struct Nested {
    name: Name<'static>,
}

#[derive(Wire)]
struct Framed {
    #[wire(size = u8)]
    name: Name<'static>,
}

#[derive(Wire)]
struct List {
    #[wire(count = u8)]
    names: Vec<Name<'static>>,
}

fn main() {}
