// Text, bytes and lists that end with a sentinel.
struct Sentinels {
    #[wire(until = 0u8)]
    name: String,
    #[wire(until = LINE, max = 80)]
    line: Vec<u8>,
    #[wire(until = Entry::End, each(size = u8))]
    entries: Vec<Entry>,
    #[wire(until = 0)]
    ports: Ports,
}
