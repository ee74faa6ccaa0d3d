// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl<'a> ::kafka07_wire::Encode for MessageBody<'a> {
        const OPEN: ::core::primitive::bool = ::kafka07_wire::__private::any(
            &[true, true],
        );
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            <Self as ::kafka07_wire::Encode<
                ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
            >>::encode(
                self,
                __out,
                ::kafka07_wire::__private::key::Keyed::on_the_wire(()),
            )
        }
    }
    #[automatically_derived]
    impl<'wire: 'a, 'a> ::kafka07_wire::Decode<'wire> for MessageBody<'a> {
        const MIN_LEN: ::core::primitive::usize = 1usize
            + <Self as ::kafka07_wire::Decode<
                'wire,
                ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
            >>::MIN_LEN;
        const NAME: &'static ::core::primitive::str = "MessageBody";
        const OPEN: ::core::primitive::bool = ::kafka07_wire::__private::any(
            &[true, true],
        );
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            <Self as ::kafka07_wire::Decode<
                'wire,
                ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
            >>::decode(__input, ::kafka07_wire::__private::key::Keyed::on_the_wire(()))
        }
    }
    #[automatically_derived]
    impl<
        'a,
    > ::kafka07_wire::Encode<
        ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
    > for MessageBody<'a> {
        const OPEN: ::core::primitive::bool = <Self as ::kafka07_wire::Encode>::OPEN;
        const ENDS_OPEN: ::core::primitive::bool = <Self as ::kafka07_wire::Encode>::ENDS_OPEN;
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            ::kafka07_wire::__private::key::Keyed {
                key: __key,
                args: (),
            }: ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            match self {
                Self::V0 { crc: __crc, payload: __payload } => {
                    {
                        let __part0 = <::core::primitive::u8>::to_be_bytes(0u8);
                        let __part1 = ::kafka07_wire::__private::checksum::of_crc32(
                            <&'a [u8] as ::kafka07_wire::Blob>::wire_bytes(__payload),
                            __out,
                        );
                        ::kafka07_wire::__private::key::put_with::<
                            _,
                            5,
                            _,
                        >(
                                __key,
                                __out,
                                |__run| {
                                    __run[0..1].copy_from_slice(&__part0);
                                    __run[1..5].copy_from_slice(&__part1);
                                },
                            )
                            .map_err(
                                ::kafka07_wire::__private::path::variant(
                                    "MessageBody",
                                    "V0",
                                ),
                            )?;
                    }
                    ::kafka07_wire::__private::rest::encode(
                            <&'a [u8] as ::kafka07_wire::Blob>::wire_bytes(__payload),
                            __out,
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant_field(
                                "MessageBody",
                                "V0",
                                "payload",
                            ),
                        )?;
                }
                Self::V1 {
                    attributes: __attributes,
                    crc: __crc,
                    payload: __payload,
                } => {
                    {
                        let __part0 = <::core::primitive::u8>::to_be_bytes(1u8);
                        let __part1 = <u8>::to_be_bytes(*__attributes);
                        let __part2 = ::kafka07_wire::__private::checksum::of_crc32(
                            <&'a [u8] as ::kafka07_wire::Blob>::wire_bytes(__payload),
                            __out,
                        );
                        ::kafka07_wire::__private::key::put_with::<
                            _,
                            6,
                            _,
                        >(
                                __key,
                                __out,
                                |__run| {
                                    __run[0..1].copy_from_slice(&__part0);
                                    __run[1..2].copy_from_slice(&__part1);
                                    __run[2..6].copy_from_slice(&__part2);
                                },
                            )
                            .map_err(
                                ::kafka07_wire::__private::path::variant(
                                    "MessageBody",
                                    "V1",
                                ),
                            )?;
                    }
                    ::kafka07_wire::__private::rest::encode(
                            <&'a [u8] as ::kafka07_wire::Blob>::wire_bytes(__payload),
                            __out,
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant_field(
                                "MessageBody",
                                "V1",
                                "payload",
                            ),
                        )?;
                }
            }
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<
        'wire: 'a,
        'a,
    > ::kafka07_wire::Decode<
        'wire,
        ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
    > for MessageBody<'a> {
        const MIN_LEN: ::core::primitive::usize = ::kafka07_wire::__private::tag::least(
            &[
                <u32 as ::kafka07_wire::Decode<'wire>>::MIN_LEN + 0,
                <u8 as ::kafka07_wire::Decode<'wire>>::MIN_LEN
                    + <u32 as ::kafka07_wire::Decode<'wire>>::MIN_LEN + 0,
            ],
        );
        const NAME: &'static ::core::primitive::str = "MessageBody";
        const OPEN: ::core::primitive::bool = <Self as ::kafka07_wire::Decode<
            'wire,
        >>::OPEN;
        const ENDS_OPEN: ::core::primitive::bool = <Self as ::kafka07_wire::Decode<
            'wire,
        >>::ENDS_OPEN;
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            ::kafka07_wire::__private::key::Keyed {
                key: __key,
                args: (),
            }: ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            let __at = ::kafka07_wire::Reader::offset(__input);
            let __tag = ::kafka07_wire::__private::key::tag::<
                ::core::primitive::u8,
            >(__key, __input)
                .map_err(::kafka07_wire::__private::path::container("MessageBody"))?;
            match __tag {
                0u8 => {
                    ::kafka07_wire::__private::tag::variant(
                        __input,
                        |__input| {
                            let __at_crc = ::kafka07_wire::Reader::offset(__input);
                            let __crc: u32 = match <u32 as ::kafka07_wire::Decode<
                                'wire,
                            >>::decode(__input, ()) {
                                ::core::result::Result::Ok(__value) => __value,
                                ::core::result::Result::Err(__error) => {
                                    return ::core::result::Result::Err(
                                        ::kafka07_wire::__private::path::variant_field(
                                            "MessageBody",
                                            "V0",
                                            "crc",
                                        )(__error),
                                    );
                                }
                            };
                            let __from0_crc = ::kafka07_wire::Reader::as_slice(__input);
                            let __payload: &'a [u8] = match ::kafka07_wire::__private::rest::decode::<
                                &'_ [u8],
                            >(__input) {
                                ::core::result::Result::Ok(__value) => __value,
                                ::core::result::Result::Err(__error) => {
                                    return ::core::result::Result::Err(
                                        ::kafka07_wire::__private::path::variant_field(
                                            "MessageBody",
                                            "V0",
                                            "payload",
                                        )(__error),
                                    );
                                }
                            };
                            let __to0_crc = ::kafka07_wire::__private::checksum::taken(
                                __from0_crc,
                                __input,
                            );
                            ::kafka07_wire::__private::checksum::verify_crc32(
                                    [__to0_crc],
                                    &__crc,
                                    __at_crc,
                                    __input,
                                )
                                .map_err(
                                    ::kafka07_wire::__private::path::variant_field(
                                        "MessageBody",
                                        "V0",
                                        "crc",
                                    ),
                                )?;
                            ::core::result::Result::Ok(Self::V0 {
                                crc: __crc,
                                payload: __payload,
                            })
                        },
                    )
                }
                1u8 => {
                    ::kafka07_wire::__private::tag::variant(
                        __input,
                        |__input| {
                            let __at_crc = ::kafka07_wire::Reader::offset(__input)
                                + 1usize;
                            let __run = ::kafka07_wire::__private::run::take::<
                                5,
                            >(&[1, 4], __input)
                                .map_err(
                                    ::kafka07_wire::__private::path::variant_field_of(
                                        "MessageBody",
                                        "V1",
                                        &["attributes", "crc"],
                                    ),
                                )?;
                            let __attributes: u8 = <u8>::from_be_bytes([__run[0]]);
                            let __crc: u32 = <u32>::from_be_bytes([
                                __run[1],
                                __run[2],
                                __run[3],
                                __run[4],
                            ]);
                            let __from0_crc = ::kafka07_wire::Reader::as_slice(__input);
                            let __payload: &'a [u8] = match ::kafka07_wire::__private::rest::decode::<
                                &'_ [u8],
                            >(__input) {
                                ::core::result::Result::Ok(__value) => __value,
                                ::core::result::Result::Err(__error) => {
                                    return ::core::result::Result::Err(
                                        ::kafka07_wire::__private::path::variant_field(
                                            "MessageBody",
                                            "V1",
                                            "payload",
                                        )(__error),
                                    );
                                }
                            };
                            let __to0_crc = ::kafka07_wire::__private::checksum::taken(
                                __from0_crc,
                                __input,
                            );
                            ::kafka07_wire::__private::checksum::verify_crc32(
                                    [__to0_crc],
                                    &__crc,
                                    __at_crc,
                                    __input,
                                )
                                .map_err(
                                    ::kafka07_wire::__private::path::variant_field(
                                        "MessageBody",
                                        "V1",
                                        "crc",
                                    ),
                                )?;
                            ::core::result::Result::Ok(Self::V1 {
                                attributes: __attributes,
                                crc: __crc,
                                payload: __payload,
                            })
                        },
                    )
                }
                _ => {
                    ::core::result::Result::Err(
                        ::kafka07_wire::__private::tag::unknown(
                            __tag,
                            __at,
                            "MessageBody",
                        ),
                    )
                }
            }
        }
    }
};
const _: () = {
    #[automatically_derived]
    impl<'a> ::kafka07_wire::Encode for Message<'a> {
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            let Self { body: __body } = self;
            ::kafka07_wire::__private::frame::encode::<
                ::core::primitive::i32,
                _,
            >(
                    ::core::primitive::usize::MAX,
                    __out,
                    |__out| {
                        ::kafka07_wire::__private::by_trait::encoder::<
                            MessageBody<'a>,
                        >(__body)
                            .__encode(__out)
                    },
                )
                .map_err(::kafka07_wire::__private::path::field("Message", "body"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire: 'a, 'a> ::kafka07_wire::Decode<'wire> for Message<'a> {
        const MIN_LEN: ::core::primitive::usize = <::core::primitive::i32 as ::kafka07_wire::Prefix>::MIN_LEN
            + {
                use ::kafka07_wire::__private::by_trait::Otherwise as _;
                <::kafka07_wire::__private::by_trait::Decoding<
                    'wire,
                    MessageBody<'_>,
                >>::__MIN_LEN
            };
        const NAME: &'static ::core::primitive::str = "Message";
        const CHECK: () = {
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Encoding<
                                MessageBody<'_>,
                            >>::__MISPLACED
                        },
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Decoding<
                                'wire,
                                MessageBody<'_>,
                            >>::__MISPLACED
                        },
                    ],
                ),
                "in `Message.body`, something follows a value that takes all bytes left, in an array or tuple",
            );
            let () = {
                use ::kafka07_wire::__private::by_trait::Otherwise as _;
                <::kafka07_wire::__private::by_trait::Encoding<MessageBody<'_>>>::__CHECK
            };
            let () = {
                use ::kafka07_wire::__private::by_trait::Otherwise as _;
                <::kafka07_wire::__private::by_trait::Decoding<
                    'wire,
                    MessageBody<'_>,
                >>::__CHECK
            };
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Encoding<
                                MessageBody<'_>,
                            >>::__ELEMENTS_OPEN
                        },
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Decoding<
                                'wire,
                                MessageBody<'_>,
                            >>::__ELEMENTS_OPEN
                        },
                    ],
                ),
                "`Message.body` is a list whose elements take all bytes left, so that it cannot hold two: give each a frame of its own, `each(size = i32)`",
            );
        };
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            let __body: MessageBody<'a> = match ::kafka07_wire::__private::frame::decode::<
                ::core::primitive::i32,
                MessageBody<'_>,
            >(
                ::core::primitive::usize::MAX,
                __input,
                |__input| {
                    ::kafka07_wire::__private::by_trait::decoder::<MessageBody<'_>>()
                        .__decode(__input)
                },
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field(
                            "Message",
                            "body",
                        )(__error),
                    );
                }
            };
            ::core::result::Result::Ok(Self { body: __body })
        }
    }
    const _: () = <Message<'static> as ::kafka07_wire::Decode<'static>>::CHECK;
};
