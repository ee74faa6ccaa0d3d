use kafka07::wire::{Wire, from_slice, from_slice_with, to_vec, to_vec_with};

#[derive(Wire)]
#[wire(args(version: i16))]
struct Child {
    #[wire(when = version > 1)]
    value: Option<u8>,
}

fn main() {
    let child = Child { value: None };
    let _ = to_vec(&child);
    let _ = from_slice::<Child>(&[]);
    let _ = to_vec_with(&child, 1);
    let _ = from_slice_with::<Child, _>(&[], (1, 2));
}
