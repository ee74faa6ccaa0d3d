use kafka07::wire::Wire;

mod kinds {
    pub const PING: u8 = 1;
    pub const PONG: u8 = 1;
    pub const WIDE: u16 = 1;
    pub const TEXT: &str = "ping";
    pub const LONG: [u8; 5] = *b"hello";
}

#[derive(Wire)]
#[wire(tag = u8)]
enum WrongType {
    #[wire(tag = kinds::WIDE)]
    A,
    #[wire(tag = kinds::LONG)]
    B,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Missing {
    #[wire(tag = kinds::POING)]
    A,
    #[wire(tag = ping)]
    B,
}

#[derive(Wire)]
#[wire(tag = [u8; 4])]
enum WrongBytes {
    #[wire(tag = kinds::TEXT)]
    A,
}

fn main() {}
