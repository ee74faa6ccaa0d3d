use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(bound = T: Copy)]
struct Bare<T>(T);

#[derive(Wire)]
#[wire(bound = "T Copy")]
struct Broken<T>(T);

#[derive(Wire)]
#[wire(bound(serialize = "T: Copy"))]
struct OtherName<T>(T);

#[derive(Wire)]
#[wire(crate = "kafka07")]
struct Quoted(u8);

#[derive(Wire)]
#[wire(bound = "where T: Copy; U")]
struct Clause<T>(T);

#[derive(Wire)]
#[wire(bound(encode = "\"", decode = "T:: 5"))]
struct NoTokens<T>(T);

#[derive(Wire)]
#[wire(crate = "a b")]
struct NoPath(u8);

#[derive(Wire)]
#[wire(crate = "")]
struct Empty(u8);

#[derive(Wire)]
struct Module {
    #[wire(with = "module")]
    a: u8,
    #[wire(with)]
    b: u8,
}

fn main() {}
