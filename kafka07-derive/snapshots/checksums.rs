// Checksums over several fields, before and behind what they cover, and over each other.
struct Sums {
    #[wire(crc32(of = (a, b)))]
    before: u32,
    a: u16,
    #[wire(len = u8)]
    b: String,
    c: u8,
    #[wire(crc32(of = [before, c]))]
    behind: u32,
}

// Of any algorithm, without prefixes, and with itself as zeros.
struct Others {
    #[wire(checksum(with = Crc32c, of = (kind, content(body))))]
    sum: u32,
    kind: u8,
    #[wire(len = u16)]
    body: Vec<u8>,
    #[wire(checksum(with = Internet, of = [kind, own]))]
    own: [u8; 2],
}
