// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl<'a> ::kafka07::wire::Encode for MessageBody<'a> {
        const MIN_LEN: ::core::primitive::usize = 1usize
            + ::kafka07::wire::tag::least(
                &[
                    <u32 as ::kafka07::wire::Encode>::MIN_LEN + 0,
                    <u8 as ::kafka07::wire::Encode>::MIN_LEN
                        + <u32 as ::kafka07::wire::Encode>::MIN_LEN + 0,
                ],
            );
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            1usize
                + match self {
                    Self::V0 { crc: __crc, payload: __payload } => {
                        <u32 as ::kafka07::wire::Encode>::MIN_LEN
                            + ::kafka07::wire::rest::encoded_len(
                                <&'a [u8] as ::kafka07::wire::Blob>::wire_bytes(__payload),
                            )
                    }
                    Self::V1 {
                        attributes: __attributes,
                        crc: __crc,
                        payload: __payload,
                    } => {
                        <u8 as ::kafka07::wire::Encode>::encoded_len(__attributes)
                            + <u32 as ::kafka07::wire::Encode>::MIN_LEN
                            + ::kafka07::wire::rest::encoded_len(
                                <&'a [u8] as ::kafka07::wire::Blob>::wire_bytes(__payload),
                            )
                    }
                }
        }
        #[inline]
        fn encode<'__value, __Output: ::kafka07::wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
        ) -> ::core::result::Result<(), ::kafka07::wire::Error> {
            match self {
                Self::V0 { crc: __crc, payload: __payload } => {
                    {
                        let __part0 = <::core::primitive::u8>::to_be_bytes(0u8);
                        let __part1 = ::kafka07::wire::crc32::of(
                            <&'a [u8] as ::kafka07::wire::Blob>::wire_bytes(__payload),
                        );
                        ::kafka07::wire::Output::put(
                                __out,
                                [__part0[0], __part1[0], __part1[1], __part1[2], __part1[3]],
                            )
                            .map_err(|__error| __error.in_variant("MessageBody", "V0"))?;
                    }
                    ::kafka07::wire::rest::encode(
                            <&'a [u8] as ::kafka07::wire::Blob>::wire_bytes(__payload),
                            __out,
                        )
                        .map_err(|__error| {
                            __error.in_variant_field("MessageBody", "V0", "payload")
                        })?;
                }
                Self::V1 {
                    attributes: __attributes,
                    crc: __crc,
                    payload: __payload,
                } => {
                    {
                        let __part0 = <::core::primitive::u8>::to_be_bytes(1u8);
                        let __part1 = <u8>::to_be_bytes(*__attributes);
                        let __part2 = ::kafka07::wire::crc32::of(
                            <&'a [u8] as ::kafka07::wire::Blob>::wire_bytes(__payload),
                        );
                        ::kafka07::wire::Output::put(
                                __out,
                                [
                                    __part0[0],
                                    __part1[0],
                                    __part2[0],
                                    __part2[1],
                                    __part2[2],
                                    __part2[3],
                                ],
                            )
                            .map_err(|__error| __error.in_variant("MessageBody", "V1"))?;
                    }
                    ::kafka07::wire::rest::encode(
                            <&'a [u8] as ::kafka07::wire::Blob>::wire_bytes(__payload),
                            __out,
                        )
                        .map_err(|__error| {
                            __error.in_variant_field("MessageBody", "V1", "payload")
                        })?;
                }
            }
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire: 'a, 'a> ::kafka07::wire::Decode<'wire> for MessageBody<'a> {
        #[inline]
        fn decode(
            __input: &mut ::kafka07::wire::Reader<'wire>,
        ) -> ::core::result::Result<Self, ::kafka07::wire::Error> {
            let __at = ::kafka07::wire::Reader::offset(__input);
            let __tag = <::core::primitive::u8 as ::kafka07::wire::Decode<
                'wire,
            >>::decode(__input)
                .map_err(|__error| __error.in_type("MessageBody"))?;
            match __tag {
                0u8 => {
                    ::kafka07::wire::tag::variant(
                        __input,
                        |__input| {
                            let __at_crc = ::kafka07::wire::Reader::offset(__input);
                            let __crc: u32 = <u32 as ::kafka07::wire::Decode<
                                'wire,
                            >>::decode(__input)
                                .map_err(|__error| {
                                    __error.in_variant_field("MessageBody", "V0", "crc")
                                })?;
                            let __from0_crc = ::kafka07::wire::Reader::as_slice(__input);
                            let __payload: &'a [u8] = ::kafka07::wire::rest::decode::<
                                &'a [u8],
                            >(__input)
                                .map_err(|__error| {
                                    __error.in_variant_field("MessageBody", "V0", "payload")
                                })?;
                            let __to0_crc = ::kafka07::wire::crc32::taken(
                                __from0_crc,
                                __input,
                            );
                            ::kafka07::wire::crc32::verify(
                                    [__to0_crc],
                                    __crc,
                                    __at_crc,
                                    __input,
                                )
                                .map_err(|__error| {
                                    __error.in_variant_field("MessageBody", "V0", "crc")
                                })?;
                            ::core::result::Result::Ok(Self::V0 {
                                crc: __crc,
                                payload: __payload,
                            })
                        },
                    )
                }
                1u8 => {
                    ::kafka07::wire::tag::variant(
                        __input,
                        |__input| {
                            let __at_crc = ::kafka07::wire::Reader::offset(__input)
                                + 1usize;
                            let __run = ::kafka07::wire::run::take::<5>(&[1, 4], __input)
                                .map_err(|(__at, __error)| {
                                    __error
                                        .in_variant_field(
                                            "MessageBody",
                                            "V1",
                                            ["attributes", "crc"][__at],
                                        )
                                })?;
                            let __attributes: u8 = <u8>::from_be_bytes([__run[0]]);
                            let __crc: u32 = <u32>::from_be_bytes([
                                __run[1],
                                __run[2],
                                __run[3],
                                __run[4],
                            ]);
                            let __from0_crc = ::kafka07::wire::Reader::as_slice(__input);
                            let __payload: &'a [u8] = ::kafka07::wire::rest::decode::<
                                &'a [u8],
                            >(__input)
                                .map_err(|__error| {
                                    __error.in_variant_field("MessageBody", "V1", "payload")
                                })?;
                            let __to0_crc = ::kafka07::wire::crc32::taken(
                                __from0_crc,
                                __input,
                            );
                            ::kafka07::wire::crc32::verify(
                                    [__to0_crc],
                                    __crc,
                                    __at_crc,
                                    __input,
                                )
                                .map_err(|__error| {
                                    __error.in_variant_field("MessageBody", "V1", "crc")
                                })?;
                            ::core::result::Result::Ok(Self::V1 {
                                attributes: __attributes,
                                crc: __crc,
                                payload: __payload,
                            })
                        },
                    )
                }
                __unknown => {
                    ::core::result::Result::Err(
                        ::kafka07::wire::tag::unknown(__unknown, __at)
                            .in_type("MessageBody"),
                    )
                }
            }
        }
    }
};
const _: () = {
    #[automatically_derived]
    impl<'a> ::kafka07::wire::Encode for Message<'a> {
        const MIN_LEN: ::core::primitive::usize = <::core::primitive::i32 as ::kafka07::wire::Prefix>::LEN
            + <MessageBody<'a> as ::kafka07::wire::Encode>::MIN_LEN;
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            let Self { body: __body } = self;
            <::core::primitive::i32 as ::kafka07::wire::Prefix>::LEN
                + <MessageBody<'a> as ::kafka07::wire::Encode>::encoded_len(__body)
        }
        #[inline]
        fn encode<'__value, __Output: ::kafka07::wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
        ) -> ::core::result::Result<(), ::kafka07::wire::Error> {
            let Self { body: __body } = self;
            ::kafka07::wire::frame::encode_with::<
                ::core::primitive::i32,
                _,
            >(
                    ::core::primitive::usize::MAX,
                    __out,
                    |__out| <MessageBody<
                        'a,
                    > as ::kafka07::wire::Encode>::encode(__body, __out),
                )
                .map_err(|__error| __error.in_field("Message", "body"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire: 'a, 'a> ::kafka07::wire::Decode<'wire> for Message<'a> {
        #[inline]
        fn decode(
            __input: &mut ::kafka07::wire::Reader<'wire>,
        ) -> ::core::result::Result<Self, ::kafka07::wire::Error> {
            let __body: MessageBody<'a> = ::kafka07::wire::frame::decode_with::<
                ::core::primitive::i32,
                MessageBody<'a>,
            >(
                    ::core::primitive::usize::MAX,
                    __input,
                    |__input| <MessageBody<
                        'a,
                    > as ::kafka07::wire::Decode<'wire>>::decode(__input),
                )
                .map_err(|__error| __error.in_field("Message", "body"))?;
            ::core::result::Result::Ok(Self { body: __body })
        }
    }
};
