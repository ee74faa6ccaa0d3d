//! Large values on small stacks.

use std::thread;

use kafka07_wire::{Wire, from_slice};

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

#[derive(Debug, PartialEq, Wire)]
struct Pair(u8, u8);

#[derive(Debug, PartialEq, Wire)]
struct Boxed {
    bytes: Box<[u8; 4 * MIB]>,
    pairs: Box<[Pair; MIB]>,
    numbers: Box<[[u16; 4]; MIB]>,
    large: Box<[[u8; MIB]; 4]>,
    larger: Box<[[u64; MIB]; 2]>,
    empty: Box<[[u32; 0]; 2]>,
}

#[derive(Debug, PartialEq, Wire)]
struct Plain {
    numbers: [u64; 16_000],
}

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Nested {
    #[wire(tag = 0)]
    Plain(Plain),
    #[wire(tag = 1)]
    Pairs { pairs: [Pair; 64_000] },
}

/// Decodes `T` in a thread with a stack of that many bytes.
fn decodes<T>(bytes: Vec<u8>, stack: usize)
where
    T: for<'a> kafka07_wire::Decode<'a>,
{
    let decode = move || from_slice::<T>(&bytes).map(|_| ());
    thread::Builder::new().stack_size(stack).spawn(decode).unwrap().join().unwrap().unwrap();
}

#[test]
fn boxed_arrays_are_built_on_the_heap() {
    decodes::<Boxed>(vec![0; (4 + 2 + 8 + 4 + 16) * MIB], 128 * KIB);
    decodes::<Box<[u8; 4 * MIB]>>(vec![0; 4 * MIB], 128 * KIB);
}

#[test]
fn a_plain_array_takes_its_size_a_few_times() {
    // 128,000 bytes each: seven times as much in an unoptimised build, and three more for each type
    // around it.
    decodes::<Plain>(vec![0; 128_000], 2 * MIB);
    decodes::<[u64; 16_000]>(vec![0; 128_000], 2 * MIB);
    decodes::<Nested>(vec![0; 128_001], 2 * MIB);
    let mut pairs = vec![0; 128_001];
    pairs[0] = 1;
    decodes::<Nested>(pairs, 2 * MIB);
}

#[test]
fn boxed_arrays_of_arrays_keep_their_order() {
    let boxed: Box<[[u16; 3]; 2]> = from_slice(&[0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6]).unwrap();
    assert_eq!(*boxed, [[1, 2, 3], [4, 5, 6]]);
    let boxed: Box<[[u8; 2]; 3]> = from_slice(&[1, 2, 3, 4, 5, 6]).unwrap();
    assert_eq!(*boxed, [[1, 2], [3, 4], [5, 6]]);
    assert_eq!(*from_slice::<Box<[[u8; 0]; 3]>>(&[]).unwrap(), [[]; 3]);
    assert_eq!(*from_slice::<Box<[[i32; 3]; 0]>>(&[]).unwrap(), [[0; 3]; 0]);
}

#[test]
fn an_error_in_an_array_names_the_element() {
    #[derive(Debug, Wire)]
    struct Flags {
        boxed: Box<[bool; 3]>,
        large: Box<[bool; 5000]>,
        plain: [bool; 5000],
    }
    let mut bytes = vec![0; 10_003];
    bytes[2] = 2;
    assert_eq!(from_slice::<Flags>(&bytes).unwrap_err().path(), "Flags.boxed[2]");
    bytes[2] = 0;
    bytes[3 + 4000] = 2;
    assert_eq!(from_slice::<Flags>(&bytes).unwrap_err().path(), "Flags.large[4000]");
    bytes[3 + 4000] = 0;
    bytes[5003 + 4999] = 2;
    assert_eq!(from_slice::<Flags>(&bytes).unwrap_err().path(), "Flags.plain[4999]");
    assert!(from_slice::<Flags>(&bytes[..10_002]).unwrap_err().to_string().contains("1 more"));
}
