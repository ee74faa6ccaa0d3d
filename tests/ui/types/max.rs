use kafka07::wire::Wire;

const MOST: u32 = 5;

#[derive(Wire)]
struct Bounded {
    #[wire(len = u8, max = 5u8)]
    suffix: String,
    #[wire(count = u8, max = MOST)]
    constant: Vec<u16>,
    #[wire(size = u8, max = "5")]
    text: u8,
}

fn main() {}
