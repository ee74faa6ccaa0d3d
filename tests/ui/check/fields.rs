use kafka07::wire::Wire;

#[derive(Wire)]
struct Forms {
    #[wire(check)]
    nothing: u8,
    #[wire(check = )]
    unfinished: u8,
    #[wire(check(value < 3))]
    no_equals: u8,
    #[wire(check == 3)]
    two_equals: u8,
    #[wire(check = a <)]
    broken: u8,
    #[wire(check = twice > 1, check = twice < 3)]
    twice: u8,
}

#[derive(Wire)]
struct Names {
    #[wire(check = later > 3)]
    early: u8,
    later: u8,
    #[wire(skip)]
    skipped: u8,
    #[wire(check = skipped > 3)]
    of_a_skipped: u8,
    #[wire(check = not_there > 3, skip)]
    not_there: u8,
    #[wire(check = crc > 3, crc32(of = later))]
    crc: u32,
    #[wire(check = crc > 3)]
    of_a_checksum: u8,
    #[wire(check = true, magic = 1u8)]
    magic: (),
    #[wire(count = u8, each(check = each > 1))]
    each: Vec<u8>,
}

#[derive(Wire)]
#[wire(check = a > b)]
struct Container {
    a: u8,
    b: u8,
}

fn main() {}
