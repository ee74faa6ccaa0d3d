use kafka07::wire::Wire;

struct Plain;

struct Le<T>(T);

#[derive(Wire)]
struct Borrows<'a>(#[wire(len = u8)] &'a [u8]);

#[derive(Wire)]
#[wire(bits = u16)]
struct Parts<'a> {
    #[wire(bits = 4)]
    plain: Plain,
    #[wire(bits = 12)]
    borrows: Borrows<'a>,
}

#[derive(Wire)]
#[wire(bits = Le<u16>)]
struct OtherWord {
    #[wire(bits = 16)]
    a: u16,
}

fn main() {}
