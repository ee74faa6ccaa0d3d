// What takes the rest before fields of a fixed size, and values that are there if bytes are left.
struct Tails {
    version: u8,
    #[wire(rest, len = u8)]
    name: Option<String>,
    #[wire(rest)]
    body: Option<Vec<u8>>,
    end: [u8; 2],
    crc: Crc,
}
