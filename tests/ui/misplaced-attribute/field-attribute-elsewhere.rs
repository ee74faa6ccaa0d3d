use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(len = i16)]
struct Struct(u8);

#[derive(Wire)]
#[wire(tag = u8, rest)]
enum Enum {
    #[wire(tag = 0, skip)]
    A,
    #[wire(tag = 1, size = i32)]
    B(u8),
}

fn main() {}
