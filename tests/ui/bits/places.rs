use kafka07::wire::Wire;

#[derive(Wire)]
struct NoInteger {
    #[wire(bits = 4)]
    a: u8,
    #[wire(bits = 4)]
    b: u8,
}

#[derive(Wire)]
#[wire(bits = u16)]
struct OtherAttributes {
    #[wire(bits = 4, when = true)]
    a: u8,
    #[wire(bits = 4, magic = 1u8)]
    b: (),
    #[wire(bits = 8, skip)]
    c: u8,
    #[wire(bits = 8)]
    d: u8,
}

#[derive(Wire)]
#[wire(bits = u64)]
struct WrongTypes {
    #[wire(bits = 8)]
    a: f32,
    #[wire(bits = 8)]
    b: [u8; 1],
    #[wire(bits = 8)]
    c: Option<u8>,
    #[wire(bits = 8)]
    d: String,
    #[wire(bits = 32)]
    e: u128,
}

#[derive(Wire)]
#[wire(bits = i16)]
struct Signed {
    #[wire(bits = 16)]
    a: i16,
}

#[derive(Wire)]
#[wire(bits = Varint)]
struct Variable {
    #[wire(bits = 16)]
    a: i16,
}

#[derive(Wire)]
#[wire(tag = u8, bits = u8)]
enum OnAnEnum {
    #[wire(tag = 1)]
    A(#[wire(bits = 4)] u8),
}

fn main() {}
