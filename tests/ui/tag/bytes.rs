use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(tag = [u8; 4])]
enum Forms {
    #[wire(tag = b"abc")]
    Short,
    #[wire(tag = 1)]
    Number,
    #[wire(tag = b"abcd"..=b"abcf")]
    Range([u8; 4]),
    #[wire(tag = "abcd")]
    Text,
}

#[derive(Wire)]
#[wire(tag = u32)]
enum Number {
    #[wire(tag = b"abcd")]
    Bytes,
}

#[derive(Wire)]
#[wire(tag = [u8; 0])]
enum Nothing {}

#[derive(Wire)]
#[wire(tag = [u8; 17])]
enum TooLong {}

#[derive(Wire)]
#[wire(tag = [u8; LEN])]
enum Constant {}

#[derive(Wire)]
#[wire(tag = [u16; 2])]
enum Numbers {}

#[derive(Wire)]
#[wire(tag = u8)]
enum Ranges {
    #[wire(tag = ..)]
    All(u8),
    #[wire(tag = 1..=)]
    NoEnd(u8),
    #[wire(tag = 1 |)]
    NoSecond(u8),
    #[wire(tag = 250..=256)]
    Over(u8),
}

fn main() {}
