use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(tag = u8)]
enum Twice {
    #[wire(other)]
    A(u8),
    #[wire(other)]
    B(u8),
}

#[derive(Wire)]
#[wire(tag = i16)]
enum Shapes {
    #[wire(other)]
    Unit,
}

#[derive(Wire)]
#[wire(tag = i16)]
enum WrongType {
    #[wire(other)]
    A(u8),
}

#[derive(Wire)]
#[wire(tag = i16)]
enum WithTag {
    #[wire(other, tag = 3)]
    A(i16),
}

#[derive(Wire)]
#[wire(tag = i16)]
enum WithAttribute {
    #[wire(other)]
    A(#[wire(size = i32)] i16),
}

#[derive(Wire)]
#[wire(tag = i16)]
enum Covered {
    #[wire(other)]
    A {
        tag: i16,
        #[wire(crc32(of = tag))]
        crc: u32,
    },
}

fn main() {}
