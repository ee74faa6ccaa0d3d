use kafka07::wire::Wire;

#[derive(Wire)]
struct Checks {
    #[wire(check = number)]
    number: u8,
    #[wire(check = 3)]
    literal: u8,
    #[wire(check = text.len())]
    #[wire(len = u8)]
    text: String,
    #[wire(check = optional > 3, when = number > 3)]
    optional: Option<u8>,
    #[wire(check = verison > 3)]
    unknown_name: u8,
}

fn main() {}
