use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(tag = u8)]
enum Unsigned {
    #[wire(tag = 1)]
    A,
    #[wire(tag = 0x01)]
    Again,
    #[wire(tag = 256)]
    Over,
    #[wire(tag = -1)]
    Under,
    #[wire(tag = 1i16)]
    OtherType,
}

#[derive(Wire)]
#[wire(tag = i8)]
enum Signed {
    #[wire(tag = -129)]
    Under,
    #[wire(tag = 128)]
    Over,
    #[wire(tag = -128)]
    Fine,
    #[wire(tag = -128i8)]
    Again,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Forms {
    #[wire(tag = "one")]
    Text,
    #[wire(tag = 1.0)]
    Float,
    #[wire(tag = 'a')]
    Char,
    #[wire(tag)]
    Nothing,
    #[wire(tag = --1)]
    TwoSigns,
    #[wire(tag = 0x1_0000_0000_0000_0000_0000_0000_0000_0000_0000)]
    Huge,
}

fn main() {}
