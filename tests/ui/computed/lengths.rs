use kafka07::wire::Wire;

// A length that is filled in after its field is known to that field alone.
#[derive(Wire)]
struct Lengths {
    #[wire(len_of = body)]
    length: u16,
    #[wire(when = length > 3)]
    condition: Option<u8>,
    #[wire(count = (length))]
    list: Vec<u16>,
    #[wire(args(length))]
    told: Told,
    #[wire(check = length > 0)]
    checked: u8,
    #[wire(size = (length))]
    body: (u8, u16),
    #[wire(size = (length))]
    other: (u8, u16),
}

#[derive(Wire)]
#[wire(args(length: u16))]
struct Told {
    #[wire(when = length > 3)]
    value: Option<u8>,
}

fn main() {}
