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
