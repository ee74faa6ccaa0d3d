//! What hostile input may cost: memory in proportion to its own length, and an end.

use std::fmt::Debug;

use kafka07::wire::{self, Wire};

#[derive(Debug, Wire)]
struct Text {
    #[wire(len = u64)]
    text: String,
}

#[derive(Debug, Wire)]
struct Numbers {
    #[wire(count = u64)]
    numbers: Vec<u64>,
}

#[derive(Debug, Wire)]
struct Framed {
    #[wire(size = i64)]
    numbers: Numbers,
}

/// Takes two bytes at least, and much more in memory.
#[derive(Debug, Wire)]
struct Wide {
    #[wire(count = u16)]
    wide: Vec<Element>,
}

#[derive(Debug, Wire)]
struct Element {
    #[wire(len = u8)]
    text: String,
    present: bool,
    #[wire(when = present)]
    array: Option<[u64; 8]>,
}

#[derive(Debug, Wire)]
struct Deep {
    #[wire(count = u16)]
    inner: Vec<Deep>,
}

#[derive(Debug, Wire)]
struct Nothing {
    #[wire(skip)]
    _heavy: [u64; 32],
}

#[derive(Debug, Wire)]
struct Nothings {
    #[wire(count = u32)]
    nothings: Vec<Nothing>,
}

#[derive(Debug, Wire)]
struct ListOfNothings {
    #[wire(rest)]
    lists: Vec<Nothings>,
}

/// How many bytes of memory decoding `bytes` takes at its height.
fn cost<'a, T: Wire<'a> + Debug>(bytes: &'a [u8]) -> usize {
    let used = allocation_counter::measure(|| {
        wire::from_slice::<T>(bytes).expect_err("this input is broken");
    });
    usize::try_from(used.bytes_max).unwrap()
}

#[test]
fn no_input_costs_more_than_it_justifies() {
    const LONG: usize = 1 << 20;
    // What a list reserves before its elements are seen, and an error.
    const START: usize = (64 << 10) + 1024;

    for prefix in [u64::MAX, i64::MAX as u64, 1 << 32, 1 << 21] {
        for len in [8, 100, LONG] {
            let input = [prefix.to_be_bytes().as_slice(), &vec![b'x'; len]].concat();
            assert!(cost::<Text>(&input) < 1024, "{prefix} {len}");
            assert!(cost::<Numbers>(&input) < 1024, "{prefix} {len}");
            assert!(cost::<Framed>(&input) < 1024, "{prefix} {len}");
        }
    }

    // A count that could be right, over elements of which the last is cut.
    let count = ((LONG / 8) as u64).to_be_bytes();
    let input = [&8_i64.to_be_bytes()[..], &count, &vec![0; LONG]].concat();
    assert!(cost::<Framed>(&input) < 1024);
    let input = [&[0xff, 0xff][..], &vec![0; 2 * 0xfffe]].concat();
    let elements = 0xffff * size_of::<Element>();
    assert!(cost::<Wide>(&input) < START + 3 * elements);

    // As deep as can be, each level with the greatest count that the bytes left could hold.
    let mut input = vec![0; 2 * LONG];
    for level in 0..200 {
        input[2 * level..2 * level + 2].copy_from_slice(&[0xff, 0xff]);
    }
    assert!(cost::<Deep>(&input) < 129 * START);
    assert!(cost::<Deep>(&vec![0xff; LONG]) < 129 * START);

    // Many lists of elements that take no byte.
    let eight = 8_u32.to_be_bytes();
    let input = [eight.repeat(LONG / 64), vec![0xff; 4]].concat();
    assert!(cost::<ListOfNothings>(&input) < START + (LONG / 64) * 8 * size_of::<Nothing>() * 2);
    assert!(cost::<ListOfNothings>(&vec![0xff; LONG]) < START + 8192);
}
