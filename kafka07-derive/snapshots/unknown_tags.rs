// Known tags, and a variant for all others.
#[wire(tag = i16)]
enum ErrorCode {
    #[wire(tag = -1)]
    Unknown,
    #[wire(tag = 0)]
    None,
    #[wire(other)]
    Other(i16),
}
