use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(tag = u8)]
enum Ranges {
    #[wire(tag = 0..=63)]
    Low(u8),
    #[wire(tag = 63)]
    Again,
    #[wire(tag = 100 | 101 | 100)]
    Twice(u8),
    #[wire(tag = 200..)]
    High(u8),
    #[wire(tag = 150..=210)]
    Middle(u8),
    #[wire(tag = 5..=4 | 7..7)]
    Empty(u8),
}

#[derive(Wire)]
#[wire(tag = [u8; 4])]
enum Bytes {
    #[wire(tag = b"moov")]
    A,
    #[wire(tag = b"moov")]
    B,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum All {
    #[wire(tag = ..128)]
    Low(u8),
    #[wire(tag = 128..)]
    High(u8),
    #[wire(other)]
    Other(u8),
}

fn main() {}
