// A message in two formats, with a checksum of what is left.
#[wire(tag = u8)]
enum MessageBody<'a> {
    #[wire(tag = 0)]
    V0 {
        #[wire(crc32(of = payload))]
        crc: u32,
        #[wire(rest)]
        payload: &'a [u8],
    },
    #[wire(tag = 1)]
    V1 {
        attributes: u8,
        #[wire(crc32(of = payload))]
        crc: u32,
        #[wire(rest)]
        payload: &'a [u8],
    },
}

struct Message<'a> {
    #[wire(size = i32)]
    body: MessageBody<'a>,
}
