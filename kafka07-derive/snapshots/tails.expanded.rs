// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl ::kafka07_wire::Encode for Tails {
        const OPEN: ::core::primitive::bool = true;
        const ENDS_OPEN: ::core::primitive::bool = true;
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::wire::<Crc>();
            let Self {
                version: __version,
                name: __name,
                body: __body,
                end: __end,
                crc: __crc,
            } = self;
            ::kafka07_wire::Output::put(__out, <u8>::to_be_bytes(*__version))
                .map_err(::kafka07_wire::__private::path::field("Tails", "version"))?;
            match __name {
                ::core::option::Option::Some(__name) => {
                    ::kafka07_wire::__private::tail::encode(
                        ::core::option::Option::None,
                        __out,
                        |__out| ::kafka07_wire::__private::len::encode::<
                            ::core::primitive::u8,
                            _,
                        >(
                            <String as ::kafka07_wire::Blob>::wire_bytes(__name),
                            ::core::primitive::usize::MAX,
                            __out,
                        ),
                    )
                }
                ::core::option::Option::None => ::core::result::Result::Ok(()),
            }
                .map_err(::kafka07_wire::__private::path::field("Tails", "name"))?;
            match __body {
                ::core::option::Option::Some(__body) => {
                    ::kafka07_wire::__private::tail::encode(
                        match __name {
                            ::core::option::Option::Some(_) => {
                                ::core::option::Option::None
                            }
                            ::core::option::Option::None => {
                                ::core::option::Option::Some("name")
                            }
                        },
                        __out,
                        |__out| ::kafka07_wire::__private::rest::encode(
                            <Vec<u8> as ::kafka07_wire::Blob>::wire_bytes(__body),
                            __out,
                        ),
                    )
                }
                ::core::option::Option::None => ::core::result::Result::Ok(()),
            }
                .map_err(::kafka07_wire::__private::path::field("Tails", "body"))?;
            <[u8; 2] as ::kafka07_wire::Encode>::encode(__end, __out, ())
                .map_err(::kafka07_wire::__private::path::field("Tails", "end"))?;
            <Crc as ::kafka07_wire::Encode>::encode(__crc, __out, ())
                .map_err(::kafka07_wire::__private::path::field("Tails", "crc"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire> ::kafka07_wire::Decode<'wire> for Tails {
        const MIN_LEN: ::core::primitive::usize = {
            ::kafka07_wire::__private::needs::wire::<Crc>();
            <u8 as ::kafka07_wire::Decode<'wire>>::MIN_LEN + 0 + 0
                + <[u8; 2] as ::kafka07_wire::Decode<'wire>>::MIN_LEN
                + <Crc as ::kafka07_wire::Decode<'wire>>::MIN_LEN
        };
        const NAME: &'static ::core::primitive::str = "Tails";
        const OPEN: ::core::primitive::bool = true;
        const ENDS_OPEN: ::core::primitive::bool = true;
        const CHECK: () = {
            ::kafka07_wire::__private::needs::wire::<Crc>();
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Encoding<
                                Crc,
                            >>::__MISPLACED
                        },
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Decoding<
                                'wire,
                                Crc,
                            >>::__MISPLACED
                        },
                    ],
                ),
                "in `Tails.crc`, something follows a value that takes all bytes left, in an array or tuple",
            );
            let () = {
                use ::kafka07_wire::__private::by_trait::Otherwise as _;
                <::kafka07_wire::__private::by_trait::Encoding<Crc>>::__CHECK
            };
            let () = {
                use ::kafka07_wire::__private::by_trait::Otherwise as _;
                <::kafka07_wire::__private::by_trait::Decoding<'wire, Crc>>::__CHECK
            };
            ::kafka07_wire::__private::sized(
                {
                    use ::kafka07_wire::__private::by_trait::Otherwise as _;
                    <::kafka07_wire::__private::by_trait::Decoding<'wire, Crc>>::__FIXED
                },
                "`Tails.crc` follows a field with `rest`, and its size may change: take a type whose values all take the same number of bytes",
            );
        };
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::wire::<Crc>();
            let __version: u8 = match <u8 as ::kafka07_wire::Decode<
                'wire,
            >>::decode(__input, ()) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field(
                            "Tails",
                            "version",
                        )(__error),
                    );
                }
            };
            ::kafka07_wire::__private::tail::require(
                    &[
                        <[u8; 2] as ::kafka07_wire::Decode<'wire>>::MIN_LEN,
                        <Crc as ::kafka07_wire::Decode<'wire>>::MIN_LEN,
                    ],
                    __input,
                )
                .map_err(
                    ::kafka07_wire::__private::path::field_of("Tails", &["end", "crc"]),
                )?;
            let __name: Option<String> = match ::kafka07_wire::__private::tail::before(
                <[u8; 2] as ::kafka07_wire::Decode<'wire>>::MIN_LEN
                    + <Crc as ::kafka07_wire::Decode<'wire>>::MIN_LEN,
                false,
                __input,
                |__input| ::kafka07_wire::__private::tail::decode(
                    __input,
                    |__input| ::kafka07_wire::__private::len::decode::<
                        ::core::primitive::u8,
                        String,
                    >(::core::primitive::usize::MAX, __input),
                ),
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Tails", "name")(__error),
                    );
                }
            };
            let __body: Option<Vec<u8>> = match ::kafka07_wire::__private::tail::before(
                <[u8; 2] as ::kafka07_wire::Decode<'wire>>::MIN_LEN
                    + <Crc as ::kafka07_wire::Decode<'wire>>::MIN_LEN,
                true,
                __input,
                |__input| ::kafka07_wire::__private::tail::decode(
                    __input,
                    |__input| ::kafka07_wire::__private::rest::decode::<Vec<u8>>(__input),
                ),
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Tails", "body")(__error),
                    );
                }
            };
            let __end: [u8; 2] = match <[u8; 2] as ::kafka07_wire::Decode<
                'wire,
            >>::decode(__input, ()) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Tails", "end")(__error),
                    );
                }
            };
            let __crc: Crc = match <Crc as ::kafka07_wire::Decode<
                'wire,
            >>::decode(__input, ()) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Tails", "crc")(__error),
                    );
                }
            };
            ::core::result::Result::Ok(Self {
                version: __version,
                name: __name,
                body: __body,
                end: __end,
                crc: __crc,
            })
        }
    }
    const _: () = <Tails as ::kafka07_wire::Decode<'static>>::CHECK;
};
