use kafka07::wire::Wire;

#[derive(Wire)]
struct Forms {
    #[wire(count = u8, each)]
    nothing: Vec<String>,
    #[wire(count = u8, each())]
    empty: Vec<String>,
    #[wire(count = u8, each = u8)]
    equals: Vec<String>,
    #[wire(count = u8, each(rest))]
    rest: Vec<String>,
    #[wire(count = u8, each(when = true))]
    when: Vec<Option<u8>>,
    #[wire(count = u8, each(check = true))]
    check: Vec<u16>,
    #[wire(count = u8, each(skip))]
    skip: Vec<u16>,
    #[wire(count = u8, each(lenn = u8))]
    misspelt: Vec<String>,
    #[wire(count = u8, each(colour = u8))]
    unknown: Vec<String>,
    #[wire(count = u8, each(u8))]
    type_alone: Vec<String>,
    #[wire(count = u8, each("len"))]
    text: Vec<String>,
    #[wire(count = u8, each(len))]
    no_value: Vec<String>,
    #[wire(count = u8, each(len = u8, len = u16))]
    twice: Vec<String>,
    #[wire(count = u8, each(len = u8 max = 3))]
    no_comma: Vec<String>,
    #[wire(count = u8, each(len = u8), each(len = u8))]
    each_twice: Vec<String>,
    #[wire(count = u8, each(len = usize, max = -1, null))]
    several: Vec<String>,
}

fn main() {}
