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
    #[wire(bits = 4)]
    d: u8,
    #[wire(assert(e > 1))]
    e: u8,
    #[wire(args(1))]
    f: u8,
    #[wire(flatten)]
    g: u8,
}

fn main() {}
