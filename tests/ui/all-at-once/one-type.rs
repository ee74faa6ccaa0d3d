use kafka07::wire::Wire;

// Every mistake is reported, and the type can be used all the same.
#[derive(Wire)]
#[wire(tag = u8, magc = 1u8)]
enum Enum {
    #[wire(tag = 1)]
    A {
        name: String,
        #[wire(len = usize)]
        text: String,
    },
    #[wire(tag = 1)]
    B(#[wire(cuont = i32)] Vec<u8>, u8),
    C,
}

fn usable() {
    let _ = kafka07::wire::to_vec(&Enum::C);
    let _ = kafka07::wire::from_slice::<Enum>(&[]);
}

#[derive(Wire)]
#[wire(request(key = 1, response = Enum))]
struct Request {
    choice: Enum,
    wrong: String,
}

fn key() -> i16 {
    <Request as kafka07::wire::Request>::KEY
}

fn main() {}
