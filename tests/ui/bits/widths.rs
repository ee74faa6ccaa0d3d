use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(bits = u16)]
struct Missing {
    flag: bool,
    #[wire(bits = 4)]
    code: u8,
}

#[derive(Wire)]
#[wire(bits = u8)]
struct OneMissing(#[wire(bits = 7)] u8);

#[derive(Wire)]
#[wire(bits = u8)]
struct TooMany {
    #[wire(bits = 4)]
    a: u8,
    #[wire(bits = 5)]
    b: u8,
}

#[derive(Wire)]
#[wire(bits = u32)]
struct TooNarrow {
    #[wire(bits = 12)]
    a: u8,
    #[wire(bits = 2)]
    b: bool,
    #[wire(bits = 18)]
    c: i16,
}

#[derive(Wire)]
#[wire(bits = u8)]
struct HowMany {
    a: u8,
    reserved: (),
}

#[derive(Wire)]
#[wire(bits = u8)]
struct Malformed {
    #[wire(bits = 0)]
    a: u8,
    #[wire(bits = 65)]
    b: u64,
    #[wire(bits = u8)]
    c: u8,
    #[wire(bits)]
    d: u8,
}

#[derive(Wire)]
#[wire(bits = u8)]
struct Nothing;

fn main() {}
