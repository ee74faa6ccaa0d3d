use kafka07::wire::Wire;

#[derive(Wire)]
#[wire]
struct Word(u8);

#[derive(Wire)]
#[wire = "tag"]
struct Text(u8);

#[derive(Wire)]
struct Items {
    #[wire(len)]
    no_value: String,
    #[wire(len = )]
    empty_value: String,
    #[wire(len i16)]
    no_equals: String,
    #[wire(len(i16))]
    in_parentheses: String,
    #[wire(len == i16)]
    two_equals: String,
    #[wire("len")]
    literal: String,
    #[wire(len = i16 max = 3)]
    no_comma: String,
    #[wire(= i16)]
    no_name: String,
    #[wire(skip = true)]
    skip_with_value: u8,
    #[wire(when)]
    when_without_expression: Option<u8>,
    #[wire(when = 1 +)]
    when_cut_short: Option<u8>,
    #[wire(rest(all))]
    rest_with_arguments: Vec<u8>,
    #[wire(with = 5)]
    with_a_number: u8,
    #[wire(max = , len = u8)]
    max_without_a_number: String,
}

fn main() {}
