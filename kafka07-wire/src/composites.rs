//! Types around other types: arrays, tuples, references, boxes, and types that take no bytes.
//! Arguments pass through them.

use alloc::boxed::Box;
use core::marker::PhantomData;

use crate::{Decode, Encode, Error, Output, Reader};

impl<T: Encode<A>, A: Copy, const N: usize> Encode<A> for [T; N] {
    const OPEN: bool = N > 0 && T::OPEN;
    const ENDS_OPEN: bool = N > 0 && T::ENDS_OPEN;
    const MISPLACED: bool = N > 1 && T::ENDS_OPEN || N > 0 && T::MISPLACED;

    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, args: A) -> Result<(), Error> {
        const { well_placed(<Self as Encode<A>>::MISPLACED) };
        T::encode_array(self, out, args)
    }
}

impl<'a, T: Decode<'a, A>, A: Copy, const N: usize> Decode<'a, A> for [T; N] {
    const MIN_LEN: usize = T::MIN_LEN * N;
    const FIXED: bool = N == 0 || T::FIXED;
    const OPEN: bool = N > 0 && T::OPEN;
    const ENDS_OPEN: bool = N > 0 && T::ENDS_OPEN;
    const MISPLACED: bool = N > 1 && T::ENDS_OPEN || N > 0 && T::MISPLACED;

    #[inline]
    fn decode(input: &mut Reader<'a>, args: A) -> Result<Self, Error> {
        const { well_placed(<Self as Decode<'a, A>>::MISPLACED) };
        input.require(Self::MIN_LEN)?;
        T::decode_array(input, args)
    }

    #[inline]
    fn decode_boxed_array<const COUNT: usize>(
        input: &mut Reader<'a>,
        args: A,
    ) -> Result<Box<[Self; COUNT]>, Error> {
        let items = T::decode_arrays(COUNT, input, args)?.into_boxed_slice().try_into();
        Ok(items.unwrap_or_else(|_| unreachable!("as many were decoded")))
    }

    #[inline]
    fn decode_boxed(input: &mut Reader<'a>, args: A) -> Result<Box<Self>, Error> {
        const { well_placed(<Self as Decode<'a, A>>::MISPLACED) };
        input.require(Self::MIN_LEN)?;
        T::decode_boxed_array(input, args)
    }
}

/// Refuses arrays and tuples in which something follows a value that takes all bytes left.
#[track_caller]
const fn well_placed(misplaced: bool) {
    assert!(
        !misplaced,
        "in an array or tuple, something follows a value that takes all bytes left"
    );
}

macro_rules! tuple {
    ($($item:ident $index:tt)* ; $last:ident $last_index:tt) => {
        impl<A: Copy, $($item: Encode<A>,)* $last: Encode<A>> Encode<A> for ($($item,)* $last,) {
            const OPEN: bool = $last::OPEN;
            const ENDS_OPEN: bool = $last::ENDS_OPEN;
            const MISPLACED: bool =
                $($item::ENDS_OPEN || $item::MISPLACED ||)* $last::MISPLACED;

            #[inline]
            fn encode<'v, Out: Output<'v>>(&'v self, out: &mut Out, args: A) -> Result<(), Error> {
                const { well_placed(<Self as Encode<A>>::MISPLACED) };
                let at = |index| move |error: Error| error.in_field("", index);
                $(self.$index.encode(out, args).map_err(at(stringify!($index)))?;)*
                self.$last_index.encode(out, args).map_err(at(stringify!($last_index)))
            }
        }

        impl<'a, A: Copy, $($item: Decode<'a, A>,)* $last: Decode<'a, A>> Decode<'a, A>
            for ($($item,)* $last,)
        {
            const MIN_LEN: usize = $($item::MIN_LEN +)* $last::MIN_LEN;
            const FIXED: bool = $($item::FIXED &&)* $last::FIXED;
            const OPEN: bool = $last::OPEN;
            const ENDS_OPEN: bool = $last::ENDS_OPEN;
            const MISPLACED: bool =
                $($item::ENDS_OPEN || $item::MISPLACED ||)* $last::MISPLACED;

            #[inline]
            fn decode(input: &mut Reader<'a>, args: A) -> Result<Self, Error> {
                const { well_placed(<Self as Decode<'a, A>>::MISPLACED) };
                let at = |index| move |error: Error| error.in_field("", index);
                Ok((
                    $($item::decode(input, args).map_err(at(stringify!($index)))?,)*
                    $last::decode(input, args).map_err(at(stringify!($last_index)))?,
                ))
            }
        }
    };
}

tuple!(; T0 0);
tuple!(T0 0; T1 1);
tuple!(T0 0 T1 1; T2 2);
tuple!(T0 0 T1 1 T2 2; T3 3);
tuple!(T0 0 T1 1 T2 2 T3 3; T4 4);
tuple!(T0 0 T1 1 T2 2 T3 3 T4 4; T5 5);
tuple!(T0 0 T1 1 T2 2 T3 3 T4 4 T5 5; T6 6);
tuple!(T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6; T7 7);

impl Encode for () {
    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, _: &mut O, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

impl<'a> Decode<'a> for () {
    const MIN_LEN: usize = 0;
    const FIXED: bool = true;

    #[inline]
    fn decode(_: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
        Ok(())
    }
}

impl<T: ?Sized> Encode for PhantomData<T> {
    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, _: &mut O, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

impl<'a, T: ?Sized> Decode<'a> for PhantomData<T> {
    const MIN_LEN: usize = 0;
    const FIXED: bool = true;

    #[inline]
    fn decode(_: &mut Reader<'a>, (): ()) -> Result<Self, Error> {
        Ok(PhantomData)
    }
}

/// A reference encodes as what it refers to.
impl<A, T: Encode<A> + ?Sized> Encode<A> for &T {
    const OPEN: bool = T::OPEN;
    const ENDS_OPEN: bool = T::ENDS_OPEN;
    const MISPLACED: bool = T::MISPLACED;

    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, args: A) -> Result<(), Error> {
        (**self).encode(out, args)
    }
}

/// A box encodes as what it holds, one level deeper. It is never [`OPEN`](Encode::OPEN), even if what
/// it holds is: a type may hold boxes of itself, and its constant cannot depend on itself. Derived types
/// look into one box where they check what follows.
impl<A, T: Encode<A>> Encode<A> for Box<T> {
    const ENDS_OPEN: bool = T::OPEN;
    const MISPLACED: bool = T::MISPLACED;

    #[inline]
    fn encode<'v, O: Output<'v>>(&'v self, out: &mut O, args: A) -> Result<(), Error> {
        out.nested::<T>(|out| (**self).encode(out, args))
    }
}

impl<'a, A, T: Decode<'a, A>> Decode<'a, A> for Box<T> {
    const MIN_LEN: usize = 0;
    const ENDS_OPEN: bool = T::OPEN;
    const MISPLACED: bool = T::MISPLACED;
    const NAME: &'static str = T::NAME;

    #[inline]
    fn decode(input: &mut Reader<'a>, args: A) -> Result<Self, Error> {
        input.nested_in::<T, _>(|input| T::decode_boxed(input, args))
    }
}
