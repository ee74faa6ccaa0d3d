use kafka07::wire::Wire;

#[derive(Wire)]
struct Fields {
    early: u8,
    #[wire(count_of = early)]
    of_an_earlier: u8,
    #[wire(len_of = itself)]
    itself: u8,
    #[wire(count_of = unknown)]
    of_unknown: u8,
    #[wire(count_of = text)]
    of_text: u8,
    #[wire(count_of = number)]
    of_a_number: u8,
    #[wire(len_of = skipped)]
    of_a_skipped: u8,
    #[wire(len = u8)]
    text: String,
    number: u32,
    #[wire(skip)]
    skipped: Vec<u8>,
    #[wire(count_of = after)]
    last: u8,
}

#[derive(Wire)]
struct Types {
    #[wire(count_of = list)]
    a_bool: bool,
    #[wire(len_of = list)]
    an_array: [u8; 2],
    #[wire(len_of = list)]
    wide: u128,
    #[wire(count_of = nested)]
    of_a_nested: u8,
    #[wire(count = u8)]
    list: Vec<u16>,
    nested: LastOfAll,
}

#[derive(Wire)]
struct LastOfAll(#[wire(len_of = 1)] u8);

#[derive(Wire)]
struct Conflicts {
    #[wire(count_of = list, len_of = list)]
    both: u8,
    #[wire(count_of = list, max = 3)]
    max: u8,
    #[wire(count_of = list, skip)]
    skipped: u8,
    #[wire(count_of = list, crc32(of = list))]
    crc: u32,
    #[wire(count_of = list, len = u8)]
    len: u8,
    #[wire(count_of = list, when = true)]
    when: Option<u8>,
    #[wire(len_of = list, when = true)]
    always: u8,
    #[wire(count_of = list)]
    absent: Option<u8>,
    #[wire(count_of = list)]
    text: String,
    #[wire(count_of = list, size = u8)]
    size: u8,
    #[wire(count = u8)]
    list: Vec<u16>,
}

#[derive(Wire)]
#[wire(count_of = list)]
struct Container {
    #[wire(count = u8, each(len_of = list))]
    list: Vec<u16>,
}

fn main() {}
