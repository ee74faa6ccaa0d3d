// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl<'a> ::kafka07::wire::Encode for FetchRequest<'a> {
        #[inline]
        fn encode<'__value, __Output: ::kafka07::wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07::wire::Error> {
            let Self {
                topic: __topic,
                partition: __partition,
                offset: __offset,
                max_size: __max_size,
            } = self;
            ::kafka07::wire::__private::len::encode::<
                ::core::primitive::i16,
                _,
            >(
                    <&'a str as ::kafka07::wire::Blob>::wire_bytes(__topic),
                    ::core::primitive::usize::MAX,
                    __out,
                )
                .map_err(
                    ::kafka07::wire::__private::path::field("FetchRequest", "topic"),
                )?;
            {
                let __part0 = <i32>::to_be_bytes(*__partition);
                let __part1 = <i64>::to_be_bytes(*__offset);
                let __part2 = <i32>::to_be_bytes(*__max_size);
                ::kafka07::wire::Output::put_with::<
                    16,
                >(
                        __out,
                        |__run| {
                            __run[0..4].copy_from_slice(&__part0);
                            __run[4..12].copy_from_slice(&__part1);
                            __run[12..16].copy_from_slice(&__part2);
                        },
                    )
                    .map_err(
                        ::kafka07::wire::__private::path::field(
                            "FetchRequest",
                            "partition",
                        ),
                    )?;
            }
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire: 'a, 'a> ::kafka07::wire::Decode<'wire> for FetchRequest<'a> {
        const MIN_LEN: ::core::primitive::usize = <::core::primitive::i16 as ::kafka07::wire::Prefix>::MIN_LEN
            + <i32 as ::kafka07::wire::Decode<'wire>>::MIN_LEN
            + <i64 as ::kafka07::wire::Decode<'wire>>::MIN_LEN
            + <i32 as ::kafka07::wire::Decode<'wire>>::MIN_LEN;
        const NAME: &'static ::core::primitive::str = "FetchRequest";
        #[inline]
        fn decode(
            __input: &mut ::kafka07::wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07::wire::Error> {
            let __topic: &'a str = match ::kafka07::wire::__private::len::decode::<
                ::core::primitive::i16,
                &'_ str,
            >(::core::primitive::usize::MAX, __input) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07::wire::__private::path::field(
                            "FetchRequest",
                            "topic",
                        )(__error),
                    );
                }
            };
            let __run = ::kafka07::wire::__private::run::take::<16>(&[4, 8, 4], __input)
                .map_err(
                    ::kafka07::wire::__private::path::field_of(
                        "FetchRequest",
                        &["partition", "offset", "max_size"],
                    ),
                )?;
            let __partition: i32 = <i32>::from_be_bytes([
                __run[0],
                __run[1],
                __run[2],
                __run[3],
            ]);
            let __offset: i64 = <i64>::from_be_bytes([
                __run[4],
                __run[5],
                __run[6],
                __run[7],
                __run[8],
                __run[9],
                __run[10],
                __run[11],
            ]);
            let __max_size: i32 = <i32>::from_be_bytes([
                __run[12],
                __run[13],
                __run[14],
                __run[15],
            ]);
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
