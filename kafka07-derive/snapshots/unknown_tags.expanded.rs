// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl ::kafka07_wire::Encode for ErrorCode {
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            <Self as ::kafka07_wire::Encode<
                ::kafka07_wire::__private::key::Keyed<::core::primitive::i16, ()>,
            >>::encode(
                self,
                __out,
                ::kafka07_wire::__private::key::Keyed::on_the_wire(()),
            )
        }
    }
    #[automatically_derived]
    impl<'wire> ::kafka07_wire::Decode<'wire> for ErrorCode {
        const MIN_LEN: ::core::primitive::usize = 2usize
            + <Self as ::kafka07_wire::Decode<
                'wire,
                ::kafka07_wire::__private::key::Keyed<::core::primitive::i16, ()>,
            >>::MIN_LEN;
        const NAME: &'static ::core::primitive::str = "ErrorCode";
        const FIXED: ::core::primitive::bool = true;
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            <Self as ::kafka07_wire::Decode<
                'wire,
                ::kafka07_wire::__private::key::Keyed<::core::primitive::i16, ()>,
            >>::decode(__input, ::kafka07_wire::__private::key::Keyed::on_the_wire(()))
        }
    }
    #[automatically_derived]
    impl ::kafka07_wire::Encode<
        ::kafka07_wire::__private::key::Keyed<::core::primitive::i16, ()>,
    > for ErrorCode {
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            ::kafka07_wire::__private::key::Keyed {
                key: __key,
                args: (),
            }: ::kafka07_wire::__private::key::Keyed<::core::primitive::i16, ()>,
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            match self {
                Self::Unknown {} => {
                    ::kafka07_wire::__private::key::put(
                            __key,
                            __out,
                            <::core::primitive::i16>::to_be_bytes(-1i16),
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant(
                                "ErrorCode",
                                "Unknown",
                            ),
                        )?;
                }
                Self::None {} => {
                    ::kafka07_wire::__private::key::put(
                            __key,
                            __out,
                            <::core::primitive::i16>::to_be_bytes(0i16),
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant("ErrorCode", "None"),
                        )?;
                }
                Self::Other { 0: __0 } => {
                    if ::core::matches!(* __0, - 1i16 | 0i16) {
                        return ::core::result::Result::Err(
                            ::kafka07_wire::__private::tag::known(
                                *__0,
                                __out,
                                "ErrorCode",
                                "Other",
                            ),
                        );
                    }
                    ::kafka07_wire::__private::key::put(
                            __key,
                            __out,
                            <::core::primitive::i16>::to_be_bytes(*__0),
                        )
                        .map_err(
                            ::kafka07_wire::__private::path::variant(
                                "ErrorCode",
                                "Other",
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
        ::kafka07_wire::__private::key::Keyed<::core::primitive::i16, ()>,
    > for ErrorCode {
        const MIN_LEN: ::core::primitive::usize = ::kafka07_wire::__private::tag::least(
            &[0, 0, 0],
        );
        const NAME: &'static ::core::primitive::str = "ErrorCode";
        const FIXED: ::core::primitive::bool = <Self as ::kafka07_wire::Decode<
            'wire,
        >>::FIXED;
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            ::kafka07_wire::__private::key::Keyed {
                key: __key,
                args: (),
            }: ::kafka07_wire::__private::key::Keyed<::core::primitive::i16, ()>,
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            let __tag = ::kafka07_wire::__private::key::tag::<
                ::core::primitive::i16,
            >(__key, __input)
                .map_err(::kafka07_wire::__private::path::container("ErrorCode"))?;
            match __tag {
                -1i16 => ::core::result::Result::Ok(Self::Unknown {}),
                0i16 => ::core::result::Result::Ok(Self::None {}),
                _ => {
                    let __0 = __tag;
                    ::core::result::Result::Ok(Self::Other { 0: __0 })
                }
            }
        }
    }
};
