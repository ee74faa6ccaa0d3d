use kafka07::wire::Wire;

#[derive(Wire)]
struct Places {
    #[wire(args(later))]
    early: Child,
    later: i16,
    #[wire(args(1))]
    number: u32,
    #[wire(args(1), len = u8)]
    text: String,
    #[wire(args(1), count = u8)]
    bytes: Vec<u8>,
    #[wire(args(1), count = u8)]
    numbers: Vec<u16>,
    #[wire(args(1), count = u8, each(len = u8))]
    strings: Vec<String>,
    #[wire(args(1))]
    unit: (),
    #[wire(args(1), skip)]
    skipped: Child,
    #[wire(args(1), magic = 1u8)]
    magic: (),
    #[wire(args(1), count = u8, each(args(2)))]
    twice: Vec<Child>,
    #[wire(args(1))]
    optional: Option<Child>,
    #[wire(args(1), when = true)]
    conditional: Child,
}

#[derive(Wire)]
#[wire(args(version: i16))]
struct Child {
    #[wire(when = version > 1)]
    value: Option<u8>,
}

#[derive(Wire)]
#[wire(args(version: i16), request(key = 1, response = Child))]
struct Request(u8);

#[derive(Wire)]
struct Generic<T> {
    #[wire(args(1))]
    value: T,
    #[wire(count = u8, args(1))]
    list: Vec<T>,
}

fn main() {}
