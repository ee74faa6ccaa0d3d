// The tag of an enum, said by an earlier field; parts of one integer.
#[wire(tag = u8)]
enum Body {
    #[wire(tag = kinds::PING)]
    Ping(u16),
    #[wire(tag = 2..=5)]
    Some(u8),
}

struct Message {
    head: Head,
    #[wire(tag = (head.kind))]
    body: Body,
}

#[wire(bits = u8)]
struct Head {
    more: bool,
    #[wire(bits = 7)]
    kind: u8,
}
