use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(args(version: i16, key: u8))]
struct Child {
    #[wire(when = version > 1 && key > 0)]
    value: Option<u8>,
}

#[derive(Wire)]
struct Plain(u8);

#[derive(Wire)]
struct Missing {
    version: i16,
    #[wire(args(version))]
    one_missing: Child,
}

#[derive(Wire)]
struct TooMany {
    version: i16,
    #[wire(args(version, 2, 3))]
    one_too_many: Child,
}

#[derive(Wire)]
struct WrongType {
    version: u32,
    #[wire(args(version, 2))]
    of_another_type: Child,
}

#[derive(Wire)]
struct TakesNone {
    #[wire(args(1))]
    takes_none: Plain,
}

#[derive(Wire)]
struct Forgotten {
    forgotten: Child,
    #[wire(count = u8)]
    in_a_list: Vec<Child>,
    #[wire(size = u8)]
    in_a_frame: Child,
    in_a_box: Box<Child>,
    #[wire(when = true)]
    optional: Option<Child>,
}

#[derive(Wire)]
struct Elements {
    #[wire(count = u8, args(1))]
    one_missing: Vec<Child>,
    #[wire(count = u8, each(args(1)))]
    missing_in_each: Vec<Child>,
    #[wire(count = u8, each(size = u8))]
    forgotten: Vec<Child>,
}

fn main() {}
