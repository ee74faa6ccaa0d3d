use kafka07::wire::Wire;

#[derive(Wire)]
struct Static {
    #[wire(len = u8)]
    text: &'static str,
    #[wire(when = true, count = u8)]
    bytes: Option<&'static [u8]>,
    #[wire(skip)]
    skipped: &'static str,
}

fn main() {}
