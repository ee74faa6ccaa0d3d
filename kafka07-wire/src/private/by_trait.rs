//! `rest` and `size` on a type whose name does not say what it is: the compiler picks how it is written
//! and read, by the traits that it has. First its own wire format, then text or bytes, then a list.
//!
//! Both directions ask for the traits of both, so that a value is read as it was written. Not for types
//! with parameters: of them, each direction knows only its own bounds.
//!
//! Methods and constants have names that no trait in scope has. A method is looked for on the way of dereferencing, and taken where its bounds hold. A constant of
//! a type comes before one of a trait.

use core::marker::PhantomData;
use core::ops::Deref;

use super::given::Given;
use super::needs::WireType;
use super::{Bare, Layout, count, rest, rest_list, until};
use crate::{Decode, DecodeBlob, DecodeList, Encode, Error, List, Output, Prefix, Reader};

/// Declares types that dereference to each other in turn.
macro_rules! chain {
    ($(#[$doc:meta])* $name:ident<$($lifetime:lifetime),+> to $next:ident $($more:tt)*) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<$($lifetime),+, T: ?Sized>($next<$($lifetime),+, T>);

        impl<$($lifetime),+, T: ?Sized> Deref for $name<$($lifetime),+, T> {
            type Target = $next<$($lifetime),+, T>;

            #[inline]
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        chain!($($more)*);
    };
    () => {};
}

chain! {
    /// Writes a value by its own wire format.
    Encoder<'v, 'a> to BlobEncoder
    /// Writes text or bytes.
    BlobEncoder<'v, 'a> to ListEncoder
    /// Writes a list.
    ListEncoder<'v, 'a> to NoEncoder
    /// Reads a value by its own wire format.
    Decoder<'a> to BlobDecoder
    /// Reads text or bytes.
    BlobDecoder<'a> to ListDecoder
    /// Reads a list.
    ListDecoder<'a> to NoDecoder
}

/// Writes nothing: the type has none of the traits.
#[derive(Debug)]
pub struct NoEncoder<'v, 'a, T: ?Sized>(&'v T, PhantomData<&'a ()>);

/// Reads nothing: the type has none of the traits.
#[derive(Debug)]
pub struct NoDecoder<'a, T: ?Sized>(PhantomData<&'a ()>, PhantomData<T>);

/// Returns what writes `value`, which could be read from an input that lives for `'a`.
#[inline]
pub const fn encoder<'a, T: ?Sized>(value: &T) -> Encoder<'_, 'a, T> {
    Encoder(BlobEncoder(ListEncoder(NoEncoder(value, PhantomData))))
}

/// Returns what reads a value.
#[inline]
pub const fn decoder<'a, T: ?Sized>() -> Decoder<'a, T> {
    Decoder(BlobDecoder(ListDecoder(NoDecoder(PhantomData, PhantomData))))
}

impl<'v, 'a, T: Encode + Decode<'a>> Encoder<'v, 'a, T> {
    /// Writes the value.
    ///
    /// # Errors
    /// If it cannot be encoded.
    #[inline]
    pub fn __encode<O: Output<'v>>(&self, out: &mut O) -> Result<(), Error> {
        self.0.0.0.0.encode(out, ())
    }
}

impl<'v, 'a, T: DecodeBlob<'a>> BlobEncoder<'v, 'a, T> {
    /// Writes its bytes.
    ///
    /// # Errors
    /// If the output is full.
    #[inline]
    pub fn __encode<O: Output<'v>>(&self, out: &mut O) -> Result<(), Error> {
        rest::encode(self.0.0.0.wire_bytes(), out)
    }
}

impl<'v, 'a, T: DecodeList<Element: Encode + Decode<'a>>> ListEncoder<'v, 'a, T> {
    /// Writes its elements.
    ///
    /// # Errors
    /// If one cannot be encoded.
    #[inline]
    pub fn __encode<O: Output<'v>>(&self, out: &mut O) -> Result<(), Error> {
        rest_list::encode::<Bare, _, _, _>(self.0.0.elements(), (), out)
    }
}

impl<'v, 'a, T: DecodeList<Element: Encode + Decode<'a>>> ListEncoder<'v, 'a, T> {
    /// Writes its elements and what ends them.
    ///
    /// # Errors
    /// If that is among them, or one cannot be encoded.
    #[inline]
    pub fn __until<L: Layout>(
        &self,
        end: &T::Element,
        max: usize,
        out: &mut impl Output<'v>,
    ) -> Result<(), Error> {
        until::list::encode::<L, _, _, _>(self.0.0.elements(), end, max, (), out)
    }

    /// Returns the elements of the list.
    #[inline]
    pub fn __elements(&self) -> &'v [T::Element] {
        self.0.0.elements()
    }
}

/// A type without values.
#[derive(Debug)]
pub enum Never {}

impl Encode for Never {
    fn encode<'v, O: Output<'v>>(&'v self, _: &mut O, (): ()) -> Result<(), Error> {
        match *self {}
    }
}

impl<'v, T: ?Sized> NoEncoder<'v, '_, T> {
    /// Returns no elements: what reads the type does not compile.
    pub const fn __elements(&self) -> &'v [Never] {
        &[]
    }

    /// Never called: what reads the type does not compile.
    ///
    /// # Errors
    /// None.
    pub fn __until<L: Layout>(
        &self,
        _: &impl Sized,
        _: usize,
        _: &mut impl Output<'v>,
    ) -> Result<(), Error> {
        unreachable!("{NOT_A_LIST}")
    }

    /// Never called: what reads the type does not compile.
    ///
    /// # Errors
    /// None.
    pub fn __encode<O: Output<'v>>(&self, _: &mut O) -> Result<(), Error> {
        unreachable!("the type cannot be read, so that nothing with it compiles")
    }
}

impl<'a, T: Encode + Decode<'a>> Decoder<'a, T> {
    /// Reads the value.
    ///
    /// # Errors
    /// If the bytes are not such a value.
    #[inline]
    pub fn __decode(&self, input: &mut Reader<'a>) -> Result<T, Error> {
        T::decode(input, ())
    }
}

impl<'a, T: DecodeBlob<'a>> BlobDecoder<'a, T> {
    /// Takes all bytes left.
    ///
    /// # Errors
    /// If they are not such a value.
    #[inline]
    pub fn __decode(&self, input: &mut Reader<'a>) -> Result<T, Error> {
        rest::decode(input)
    }
}

impl<'a, T: DecodeList<Element: Encode + Decode<'a>>> ListDecoder<'a, T> {
    /// Reads elements until nothing is left.
    ///
    /// # Errors
    /// If an element is wrong.
    #[inline]
    pub fn __decode(&self, input: &mut Reader<'a>) -> Result<T, Error> {
        self.__rest::<Bare>(input)
    }

    /// Reads elements until nothing is left.
    ///
    /// # Errors
    /// If an element is wrong.
    #[inline]
    pub fn __rest<L: Layout>(&self, input: &mut Reader<'a>) -> Result<T, Error> {
        rest_list::decode::<L, T, _, _>((), input)
    }

    /// Reads elements up to what ends them.
    ///
    /// # Errors
    /// If that does not follow, or an element is wrong.
    #[inline]
    pub fn __until<L: Layout>(
        &self,
        end: &T::Element,
        max: usize,
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        until::list::decode::<L, T, _, _>(end, max, (), input)
    }

    /// Reads as many elements as a prefix says.
    ///
    /// # Errors
    /// If the count or an element is wrong.
    #[inline]
    pub fn __count<P: Prefix, L: Layout>(
        &self,
        max: usize,
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        count::decode::<P, L, T, _, _>(max, (), input)
    }

    /// Reads as many elements as an expression says.
    ///
    /// # Errors
    /// If the count or an element is wrong.
    #[inline]
    pub fn __given<L: Layout>(
        &self,
        count: Given,
        max: usize,
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        count::decode_given::<L, T, _, _>(count, max, (), input)
    }
}

impl<'a, T> NoDecoder<'a, T> {
    /// Has the compiler say that the type has no wire format.
    ///
    /// # Errors
    /// None: it is never called.
    pub fn __decode(&self, _: &mut Reader<'a>) -> Result<T, Error>
    where
        T: WireType,
    {
        unreachable!("a type that can be written and read has a method of its own")
    }

    /// Never called: what asks for a list does not compile.
    ///
    /// # Errors
    /// None.
    pub fn __rest<L: Layout>(&self, _: &mut Reader<'a>) -> Result<T, Error> {
        unreachable!("{NOT_A_LIST}")
    }

    /// Never called: what asks for a list does not compile.
    ///
    /// # Errors
    /// None.
    pub fn __until<L: Layout>(
        &self,
        _: &impl Sized,
        _: usize,
        _: &mut Reader<'a>,
    ) -> Result<T, Error> {
        unreachable!("{NOT_A_LIST}")
    }

    /// Never called: what asks for a list does not compile.
    ///
    /// # Errors
    /// None.
    pub fn __count<P: Prefix, L: Layout>(&self, _: usize, _: &mut Reader<'a>) -> Result<T, Error> {
        unreachable!("{NOT_A_LIST}")
    }

    /// Never called: what asks for a list does not compile.
    ///
    /// # Errors
    /// None.
    pub fn __given<L: Layout>(&self, _: Given, _: usize, _: &mut Reader<'a>) -> Result<T, Error> {
        unreachable!("{NOT_A_LIST}")
    }
}

const NOT_A_LIST: &str = "the type is not a list, so that nothing with it compiles";

/// The constants of a type that is written.
#[derive(Debug)]
pub struct Encoding<T: ?Sized>(PhantomData<T>);

/// The constants of a type that is read.
#[derive(Debug)]
pub struct Decoding<'a, T: ?Sized>(PhantomData<&'a ()>, PhantomData<T>);

impl<T: Encode + Decode<'static>> Encoding<T> {
    /// Says whether it takes all bytes left.
    pub const __OPEN: bool = <T as Encode>::OPEN;
    /// Says whether it, or what a box at its end holds, takes all bytes left.
    pub const __ENDS_OPEN: bool = <T as Encode>::ENDS_OPEN;
}

impl<T: Encode> Encoding<T> {
    /// Says whether it is known to take all bytes left.
    pub const __KNOWN_OPEN: bool = T::ENDS_OPEN;
    /// Says whether something follows such a value in an array or tuple.
    pub const __MISPLACED: bool = T::MISPLACED;
    /// Checks where open types are.
    pub const __CHECK: () = T::CHECK;
}

impl<'a, T: Encode + Decode<'a>> Decoding<'a, T> {
    /// Every value takes at least this many bytes.
    pub const __MIN_LEN: usize = T::MIN_LEN;
    /// Says whether it takes all bytes left.
    pub const __OPEN: bool = <T as Decode<'a>>::OPEN;
    /// Says whether it, or what a box at its end holds, takes all bytes left.
    pub const __ENDS_OPEN: bool = <T as Decode<'a>>::ENDS_OPEN;
}

impl<'a, T: Decode<'a>> Decoding<'a, T> {
    /// Says whether it is known to take all bytes left.
    pub const __KNOWN_OPEN: bool = T::ENDS_OPEN;
    /// Says whether something follows such a value in an array or tuple.
    pub const __MISPLACED: bool = T::MISPLACED;
    /// Says whether every value takes the same number of bytes.
    pub const __FIXED: bool = T::FIXED;
    /// Checks where open types are.
    pub const __CHECK: () = T::CHECK;
}

impl<T: List<Element: Encode>> Encoding<T> {
    /// Says whether its elements take all bytes left.
    pub const __ELEMENTS_OPEN: bool = <T::Element as Encode>::ENDS_OPEN;
}

impl<'a, T: List<Element: Decode<'a>>> Decoding<'a, T> {
    /// Says whether its elements take all bytes left.
    pub const __ELEMENTS_OPEN: bool = <T::Element as Decode<'a>>::ENDS_OPEN;
}

/// The constants of text, bytes and lists, which have no wire format of their own.
pub trait Otherwise {
    /// Every value takes at least this many bytes.
    const __MIN_LEN: usize = 0;
    /// Says whether it takes all bytes left.
    const __OPEN: bool = true;
    /// Says whether it, or what a box at its end holds, takes all bytes left.
    const __ENDS_OPEN: bool = true;
    /// Says whether something follows such a value in an array or tuple.
    const __MISPLACED: bool = false;
    /// Says whether it is known to take all bytes left.
    const __KNOWN_OPEN: bool = false;
    /// Says whether every value takes the same number of bytes. The compiler says elsewhere that the
    /// type has no wire format.
    const __FIXED: bool = true;
    /// Says whether its elements take all bytes left.
    const __ELEMENTS_OPEN: bool = false;
    /// Checks where open types are.
    const __CHECK: () = ();
}

impl<T: ?Sized> Otherwise for Encoding<T> {}

impl<T: ?Sized> Otherwise for Decoding<'_, T> {}
