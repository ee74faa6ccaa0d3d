use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct<'wire> {
    #[wire(rest)]
    a: &'wire [u8],
}

fn main() {}
