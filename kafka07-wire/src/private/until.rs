//! `until = …`: text, bytes and lists that end with a sentinel.

use super::bound::DecodeBlobField;
use super::magic::say;
use crate::{Error, ErrorKind, Output, Reader};

/// What ends text or bytes: one byte, or several.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not end text or bytes",
    label = "`until` takes a byte, such as `0u8`, or several, such as `b\"\\r\\n\"`"
)]
pub trait Sentinel {
    /// An array of its bytes.
    type Bytes;

    /// Returns its bytes.
    fn bytes(self) -> Self::Bytes;
}

impl Sentinel for u8 {
    type Bytes = [Self; 1];

    #[inline]
    fn bytes(self) -> [Self; 1] {
        [self]
    }
}

impl<const N: usize> Sentinel for &[u8; N] {
    type Bytes = [u8; N];

    #[inline]
    fn bytes(self) -> [u8; N] {
        const { assert!(N > 0, "what ends text or bytes has at least one byte") };
        *self
    }
}

impl<const N: usize> Sentinel for [u8; N] {
    type Bytes = Self;

    #[inline]
    fn bytes(self) -> Self {
        (&self).bytes()
    }
}

/// Returns the bytes of a sentinel. For any other value the compiler reports its error here.
#[inline]
pub fn sentinel<S: Sentinel<Bytes = [u8; N]>, const N: usize>(sentinel: S) -> [u8; N] {
    sentinel.bytes()
}

/// Finds `sentinel` in `bytes`.
#[inline]
fn find(sentinel: &[u8], bytes: &[u8]) -> Option<usize> {
    let (&first, more) = sentinel.split_first()?;
    let mut from = 0;
    loop {
        let at = from + memchr::memchr(first, &bytes[from..])?;
        if bytes[at + 1..].starts_with(more) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Finds where `sentinel` would be found in `bytes` and the sentinel after them, if that is too early.
#[inline]
fn found_early(sentinel: &[u8], bytes: &[u8]) -> Option<usize> {
    let across = || {
        let starts = bytes.len().saturating_sub(sentinel.len() - 1)..bytes.len();
        starts.into_iter().find(|&start| {
            let (before, after) = sentinel.split_at(bytes.len() - start);
            bytes[start..] == *before && sentinel.starts_with(after)
        })
    };
    find(sentinel, bytes).or_else(across)
}

/// Writes the bytes and what ends them.
///
/// # Errors
/// If what ends them is in them, or there are more than `max`.
#[inline]
pub fn encode<'v, const N: usize, O: Output<'v>>(
    bytes: &'v [u8],
    end: [u8; N],
    max: usize,
    out: &mut O,
) -> Result<(), Error> {
    if bytes.len() > max {
        let kind = ErrorKind::TooLong { found: bytes.len(), max };
        return Err(Error::new(kind, out.position()));
    }
    if let Some(at) = found_early(&end, bytes) {
        return Err(inside(&end, at, out.position()));
    }
    out.put_slice(bytes)?;
    out.put(end)
}

/// Reads bytes up to what ends them.
///
/// # Errors
/// If that does not follow, or not after `max` bytes at most. If text is not UTF-8.
#[inline]
pub fn decode<'a, T: DecodeBlobField<'a>, const N: usize>(
    end: [u8; N],
    max: usize,
    input: &mut Reader<'a>,
) -> Result<T, Error> {
    let (offset, left) = (input.offset(), input.as_slice());
    let searched = &left[..left.len().min(max.saturating_add(N))];
    let Some(length) = find(&end, searched) else {
        let ended = searched.len() == left.len();
        return Err(unterminated(&end, searched, ended, offset, input));
    };
    let bytes = input.take(length)?;
    let value = (T::FROM_WIRE)(bytes, offset, input)?;
    input.take(N)?;
    Ok(value)
}

#[cold]
#[inline(never)]
fn inside(end: &[u8], at: usize, position: usize) -> Error {
    Error::new(ErrorKind::EndInside { end: say(end), at }, position)
}

#[cold]
#[inline(never)]
fn unterminated(
    end: &[u8],
    searched: &[u8],
    ended: bool,
    offset: usize,
    input: &Reader<'_>,
) -> Error {
    let begun = |count: &usize| searched.ends_with(&end[..*count]);
    let missing = end.len() - (1..end.len()).rfind(begun).unwrap_or(0);
    let missing = (ended && !input.is_framed()).then_some(missing);
    Error::new(ErrorKind::NotEnded { end: say(end), searched: searched.len(), missing }, offset)
}

/// `until = …` on a list: elements up to one that is not kept.
pub mod list {
    use alloc::vec::Vec;

    use super::{inside, unterminated};
    use crate::__private::Layout;
    use crate::__private::bound::DecodeField;
    use crate::__private::each;
    use crate::error::Number;
    use crate::{DecodeList, Encode, Error, ErrorKind, Output, Reader, SliceOutput, VecOutput};

    /// Bytes on the stack that an element is written into, to be compared.
    const SHORT: usize = 64;

    /// The bytes of an element.
    struct Written {
        short: [u8; SHORT],
        length: usize,
        /// In place of `short`, if that is too short.
        long: Vec<u8>,
    }

    impl Written {
        #[inline]
        fn new<L: Layout, E: Encode<A>, A: Copy>(element: &E, args: A) -> Result<Self, Error> {
            let mut written = Self { short: [0; SHORT], length: 0, long: Vec::new() };
            let mut out = SliceOutput::new(&mut written.short);
            match L::encode(element, args, &mut out) {
                Ok(()) => written.length = out.position(),
                Err(error) if matches!(error.kind(), ErrorKind::OutputFull { .. }) => {
                    L::encode(element, args, &mut VecOutput::new(&mut written.long))?;
                }
                Err(error) => return Err(error),
            }
            if written.bytes().is_empty() {
                return Err(Error::custom("what ends the list takes no byte", 0));
            }
            Ok(written)
        }

        #[inline]
        fn bytes(&self) -> &[u8] {
            if self.long.is_empty() { &self.short[..self.length] } else { &self.long }
        }
    }

    /// Returns the least length of a list that an element ends.
    pub const fn least<'a, L: Layout, E: DecodeField<'a, A>, A>() -> usize {
        L::HEAD + E::MIN_LEN
    }

    /// Writes the elements and what ends them.
    ///
    /// # Errors
    /// If an element is written as `end` is. If there are more than `max`, or one cannot be encoded or
    /// takes no byte.
    #[inline]
    pub fn encode<'v, L: Layout, E: Encode<A>, A: Copy, O: Output<'v>>(
        elements: &'v [E],
        end: &E,
        max: usize,
        args: A,
        out: &mut O,
    ) -> Result<(), Error> {
        if elements.len() > max {
            let kind = ErrorKind::TooLong { found: elements.len(), max };
            return Err(Error::new(kind, out.position()).about(Number::Count));
        }
        let end =
            Written::new::<L, E, A>(end, args).map_err(|error| error.moved_by(out.position()))?;
        each::encode(elements, 0, out, |element, out| {
            let start = out.position();
            L::encode(element, args, out)?;
            if out.position() - start == end.bytes().len()
                && Written::new::<L, E, A>(element, args)?.bytes() == end.bytes()
            {
                return Err(inside(end.bytes(), 0, start));
            }
            Ok(())
        })?;
        end.bytes().iter().try_for_each(|byte| out.put([*byte]))
    }

    /// Reads elements up to what ends them.
    ///
    /// # Errors
    /// If that does not follow, or not after `max` elements at most. If an element is wrong, or takes no
    /// byte.
    #[inline]
    pub fn decode<
        'a,
        L: Layout,
        T: DecodeList<Element = E>,
        E: Encode<A> + DecodeField<'a, A>,
        A: Copy,
    >(
        end: &E,
        max: usize,
        args: A,
        input: &mut Reader<'a>,
    ) -> Result<T, Error> {
        let offset = input.offset();
        let end = Written::new::<L, E, A>(end, args).map_err(|error| error.moved_by(offset))?;
        let all = input.as_slice();
        let mut elements = Vec::new();
        input.nested_in::<E, _>(|input| {
            while !input.as_slice().starts_with(end.bytes()) {
                let (index, before) = (elements.len(), input.remaining());
                // At the most elements nothing but what ends the list may begin.
                if before == 0 || index == max && end.bytes().starts_with(input.as_slice()) {
                    return Err(unterminated(end.bytes(), all, true, offset, input));
                }
                if index == max {
                    let kind = ErrorKind::TooLong { found: max.saturating_add(1), max };
                    return Err(Error::new(kind, offset).about(Number::Count));
                }
                elements.push(L::decode(args, input).map_err(|error| error.at_index(index))?);
                if input.remaining() == before {
                    let kind = ErrorKind::TooManyEmpty { limit: 0 };
                    return Err(input.error(kind).at_index(index));
                }
            }
            Ok(())
        })?;
        input.take(end.bytes().len())?;
        Ok(T::from_elements(elements))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_bytes_is_found_where_it_is_first() {
        for (sentinel, bytes, at) in [
            (&b"\0"[..], &b"ab\0c\0"[..], Some(2)),
            (b"\0", b"", None),
            (b"\r\n", b"a\rb\r\r\n", Some(4)),
            (b"\r\n", b"\r\r\r", None),
            (b"aab", b"aaaab", Some(2)),
        ] {
            assert_eq!(find(sentinel, bytes), at, "{bytes:?}");
        }
    }

    #[test]
    fn what_would_end_bytes_too_early_is_found() {
        for (sentinel, bytes, at) in [
            (&b"\0"[..], &b"ab"[..], None),
            (b"\0", b"a\0b", Some(1)),
            (b"\r\n", b"a\r", None),
            (b"aa", b"a", Some(0)),
            (b"aa", b"ba", Some(1)),
            (b"abab", b"xab", Some(1)),
            (b"abab", b"xa", None),
            (b"aab", b"a", None),
        ] {
            assert_eq!(found_early(sentinel, bytes), at, "{bytes:?}");
            let all = [bytes, sentinel].concat();
            assert_eq!(find(sentinel, &all), Some(at.unwrap_or(bytes.len())), "{bytes:?}");
        }
    }
}
