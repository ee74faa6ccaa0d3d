use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(requst(key = 1))]
struct Request {
    #[wire(lenght = i16)]
    topic: String,
    #[wire(cuont = i32)]
    parts: Vec<u32>,
    #[wire(crc(of = payload))]
    crc: u32,
    #[wire(remaining)]
    payload: Vec<u8>,
}

fn main() {}
