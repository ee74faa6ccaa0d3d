// Lengths from expressions, numbers that are computed, arguments, checks, and elements with attributes.
#[wire(args(version: i16))]
struct Table<'a> {
    #[wire(count_of = rows)]
    count: u16,
    #[wire(len_of = body)]
    size: u32,
    #[wire(check = columns > 0)]
    columns: u8,
    #[wire(count = (count * columns), max = 100)]
    rows: Vec<u16>,
    #[wire(count = u8, each(len = i16, null = -1))]
    names: Vec<Option<&'a str>>,
    #[wire(when = version > 1, args(version, columns))]
    inner: Option<Inner>,
    #[wire(size = (size))]
    body: Body,
    #[wire(with = Scaled::<100>, args(columns))]
    scaled: i64,
}
