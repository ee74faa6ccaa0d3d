use kafka07::wire::Wire;
use kafka07::wire::prefix::Varint;

#[derive(Wire)]
struct Message {
    #[wire(len_of = body)]
    length: Varint,
    body: (u8, u16),
}

fn main() {}
