//! Lists: `count = P`, `rest`, and either with `each(size = P)`.

use super::bound::DecodeField;
use super::frame;
use crate::{Encode, Error, Output, Prefix, Reader};

/// How an element is placed in its list: bare, or in a frame of its own.
pub trait Layout: sealed::Sealed {
    /// The fewest bytes before each element.
    const HEAD: usize;

    /// Writes an element.
    ///
    /// # Errors
    /// If it cannot be encoded.
    fn encode<'v, A, O: Output<'v>>(
        element: &'v impl Encode<A>,
        args: A,
        out: &mut O,
    ) -> Result<(), Error>;

    /// Reads an element.
    ///
    /// # Errors
    /// If its bytes are wrong.
    fn decode<'a, T: DecodeField<'a, A>, A>(args: A, input: &mut Reader<'a>) -> Result<T, Error>;
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::Bare {}
    impl<P> Sealed for super::Each<P> {}
}

/// Elements one after the other.
#[derive(Debug)]
pub enum Bare {}

impl Layout for Bare {
    const HEAD: usize = 0;

    #[inline]
    fn encode<'v, A, O: Output<'v>>(
        element: &'v impl Encode<A>,
        args: A,
        out: &mut O,
    ) -> Result<(), Error> {
        element.encode(out, args)
    }

    #[inline]
    fn decode<'a, T: DecodeField<'a, A>, A>(args: A, input: &mut Reader<'a>) -> Result<T, Error> {
        T::DECODE(input, args)
    }
}

/// `each(size = P)`: every element in a frame of its own.
#[derive(Debug)]
pub struct Each<P>(core::marker::PhantomData<P>);

impl<P: Prefix> Layout for Each<P> {
    const HEAD: usize = P::MIN_LEN;

    #[inline]
    fn encode<'v, A, O: Output<'v>>(
        element: &'v impl Encode<A>,
        args: A,
        out: &mut O,
    ) -> Result<(), Error> {
        frame::encode::<P, O>(usize::MAX, out, |out| element.encode(out, args))
    }

    #[inline]
    fn decode<'a, T: DecodeField<'a, A>, A>(args: A, input: &mut Reader<'a>) -> Result<T, Error> {
        frame::decode::<P, T>(usize::MAX, input, |input| T::DECODE(input, args))
    }
}

/// `count = P`: an element-count prefix, then the elements.
pub mod count {
    use super::super::bound::{DecodeBlobField, DecodeField};
    use super::super::given::Given;
    use super::super::{each, len};
    use super::Layout;
    use crate::error::Number;
    use crate::{DecodeList, Encode, Error, Output, Prefix, Reader};

    /// Writes prefix and elements.
    ///
    /// # Errors
    /// If there are more elements than the prefix can say, or than `max`, or one cannot be encoded.
    #[inline]
    pub fn encode<'v, P: Prefix, L: Layout, E: Encode<A>, A: Copy, O: Output<'v>>(
        elements: &'v [E],
        max: usize,
        args: A,
        out: &mut O,
    ) -> Result<(), Error> {
        each::write_count::<P, E, O>(elements, max, out)?;
        each::encode(elements, each::max_empty(elements), out, |element, out| {
            L::encode(element, args, out)
        })
    }

    /// Reads prefix and elements.
    ///
    /// # Errors
    /// If the count is invalid, over `max`, or more than the bytes left could hold. If an element
    /// is wrong.
    #[inline]
    pub fn decode<
        'a,
        P: Prefix,
        L: Layout,
        T: DecodeList<Element = E>,
        E: DecodeField<'a, A>,
        A: Copy,
    >(
        max: usize,
        args: A,
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        let count = each::read_count::<P>(max, input)?;
        each::decode(count, L::HEAD + E::MIN_LEN, input, |input| L::decode(args, input))
    }

    /// Writes elements, of which there are as many as said.
    ///
    /// # Errors
    /// If there are more or fewer, or more than `max`, or one cannot be encoded.
    #[inline]
    pub fn encode_given<'v, L: Layout, E: Encode<A>, A: Copy, O: Output<'v>>(
        elements: &'v [E],
        count: Given,
        max: usize,
        args: A,
        out: &mut O,
    ) -> Result<(), Error> {
        each::hold_count(elements, count, max, out)?;
        each::encode(elements, each::max_empty(elements), out, |element, out| {
            L::encode(element, args, out)
        })
    }

    /// Reads as many elements as said.
    ///
    /// # Errors
    /// If the count is invalid, over `max`, or more than the bytes left could hold. If an element
    /// is wrong.
    #[inline]
    pub fn decode_given<
        'a,
        L: Layout,
        T: DecodeList<Element = E>,
        E: DecodeField<'a, A>,
        A: Copy,
    >(
        count: Given,
        max: usize,
        args: A,
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        let count = each::given_count(count, max, input)?;
        each::decode(count, L::HEAD + E::MIN_LEN, input, |input| L::decode(args, input))
    }

    /// Writes a count and bytes, which are its elements.
    ///
    /// # Errors
    /// If there are more bytes than the prefix can say, or than `max`.
    #[inline]
    pub fn encode_bytes<'v, P: Prefix, O: Output<'v>>(
        bytes: &'v [u8],
        max: usize,
        out: &mut O,
    ) -> Result<(), Error> {
        len::encode::<P, O>(bytes, max, out).map_err(|error| error.about(Number::Count))
    }

    /// Reads a count and bytes, which are its elements.
    ///
    /// # Errors
    /// If the count is invalid, over `max`, or more than the bytes left.
    #[inline]
    pub fn decode_bytes<'a, P: Prefix, T: DecodeBlobField<'a>>(
        max: usize,
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        len::decode::<P, T>(max, input).map_err(|error| error.about(Number::Count))
    }
}

/// `rest` on a list: elements up to the end of the frame.
pub mod rest {
    use super::super::bound::DecodeField;
    use super::super::each;
    use super::Layout;
    use crate::{DecodeList, Encode, Error, Output, Reader};

    /// Writes the elements.
    ///
    /// # Errors
    /// If one cannot be encoded, or takes no byte and so would not be read back.
    #[inline]
    pub fn encode<'v, L: Layout, E: Encode<A>, A: Copy, O: Output<'v>>(
        elements: &'v [E],
        args: A,
        out: &mut O,
    ) -> Result<(), Error> {
        each::encode(elements, 0, out, |element, out| L::encode(element, args, out))
    }

    /// Reads elements until nothing is left.
    ///
    /// # Errors
    /// If an element is wrong, or takes no byte.
    #[inline]
    pub fn decode<'a, L: Layout, T: DecodeList<Element = E>, E: DecodeField<'a, A>, A: Copy>(
        args: A,
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        each::decode_rest(input, |input| L::decode(args, input))
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;
    use crate::{Decode, VecOutput};

    /// A number in as many bytes as it is told.
    #[derive(Clone, Debug, PartialEq)]
    struct Padded(u8);

    impl Encode<usize> for Padded {
        fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, width: usize) -> Result<(), Error> {
            (1..width).try_for_each(|_| out.put([0]))?;
            out.put([self.0])
        }
    }

    impl<'a> Decode<'a, usize> for Padded {
        const MIN_LEN: usize = 1;

        fn decode(input: &mut Reader<'a>, width: usize) -> Result<Self, Error> {
            Ok(Self(input.take(width)?[width - 1]))
        }
    }

    #[test]
    fn arguments_pass_to_every_element() {
        let numbers = vec![Padded(7), Padded(8)];
        let mut bytes = Vec::new();
        let mut out = VecOutput::new(&mut bytes);
        count::encode::<u8, Bare, _, _, _>(&numbers, usize::MAX, 2, &mut out).unwrap();
        rest::encode::<Each<u8>, _, _, _>(&numbers, 3, &mut out).unwrap();
        assert_eq!(bytes, [2, 0, 7, 0, 8, 3, 0, 0, 7, 3, 0, 0, 8]);

        let mut input = Reader::new(&bytes);
        let counted: Vec<Padded> =
            count::decode::<u8, Bare, _, _, _>(usize::MAX, 2, &mut input).unwrap();
        let rest: Vec<Padded> = rest::decode::<Each<u8>, _, _, _>(3, &mut input).unwrap();
        assert_eq!((counted, rest), (numbers.clone(), numbers));
    }
}
