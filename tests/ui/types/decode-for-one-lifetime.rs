//! `Decode` for one lifetime alone is not enough where a value cannot be shortened to the lifetime of
//! its field: `impl<'w: 'a, 'a> Decode<'w> for Chunk<'a>` is.

use std::cell::Cell;

use kafka07::wire::{Decode, Encode, Error, Output, Reader, Wire};

struct Chunk<'a>(Cell<&'a [u8]>);

impl Encode for Chunk<'_> {
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
        out.put_slice(self.0.get())
    }
}

impl<'a> Decode<'a> for Chunk<'a> {
    const MIN_LEN: usize = 0;

    fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
        Ok(Chunk(Cell::new(input.take_rest())))
    }
}

#[derive(Wire)]
struct Plain<'a> {
    kind: u8,
    chunk: Chunk<'a>,
}

#[derive(Wire)]
struct Framed<'a> {
    #[wire(size = u8)]
    chunk: Chunk<'a>,
}

#[derive(Wire)]
struct List<'a> {
    #[wire(count = u8, each(size = u8))]
    chunks: Vec<Chunk<'a>>,
}

fn main() {}
