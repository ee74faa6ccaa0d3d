use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(len = i16, len = i32)]
    twice_in_one: String,
    #[wire(len = i16)]
    #[wire(len = i16)]
    twice_in_two: String,
    #[wire(rest, rest)]
    payload: Vec<u8>,
}

fn main() {}
