// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    extern crate core as __core;
    __core::compile_error! {
        "no attribute is called `cuont`; did you mean `count`?"
    }
    __core::compile_error! {
        "how long? give `String` a prefix, `len = i16`, or say `rest` if it is all that is left; a type of your own called `String` is `self::String`"
    }
};
const _: () = {
    #[automatically_derived]
    impl<'a, T> ::kafka07::wire::Encode for Mistakes<'a, T> {
        fn encode<'__value, __Output: ::kafka07::wire::Output<'__value>>(
            &'__value self,
            _: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07::wire::Error> {
            ::core::unreachable!()
        }
    }
    #[automatically_derived]
    impl<'__input: 'a, 'a, T> ::kafka07::wire::Decode<'__input> for Mistakes<'a, T> {
        const MIN_LEN: ::core::primitive::usize = 0;
        fn decode(
            _: &mut ::kafka07::wire::Reader<'__input>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07::wire::Error> {
            ::core::unreachable!()
        }
    }
    #[automatically_derived]
    impl<'a, T> ::kafka07::wire::Request for Mistakes<'a, T> {
        const KEY: ::core::primitive::i16 = 0;
        type Response = ::kafka07::wire::NoResponse;
    }
};
