use kafka07::wire::Wire;

type Strings = Vec<String>;

#[derive(Wire)]
struct Layouts {
    #[wire(each(len = u8))]
    how_many: Vec<String>,
    #[wire(count = u8, each(len = u8))]
    numbers: Vec<u16>,
    #[wire(count = u8, each(count = u8))]
    count_of_text: Vec<String>,
    #[wire(count = u8, each(max = 3))]
    max_alone: Vec<String>,
    #[wire(count = u8, each(size = u8))]
    framed: Vec<Option<u8>>,
    #[wire(count = u8, each(len = u8, null = -1))]
    null_out_of_range: Vec<Option<String>>,
    #[wire(count = u8, each(len = i8, null = -1))]
    not_optional: Vec<String>,
    #[wire(count = u8, each(len = u8, count = u8))]
    two: Vec<String>,
    #[wire(count = u8, each(with = module, len = u8))]
    with: Vec<String>,
    #[wire(count = u8, each(len = u8))]
    not_known_by_name: Strings,
    #[wire(until = String::new(), each(len = u8))]
    until: Vec<String>,
    #[wire(len = u8, each(len = u8))]
    text: String,
    #[wire(count = u8, each(len = u8))]
    bytes: Vec<u8>,
    #[wire(each(len = u8))]
    number: u32,
    #[wire(count = u8)]
    nested: Vec<Vec<u16>>,
    #[wire(count = u8, each(count = u8))]
    nested_text: Vec<Vec<String>>,
    #[wire(count = u8, each(count = u8, each(count = u8)))]
    too_deep: Vec<Vec<String>>,
    #[wire(count = u8, each(tag = (1)))]
    tag: Vec<u16>,
    #[wire(rest, each(until = 0u8, len = u8))]
    ended_twice: Vec<String>,
}

fn main() {}
