//! Values that nest: what can be written can be read, and neither exhausts the stack.

use std::thread;

use kafka07_wire::{
    self as wire, Decode, Encode, Error, ErrorKind, Gather, Output, Reader, SliceOutput, VecOutput,
    Wire,
};

#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
enum Chain {
    #[wire(tag = 0)]
    End,
    #[wire(tag = 1)]
    Link(Box<Chain>),
}

impl Chain {
    fn of(links: usize) -> Self {
        (0..links).fold(Self::End, |chain, _| Self::Link(Box::new(chain)))
    }
}

/// Takes long chains apart link by link: dropping them whole would exhaust the stack by itself.
fn take_apart(mut chain: Chain) {
    while let Chain::Link(next) = chain {
        chain = *next;
    }
}

#[derive(Debug, PartialEq, Wire)]
struct Tree {
    #[wire(count = u8)]
    children: Vec<Tree>,
}

impl Tree {
    fn of(levels: usize) -> Self {
        (0..levels).fold(Self { children: vec![] }, |tree, _| Self { children: vec![tree] })
    }
}

/// A value of which each level takes much of the stack.
#[derive(Debug, PartialEq, Wire)]
struct Large {
    bytes: [u8; 4096],
    #[wire(count = u8)]
    next: Vec<Large>,
}

/// The deepest value that can be written and the one after it, by the number of levels.
#[track_caller]
fn limit<T>(of: impl Fn(usize) -> T, levels: usize)
where
    T: for<'a> Wire<'a> + PartialEq + std::fmt::Debug,
{
    let bytes = wire::to_vec(&of(levels)).unwrap();
    assert_eq!(wire::from_slice::<T>(&bytes).unwrap(), of(levels));

    let written = wire::to_vec(&of(levels + 1)).unwrap_err();
    let mut deeper = Vec::new();
    VecOutput::new(&mut deeper).max_depth(100_000).write(&of(levels + 1)).unwrap();
    let read = wire::from_slice::<T>(&deeper).unwrap_err();
    assert_eq!(written, read, "the same error both ways");
    assert_eq!(written.kind(), &ErrorKind::TooDeep { limit: wire::DEFAULT_MAX_DEPTH });

    // Every output has the limit, and each can be given another one.
    let too_deep = of(levels + 1);
    assert_eq!(wire::encoded_len(&too_deep).unwrap_err(), written);
    let mut room = vec![0; deeper.len()];
    assert_eq!(SliceOutput::new(&mut room).write(&too_deep).unwrap_err(), written);
    SliceOutput::new(&mut room).max_depth(100_000).write(&too_deep).unwrap();
    assert_eq!(room, deeper);
    assert_eq!(Gather::new(Vec::new()).write(&too_deep).unwrap_err(), written);
    Gather::new(Vec::new()).max_depth(100_000).write(&too_deep).unwrap();
    let read: T = Reader::new(&deeper).max_depth(100_000).read().unwrap();
    assert_eq!(read, too_deep);
}

#[test]
fn boxes_nest_as_deep_in_writing_as_in_reading() {
    limit(Chain::of, 128);
}

#[test]
fn lists_nest_as_deep_in_writing_as_in_reading() {
    // The list of the innermost level is one too.
    limit(Tree::of, 127);
}

#[test]
fn large_values_nest_less_deep_but_alike_both_ways() {
    let of = |levels| {
        let end = Large { bytes: [7; 4096], next: vec![] };
        (0..levels).fold(end, |large, _| Large { bytes: [7; 4096], next: vec![large] })
    };
    limit(of, 14);
}

#[test]
fn a_value_nested_without_end_is_an_error_on_a_small_stack() {
    let small = thread::Builder::new().stack_size(256 * 1024);
    let checked = small.spawn(|| {
        let chain = Chain::of(200_000);
        let error = wire::to_vec(&chain).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::TooDeep { limit: 128 });
        assert_eq!(error.offset(), 129);
        let text = error.to_string();
        assert!(text.len() < 200 && text.contains('…'), "{text}");
        let mut kept = vec![1, 2];
        assert_eq!(wire::append(&chain, &mut kept).unwrap_err(), error);
        assert_eq!(kept, [1, 2]);
        take_apart(chain);

        let error = wire::from_slice::<Chain>(&vec![1; 200_000]).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::TooDeep { limit: 128 });
        let error = wire::from_slice::<Tree>(&vec![1; 200_000]).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::TooDeep { limit: 128 });
    });
    checked.unwrap().join().unwrap();
}

/// Written by hand, and as deep as the library lets it be.
#[derive(Debug, PartialEq)]
struct Hand(Option<Box<Hand>>);

impl Encode for Hand {
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
        match &self.0 {
            None => out.put([0]),
            Some(next) => {
                out.put([1])?;
                out.write_nested(&**next)
            }
        }
    }
}

impl Decode<'_> for Hand {
    const MIN_LEN: usize = 1;

    fn decode(input: &mut Reader<'_>, (): ()) -> Result<Self, Error> {
        let next = if input.read()? { Some(Box::new(input.read_nested()?)) } else { None };
        Ok(Self(next))
    }
}

#[test]
fn types_written_by_hand_have_the_limit_too() {
    limit(|levels| (0..levels).fold(Hand(None), |hand, _| Hand(Some(Box::new(hand)))), 128);
}
