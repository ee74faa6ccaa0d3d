// Lists with a count and up to the end, bare and framed, of a type that is a parameter.
struct Lists<T> {
    #[wire(count = i32, max = 1000)]
    counted: Vec<T>,
    #[wire(size = i32, each(size = i16))]
    framed: Vec<Part>,
    #[wire(rest)]
    rest: Vec<i64>,
}
