use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(with = half)]
    a: u8,
    #[wire(with = nowhere)]
    b: u8,
}

mod half {
    pub fn length(_: &u8) -> usize {
        1
    }
}

fn main() {}
