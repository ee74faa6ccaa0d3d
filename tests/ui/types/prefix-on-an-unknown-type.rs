use kafka07::wire::Wire;

#[derive(Wire)]
struct Inner(u8);

#[derive(Wire)]
struct Len {
    #[wire(len = i16)]
    a: Inner,
}

#[derive(Wire)]
struct Count {
    #[wire(count = i32)]
    a: Inner,
}

fn main() {}
