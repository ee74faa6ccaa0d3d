// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl ::kafka07_wire::Encode for Body {
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
    impl<'wire> ::kafka07_wire::Decode<'wire> for Body {
        const MIN_LEN: ::core::primitive::usize = 1usize
            + <Self as ::kafka07_wire::Decode<
                'wire,
                ::kafka07_wire::__private::key::Keyed<::core::primitive::u8, ()>,
            >>::MIN_LEN;
        const NAME: &'static ::core::primitive::str = "Body";
        const FIXED: ::core::primitive::bool = ::kafka07_wire::__private::fixed::same(
            &[<u16 as ::kafka07_wire::Decode<'wire>>::MIN_LEN, 0],
        );
        const CHECK: () = {
            {
                let __tags = [
                    ::kafka07_wire::__private::tag::Tags {
                        first: const {
                            let __tag: ::core::primitive::u8 = kinds::PING;
                            __tag
                        } as ::core::primitive::i128,
                        last: const {
                            let __tag: ::core::primitive::u8 = kinds::PING;
                            __tag
                        } as ::core::primitive::i128,
                        half_open: false,
                        constant: true,
                        variant: "Ping",
                    },
                    ::kafka07_wire::__private::tag::Tags {
                        first: 2u8 as ::core::primitive::i128,
                        last: 5u8 as ::core::primitive::i128,
                        half_open: false,
                        constant: false,
                        variant: "Some",
                    },
                ];
                ::kafka07_wire::__private::tag::apart(&__tags, 0usize);
            }
        };
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
    > for Body {
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
                Self::Ping { 0: __0 } => {
                    let __part0 = <::core::primitive::u8>::to_be_bytes(const {
                        let __tag: ::core::primitive::u8 = kinds::PING;
                        __tag
                    });
                    let __part1 = <u16>::to_be_bytes(*__0);
                    ::kafka07_wire::__private::key::put_with::<
                        _,
                        3,
                        _,
                    >(
                            __key,
                            __out,
                            |__run| {
                                __run[0..1].copy_from_slice(&__part0);
                                __run[1..3].copy_from_slice(&__part1);
                            },
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant("Body", "Ping"),
                        )?;
                }
                Self::Some { 0: __0 } => {
                    if !(::core::matches!(* __0, 2u8..= 5u8)) {
                        return ::core::result::Result::Err(
                            ::kafka07_wire::__private::tag::foreign(
                                *__0,
                                __out,
                                "Body",
                                "Some",
                            ),
                        );
                    }
                    ::kafka07_wire::__private::key::put(
                            __key,
                            __out,
                            <::core::primitive::u8>::to_be_bytes(*__0),
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant("Body", "Some"),
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
    > for Body {
        const MIN_LEN: ::core::primitive::usize = ::kafka07_wire::__private::tag::least(
            &[<u16 as ::kafka07_wire::Decode<'wire>>::MIN_LEN, 0],
        );
        const NAME: &'static ::core::primitive::str = "Body";
        const FIXED: ::core::primitive::bool = <Self as ::kafka07_wire::Decode<
            'wire,
        >>::FIXED;
        const CHECK: () = <Self as ::kafka07_wire::Decode<'wire>>::CHECK;
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
                .map_err(::kafka07_wire::__private::path::container("Body"))?;
            match __tag {
                __found if __found
                    == const {
                        let __tag: ::core::primitive::u8 = kinds::PING;
                        __tag
                    } => {
                    ::kafka07_wire::__private::tag::variant(
                        __input,
                        |__input| {
                            let __0: u16 = match <u16 as ::kafka07_wire::Decode<
                                'wire,
                            >>::decode(__input, ()) {
                                ::core::result::Result::Ok(__value) => __value,
                                ::core::result::Result::Err(__error) => {
                                    return ::core::result::Result::Err(
                                        ::kafka07_wire::__private::path::variant(
                                            "Body",
                                            "Ping",
                                        )(__error),
                                    );
                                }
                            };
                            ::core::result::Result::Ok(Self::Ping { 0: __0 })
                        },
                    )
                }
                2u8..=5u8 => {
                    let __0 = __tag;
                    ::core::result::Result::Ok(Self::Some { 0: __0 })
                }
                _ => {
                    ::core::result::Result::Err(
                        ::kafka07_wire::__private::tag::unknown(__tag, __at, "Body"),
                    )
                }
            }
        }
    }
    const _: () = <Body as ::kafka07_wire::Decode<'static>>::CHECK;
};
const _: () = {
    #[automatically_derived]
    impl ::kafka07_wire::Encode for Message {
        const OPEN: ::core::primitive::bool = {
            ::kafka07_wire::__private::key::needs::<Body, _, ()>();
            <Body as ::kafka07_wire::Encode<
                ::kafka07_wire::__private::key::Keyed<_, ()>,
            >>::OPEN
        };
        const ENDS_OPEN: ::core::primitive::bool = {
            ::kafka07_wire::__private::key::needs::<Body, _, ()>();
            <Body as ::kafka07_wire::Encode<
                ::kafka07_wire::__private::key::Keyed<_, ()>,
            >>::ENDS_OPEN
        };
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::wire::<Head>();
            ::kafka07_wire::__private::key::needs::<Body, _, ()>();
            let Self { head: __head, body: __body } = self;
            <Head as ::kafka07_wire::Encode>::encode(__head, __out, ())
                .map_err(::kafka07_wire::__private::path::field("Message", "head"))?;
            {
                let __said = (*__head).kind;
                match ::kafka07_wire::__private::key::of(
                    __said,
                    ::kafka07_wire::Output::position(__out),
                ) {
                    ::core::result::Result::Ok(__key) => {
                        <Body as ::kafka07_wire::Encode<
                            ::kafka07_wire::__private::key::Keyed<_, ()>,
                        >>::encode(
                            __body,
                            __out,
                            ::kafka07_wire::__private::key::Keyed::told(__key, ()),
                        )
                    }
                    ::core::result::Result::Err(__error) => {
                        ::core::result::Result::Err(__error)
                    }
                }
            }
                .map_err(::kafka07_wire::__private::path::field("Message", "body"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire> ::kafka07_wire::Decode<'wire> for Message {
        const MIN_LEN: ::core::primitive::usize = {
            ::kafka07_wire::__private::needs::wire::<Head>();
            ::kafka07_wire::__private::key::needs::<Body, _, ()>();
            <Head as ::kafka07_wire::Decode<'wire>>::MIN_LEN
                + <Body as ::kafka07_wire::Decode<
                    'wire,
                    ::kafka07_wire::__private::key::Keyed<_, ()>,
                >>::MIN_LEN
        };
        const NAME: &'static ::core::primitive::str = "Message";
        const FIXED: ::core::primitive::bool = {
            ::kafka07_wire::__private::needs::wire::<Head>();
            ::kafka07_wire::__private::key::needs::<Body, _, ()>();
            ::kafka07_wire::__private::fixed::all(
                &[
                    <Head as ::kafka07_wire::Decode<'wire>>::FIXED,
                    <Body as ::kafka07_wire::Decode<
                        'wire,
                        ::kafka07_wire::__private::key::Keyed<_, ()>,
                    >>::FIXED,
                ],
            )
        };
        const OPEN: ::core::primitive::bool = {
            ::kafka07_wire::__private::key::needs::<Body, _, ()>();
            <Body as ::kafka07_wire::Decode<
                'wire,
                ::kafka07_wire::__private::key::Keyed<_, ()>,
            >>::OPEN
        };
        const ENDS_OPEN: ::core::primitive::bool = {
            ::kafka07_wire::__private::key::needs::<Body, _, ()>();
            <Body as ::kafka07_wire::Decode<
                'wire,
                ::kafka07_wire::__private::key::Keyed<_, ()>,
            >>::ENDS_OPEN
        };
        const CHECK: () = {
            ::kafka07_wire::__private::needs::wire::<Head>();
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Encoding<
                                Head,
                            >>::__MISPLACED
                        },
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Decoding<
                                'wire,
                                Head,
                            >>::__MISPLACED
                        },
                    ],
                ),
                "in `Message.head`, something follows a value that takes all bytes left, in an array or tuple",
            );
            let () = {
                use ::kafka07_wire::__private::by_trait::Otherwise as _;
                <::kafka07_wire::__private::by_trait::Encoding<Head>>::__CHECK
            };
            let () = {
                use ::kafka07_wire::__private::by_trait::Otherwise as _;
                <::kafka07_wire::__private::by_trait::Decoding<'wire, Head>>::__CHECK
            };
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Encoding<
                                Head,
                            >>::__KNOWN_OPEN
                        },
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Decoding<
                                'wire,
                                Head,
                            >>::__KNOWN_OPEN
                        },
                    ],
                ),
                "`Message.head` takes all bytes left, and more fields follow it: make it the last one, give it a frame of its own with `size`, or say `rest` if they are of a fixed size",
            );
            ::kafka07_wire::__private::key::needs::<Body, _, ()>();
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        <Body as ::kafka07_wire::Encode<
                            ::kafka07_wire::__private::key::Keyed<_, ()>,
                        >>::MISPLACED,
                        <Body as ::kafka07_wire::Decode<
                            'wire,
                            ::kafka07_wire::__private::key::Keyed<_, ()>,
                        >>::MISPLACED,
                    ],
                ),
                "in `Message.body`, something follows a value that takes all bytes left, in an array or tuple",
            );
            let () = <Body as ::kafka07_wire::Encode<
                ::kafka07_wire::__private::key::Keyed<_, ()>,
            >>::CHECK;
            let () = <Body as ::kafka07_wire::Decode<
                'wire,
                ::kafka07_wire::__private::key::Keyed<_, ()>,
            >>::CHECK;
        };
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::wire::<Head>();
            ::kafka07_wire::__private::key::needs::<Body, _, ()>();
            let __head: Head = match <Head as ::kafka07_wire::Decode<
                'wire,
            >>::decode(__input, ()) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field(
                            "Message",
                            "head",
                        )(__error),
                    );
                }
            };
            let __body: Body = match {
                let __said = {
                    let __head = &__head;
                    let __asked = (*__head).kind;
                    __asked
                };
                match ::kafka07_wire::__private::key::of(
                    __said,
                    ::kafka07_wire::Reader::offset(__input),
                ) {
                    ::core::result::Result::Ok(__key) => {
                        <Body as ::kafka07_wire::Decode<
                            'wire,
                            ::kafka07_wire::__private::key::Keyed<_, ()>,
                        >>::decode(
                            __input,
                            ::kafka07_wire::__private::key::Keyed::told(__key, ()),
                        )
                    }
                    ::core::result::Result::Err(__error) => {
                        ::core::result::Result::Err(__error)
                    }
                }
            } {
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
            ::core::result::Result::Ok(Self { head: __head, body: __body })
        }
    }
    const _: () = <Message as ::kafka07_wire::Decode<'static>>::CHECK;
};
const _: () = {
    #[automatically_derived]
    impl ::kafka07_wire::Encode for Head {
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            let Self { more: __more, kind: __kind } = self;
            let __bits: ::core::primitive::u64 = 0
                | ::kafka07_wire::__private::bits::encode::<
                    bool,
                >(__more, 1u32, ::kafka07_wire::__private::bits::at(__out))
                    .map_err(::kafka07_wire::__private::path::field("Head", "more"))?
                    << 7u32
                | ::kafka07_wire::__private::bits::encode::<
                    u8,
                >(__kind, 7u32, ::kafka07_wire::__private::bits::at(__out))
                    .map_err(::kafka07_wire::__private::path::field("Head", "kind"))?
                    << 0u32;
            <u8 as ::kafka07_wire::__private::bits::Word>::write(__bits, __out)
                .map_err(::kafka07_wire::__private::path::container("Head"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire> ::kafka07_wire::Decode<'wire> for Head {
        const MIN_LEN: ::core::primitive::usize = <u8 as ::kafka07_wire::__private::bits::Word>::LEN;
        const NAME: &'static ::core::primitive::str = "Head";
        const FIXED: ::core::primitive::bool = true;
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            let __at = ::kafka07_wire::Reader::offset(__input);
            let __bits = <u8 as ::kafka07_wire::__private::bits::Word>::read(__input)
                .map_err(::kafka07_wire::__private::path::container("Head"))?;
            let __more: bool = ::kafka07_wire::__private::bits::decode::<
                bool,
            >(__bits >> 7u32, 1u32, __at)
                .map_err(::kafka07_wire::__private::path::field("Head", "more"))?;
            let __kind: u8 = ::kafka07_wire::__private::bits::decode::<
                u8,
            >(__bits >> 0u32, 7u32, __at)
                .map_err(::kafka07_wire::__private::path::field("Head", "kind"))?;
            ::core::result::Result::Ok(Self { more: __more, kind: __kind })
        }
    }
};
