use kafka07::wire::{Decode, Encode, Error, Output, Reader, Wire};

struct Text(String);

impl Encode for Text {
    const OPEN: bool = true;

    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
        out.put_slice(self.0.as_bytes())
    }
}

// It does not say that it is open.
impl<'a> Decode<'a> for Text {
    const MIN_LEN: usize = 0;

    fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
        Ok(Text(String::from_utf8_lossy(input.take_rest()).into_owned()))
    }
}

#[derive(Wire)]
struct Line {
    text: Text,
    number: u32,
}

fn main() {}
