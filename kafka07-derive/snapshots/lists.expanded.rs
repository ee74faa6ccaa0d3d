// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl<T> ::kafka07::wire::Encode for Lists<T>
    where
        T: ::kafka07::wire::Encode,
    {
        const MIN_LEN: ::core::primitive::usize = <::core::primitive::i32 as ::kafka07::wire::Prefix>::LEN
            + <::core::primitive::i32 as ::kafka07::wire::Prefix>::LEN + 0 + 0;
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            let Self { counted: __counted, framed: __framed, rest: __rest } = self;
            ::kafka07::wire::count::encoded_len::<
                ::core::primitive::i32,
                ::kafka07::wire::Bare,
                T,
            >(<Vec<T> as ::kafka07::wire::List>::elements(__counted))
                + <::core::primitive::i32 as ::kafka07::wire::Prefix>::LEN
                + ::kafka07::wire::rest_list::encoded_len::<
                    ::kafka07::wire::Each<::core::primitive::i16>,
                    Part,
                >(<Vec<Part> as ::kafka07::wire::List>::elements(__framed))
                + ::kafka07::wire::rest_list::encoded_len::<
                    ::kafka07::wire::Bare,
                    i64,
                >(<Vec<i64> as ::kafka07::wire::List>::elements(__rest))
        }
        #[inline]
        fn encode<'__value, __Output: ::kafka07::wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
        ) -> ::core::result::Result<(), ::kafka07::wire::Error> {
            let Self { counted: __counted, framed: __framed, rest: __rest } = self;
            ::kafka07::wire::count::encode::<
                ::core::primitive::i32,
                ::kafka07::wire::Bare,
                T,
                _,
            >(<Vec<T> as ::kafka07::wire::List>::elements(__counted), 1000, __out)
                .map_err(|__error| __error.in_field("Lists", "counted"))?;
            ::kafka07::wire::frame::encode_with::<
                ::core::primitive::i32,
                _,
            >(
                    ::core::primitive::usize::MAX,
                    __out,
                    |__out| ::kafka07::wire::rest_list::encode::<
                        ::kafka07::wire::Each<::core::primitive::i16>,
                        Part,
                        _,
                    >(<Vec<Part> as ::kafka07::wire::List>::elements(__framed), __out),
                )
                .map_err(|__error| __error.in_field("Lists", "framed"))?;
            ::kafka07::wire::rest_list::encode::<
                ::kafka07::wire::Bare,
                i64,
                _,
            >(<Vec<i64> as ::kafka07::wire::List>::elements(__rest), __out)
                .map_err(|__error| __error.in_field("Lists", "rest"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire, T> ::kafka07::wire::Decode<'wire> for Lists<T>
    where
        T: ::kafka07::wire::Decode<'wire>,
    {
        #[inline]
        fn decode(
            __input: &mut ::kafka07::wire::Reader<'wire>,
        ) -> ::core::result::Result<Self, ::kafka07::wire::Error> {
            let __counted: Vec<T> = ::kafka07::wire::count::decode::<
                ::core::primitive::i32,
                ::kafka07::wire::Bare,
                Vec<T>,
            >(1000, __input)
                .map_err(|__error| __error.in_field("Lists", "counted"))?;
            let __framed: Vec<Part> = ::kafka07::wire::frame::decode_with::<
                ::core::primitive::i32,
                Vec<Part>,
            >(
                    ::core::primitive::usize::MAX,
                    __input,
                    |__input| ::kafka07::wire::rest_list::decode::<
                        ::kafka07::wire::Each<::core::primitive::i16>,
                        Vec<Part>,
                    >(__input),
                )
                .map_err(|__error| __error.in_field("Lists", "framed"))?;
            let __rest: Vec<i64> = ::kafka07::wire::rest_list::decode::<
                ::kafka07::wire::Bare,
                Vec<i64>,
            >(__input)
                .map_err(|__error| __error.in_field("Lists", "rest"))?;
            ::core::result::Result::Ok(Self {
                counted: __counted,
                framed: __framed,
                rest: __rest,
            })
        }
    }
};
