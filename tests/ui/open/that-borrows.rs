use kafka07::wire::Wire;

#[derive(Wire)]
struct Packet<'a> {
    #[wire(rest)]
    payload: &'a [u8],
}

#[derive(Wire)]
struct Pair<'a, 'b> {
    first: Packet<'a>,
    second: Packet<'b>,
}

fn main() {}
