use kafka07_wire::Wire;

#[derive(Wire)]
#[wire(request(key = 1, response = u8))]
struct Ask {
    id: u32,
}

fn main() {}
