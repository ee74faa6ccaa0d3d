use kafka07::wire::Wire;

const NONE: usize = 0;

#[derive(Wire)]
struct Constant(#[wire(align = NONE)] u8);

#[derive(Wire)]
struct Open(#[wire(rest)] Vec<u8>);

#[derive(Wire)]
struct AfterOpen(#[wire(pad = 4)] Open);

#[derive(Wire)]
#[wire(pad = 4)]
struct AfterAll(u8, Open);

fn main() {}
