// A request: a string behind its length, and numbers.
#[wire(request(key = 1, response = FetchResponse))]
struct FetchRequest<'a> {
    #[wire(len = i16)]
    topic: &'a str,
    partition: i32,
    offset: i64,
    max_size: i32,
}
