use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(request)]
struct Word;

#[derive(Wire)]
#[wire(request())]
struct Empty;

#[derive(Wire)]
#[wire(request(response = u8))]
struct NoKey;

#[derive(Wire)]
#[wire(request(key = 40_000))]
struct OutOfRange;

#[derive(Wire)]
#[wire(request(key = 1, answer = u8))]
struct OtherName;

#[derive(Wire)]
#[wire(request = 1)]
struct Value;

fn main() {}
