use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(tag = u8)]
enum Body {
    #[wire(tag = 1)]
    One,
}

#[derive(Wire)]
#[wire(tag = [u8; 4])]
enum Atom {
    #[wire(tag = b"moov")]
    Movie,
}

#[derive(Wire)]
struct Record {
    value: u8,
}

struct Plain;

#[derive(Wire)]
struct NoTag {
    kind: u8,
    #[wire(tag = (kind))]
    record: Record,
}

#[derive(Wire)]
struct NoWire {
    kind: u8,
    #[wire(tag = (kind))]
    plain: Plain,
}

#[derive(Wire)]
struct NoTagInAList {
    kind: u8,
    #[wire(tag = (kind), count = u8)]
    records: Vec<Record>,
}

#[derive(Wire)]
struct WrongKeys {
    kind: u8,
    name: [u8; 3],
    #[wire(tag = (name))]
    number: Body,
    #[wire(tag = (kind))]
    bytes: Atom,
    #[wire(tag = (kind > 1))]
    flag: Body,
}

fn main() {}
