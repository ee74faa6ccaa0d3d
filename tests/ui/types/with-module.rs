use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(with = half)]
    a: u8,
    #[wire(with = nowhere)]
    b: u8,
}

mod half {
    pub fn encode<'v, O: kafka07::wire::Output<'v>>(
        value: &'v u8,
        out: &mut O,
    ) -> Result<(), kafka07::wire::Error> {
        out.put([*value / 2])
    }
}

fn main() {}
