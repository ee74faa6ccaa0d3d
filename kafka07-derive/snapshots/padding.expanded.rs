// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl ::kafka07_wire::Encode for Padding {
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
    impl<'wire> ::kafka07_wire::Decode<'wire> for Padding {
        const MIN_LEN: ::core::primitive::usize = ::kafka07_wire::__private::tag::least(
            &[
                ::kafka07_wire::__private::pad::up(
                    ::kafka07_wire::__private::pad::up(
                        1usize + <u8 as ::kafka07_wire::Decode<'wire>>::MIN_LEN,
                        ::kafka07_wire::__private::pad::multiple(4),
                    ) + <u32 as ::kafka07_wire::Decode<'wire>>::MIN_LEN
                        + ::kafka07_wire::__private::pad::count(3),
                    ::kafka07_wire::__private::pad::multiple(4),
                ),
                ::kafka07_wire::__private::pad::up(
                    1usize,
                    ::kafka07_wire::__private::pad::multiple(4),
                ),
            ],
        );
        const NAME: &'static ::core::primitive::str = "Padding";
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
    impl ::kafka07_wire::Encode<
        ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
    > for Padding {
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            ::kafka07_wire::__private::key::Keyed {
                key: __key,
                args: (),
            }: ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            let __start = ::kafka07_wire::Output::position(__out);
            match self {
                Self::Fields { a: __a, b: __b, c: __c, d: __d } => {
                    {
                        let __part0 = <::core::primitive::u8>::to_be_bytes(1u8);
                        let __part1 = <u8>::to_be_bytes(*__a);
                        ::kafka07_wire::__private::key::put_with::<
                            _,
                            2,
                            _,
                        >(
                                __key,
                                __out,
                                |__run| {
                                    __run[0..1].copy_from_slice(&__part0);
                                    __run[1..2].copy_from_slice(&__part1);
                                },
                            )
                            .map_err(
                                ::kafka07_wire::__private::path::variant(
                                    "Padding",
                                    "Fields",
                                ),
                            )?;
                    }
                    ::kafka07_wire::__private::pad::encode(
                            __start,
                            const { ::kafka07_wire::__private::pad::multiple(4) },
                            __out,
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant_field(
                                "Padding",
                                "Fields",
                                "b",
                            ),
                        )?;
                    <u32 as ::kafka07_wire::Encode>::encode(__b, __out, ())
                        .map_err(
                            ::kafka07_wire::__private::path::variant_field(
                                "Padding",
                                "Fields",
                                "b",
                            ),
                        )?;
                    let __wanted: ::core::primitive::bool = (*__a) > 1;
                    match __c {
                        ::core::option::Option::Some(__c) if __wanted => {
                            match ::kafka07_wire::__private::len::encode::<
                                ::core::primitive::u16,
                                _,
                            >(
                                <String as ::kafka07_wire::Blob>::wire_bytes(__c),
                                ::core::primitive::usize::MAX,
                                __out,
                            ) {
                                ::core::result::Result::Ok(__value) => {
                                    match ::kafka07_wire::__private::pad::encode(
                                        __start,
                                        const { ::kafka07_wire::__private::pad::multiple(4) },
                                        __out,
                                    ) {
                                        ::core::result::Result::Ok(()) => {
                                            ::core::result::Result::Ok(__value)
                                        }
                                        ::core::result::Result::Err(__error) => {
                                            ::core::result::Result::Err(__error)
                                        }
                                    }
                                }
                                ::core::result::Result::Err(__error) => {
                                    ::core::result::Result::Err(__error)
                                }
                            }
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
                        .map_err(
                            ::kafka07_wire::__private::path::variant_field(
                                "Padding",
                                "Fields",
                                "c",
                            ),
                        )?;
                    ::kafka07_wire::__private::pad::reserve(
                            const { ::kafka07_wire::__private::pad::count(3) },
                            __out,
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant_field(
                                "Padding",
                                "Fields",
                                "d",
                            ),
                        )?;
                    ::kafka07_wire::__private::pad::encode(
                            __start,
                            const { ::kafka07_wire::__private::pad::multiple(4) },
                            __out,
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant("Padding", "Fields"),
                        )?;
                }
                Self::Nothing {} => {
                    ::kafka07_wire::__private::key::put(
                            __key,
                            __out,
                            <::core::primitive::u8>::to_be_bytes(2u8),
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant(
                                "Padding",
                                "Nothing",
                            ),
                        )?;
                    ::kafka07_wire::__private::pad::encode(
                            __start,
                            const { ::kafka07_wire::__private::pad::multiple(4) },
                            __out,
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant(
                                "Padding",
                                "Nothing",
                            ),
                        )?;
                }
            }
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<
        'wire,
    > ::kafka07_wire::Decode<
        'wire,
        ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
    > for Padding {
        const MIN_LEN: ::core::primitive::usize = ::kafka07_wire::__private::tag::least(
            &[
                ::kafka07_wire::__private::pad::up(
                    ::kafka07_wire::__private::pad::up(
                        0 + <u8 as ::kafka07_wire::Decode<'wire>>::MIN_LEN,
                        ::kafka07_wire::__private::pad::multiple(4),
                    ) + <u32 as ::kafka07_wire::Decode<'wire>>::MIN_LEN
                        + ::kafka07_wire::__private::pad::count(3),
                    ::kafka07_wire::__private::pad::multiple(4),
                ),
                ::kafka07_wire::__private::pad::up(
                    0,
                    ::kafka07_wire::__private::pad::multiple(4),
                ),
            ],
        );
        const NAME: &'static ::core::primitive::str = "Padding";
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            ::kafka07_wire::__private::key::Keyed {
                key: __key,
                args: (),
            }: ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            let __start = ::kafka07_wire::Reader::offset(__input);
            let __at = ::kafka07_wire::Reader::offset(__input);
            let __tag = ::kafka07_wire::__private::key::tag::<
                ::core::primitive::u8,
            >(__key, __input)
                .map_err(::kafka07_wire::__private::path::container("Padding"))?;
            match __tag {
                1u8 => {
                    ::kafka07_wire::__private::tag::variant(
                        __input,
                        |__input| {
                            let __a: u8 = match <u8 as ::kafka07_wire::Decode<
                                'wire,
                            >>::decode(__input, ()) {
                                ::core::result::Result::Ok(__value) => __value,
                                ::core::result::Result::Err(__error) => {
                                    return ::core::result::Result::Err(
                                        ::kafka07_wire::__private::path::variant_field(
                                            "Padding",
                                            "Fields",
                                            "a",
                                        )(__error),
                                    );
                                }
                            };
                            ::kafka07_wire::__private::pad::decode(
                                    __start,
                                    const { ::kafka07_wire::__private::pad::multiple(4) },
                                    false,
                                    __input,
                                )
                                .map_err(
                                    ::kafka07_wire::__private::path::variant_field(
                                        "Padding",
                                        "Fields",
                                        "b",
                                    ),
                                )?;
                            let __b: u32 = match <u32 as ::kafka07_wire::Decode<
                                'wire,
                            >>::decode(__input, ()) {
                                ::core::result::Result::Ok(__value) => __value,
                                ::core::result::Result::Err(__error) => {
                                    return ::core::result::Result::Err(
                                        ::kafka07_wire::__private::path::variant_field(
                                            "Padding",
                                            "Fields",
                                            "b",
                                        )(__error),
                                    );
                                }
                            };
                            let __wanted: ::core::primitive::bool = {
                                let __a = &__a;
                                let __asked: ::core::primitive::bool = (*__a) > 1;
                                __asked
                            };
                            let __c: Option<String> = if __wanted {
                                ::core::option::Option::Some(
                                    match match ::kafka07_wire::__private::len::decode::<
                                        ::core::primitive::u16,
                                        String,
                                    >(::core::primitive::usize::MAX, __input) {
                                        ::core::result::Result::Ok(__value) => {
                                            match ::kafka07_wire::__private::pad::decode(
                                                __start,
                                                const { ::kafka07_wire::__private::pad::multiple(4) },
                                                true,
                                                __input,
                                            ) {
                                                ::core::result::Result::Ok(()) => {
                                                    ::core::result::Result::Ok(__value)
                                                }
                                                ::core::result::Result::Err(__error) => {
                                                    ::core::result::Result::Err(__error)
                                                }
                                            }
                                        }
                                        ::core::result::Result::Err(__error) => {
                                            ::core::result::Result::Err(__error)
                                        }
                                    } {
                                        ::core::result::Result::Ok(__value) => __value,
                                        ::core::result::Result::Err(__error) => {
                                            return ::core::result::Result::Err(
                                                ::kafka07_wire::__private::path::variant_field(
                                                    "Padding",
                                                    "Fields",
                                                    "c",
                                                )(__error),
                                            );
                                        }
                                    },
                                )
                            } else {
                                ::core::option::Option::None
                            };
                            let __d: () = match ::kafka07_wire::__private::pad::skip(
                                const { ::kafka07_wire::__private::pad::count(3) },
                                false,
                                __input,
                            ) {
                                ::core::result::Result::Ok(__value) => __value,
                                ::core::result::Result::Err(__error) => {
                                    return ::core::result::Result::Err(
                                        ::kafka07_wire::__private::path::variant_field(
                                            "Padding",
                                            "Fields",
                                            "d",
                                        )(__error),
                                    );
                                }
                            };
                            ::kafka07_wire::__private::pad::decode(
                                    __start,
                                    const { ::kafka07_wire::__private::pad::multiple(4) },
                                    false,
                                    __input,
                                )
                                .map_err(
                                    ::kafka07_wire::__private::path::variant(
                                        "Padding",
                                        "Fields",
                                    ),
                                )?;
                            ::core::result::Result::Ok(Self::Fields {
                                a: __a,
                                b: __b,
                                c: __c,
                                d: __d,
                            })
                        },
                    )
                }
                2u8 => {
                    ::kafka07_wire::__private::tag::variant(
                        __input,
                        |__input| {
                            ::kafka07_wire::__private::pad::decode(
                                    __start,
                                    const { ::kafka07_wire::__private::pad::multiple(4) },
                                    false,
                                    __input,
                                )
                                .map_err(
                                    ::kafka07_wire::__private::path::variant(
                                        "Padding",
                                        "Nothing",
                                    ),
                                )?;
                            ::core::result::Result::Ok(Self::Nothing {})
                        },
                    )
                }
                _ => {
                    ::core::result::Result::Err(
                        ::kafka07_wire::__private::tag::unknown(__tag, __at, "Padding"),
                    )
                }
            }
        }
    }
};
