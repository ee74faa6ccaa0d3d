use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(tag = u8)]
enum Body {
    #[wire(tag = 1)]
    One,
}

#[derive(Wire)]
struct Forms {
    kind: u8,
    #[wire(tag = kind)]
    no_parentheses: Body,
    #[wire(tag = 1)]
    literal: Body,
    #[wire(tag(kind))]
    no_equals: Body,
    #[wire(tag)]
    nothing: Body,
}

#[derive(Wire)]
struct Names {
    #[wire(tag = (later))]
    earlier: Body,
    later: u8,
    #[wire(tag = (itself))]
    itself: Body,
    #[wire(skip)]
    skipped: u8,
    #[wire(tag = (skipped))]
    not_there: Body,
}

#[derive(Wire)]
struct Types {
    kind: u8,
    #[wire(tag = (kind))]
    number: u32,
    #[wire(tag = (kind), len = u8)]
    text: String,
    #[wire(tag = (kind), count = u8)]
    numbers: Vec<u32>,
    #[wire(tag = (kind))]
    list: Vec<Body>,
    #[wire(tag = (kind))]
    optional: Option<Body>,
}

#[derive(Wire)]
struct Conflicts {
    kind: u8,
    #[wire(tag = (kind), skip)]
    skipped: Body,
    #[wire(tag = (kind), magic = 1u8)]
    magic: (),
    #[wire(tag = (kind), with = module)]
    with: Body,
}

fn main() {}
