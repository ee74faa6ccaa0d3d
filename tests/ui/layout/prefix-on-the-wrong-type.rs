use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(len = i16)]
    a: u32,
    #[wire(len = i16)]
    b: Vec<u32>,
    #[wire(count = i32)]
    c: String,
    #[wire(count = i32)]
    d: u64,
    #[wire(count = i32)]
    e: (),
    #[wire(len = i16)]
    f: Option<String>,
    #[wire(len = u8)]
    array: [u8; 4],
    #[wire(rest)]
    g: u16,
}

fn main() {}
