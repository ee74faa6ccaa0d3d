//! The input lives longer than what borrows from it: `impl<'w: 'a, 'a> Decode<'w> for Chunk<'a>`.

use kafka07::wire::{Decode, Encode, Error, Output, Reader, Wire};

struct Chunk<'a>(&'a [u8]);

impl Encode for Chunk<'_> {
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
        out.put_slice(self.0)
    }
}

impl<'a> Decode<'a> for Chunk<'a> {
    const MIN_LEN: usize = 0;

    fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
        Ok(Chunk(input.take_rest()))
    }
}

#[derive(Wire)]
struct Frame<'a> {
    kind: u8,
    chunk: Chunk<'a>,
}

fn main() {}
