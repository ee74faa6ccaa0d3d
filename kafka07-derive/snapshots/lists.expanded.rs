// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl<T> ::kafka07_wire::Encode for Lists<T>
    where
        T: ::kafka07_wire::Encode,
    {
        const OPEN: ::core::primitive::bool = true;
        const CHECK: () = {
            ::kafka07_wire::__private::closed(
                <T as ::kafka07_wire::Encode>::MISPLACED,
                "in `Lists.counted`, something follows a value that takes all bytes left, in an array or tuple",
            );
            ::kafka07_wire::__private::closed(
                <T as ::kafka07_wire::Encode>::ENDS_OPEN,
                "an element of `Lists.counted` takes all bytes left, so that the list cannot hold two: give each a frame of its own, `each(size = i32)`",
            );
            ::kafka07_wire::__private::needs::wire::<Part>();
            ::kafka07_wire::__private::closed(
                <Part as ::kafka07_wire::Encode>::MISPLACED,
                "in `Lists.framed`, something follows a value that takes all bytes left, in an array or tuple",
            );
        };
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::wire::<Part>();
            const { <Self as ::kafka07_wire::Encode>::CHECK };
            let Self { counted: __counted, framed: __framed, rest: __rest } = self;
            ::kafka07_wire::__private::count::encode::<
                ::core::primitive::i32,
                ::kafka07_wire::__private::Bare,
                T,
                (),
                _,
            >(
                    <Vec<T> as ::kafka07_wire::List>::elements(__counted),
                    ::kafka07_wire::__private::most(1000),
                    (),
                    __out,
                )
                .map_err(::kafka07_wire::__private::path::field("Lists", "counted"))?;
            ::kafka07_wire::__private::frame::encode::<
                ::core::primitive::i32,
                _,
            >(
                    ::core::primitive::usize::MAX,
                    __out,
                    |__out| ::kafka07_wire::__private::rest_list::encode::<
                        ::kafka07_wire::__private::Each<::core::primitive::i16>,
                        Part,
                        (),
                        _,
                    >(<Vec<Part> as ::kafka07_wire::List>::elements(__framed), (), __out),
                )
                .map_err(::kafka07_wire::__private::path::field("Lists", "framed"))?;
            ::kafka07_wire::__private::rest_list::encode::<
                ::kafka07_wire::__private::Bare,
                i64,
                (),
                _,
            >(<Vec<i64> as ::kafka07_wire::List>::elements(__rest), (), __out)
                .map_err(::kafka07_wire::__private::path::field("Lists", "rest"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire, T> ::kafka07_wire::Decode<'wire> for Lists<T>
    where
        T: ::kafka07_wire::Decode<'wire>,
    {
        const MIN_LEN: ::core::primitive::usize = {
            ::kafka07_wire::__private::needs::wire::<Part>();
            <::core::primitive::i32 as ::kafka07_wire::Prefix>::MIN_LEN
                + <::core::primitive::i32 as ::kafka07_wire::Prefix>::MIN_LEN + 0 + 0
        };
        const NAME: &'static ::core::primitive::str = "Lists";
        const OPEN: ::core::primitive::bool = true;
        const CHECK: () = {
            ::kafka07_wire::__private::closed(
                <T as ::kafka07_wire::__private::bound::DecodeField<'wire>>::MISPLACED,
                "in `Lists.counted`, something follows a value that takes all bytes left, in an array or tuple",
            );
            ::kafka07_wire::__private::closed(
                <T as ::kafka07_wire::__private::bound::DecodeField<'wire>>::ENDS_OPEN,
                "an element of `Lists.counted` takes all bytes left, so that the list cannot hold two: give each a frame of its own, `each(size = i32)`",
            );
            ::kafka07_wire::__private::needs::wire::<Part>();
            ::kafka07_wire::__private::closed(
                <Part as ::kafka07_wire::__private::bound::DecodeField<
                    'wire,
                >>::MISPLACED,
                "in `Lists.framed`, something follows a value that takes all bytes left, in an array or tuple",
            );
        };
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::wire::<Part>();
            const { <Self as ::kafka07_wire::Decode<'wire>>::CHECK };
            let __counted: Vec<T> = match ::kafka07_wire::__private::count::decode::<
                ::core::primitive::i32,
                ::kafka07_wire::__private::Bare,
                Vec<T>,
                T,
                (),
            >(::kafka07_wire::__private::most(1000), (), __input) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field(
                            "Lists",
                            "counted",
                        )(__error),
                    );
                }
            };
            let __framed: Vec<Part> = match ::kafka07_wire::__private::frame::decode::<
                ::core::primitive::i32,
                Vec<Part>,
            >(
                ::core::primitive::usize::MAX,
                __input,
                |__input| ::kafka07_wire::__private::rest_list::decode::<
                    ::kafka07_wire::__private::Each<::core::primitive::i16>,
                    Vec<Part>,
                    Part,
                    (),
                >((), __input),
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field(
                            "Lists",
                            "framed",
                        )(__error),
                    );
                }
            };
            let __rest: Vec<i64> = match ::kafka07_wire::__private::rest_list::decode::<
                ::kafka07_wire::__private::Bare,
                Vec<i64>,
                i64,
                (),
            >((), __input) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Lists", "rest")(__error),
                    );
                }
            };
            ::core::result::Result::Ok(Self {
                counted: __counted,
                framed: __framed,
                rest: __rest,
            })
        }
    }
};
