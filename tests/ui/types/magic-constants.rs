use kafka07::wire::Wire;

const TEXT: &str = "KAFK";

#[derive(Wire)]
#[wire(magic = TEXT)]
struct OfText {
    value: u8,
}

#[derive(Wire)]
struct InField {
    #[wire(magic = MISSING)]
    missing: (),
    #[wire(magic = TEXT)]
    text: (),
}

fn main() {}
