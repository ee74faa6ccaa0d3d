//! Types that are not what their names say, or whose names say nothing: the compiler decides by the
//! traits that they have.

use bytes::Bytes;
use kafka07::wire::{
    self, Blob, Decode, DecodeBlob, DecodeList, Encode, Error, List, Reader, Wire,
};

fn is<'a, T: Wire<'a> + PartialEq + std::fmt::Debug>(value: &T, bytes: &'a [u8]) {
    assert_eq!(wire::to_vec(value).unwrap(), bytes);
    assert_eq!(&wire::from_slice::<T>(bytes).unwrap(), value);
}

type Name = String;
type Payload = Bytes;
type Numbers = Vec<u16>;

#[test]
fn an_alias_is_what_it_stands_for() {
    #[derive(Debug, PartialEq, Wire)]
    struct Aliases {
        #[wire(len = u8)]
        name: Name,
        #[wire(count = u8)]
        numbers: Numbers,
        #[wire(size = u8)]
        framed_name: Name,
        #[wire(size = u8, rest)]
        framed_numbers: Numbers,
        #[wire(count = u8, each(size = u8))]
        each: Numbers,
        #[wire(when = numbers.len() == 1, size = u8)]
        option: Option<Name>,
        #[wire(rest)]
        payload: Payload,
    }
    let value = Aliases {
        name: "ab".into(),
        numbers: vec![1],
        framed_name: "c".into(),
        framed_numbers: vec![2, 3],
        each: vec![4],
        option: Some("d".into()),
        payload: Bytes::from_static(b"rest"),
    };
    is(&value, b"\x02ab\x01\0\x01\x01c\x04\0\x02\0\x03\x01\x02\0\x04\x01drest");
}

/// Numbers as ASCII digits up to the end.
#[derive(Debug, PartialEq)]
struct Digits(String);

impl Blob for Digits {
    fn wire_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl<'a> DecodeBlob<'a> for Digits {
    fn from_wire(bytes: &'a [u8], offset: usize, input: &Reader<'a>) -> Result<Self, Error> {
        String::from_wire(bytes, offset, input).map(Self)
    }
}

#[derive(Debug, PartialEq)]
struct Pair([u16; 2]);

impl List for Pair {
    type Element = u16;

    fn elements(&self) -> &[u16] {
        &self.0
    }
}

impl DecodeList for Pair {
    fn from_elements(elements: Vec<u16>) -> Self {
        Self([elements[0], elements[1]])
    }
}

#[test]
fn text_and_lists_of_ones_own_take_the_rest() {
    #[derive(Debug, PartialEq, Wire)]
    struct Own {
        #[wire(size = u8)]
        framed: Digits,
        #[wire(size = u8, rest, each(size = u8))]
        each: Pair,
        #[wire(size = u8)]
        pair: Pair,
        #[wire(rest)]
        rest: Digits,
    }
    let (framed, rest) = (Digits("1".into()), Digits("23".into()));
    let value = Own { framed, each: Pair([1, 2]), pair: Pair([3, 4]), rest };
    is(&value, b"\x011\x06\x02\0\x01\x02\0\x02\x04\0\x03\0\x0423");
}

mod own {
    use super::Wire;

    /// Not those of the standard library.
    #[derive(Debug, PartialEq, Wire)]
    pub(super) struct Vec<T, const N: usize>(pub(super) [T; N]);

    #[derive(Debug, PartialEq, Wire)]
    pub(super) struct String<const N: usize>(pub(super) [u8; N]);

    #[derive(Debug, PartialEq, Wire)]
    pub(super) struct Bytes(pub(super) u16);

    #[derive(Debug, PartialEq, Wire)]
    pub(super) struct Option<T>(pub(super) T);
}

#[test]
fn a_type_that_is_called_like_a_well_known_one_is_another() {
    mod inside {
        use super::own::{String, Vec};
        use super::{Wire, own};

        #[derive(Debug, PartialEq, Wire)]
        pub(super) struct Called {
            pub(super) vec: Vec<u8, 2>,
            pub(super) string: String<1>,
            pub(super) bytes: own::Bytes,
            pub(super) option: own::Option<u8>,
            #[wire(size = u8)]
            pub(super) framed: own::Bytes,
        }
    }
    let value = inside::Called {
        vec: own::Vec([1, 2]),
        string: own::String([3]),
        bytes: own::Bytes(4),
        option: own::Option(5),
        framed: own::Bytes(6),
    };
    is(&value, b"\x01\x02\x03\0\x04\x05\x02\0\x06");
}

trait Protocol {
    type Bytes: Encode + for<'a> Decode<'a> + PartialEq + std::fmt::Debug;
}

#[derive(Debug, PartialEq)]
struct Old;

impl Protocol for Old {
    type Bytes = u16;
}

#[derive(Debug, PartialEq, Wire)]
struct Projected<P: Protocol> {
    bytes: P::Bytes,
}

#[test]
fn a_parameter_that_is_called_like_a_well_known_type_is_a_parameter() {
    #[derive(Debug, PartialEq, Wire)]
    struct Parameters<Bytes, String> {
        bytes: Bytes,
        #[wire(size = u8)]
        string: String,
        #[wire(count = u8)]
        list: Vec<Bytes>,
    }
    is(&Parameters { bytes: 1_u8, string: 2_u16, list: vec![3] }, b"\x01\x02\0\x02\x01\x03");
    assert_eq!(wire::to_vec(&Projected::<Old> { bytes: 258 }).unwrap(), [1, 2]);
    assert_eq!(wire::from_slice::<Projected<Old>>(&[1, 2]).unwrap().bytes, 258);
}

#[test]
fn a_bound_for_any_input_is_enough() {
    #[derive(Debug, PartialEq, Wire)]
    struct Clause<T>
    where
        for<'x> T: Wire<'x>,
    {
        one: T,
        #[wire(count = u8)]
        list: Vec<T>,
    }
    #[derive(Debug, PartialEq, Wire)]
    struct Inline<T: for<'x> Wire<'x>, U: Encode + for<'x> Decode<'x>> {
        one: T,
        two: U,
        array: [T; 2],
    }
    is(&Clause { one: 1_u8, list: vec![2] }, b"\x01\x01\x02");
    is(&Inline { one: 1_u8, two: 2_u16, array: [3, 4] }, b"\x01\0\x02\x03\x04");
}

trait Message: for<'x> Decode<'x> + Encode {}
impl Message for u16 {}

trait Named: for<'x> DecodeBlob<'x> {}
impl Named for String {}

trait Carrier<T> {
    type Carried: for<'x> Decode<'x> + Encode + std::fmt::Debug + PartialEq;
}
impl Carrier<u8> for () {
    type Carried = u16;
}

#[test]
fn bounds_of_the_declaration_do_not_stand_in_the_way() {
    use kafka07::wire::Wire as Renamed;

    #[derive(Debug, PartialEq, Wire)]
    struct Implied<T: Message, N: Named> {
        one: T,
        #[wire(count = u8)]
        list: Vec<T>,
        pair: (u8, T),
        boxed: Box<T>,
        #[wire(when = pair.0 == 1)]
        option: Option<T>,
        #[wire(len = u8)]
        name: N,
        #[wire(count = u8)]
        counted: Vec<(T, T)>,
        #[wire(rest, each(size = u8))]
        each: Box<[T]>,
    }
    #[derive(Debug, PartialEq, Wire)]
    struct OfItsOwn<'a, T: Renamed<'a>> {
        one: T,
        #[wire(len = u8)]
        text: &'a str,
    }
    #[derive(Debug, PartialEq, Wire)]
    struct Tree<T: Message> {
        value: T,
        #[wire(count = u8)]
        branches: Vec<Self>,
    }
    #[derive(Debug, PartialEq, Wire)]
    struct Path<T>
    where
        (): Carrier<T>,
    {
        carried: <() as Carrier<T>>::Carried,
    }
    let value = Implied {
        one: 1,
        list: vec![2],
        pair: (1, 3),
        boxed: Box::new(4),
        option: Some(5),
        name: "6".to_owned(),
        counted: vec![(7, 8)],
        each: Box::new([9]),
    };
    let bytes = b"\0\x01\x01\0\x02\x01\0\x03\0\x04\0\x05\x016\x01\0\x07\0\x08\x02\0\x09";
    is(&value, bytes);
    let tree = Tree { value: 1, branches: vec![Tree { value: 2, branches: Vec::new() }] };
    is(&tree, b"\0\x01\x01\0\x02\0");
    is(&Path::<u8> { carried: 1 }, b"\0\x01");
    is(&OfItsOwn { one: 1_u8, text: "2" }, b"\x01\x012");
}

/// Reads itself from an input that lives as long as it does, and from no other.
#[derive(Debug, PartialEq)]
struct Chunk<'a>(&'a [u8]);

impl Encode for Chunk<'_> {
    const OPEN: bool = true;

    fn encode<'v, O: wire::Output<'v>>(&'v self, out: &mut O, (): ()) -> Result<(), Error> {
        out.put_slice(self.0)
    }
}

impl<'a> Decode<'a> for Chunk<'a> {
    const MIN_LEN: usize = 0;
    const OPEN: bool = true;

    fn decode(input: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
        Ok(Chunk(input.take_rest()))
    }
}

/// The same of text.
#[derive(Debug, PartialEq)]
struct Text<'a>(&'a [u8]);

impl Blob for Text<'_> {
    fn wire_bytes(&self) -> &[u8] {
        self.0
    }
}

impl<'a> DecodeBlob<'a> for Text<'a> {
    fn from_wire(bytes: &'a [u8], _: usize, _: &Reader<'a>) -> Result<Self, Error> {
        Ok(Text(bytes))
    }
}

#[test]
fn a_type_that_is_read_for_one_lifetime_is_a_field_with_any_layout() {
    #[derive(Debug, PartialEq, Wire)]
    struct Framed<'a, T> {
        flag: u8,
        #[wire(size = u8)]
        own: Chunk<'a>,
        #[wire(size = u8)]
        pair: (T, Chunk<'a>),
        #[wire(count = u8, each(size = u8))]
        list: Vec<Chunk<'a>>,
        #[wire(when = flag > 0, size = u8)]
        option: Option<Chunk<'a>>,
        #[wire(size = i8, null = -1)]
        null: Option<Chunk<'a>>,
        #[wire(len = u8)]
        len: Text<'a>,
        #[wire(size = u8)]
        size: Text<'a>,
        #[wire(rest)]
        rest: Chunk<'a>,
    }
    #[derive(Debug, PartialEq, Wire)]
    struct Last<'a>(u8, Chunk<'a>);

    let value = Framed {
        flag: 1,
        own: Chunk(b"2"),
        pair: (3_u8, Chunk(b"4")),
        list: vec![Chunk(b"5")],
        option: Some(Chunk(b"6")),
        null: None,
        len: Text(b"7"),
        size: Text(b"8"),
        rest: Chunk(b"9"),
    };
    is(&value, b"\x01\x012\x02\x034\x01\x015\x016\xff\x017\x0189");
    is(&Last(1, Chunk(b"2")), b"\x012");
}

type Of<T> = Vec<T>;

#[derive(Debug, PartialEq, Wire)]
struct AnyList<L> {
    #[wire(count = u8)]
    list: L,
}

#[derive(Debug, PartialEq, Wire)]
struct Aliased<T> {
    #[wire(count = u8)]
    list: Of<T>,
    #[wire(rest, each(size = u8))]
    each: Of<T>,
}

#[test]
fn a_list_with_parameters_is_written_whole() {
    is(&AnyList { list: vec![1_u16, 2] }, b"\x02\0\x01\0\x02");
    is(&AnyList { list: Pair([3, 4]) }, b"\x02\0\x03\0\x04");
    is(&Aliased { list: vec![1_u8], each: vec![2, 3] }, b"\x01\x01\x01\x02\x01\x03");
}

#[derive(Debug, PartialEq, Wire)]
struct Itself<T> {
    value: T,
    #[wire(count = u8)]
    kids: Vec<Self>,
    more: bool,
    #[wire(when = more)]
    boxed: Option<Box<Self>>,
}

#[test]
fn a_type_with_parameters_may_call_itself_self() {
    let leaf = |value| Itself { value, kids: vec![], more: false, boxed: None };
    let tree =
        Itself { more: true, boxed: Some(Box::new(leaf(3))), kids: vec![leaf(2)], value: 1_u8 };
    is(&tree, b"\x01\x01\x02\0\0\x01\x03\0\0");
}

mod with_a_trait_for_all {
    use super::{Error, Name, Wire, is};

    /// Has the names that one might call.
    trait ForAll {
        const MIN_LEN: bool = true;
        const OPEN: u8 = 3;
        const CHECK: &str = "";

        fn encode<X>(&self, _: X) -> Result<(), Error> {
            Ok(())
        }

        fn elements(&self) -> &'static [u8] {
            &[]
        }
    }

    impl<T: ?Sized> ForAll for T {}

    #[derive(Debug, PartialEq, Wire)]
    struct Aliased {
        #[wire(size = u8)]
        name: Name,
        #[wire(count = u8)]
        numbers: super::Numbers,
    }

    #[test]
    fn a_trait_in_scope_is_not_asked() {
        assert!("".encode(1).is_ok() && "".elements().is_empty());
        assert!(str::MIN_LEN && str::OPEN == 3 && str::CHECK.is_empty());
        is(&Aliased { name: "abc".into(), numbers: vec![1] }, b"\x03abc\x01\0\x01");
    }
}
