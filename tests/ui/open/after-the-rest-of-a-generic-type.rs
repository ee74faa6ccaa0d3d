use kafka07::wire::Wire;

#[derive(Wire)]
struct Trailer<T> {
    #[wire(rest)]
    body: Vec<u8>,
    end: T,
}

#[derive(Wire)]
struct Name(#[wire(len = u8)] String);

#[derive(Wire)]
struct Fine(Trailer<[u8; 4]>);

#[derive(Wire)]
struct Wrong(Trailer<Name>);

fn main() {}
