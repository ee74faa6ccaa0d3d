//! Lists: `count = P`, `rest`, and either with `each(size = P)`.

use std::borrow::Cow;

use super::{Decode, Encode, Error, ErrorKind, Output, Prefix, Reader, frame};

/// How many elements that take no byte at all one list may hold; a count could otherwise ask for
/// more of them than any input has bytes. Fewer if they take much memory.
pub const MAX_EMPTY_ELEMENTS: usize = 1024;

/// How much memory the elements of a list that take no byte may take.
const EMPTY_AT_MOST: usize = 4096;

/// How much memory a list reserves at once at most, whatever its count says.
const RESERVE_AT_MOST: usize = 1 << 16;

/// How many elements of the type `T` that take no byte a list may hold.
const fn max_empty<T>() -> usize {
    let affordable = EMPTY_AT_MOST / if size_of::<T>() == 0 { 1 } else { size_of::<T>() };
    if affordable < MAX_EMPTY_ELEMENTS { affordable } else { MAX_EMPTY_ELEMENTS }
}

/// A sequence of elements: `Vec<T>`, `Box<[T]>`, `Cow<[T]>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list",
    label = "`count`, `each` and `rest` on a list take `Vec<T>`, `Box<[T]>` and `Cow<[T]>`"
)]
pub trait List {
    /// What it holds.
    type Element;

    /// The elements.
    fn elements(&self) -> &[Self::Element];
}

/// A [`List`] that can be made from decoded elements.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list",
    label = "`count`, `each` and `rest` on a list take `Vec<T>`, `Box<[T]>` and `Cow<[T]>`"
)]
pub trait DecodeList: List {
    /// Makes the list.
    fn from_elements(elements: Vec<Self::Element>) -> Self;
}

impl<T> List for Vec<T> {
    type Element = T;

    #[inline]
    fn elements(&self) -> &[T] {
        self
    }
}

impl<T> DecodeList for Vec<T> {
    #[inline]
    fn from_elements(elements: Vec<T>) -> Self {
        elements
    }
}

impl<T> List for Box<[T]> {
    type Element = T;

    #[inline]
    fn elements(&self) -> &[T] {
        self
    }
}

impl<T> DecodeList for Box<[T]> {
    #[inline]
    fn from_elements(elements: Vec<T>) -> Self {
        elements.into()
    }
}

impl<T: Clone> List for Cow<'_, [T]> {
    type Element = T;

    #[inline]
    fn elements(&self) -> &[T] {
        self
    }
}

impl<T: Clone> DecodeList for Cow<'_, [T]> {
    #[inline]
    fn from_elements(elements: Vec<T>) -> Self {
        Cow::Owned(elements)
    }
}

/// How an element stands in its list: bare, or in a frame of its own.
pub trait Layout {
    /// How many bytes stand before each element.
    const HEAD: usize;

    /// Writes an element.
    ///
    /// # Errors
    /// If it cannot be encoded.
    fn encode<'v, O: Output<'v>>(element: &'v impl Encode, out: &mut O) -> Result<(), Error>;

    /// Reads an element.
    ///
    /// # Errors
    /// If its bytes are wrong.
    fn decode<'a, T: Decode<'a>>(input: &mut Reader<'a>) -> Result<T, Error>;
}

/// Elements one after the other.
#[derive(Debug)]
pub enum Bare {}

impl Layout for Bare {
    const HEAD: usize = 0;

    #[inline]
    fn encode<'v, O: Output<'v>>(element: &'v impl Encode, out: &mut O) -> Result<(), Error> {
        element.encode(out)
    }

    #[inline]
    fn decode<'a, T: Decode<'a>>(input: &mut Reader<'a>) -> Result<T, Error> {
        T::decode(input)
    }
}

/// `each(size = P)`: every element in a frame of its own.
#[derive(Debug)]
pub struct Each<P>(std::marker::PhantomData<P>);

impl<P: Prefix> Layout for Each<P> {
    const HEAD: usize = P::LEN;

    #[inline]
    fn encode<'v, O: Output<'v>>(element: &'v impl Encode, out: &mut O) -> Result<(), Error> {
        frame::encode::<P, O>(element, usize::MAX, out)
    }

    #[inline]
    fn decode<'a, T: Decode<'a>>(input: &mut Reader<'a>) -> Result<T, Error> {
        frame::decode::<P, T>(usize::MAX, input)
    }
}

const fn max_empty_of<T>(_: &[T]) -> usize {
    max_empty::<T>()
}

#[inline]
fn elements_len<L: Layout>(elements: &[impl Encode]) -> usize {
    elements.iter().map(|element| L::HEAD + element.encoded_len()).sum()
}

#[inline]
fn encode_elements<'v, L: Layout, O: Output<'v>>(
    elements: &'v [impl Encode],
    max_empty: usize,
    out: &mut O,
) -> Result<(), Error> {
    let mut empty = 0;
    for (index, element) in elements.iter().enumerate() {
        let start = out.position();
        L::encode(element, out).map_err(|error| error.at_index(index))?;
        if out.position() == start {
            empty += 1;
            if empty > max_empty {
                let kind = ErrorKind::TooManyEmpty { limit: max_empty };
                return Err(Error::new(kind, start).at_index(index));
            }
        }
    }
    Ok(())
}

/// `count = P`: an element-count prefix, then the elements.
pub mod count {
    use super::{
        Decode, DecodeList, Encode, Error, ErrorKind, Layout, Output, Prefix, RESERVE_AT_MOST,
        Reader, elements_len, encode_elements, max_empty, max_empty_of,
    };

    /// The length of prefix and elements.
    #[inline]
    pub fn encoded_len<P: Prefix, L: Layout, E: Encode>(elements: &[E]) -> usize {
        P::LEN + elements_len::<L>(elements)
    }

    /// Writes prefix and elements.
    ///
    /// # Errors
    /// If there are more elements than the prefix can say, or than `max`, or one cannot be encoded.
    #[inline]
    pub fn encode<'v, P: Prefix, L: Layout, E: Encode, O: Output<'v>>(
        elements: &'v [E],
        max: usize,
        out: &mut O,
    ) -> Result<(), Error> {
        if elements.len() > max {
            let kind = ErrorKind::TooLong { found: elements.len(), max };
            return Err(Error::new(kind, out.position()));
        }
        P::write(out, elements.len())?;
        encode_elements::<L, O>(elements, max_empty_of(elements), out)
    }

    /// Reads prefix and elements.
    ///
    /// # Errors
    /// If the count is none, over `max`, or more than the bytes left could hold; if an element is
    /// wrong.
    #[inline]
    pub fn decode<'a, P: Prefix, L: Layout, T: DecodeList<Element: Decode<'a>>>(
        max: usize,
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        let start = input.offset();
        let count = P::read(input)?;
        if count > max {
            return Err(Error::new(ErrorKind::TooLong { found: count, max }, start));
        }
        let least = L::HEAD + <T::Element as Encode>::MIN_LEN;
        let fits = input.remaining().checked_div(least).unwrap_or(usize::MAX);
        if count > fits {
            return Err(input.too_many(count, least, start));
        }
        let affordable = RESERVE_AT_MOST / size_of::<T::Element>().max(1);
        let mut elements = Vec::new();
        elements.reserve_exact(count.min(affordable).min(input.remaining()));
        let mut empty = 0;
        input.nested_in::<T::Element, _>(|input| {
            for index in 0..count {
                let before = input.remaining();
                elements.push(L::decode(input).map_err(|error| error.at_index(index))?);
                if input.remaining() == before {
                    empty += 1;
                    let limit = max_empty::<T::Element>();
                    if empty > limit {
                        let kind = ErrorKind::TooManyEmpty { limit };
                        return Err(input.error(kind).at_index(index));
                    }
                }
            }
            Ok(())
        })?;
        Ok(T::from_elements(elements))
    }
}

/// `rest` on a list: elements up to the end of the frame.
pub mod rest {
    use super::{
        Decode, DecodeList, Encode, Error, ErrorKind, Layout, Output, Reader, elements_len,
        encode_elements,
    };

    /// The length of the elements.
    #[inline]
    pub fn encoded_len<L: Layout, E: Encode>(elements: &[E]) -> usize {
        elements_len::<L>(elements)
    }

    /// Writes the elements.
    ///
    /// # Errors
    /// If one cannot be encoded, or takes no byte and so would not be read back.
    #[inline]
    pub fn encode<'v, L: Layout, E: Encode, O: Output<'v>>(
        elements: &'v [E],
        out: &mut O,
    ) -> Result<(), Error> {
        encode_elements::<L, O>(elements, 0, out)
    }

    /// Reads elements until nothing is left.
    ///
    /// # Errors
    /// If an element is wrong, or takes no byte.
    #[inline]
    pub fn decode<'a, L: Layout, T: DecodeList<Element: Decode<'a>>>(
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        let mut elements = Vec::new();
        input.nested_in::<T::Element, _>(|input| {
            while !input.is_empty() {
                let (index, before) = (elements.len(), input.remaining());
                elements.push(L::decode(input).map_err(|error| error.at_index(index))?);
                if input.remaining() == before {
                    let kind = ErrorKind::TooManyEmpty { limit: 0 };
                    return Err(input.error(kind).at_index(index));
                }
            }
            Ok(())
        })?;
        Ok(T::from_elements(elements))
    }
}
