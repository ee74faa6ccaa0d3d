use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(tag = u8)]
enum Several {
    #[wire(tag = 1 | 2)]
    Unit,
    #[wire(tag = 3..=4)]
    WrongType(u16),
    #[wire(tag = 5..)]
    WithAttribute(#[wire(size = i32)] u8),
}

#[derive(Wire)]
#[wire(tag = [u8; 4])]
enum Bytes {
    #[wire(tag = b"abcd" | b"efgh")]
    Unit,
    #[wire(other)]
    WrongType([u8; 3]),
}

fn main() {}
