// Values that depend on earlier ones, a magic, a module's own layout, and a field off the wire.
#[wire(magic = b"HDR")]
struct Header {
    version: u8,
    flags: u16,
    #[wire(when = version >= 2 && flags & 1 != 0, len = u16)]
    comment: Option<String>,
    #[wire(with = timestamps)]
    time: Timestamp,
    #[wire(skip)]
    cached: Option<Instant>,
    #[wire(magic = 0u8)]
    end: (),
}
