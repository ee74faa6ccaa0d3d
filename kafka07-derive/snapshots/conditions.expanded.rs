// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl ::kafka07_wire::Encode for Header {
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            let Self {
                version: __version,
                flags: __flags,
                comment: __comment,
                time: __time,
                cached: _,
                end: __end,
            } = self;
            {
                let __part0 = *b"HDR";
                let __part1 = <u8>::to_be_bytes(*__version);
                let __part2 = <u16>::to_be_bytes(*__flags);
                ::kafka07_wire::Output::put_with::<
                    6,
                >(
                        __out,
                        |__run| {
                            __run[0..3].copy_from_slice(&__part0);
                            __run[3..4].copy_from_slice(&__part1);
                            __run[4..6].copy_from_slice(&__part2);
                        },
                    )
                    .map_err(::kafka07_wire::__private::path::container("Header"))?;
            }
            let __wanted: ::core::primitive::bool = (*__version) >= 2
                && (*__flags) & 1 != 0;
            match __comment {
                ::core::option::Option::Some(__comment) if __wanted => {
                    ::kafka07_wire::__private::len::encode::<
                        ::core::primitive::u16,
                        _,
                    >(
                        <String as ::kafka07_wire::Blob>::wire_bytes(__comment),
                        ::core::primitive::usize::MAX,
                        __out,
                    )
                }
                ::core::option::Option::None if !__wanted => {
                    ::core::result::Result::Ok(())
                }
                _ => {
                    ::core::result::Result::Err(
                        ::kafka07_wire::__private::when::broken(__wanted, __out),
                    )
                }
            }
                .map_err(::kafka07_wire::__private::path::field("Header", "comment"))?;
            timestamps::encode(__time, __out)
                .map_err(::kafka07_wire::__private::path::field("Header", "time"))?;
            ::kafka07_wire::__private::magic::encode(b"\0", __out)
                .map_err(::kafka07_wire::__private::path::field("Header", "end"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire> ::kafka07_wire::Decode<'wire> for Header {
        const MIN_LEN: ::core::primitive::usize = 3usize
            + <u8 as ::kafka07_wire::Decode<'wire>>::MIN_LEN
            + <u16 as ::kafka07_wire::Decode<'wire>>::MIN_LEN + 0 + 0 + 1usize;
        const NAME: &'static ::core::primitive::str = "Header";
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            ::kafka07_wire::__private::magic::decode(b"HDR", __input)
                .map_err(::kafka07_wire::__private::path::container("Header"))?;
            let __run = ::kafka07_wire::__private::run::take::<3>(&[1, 2], __input)
                .map_err(
                    ::kafka07_wire::__private::path::field_of(
                        "Header",
                        &["version", "flags"],
                    ),
                )?;
            let __version: u8 = <u8>::from_be_bytes([__run[0]]);
            let __flags: u16 = <u16>::from_be_bytes([__run[1], __run[2]]);
            let __wanted: ::core::primitive::bool = {
                let __version = &__version;
                let __flags = &__flags;
                let __asked: ::core::primitive::bool = (*__version) >= 2
                    && (*__flags) & 1 != 0;
                __asked
            };
            let __comment: Option<String> = if __wanted {
                ::core::option::Option::Some(
                    match ::kafka07_wire::__private::len::decode::<
                        ::core::primitive::u16,
                        String,
                    >(::core::primitive::usize::MAX, __input) {
                        ::core::result::Result::Ok(__value) => __value,
                        ::core::result::Result::Err(__error) => {
                            return ::core::result::Result::Err(
                                ::kafka07_wire::__private::path::field(
                                    "Header",
                                    "comment",
                                )(__error),
                            );
                        }
                    },
                )
            } else {
                ::core::option::Option::None
            };
            let __time: Timestamp = match timestamps::decode(__input) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Header", "time")(__error),
                    );
                }
            };
            let __cached = <Option<Instant> as ::core::default::Default>::default();
            let __end: () = match ::kafka07_wire::__private::magic::decode(
                b"\0",
                __input,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Header", "end")(__error),
                    );
                }
            };
            ::core::result::Result::Ok(Self {
                version: __version,
                flags: __flags,
                comment: __comment,
                time: __time,
                cached: __cached,
                end: __end,
            })
        }
    }
};
