// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl ::kafka07_wire::Encode for Sums {
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            let Self { before: __before, a: __a, b: __b, c: __c, behind: __behind } = self;
            let __from0_behind = ::kafka07_wire::Output::position(__out);
            let __at_before = ::kafka07_wire::__private::checksum::reserve::<
                ::kafka07_wire::__private::checksum::Crc32,
                _,
            >(__out)
                .map_err(::kafka07_wire::__private::path::field("Sums", "before"))?;
            let __to0_behind = ::kafka07_wire::Output::position(__out);
            let __from0_before = ::kafka07_wire::Output::position(__out);
            ::kafka07_wire::Output::put(__out, <u16>::to_be_bytes(*__a))
                .map_err(::kafka07_wire::__private::path::field("Sums", "a"))?;
            ::kafka07_wire::__private::len::encode::<
                ::core::primitive::u8,
                _,
            >(
                    <String as ::kafka07_wire::Blob>::wire_bytes(__b),
                    ::core::primitive::usize::MAX,
                    __out,
                )
                .map_err(::kafka07_wire::__private::path::field("Sums", "b"))?;
            let __to0_before = ::kafka07_wire::Output::position(__out);
            ::kafka07_wire::__private::checksum::fill::<
                ::kafka07_wire::__private::checksum::Crc32,
                _,
                _,
            >([(__from0_before, __to0_before)], __at_before, __out)
                .map_err(::kafka07_wire::__private::path::field("Sums", "before"))?;
            let __from1_behind = ::kafka07_wire::Output::position(__out);
            ::kafka07_wire::Output::put(__out, <u8>::to_be_bytes(*__c))
                .map_err(::kafka07_wire::__private::path::field("Sums", "c"))?;
            let __to1_behind = ::kafka07_wire::Output::position(__out);
            let __at_behind = ::kafka07_wire::__private::checksum::reserve::<
                ::kafka07_wire::__private::checksum::Crc32,
                _,
            >(__out)
                .map_err(::kafka07_wire::__private::path::field("Sums", "behind"))?;
            ::kafka07_wire::__private::checksum::fill::<
                ::kafka07_wire::__private::checksum::Crc32,
                _,
                _,
            >(
                    [(__from0_behind, __to0_behind), (__from1_behind, __to1_behind)],
                    __at_behind,
                    __out,
                )
                .map_err(::kafka07_wire::__private::path::field("Sums", "behind"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire> ::kafka07_wire::Decode<'wire> for Sums {
        const MIN_LEN: ::core::primitive::usize = <u32 as ::kafka07_wire::Decode<
            'wire,
        >>::MIN_LEN + <u16 as ::kafka07_wire::Decode<'wire>>::MIN_LEN
            + <::core::primitive::u8 as ::kafka07_wire::Prefix>::MIN_LEN
            + <u8 as ::kafka07_wire::Decode<'wire>>::MIN_LEN
            + <u32 as ::kafka07_wire::Decode<'wire>>::MIN_LEN;
        const NAME: &'static ::core::primitive::str = "Sums";
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            let __from0_behind = ::kafka07_wire::Reader::as_slice(__input);
            let __at_before = ::kafka07_wire::Reader::offset(__input);
            let __before: u32 = match <u32 as ::kafka07_wire::Decode<
                'wire,
            >>::decode(__input, ()) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Sums", "before")(__error),
                    );
                }
            };
            let __to0_behind = ::kafka07_wire::__private::checksum::taken(
                __from0_behind,
                __input,
            );
            let __from0_before = ::kafka07_wire::Reader::as_slice(__input);
            let __a: u16 = match <u16 as ::kafka07_wire::Decode<
                'wire,
            >>::decode(__input, ()) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Sums", "a")(__error),
                    );
                }
            };
            let __b: String = match ::kafka07_wire::__private::len::decode::<
                ::core::primitive::u8,
                String,
            >(::core::primitive::usize::MAX, __input) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Sums", "b")(__error),
                    );
                }
            };
            let __to0_before = ::kafka07_wire::__private::checksum::taken(
                __from0_before,
                __input,
            );
            ::kafka07_wire::__private::checksum::verify_crc32(
                    [__to0_before],
                    &__before,
                    __at_before,
                    __input,
                )
                .map_err(::kafka07_wire::__private::path::field("Sums", "before"))?;
            let __from1_behind = ::kafka07_wire::Reader::as_slice(__input);
            let __c: u8 = match <u8 as ::kafka07_wire::Decode<
                'wire,
            >>::decode(__input, ()) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Sums", "c")(__error),
                    );
                }
            };
            let __to1_behind = ::kafka07_wire::__private::checksum::taken(
                __from1_behind,
                __input,
            );
            let __at_behind = ::kafka07_wire::Reader::offset(__input);
            let __behind: u32 = match <u32 as ::kafka07_wire::Decode<
                'wire,
            >>::decode(__input, ()) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Sums", "behind")(__error),
                    );
                }
            };
            ::kafka07_wire::__private::checksum::verify_crc32(
                    [__to0_behind, __to1_behind],
                    &__behind,
                    __at_behind,
                    __input,
                )
                .map_err(::kafka07_wire::__private::path::field("Sums", "behind"))?;
            ::core::result::Result::Ok(Self {
                before: __before,
                a: __a,
                b: __b,
                c: __c,
                behind: __behind,
            })
        }
    }
};
const _: () = {
    #[automatically_derived]
    impl ::kafka07_wire::Encode for Others {
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::checksum::<Crc32c>();
            ::kafka07_wire::__private::needs::sum::<u32, Crc32c>();
            ::kafka07_wire::__private::needs::checksum::<Internet>();
            ::kafka07_wire::__private::needs::sum::<[u8; 2], Internet>();
            let Self { sum: __sum, kind: __kind, body: __body, own: __own } = self;
            let __at_sum = ::kafka07_wire::__private::checksum::reserve::<
                Crc32c,
                _,
            >(__out)
                .map_err(::kafka07_wire::__private::path::field("Others", "sum"))?;
            let __from0_sum = ::kafka07_wire::Output::position(__out);
            let __from0_own = ::kafka07_wire::Output::position(__out);
            ::kafka07_wire::Output::put(__out, <u8>::to_be_bytes(*__kind))
                .map_err(::kafka07_wire::__private::path::field("Others", "kind"))?;
            let __to0_sum = ::kafka07_wire::Output::position(__out);
            let __to0_own = ::kafka07_wire::Output::position(__out);
            let __from1_sum = ::kafka07_wire::Output::position(__out);
            ::kafka07_wire::__private::len::encode::<
                ::core::primitive::u16,
                _,
            >(
                    <Vec<u8> as ::kafka07_wire::Blob>::wire_bytes(__body),
                    ::core::primitive::usize::MAX,
                    __out,
                )
                .map_err(::kafka07_wire::__private::path::field("Others", "body"))?;
            let __to1_sum = ::kafka07_wire::Output::position(__out);
            let __from1_sum = ::kafka07_wire::__private::checksum::content_at::<
                ::core::primitive::u16,
                _,
            >(__from1_sum, __to1_sum, __out);
            ::kafka07_wire::__private::checksum::fill::<
                Crc32c,
                _,
                _,
            >([(__from0_sum, __to0_sum), (__from1_sum, __to1_sum)], __at_sum, __out)
                .map_err(::kafka07_wire::__private::path::field("Others", "sum"))?;
            let __from1_own = ::kafka07_wire::Output::position(__out);
            let __at_own = ::kafka07_wire::__private::checksum::reserve::<
                Internet,
                _,
            >(__out)
                .map_err(::kafka07_wire::__private::path::field("Others", "own"))?;
            let __to1_own = ::kafka07_wire::Output::position(__out);
            ::kafka07_wire::__private::checksum::fill::<
                Internet,
                _,
                _,
            >([(__from0_own, __to0_own), (__from1_own, __to1_own)], __at_own, __out)
                .map_err(::kafka07_wire::__private::path::field("Others", "own"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire> ::kafka07_wire::Decode<'wire> for Others {
        const MIN_LEN: ::core::primitive::usize = {
            ::kafka07_wire::__private::needs::checksum::<Crc32c>();
            ::kafka07_wire::__private::needs::sum::<u32, Crc32c>();
            ::kafka07_wire::__private::needs::checksum::<Internet>();
            ::kafka07_wire::__private::needs::sum::<[u8; 2], Internet>();
            <u32 as ::kafka07_wire::Decode<'wire>>::MIN_LEN
                + <u8 as ::kafka07_wire::Decode<'wire>>::MIN_LEN
                + <::core::primitive::u16 as ::kafka07_wire::Prefix>::MIN_LEN
                + <[u8; 2] as ::kafka07_wire::Decode<'wire>>::MIN_LEN
        };
        const NAME: &'static ::core::primitive::str = "Others";
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::checksum::<Crc32c>();
            ::kafka07_wire::__private::needs::sum::<u32, Crc32c>();
            ::kafka07_wire::__private::needs::checksum::<Internet>();
            ::kafka07_wire::__private::needs::sum::<[u8; 2], Internet>();
            let __at_sum = ::kafka07_wire::Reader::offset(__input);
            let __sum: u32 = match <u32 as ::kafka07_wire::Decode<
                'wire,
            >>::decode(__input, ()) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Others", "sum")(__error),
                    );
                }
            };
            let __from0_sum = ::kafka07_wire::Reader::as_slice(__input);
            let __from0_own = ::kafka07_wire::Reader::as_slice(__input);
            let __kind: u8 = match <u8 as ::kafka07_wire::Decode<
                'wire,
            >>::decode(__input, ()) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Others", "kind")(__error),
                    );
                }
            };
            let __to0_sum = ::kafka07_wire::__private::checksum::taken(
                __from0_sum,
                __input,
            );
            let __to0_own = ::kafka07_wire::__private::checksum::taken(
                __from0_own,
                __input,
            );
            let __from1_sum = ::kafka07_wire::Reader::as_slice(__input);
            let __body: Vec<u8> = match ::kafka07_wire::__private::len::decode::<
                ::core::primitive::u16,
                Vec<u8>,
            >(::core::primitive::usize::MAX, __input) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Others", "body")(__error),
                    );
                }
            };
            let __to1_sum = ::kafka07_wire::__private::checksum::content::<
                ::core::primitive::u16,
            >(::kafka07_wire::__private::checksum::taken(__from1_sum, __input));
            ::kafka07_wire::__private::checksum::verify::<
                u32,
                Crc32c,
                _,
            >([__to0_sum, __to1_sum], &__sum, __at_sum, __input)
                .map_err(::kafka07_wire::__private::path::field("Others", "sum"))?;
            let __at_own = ::kafka07_wire::Reader::offset(__input);
            let __own: [u8; 2] = match <[u8; 2] as ::kafka07_wire::Decode<
                'wire,
            >>::decode(__input, ()) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Others", "own")(__error),
                    );
                }
            };
            let __to1_own = ::kafka07_wire::__private::checksum::as_zeros::<Internet>();
            ::kafka07_wire::__private::checksum::verify::<
                [u8; 2],
                Internet,
                _,
            >([__to0_own, __to1_own], &__own, __at_own, __input)
                .map_err(::kafka07_wire::__private::path::field("Others", "own"))?;
            ::core::result::Result::Ok(Self {
                sum: __sum,
                kind: __kind,
                body: __body,
                own: __own,
            })
        }
    }
};
