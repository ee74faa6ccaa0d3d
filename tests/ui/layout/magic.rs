use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(magic = "KAFK")]
struct Text;

#[derive(Wire)]
#[wire(magic = 1)]
struct NoType;

#[derive(Wire)]
#[wire(magic = b"")]
struct Empty;

#[derive(Wire)]
struct Fields {
    #[wire(magic = 1u8)]
    a: u8,
    #[wire(magic = 256u8)]
    b: (),
    #[wire(magic = -1u8)]
    c: (),
    #[wire(magic = 1.5f32)]
    d: (),
    #[wire(magic = 1usize)]
    e: (),
}

fn main() {}
