use kafka07::wire::Wire;

#[derive(Wire)]
struct Nulls {
    #[wire(null = -1)]
    no_prefix: Option<u32>,
    #[wire(len = u16, null = -1)]
    out_of_range: Option<String>,
    #[wire(len = i16, null = -1)]
    not_optional: String,
    #[wire(len = i16, null = -1, when = true)]
    with_when: Option<String>,
    #[wire(size = i32, count = i16, null = -1)]
    two_prefixes: Option<Vec<u16>>,
    #[wire(len = i16, null = minus_one)]
    not_a_number: Option<String>,
    #[wire(len = i16, null = "-1")]
    text: Option<String>,
    #[wire(skip, null = -1)]
    skipped: Option<String>,
}

fn main() {}
