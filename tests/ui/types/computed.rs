use kafka07::wire::Wire;

#[derive(Wire)]
struct NoIntegers {
    #[wire(len_of = list)]
    own: Own,
    #[wire(count = u8)]
    list: Vec<u16>,
}

#[derive(Wire)]
struct Own(u8);

#[derive(Wire)]
struct NoInteger {
    #[wire(count_of = list)]
    count: Own,
    #[wire(count = u8)]
    list: Vec<u16>,
}

fn main() {}
