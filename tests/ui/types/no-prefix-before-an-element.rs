use kafka07::wire::Wire;

struct Own;

#[derive(Wire)]
struct Counted {
    #[wire(count = u8, each(size = Own))]
    list: Vec<u16>,
}

#[derive(Wire)]
struct Rest {
    #[wire(rest, each(size = Own))]
    list: Vec<u16>,
}

#[derive(Wire)]
struct Generic<T> {
    #[wire(count = u8, each(size = Own))]
    list: Vec<T>,
}

fn main() {}
