use kafka07::wire::Wire;

#[derive(Wire)]
struct NoPrefix {
    #[wire(rest)]
    a: Option<Vec<u8>>,
    #[wire(rest)]
    b: Option<Vec<u16>>,
    #[wire(rest)]
    c: Option<Vec<u16>>,
}

#[derive(Wire)]
struct BesideARest {
    #[wire(rest)]
    a: Option<u8>,
    #[wire(rest)]
    b: Vec<u16>,
}

#[derive(Wire)]
struct AfterARest {
    #[wire(rest)]
    a: String,
    #[wire(rest)]
    b: Option<u8>,
}

#[derive(Wire)]
struct Apart {
    #[wire(rest)]
    a: Option<u8>,
    b: u8,
    #[wire(rest)]
    c: Option<u8>,
}

#[derive(Wire)]
struct Followed {
    #[wire(rest)]
    a: Option<u8>,
    #[wire(len = u8)]
    b: String,
}

#[derive(Wire)]
struct Null {
    #[wire(rest, len = i8, null = -1)]
    a: Option<String>,
}

fn main() {}
