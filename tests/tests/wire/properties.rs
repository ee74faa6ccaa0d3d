//! What holds for every shape and every value: it is read back the same, from exactly its bytes;
//! any cut is told with what is missing; any other bytes are a value or an error.

use std::borrow::Cow;
use std::fmt::Debug;
use std::marker::PhantomData;

use bytes::Bytes;
use kafka07::wire::{self, Encode, Error, Gather, Output, SliceOutput, Wire};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::shapes::*;

/// Reads a value and writes it again.
type Again = fn(&[u8]) -> Result<Vec<u8>, Error>;

macro_rules! again {
    ($type:ty) => {{
        fn again(bytes: &[u8]) -> Result<Vec<u8>, Error> {
            let value: $type = wire::from_slice(bytes)?;
            Ok(wire::to_vec(&value).expect("what was read can be written"))
        }
        again as Again
    }};
}

/// How a type ends, which decides what a cut of its bytes can be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// With its last field: every cut is too short, every byte more is too many.
    Fixed,
    /// With what is left: a cut may be a value too.
    Rest,
}

/// Encodes, decodes, cuts and changes `value`.
fn check<'t, T: Wire<'t> + Debug>(
    value: &T,
    again: Again,
    end: End,
    change: (prop::sample::Index, u8),
) {
    let bytes = wire::to_vec(value).unwrap();
    assert_eq!(bytes.len(), wire::encoded_len(value).unwrap());
    assert!(bytes.len() >= T::MIN_LEN);
    every_output(value, &bytes);
    assert_eq!(again(&bytes).unwrap(), bytes, "{value:?}");

    for len in 0..bytes.len() {
        match again(&bytes[..len]) {
            Ok(_) => assert_eq!(end, End::Rest, "{len} bytes are enough of {value:?}"),
            Err(error) => match error.missing() {
                Some(missing) => assert!(missing > 0 && len + missing <= bytes.len(), "{error}"),
                None => assert_eq!(end, End::Rest, "{error}"),
            },
        }
    }

    let longer = [bytes.as_slice(), &[0]].concat();
    if again(&longer).is_ok() {
        assert_eq!(end, End::Rest);
    }

    if !bytes.is_empty() {
        let mut changed = bytes;
        let at = change.0.index(changed.len());
        changed[at] ^= change.1;
        any(&changed, again);
    }
}

fn every_output<T: Encode>(value: &T, bytes: &[u8]) {
    let mut slice = vec![0xaa; bytes.len()];
    SliceOutput::new(&mut slice).write(value).unwrap();
    assert_eq!(slice, bytes);
    let mut gather = Gather::new(Vec::new());
    gather.write(value).unwrap();
    assert_eq!(gather.position(), bytes.len());
    assert_eq!(gather.slices().concat_bytes(), bytes);
    for len in 0..bytes.len().min(300) {
        assert!(SliceOutput::new(&mut slice[..len]).write(value).is_err());
    }
}

trait ConcatBytes {
    fn concat_bytes(&self) -> Vec<u8>;
}

impl ConcatBytes for Vec<std::io::IoSlice<'_>> {
    fn concat_bytes(&self) -> Vec<u8> {
        self.iter().flat_map(|slice| slice.iter().copied()).collect()
    }
}

/// Any bytes are a value that is worth them, or an error that stands in them.
fn any(bytes: &[u8], again: Again) {
    match again(bytes) {
        Ok(same) => assert_eq!(same, bytes),
        Err(error) => {
            assert!(error.offset() <= bytes.len(), "{error:?}");
            assert!(error.to_string().contains("at byte "), "{error}");
        }
    }
}

fn text() -> impl Strategy<Value = String> {
    "\\PC{0,12}"
}

fn payload() -> impl Strategy<Value = Vec<u8>> {
    // Over the length from which bytes are gathered by reference, now and then.
    prop_oneof![9 => vec(any_byte(), 0..20), 1 => vec(any_byte(), 4090..4110)]
}

fn any_byte() -> impl Strategy<Value = u8> {
    proptest::num::u8::ANY
}

fn change() -> impl Strategy<Value = (prop::sample::Index, u8)> {
    (proptest::arbitrary::any::<prop::sample::Index>(), 1..=u8::MAX)
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Even),
        any_byte().prop_map(Kind::Odd),
        text().prop_map(|name| Kind::Named { name }),
        (1..100_i16, any_byte()).prop_map(|(tag, more)| Kind::Unknown { tag, more }),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    any_byte().prop_map(Tree::Leaf).prop_recursive(5, 40, 4, |tree| {
        let boxed = tree.clone().prop_map(Box::new).boxed();
        prop_oneof![
            (boxed.clone(), boxed.clone()).prop_map(|(a, b)| Tree::Node(a, b)),
            vec(tree, 0..4).prop_map(Tree::Many),
            (boxed.clone(), prop::option::of(boxed)).prop_map(|(inner, next)| Tree::Framed {
                inner,
                there: next.is_some(),
                next
            }),
        ]
    })
}

fn chain() -> impl Strategy<Value = Chain<u16>> {
    let end = proptest::num::u16::ANY.prop_map(|value| Chain {
        value,
        more: false,
        next: None,
        side: Vec::new(),
    });
    end.prop_recursive(5, 20, 3, |chain| {
        let next = prop::option::of(chain.clone().prop_map(Box::new));
        (proptest::num::u16::ANY, next, vec(chain, 0..3)).prop_map(|(value, next, side)| Chain {
            value,
            more: next.is_some(),
            next,
            side,
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn numbers(
        a in proptest::arbitrary::any::<(u8, i8, bool, u16, i32, u64)>(),
        b in proptest::arbitrary::any::<(i128, u32, u64, [u8; 5], [[i16; 2]; 3], u32)>(),
        i in 1..=u8::MAX,
        j in 1..=i64::MAX,
        change in change(),
    ) {
        let value = Numbers {
            small: (a.0, a.1),
            b: a.2,
            c: a.3,
            d: a.4,
            e: a.5,
            f: b.0,
            g: f32::from_bits(b.1),
            h: f64::from_bits(b.2),
            i: i.try_into().unwrap(),
            j: j.try_into().unwrap(),
            k: b.3,
            l: b.4,
            m: Box::new(b.5),
            n: (),
            o: PhantomData,
        };
        check(&value, again!(Numbers), End::Fixed, change);
    }

    #[test]
    fn blobs(a in text(), b in text(), c in text(), d in payload(), e in payload(), f in payload(), change in change()) {
        let value = Blobs {
            string: a.clone(),
            boxed: b.clone().into(),
            str: &c,
            vec: d.clone(),
            slice: &e,
            bytes: Bytes::from(f.clone()),
            cow: Cow::Borrowed(&d),
            boxed_bytes: e.clone().into(),
            rest: Cow::Borrowed(&a),
        };
        check(&value, again!(Blobs<'_>), End::Rest, change);
    }

    #[test]
    fn lists(a in vec(proptest::num::u16::ANY, 0..6), b in text(), c in vec(payload(), 0..3), change in change()) {
        let pairs = || a.iter().map(|a| Pair(*a, b.as_str())).collect::<Vec<_>>();
        let blobs: Vec<Rest> = c.iter().cloned().map(Rest).collect();
        let value = Lists {
            counted: a.clone(),
            each: a.clone().into(),
            framed: Cow::Borrowed(a.as_slice()),
            framed_and_counted: pairs(),
            blobs: blobs.clone(),
            rest: blobs,
        };
        check(&value, again!(Lists<'_, u16>), End::Rest, change);
    }

    #[test]
    fn optionals(
        flags in 0..32_u8,
        kind in kind(),
        number in proptest::num::u32::ANY,
        text in text(),
        list in vec(proptest::num::u16::ANY, 0..4),
        change in change(),
    ) {
        let on = |bit: u8| flags & bit != 0;
        let value = Optional {
            flags,
            number: on(1).then_some(number),
            text: on(2).then_some(text),
            list: matches!(kind, Kind::Odd(2..)).then_some(list),
            framed: (on(1) && number > 7).then_some(flags),
            magic: on(4).then_some(()),
            with: on(8).then_some(number),
            rest: on(16).then(|| vec![flags; 3]),
            kind,
        };
        check(&value, again!(Optional), if on(16) { End::Rest } else { End::Fixed }, change);
    }

    #[test]
    fn sums(text in text(), a in proptest::num::u16::ANY, c in kind(), list in vec(proptest::num::u16::ANY, 0..4), change in change()) {
        let value = Sums {
            before: 0,
            text,
            behind: 0,
            a,
            around: 0,
            of_a_later_one: 0,
            c,
            of_the_rest: 0,
            skipped: 1,
            end: 2,
            list,
        };
        check(&value, again!(Sums), End::Rest, change);
    }

    #[test]
    fn tuples(a in any_byte(), b in any_byte(), rest in payload(), change in change()) {
        let value = Tuple(a, (a > 0).then_some(b), 0, rest);
        check(&value, again!(Tuple), End::Rest, change);
    }

    #[test]
    fn trees(tree in tree(), change in change()) {
        check(&tree, again!(Tree), End::Fixed, change);
    }

    #[test]
    fn chains(chain in chain(), change in change()) {
        check(&chain, again!(Chain<u16>), End::Fixed, change);
    }

    #[test]
    fn generics(a in proptest::arbitrary::any::<[i32; 3]>(), text in text(), some in proptest::bool::ANY, change in change()) {
        type This<'a> = Generic<'a, 'a, i32, u8, 3>;
        let framed = if some { Option2::Some(a[0]) } else { Option2::None };
        let first: This<'_> = Generic::A(a, 0);
        let second: This<'_> = Generic::B { inner: Pair(Pair(a[1], &text), &text), framed };
        check(&first, again!(This<'_>), End::Fixed, change);
        check(&second, again!(This<'_>), End::Fixed, change);
    }

    #[test]
    fn bounded(a in any_byte(), change in change()) {
        check(&Bounded(u32::from(a)), again!(Bounded<u32>), End::Fixed, change);
    }

    #[test]
    fn any_bytes(bytes in vec(prop_oneof![Just(0), Just(1), Just(255), any_byte()], 0..64)) {
        let all: [Again; 17] = [
            again!(Numbers),
            again!(Blobs<'_>),
            again!(Lists<'_, u16>),
            again!(Optional),
            again!(Kind),
            again!(Sums),
            again!(Tuple),
            again!(Tree),
            again!(Chain<bool>),
            again!(Generic<'_, '_, bool, (), 2>),
            again!(Bounded<u32>),
            again!(Nothings),
            again!(TagI8),
            again!(TagU16),
            again!(TagI64),
            again!(TagU64),
            again!(Rest),
        ];
        for again in all {
            any(&bytes, again);
        }
    }
}

#[test]
fn tags_reach_to_the_ends_of_their_types() {
    macro_rules! ends {
        ($($tag:ident $int:ident)*) => {$(
            for (value, tag) in [($tag::Least, $int::MIN), ($tag::Most, $int::MAX)] {
                let bytes = wire::to_vec(&value).unwrap();
                assert_eq!(bytes, tag.to_be_bytes());
                assert_eq!(wire::from_slice::<$tag>(&bytes).unwrap(), value);
            }
        )*};
    }
    ends!(TagI8 i8 TagU8 u8 TagI16 i16 TagU16 u16 TagI32 i32 TagU32 u32 TagI64 i64 TagU64 u64);
}

#[test]
fn a_type_that_owns_decodes_from_any_input() {
    owns::<Sums>();
    owns::<Tree>();
    owns::<Chain<String2>>();
}

/// Text of its own length, so that it can be a parameter.
#[derive(Clone, Debug, PartialEq, wire::Wire)]
struct String2(#[wire(len = u8)] String);
