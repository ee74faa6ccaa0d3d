//! Types that are written by hand and do only one of the two.

use kafka07::wire::{Decode, Encode, Error, Output, Reader, Wire};

struct Written;

impl Encode for Written {
    fn encode<'v, O: Output<'v>>(&'v self, _: &mut O, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

struct Read;

impl Decode<'_> for Read {
    const MIN_LEN: usize = 0;

    fn decode(_: &mut Reader<'_>, (): ()) -> Result<Self, Error> {
        Ok(Read)
    }
}

#[derive(Wire)]
struct Both {
    written: Written,
    read: Read,
}

#[derive(Wire)]
struct Framed {
    #[wire(size = u8)]
    written: Written,
    #[wire(rest)]
    read: Read,
}

fn main() {}
