use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(crc32(of = payload))]
    a: u64,
    #[wire(crc32(of = payload))]
    b: i32,
    #[wire(crc32(of = payload))]
    c: [u8; 4],
    payload: u8,
}

fn main() {}
