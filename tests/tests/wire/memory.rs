//! What hostile input may cost: memory in proportion to its own length, and an end.

use std::fmt::Debug;
use std::thread;

use kafka07::wire::{self, ErrorKind, Wire};

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

#[test]
fn no_nesting_exhausts_the_stack() {
    /// Half a kilobyte to dozens of them at every level.
    #[derive(Debug, Wire)]
    struct Heavy<const N: usize> {
        data: [u8; N],
        #[wire(count = u8)]
        list: Vec<Heavy<N>>,
        present: bool,
        #[wire(when = present)]
        boxed: Option<Box<Heavy<N>>>,
    }

    /// Little by itself, but there are many ways to read it.
    #[derive(Debug, Wire)]
    struct Fields {
        data: [u64; 16],
        #[wire(len = u8)]
        text: String,
        tree: Box<Many>,
    }

    macro_rules! many {
        ($($variant:ident $tag:literal)*) => {
            #[derive(Debug, Wire)]
            #[wire(tag = u8)]
            enum Many {
                #[wire(tag = 0)]
                List(#[wire(count = u8)] Vec<Many>),
                $(#[wire(tag = $tag)] $variant {
                    fields: Fields,
                    #[wire(len = u8)]
                    bytes: Vec<u8>,
                    numbers: [u64; 8],
                },)*
            }
        };
    }
    many!(A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I 9 J 10 K 11 L 12 M 13 N 14 O 15 P 16 Q 17 R 18 S 19 T 20);

    fn too_deep<T: for<'a> Wire<'a> + Debug>(level: &[u8]) {
        let error = wire::from_slice::<T>(&level.repeat(200)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::TooDeep { limit: 128 }), "{error}");
    }

    fn heavy<const N: usize>() {
        let data = [0; N];
        too_deep::<Heavy<N>>(&[&data[..], &[1]].concat());
        too_deep::<Heavy<N>>(&[&data[..], &[0, 1]].concat());
        // What ends is read all the same.
        let two = [&data[..], &[1], &data, &[0, 1], &data, &[0, 0, 0]].concat();
        assert!(wire::from_slice::<Heavy<N>>(&two).is_ok());
    }

    // As much as a thread has unless it says otherwise.
    let thread = thread::Builder::new().stack_size(2 << 20).spawn(|| {
        heavy::<100>();
        heavy::<500>();
        heavy::<1000>();
        heavy::<2000>();
        heavy::<8000>();
        heavy::<32_000>();
        too_deep::<Many>(&[0, 1]);
        too_deep::<Many>(&[&[7][..], &[0; 129]].concat());
    });
    thread.unwrap().join().unwrap();
}
