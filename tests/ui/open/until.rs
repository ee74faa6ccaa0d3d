use kafka07::wire::Wire;

#[derive(Wire)]
struct Open(#[wire(rest)] Vec<u8>);

#[derive(Wire)]
struct List {
    #[wire(until = Open(Vec::new()))]
    list: Vec<Open>,
}

#[derive(Wire)]
struct Fine {
    #[wire(until = Open(Vec::new()), each(size = u8))]
    list: Vec<Open>,
    more: u8,
}

fn main() {}
