use kafka07::wire::Wire;

#[derive(Wire)]
struct Forms {
    #[wire(count_of)]
    nothing: u8,
    #[wire(count_of = )]
    unfinished: u8,
    #[wire(count_of(list))]
    no_equals: u8,
    #[wire(count_of = (list))]
    parentheses: u8,
    #[wire(len_of = "text")]
    quoted: u8,
    #[wire(len_of = text.len())]
    expression: u8,
    #[wire(len_of = self.text)]
    of_self: u8,
    #[wire(count_of = list, count_of = list)]
    twice: u8,
    #[wire(len = u8)]
    text: String,
    #[wire(count = u8)]
    list: Vec<u16>,
}

fn main() {}
