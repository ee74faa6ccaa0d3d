use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(args)]
struct Nothing(u8);

#[derive(Wire)]
#[wire(args())]
struct Empty(u8);

#[derive(Wire)]
#[wire(args = version)]
struct Equals(u8);

#[derive(Wire)]
#[wire(args(version))]
struct NoType(u8);

#[derive(Wire)]
#[wire(args(i16))]
struct NoName(u8);

#[derive(Wire)]
#[wire(args(version: i16 = 3))]
struct Default(u8);

#[derive(Wire)]
#[wire(args(version: i16, version: u8))]
struct Twice(u8);

#[derive(Wire)]
#[wire(args(version: i16), args(key: u8))]
struct TwoLists(u8);

#[derive(Wire)]
#[wire(args(version: i16))]
struct AlsoAField {
    version: i16,
}

#[derive(Wire)]
#[wire(tag = u8, args(version: i16))]
enum AlsoInAVariant {
    #[wire(tag = 1)]
    One { version: u8 },
    #[wire(tag = 2, args(version))]
    Two,
}

#[derive(Wire)]
struct Fields {
    version: i16,
    #[wire(args)]
    nothing: Child,
    #[wire(args())]
    empty: Child,
    #[wire(args = version)]
    equals: Child,
    #[wire(args(version: i16))]
    types: Child,
    #[wire(args(version,, 1))]
    comma: Child,
    #[wire(args(version version))]
    no_comma: Child,
    #[wire(args(version), args(version))]
    twice: Child,
}

#[derive(Wire)]
#[wire(args(version: i16))]
struct Child {
    #[wire(when = version > 1)]
    value: Option<u8>,
}

fn main() {}
