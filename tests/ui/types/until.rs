use kafka07::wire::Wire;

#[derive(Wire)]
struct NoBytes {
    #[wire(until = END)]
    text: String,
}

const END: u16 = 0;

#[derive(Wire)]
struct NoSuchName {
    #[wire(until = STOP)]
    text: String,
}

#[derive(Wire)]
struct NoElement {
    #[wire(until = 0u16)]
    numbers: Vec<u32>,
}

#[derive(Wire)]
struct NoText {
    #[wire(until = 0u8)]
    text: Number,
}

#[derive(Wire)]
struct NoList {
    #[wire(until = 0u16)]
    list: Number,
}

#[derive(Wire)]
struct Number(u16);

fn main() {}
