use kafka07::wire::{Request, Wire};

#[derive(Wire)]
#[wire(request)]
struct Word;

#[derive(Wire)]
#[wire(request())]
struct Empty;

#[derive(Wire)]
#[wire(request(response = u8))]
struct NoKey;

/// Nothing more is said of it where it is used as a request.
fn answer<R: Request>(_: R) -> Option<R::Response> {
    None
}

fn use_it() {
    let _: Option<u8> = answer(NoKey);
}

#[derive(Wire)]
#[wire(request(key = 40_000))]
struct OutOfRange;

#[derive(Wire)]
#[wire(request(key = 1, answer = u8))]
struct OtherName;

#[derive(Wire)]
#[wire(request = 1)]
struct Value;

#[derive(Wire)]
#[wire(request(1))]
struct NoName;

#[derive(Wire)]
#[wire(request(key = 1 response = u8))]
struct NoComma;

#[derive(Wire)]
#[wire(request(key = 1, response = 5))]
struct ResponseIsANumber;

fn main() {}
