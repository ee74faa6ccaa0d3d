use kafka07::wire::Wire;

mod kinds {
    pub const PING: u8 = 1;
    pub const PONG: u8 = 1;
    pub const LAST: u8 = 9;
    pub const LONG: [u8; 5] = *b"hello";
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Twice {
    #[wire(tag = kinds::PING)]
    Ping,
    #[wire(tag = kinds::PONG)]
    Pong,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum WithLiteral {
    #[wire(tag = 0..=1)]
    Low(u8),
    #[wire(tag = kinds::PING)]
    Ping,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Empty {
    #[wire(tag = kinds::LAST..=kinds::PING)]
    Low(u8),
}

#[derive(Wire)]
#[wire(tag = [u8; 4])]
enum Long {
    #[wire(tag = kinds::LONG)]
    Long,
}

fn main() {}
