use kafka07::wire::Wire;

#[derive(Wire)]
#[repr(C, packed)]
struct Packed {
    a: u8,
    b: u32,
}

#[derive(Wire)]
#[repr(packed(2))]
struct PackedTwo {
    a: u8,
    b: u32,
}

fn main() {}
