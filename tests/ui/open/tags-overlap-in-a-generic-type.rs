use std::marker::PhantomData;

use kafka07::wire::{Wire, from_slice};

trait Protocol {
    const HELLO: u8;
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Of<P: Protocol> {
    #[wire(tag = P::HELLO)]
    Hello,
    #[wire(tag = 1)]
    Bye(#[wire(skip)] PhantomData<P>),
}

struct Fine;

impl Protocol for Fine {
    const HELLO: u8 = 2;
}

struct Twice;

impl Protocol for Twice {
    const HELLO: u8 = 1;
}

fn main() {
    from_slice::<Of<Fine>>(&[1]).unwrap();
    from_slice::<Of<Twice>>(&[1]).unwrap();
}
