use kafka07::wire::Wire;

#[derive(Wire)]
struct Struct {
    #[wire(crc32(of = nothing))]
    a: u32,
    #[wire(crc32(of = b))]
    b: u32,
    #[wire(crc32(of = (e, e)))]
    c: u32,
    #[wire(crc32(of = skipped))]
    d: u32,
    e: u8,
    #[wire(skip)]
    skipped: u8,
    #[wire(crc32(of = [e, 7]))]
    f: u32,
}

#[derive(Wire)]
struct Tuple(#[wire(crc32(of = 2))] u32, #[wire(crc32(of = _1))] u32);

#[derive(Wire)]
struct Forms {
    #[wire(crc32(of = "payload"))]
    a: u32,
    #[wire(crc32(of = self.payload))]
    b: u32,
    payload: u8,
    // A name like any other where fields have names.
    _0: u8,
    #[wire(crc32(of = _0))]
    c: u32,
    #[wire(crc32(of = _1))]
    d: u32,
}

#[derive(Wire)]
struct Alone {
    #[wire(crc32(of = payload))]
    crc: u32,
}

fn main() {}
