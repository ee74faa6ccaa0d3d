use kafka07::wire::Wire;

#[derive(Wire)]
struct Prefixes {
    #[wire(len = usize)]
    a: String,
    #[wire(count = String)]
    c: Vec<u32>,
    #[wire(size = f32)]
    d: u8,
    #[wire(count = i32, each(size = bool))]
    e: Vec<u32>,
    #[wire(len = 16)]
    f: String,
    #[wire(len = i128)]
    g: String,
    #[wire(len = "i16")]
    h: String,
    #[wire(len = { u8 })]
    j: String,
    #[wire(count = u8 + 1)]
    k: Vec<u32>,
    #[wire(len = [u8])]
    l: String,
}

#[derive(Wire)]
#[wire(tag = char)]
enum Tag {
    #[wire(tag = 0)]
    A,
}

fn main() {}
