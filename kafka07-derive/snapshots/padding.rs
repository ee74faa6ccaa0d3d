// Padding before and after fields and the type.
#[wire(tag = u8, pad = 4)]
enum Padding {
    #[wire(tag = 1)]
    Fields {
        a: u8,
        #[wire(align = 4)]
        b: u32,
        #[wire(when = a > 1, len = u16, pad(4, ignore))]
        c: Option<String>,
        #[wire(reserved = 3)]
        d: (),
    },
    #[wire(tag = 2)]
    Nothing,
}
