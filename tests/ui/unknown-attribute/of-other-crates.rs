use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(little, rename_all = "lowercase")]
struct Struct {
    #[wire(default)]
    a: u8,
    #[wire(pad_before = 3)]
    b: u8,
    #[wire(map = f)]
    c: u8,
    #[wire(bytes_read = 4)]
    d: u8,
    #[wire(assert(e > 1))]
    e: u8,
    #[wire(ctx = "1")]
    f: u8,
    #[wire(flatten)]
    g: u8,
}

#[derive(Wire)]
#[wire(id_type = "u8")]
enum Enum {
    #[wire(id = 1)]
    A,
    #[wire(id_pat = "_")]
    B(u8),
}

#[derive(Wire)]
struct More {
    #[wire(big_endian)]
    a: u8,
    #[wire(restore_position)]
    b: u8,
    #[wire(skip_serializing_if = "Option::is_none")]
    c: Option<u8>,
    #[wire(temp, calc = d.len() as u8)]
    d: u8,
    #[wire(update = "e.len()")]
    e: u8,
    #[wire(bytes = 3)]
    f: u32,
    #[wire(varint)]
    g: u32,
    #[wire(i32)]
    h: Vec<u16>,
    #[wire(try_map = f)]
    i: u8,
    #[wire(read_all)]
    j: Vec<u8>,
    #[wire(borrow)]
    k: Vec<u8>,
    #[wire(dbg)]
    l: u8,
    #[wire(since = 2)]
    m: u8,
    #[wire(max_len = 3)]
    n: u8,
    #[wire(type = u8)]
    o: u8,
    #[wire(string)]
    p: String,
    #[wire(count(o))]
    q: Vec<u16>,
    #[wire(align_before = 4)]
    r: u8,
    #[wire(parse_with = f)]
    s: u8,
}

fn main() {}
