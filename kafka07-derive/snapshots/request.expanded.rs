// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl<'a> ::kafka07::wire::Encode for FetchRequest<'a> {
        const MIN_LEN: ::core::primitive::usize = <::core::primitive::i16 as ::kafka07::wire::Prefix>::LEN
            + <i32 as ::kafka07::wire::Encode>::MIN_LEN
            + <i64 as ::kafka07::wire::Encode>::MIN_LEN
            + <i32 as ::kafka07::wire::Encode>::MIN_LEN;
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            let Self {
                topic: __topic,
                partition: __partition,
                offset: __offset,
                max_size: __max_size,
            } = self;
            ::kafka07::wire::len::encoded_len::<
                ::core::primitive::i16,
            >(<&'a str as ::kafka07::wire::Blob>::wire_bytes(__topic))
                + <i32 as ::kafka07::wire::Encode>::encoded_len(__partition)
                + <i64 as ::kafka07::wire::Encode>::encoded_len(__offset)
                + <i32 as ::kafka07::wire::Encode>::encoded_len(__max_size)
        }
        #[inline]
        fn encode<'__value, __Output: ::kafka07::wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
        ) -> ::core::result::Result<(), ::kafka07::wire::Error> {
            let Self {
                topic: __topic,
                partition: __partition,
                offset: __offset,
                max_size: __max_size,
            } = self;
            ::kafka07::wire::len::encode::<
                ::core::primitive::i16,
                _,
            >(
                    <&'a str as ::kafka07::wire::Blob>::wire_bytes(__topic),
                    ::core::primitive::usize::MAX,
                    __out,
                )
                .map_err(|__error| __error.in_field("FetchRequest", "topic"))?;
            <i32 as ::kafka07::wire::Encode>::encode(__partition, __out)
                .map_err(|__error| __error.in_field("FetchRequest", "partition"))?;
            <i64 as ::kafka07::wire::Encode>::encode(__offset, __out)
                .map_err(|__error| __error.in_field("FetchRequest", "offset"))?;
            <i32 as ::kafka07::wire::Encode>::encode(__max_size, __out)
                .map_err(|__error| __error.in_field("FetchRequest", "max_size"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire: 'a, 'a> ::kafka07::wire::Decode<'wire> for FetchRequest<'a> {
        #[inline]
        fn decode(
            __input: &mut ::kafka07::wire::Reader<'wire>,
        ) -> ::core::result::Result<Self, ::kafka07::wire::Error> {
            let __topic: &'a str = ::kafka07::wire::len::decode::<
                ::core::primitive::i16,
                &'a str,
            >(::core::primitive::usize::MAX, __input)
                .map_err(|__error| __error.in_field("FetchRequest", "topic"))?;
            let __partition: i32 = <i32 as ::kafka07::wire::Decode<
                'wire,
            >>::decode(__input)
                .map_err(|__error| __error.in_field("FetchRequest", "partition"))?;
            let __offset: i64 = <i64 as ::kafka07::wire::Decode<'wire>>::decode(__input)
                .map_err(|__error| __error.in_field("FetchRequest", "offset"))?;
            let __max_size: i32 = <i32 as ::kafka07::wire::Decode<
                'wire,
            >>::decode(__input)
                .map_err(|__error| __error.in_field("FetchRequest", "max_size"))?;
            ::core::result::Result::Ok(Self {
                topic: __topic,
                partition: __partition,
                offset: __offset,
                max_size: __max_size,
            })
        }
    }
    #[automatically_derived]
    impl<'a> ::kafka07::wire::Request for FetchRequest<'a> {
        const KEY: ::core::primitive::i16 = 1;
        type Response = FetchResponse;
    }
};
