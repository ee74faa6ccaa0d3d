// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl ::kafka07::wire::Encode for ErrorCode {
        const MIN_LEN: ::core::primitive::usize = 2usize
            + ::kafka07::wire::tag::least(&[0, 0, 0]);
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            2usize
                + match self {
                    Self::Unknown {} => 0,
                    Self::None {} => 0,
                    Self::Other { 0: __0 } => 0,
                }
        }
        #[inline]
        fn encode<'__value, __Output: ::kafka07::wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
        ) -> ::core::result::Result<(), ::kafka07::wire::Error> {
            match self {
                Self::Unknown {} => {
                    ::kafka07::wire::Output::put(
                            __out,
                            <::core::primitive::i16>::to_be_bytes(-1i16),
                        )
                        .map_err(|__error| __error.in_variant("ErrorCode", "Unknown"))?;
                }
                Self::None {} => {
                    ::kafka07::wire::Output::put(
                            __out,
                            <::core::primitive::i16>::to_be_bytes(0i16),
                        )
                        .map_err(|__error| __error.in_variant("ErrorCode", "None"))?;
                }
                Self::Other { 0: __0 } => {
                    if let -1i16 | 0i16 = *__0 {
                        return ::core::result::Result::Err(
                            ::kafka07::wire::tag::known(*__0, __out)
                                .in_variant("ErrorCode", "Other"),
                        );
                    }
                    ::kafka07::wire::Output::put(
                            __out,
                            <::core::primitive::i16>::to_be_bytes(*__0),
                        )
                        .map_err(|__error| __error.in_variant("ErrorCode", "Other"))?;
                }
            }
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire> ::kafka07::wire::Decode<'wire> for ErrorCode {
        #[inline]
        fn decode(
            __input: &mut ::kafka07::wire::Reader<'wire>,
        ) -> ::core::result::Result<Self, ::kafka07::wire::Error> {
            let __tag = <::core::primitive::i16 as ::kafka07::wire::Decode<
                'wire,
            >>::decode(__input)
                .map_err(|__error| __error.in_type("ErrorCode"))?;
            match __tag {
                -1i16 => ::core::result::Result::Ok(Self::Unknown {}),
                0i16 => ::core::result::Result::Ok(Self::None {}),
                __0 => ::core::result::Result::Ok(Self::Other { 0: __0 }),
            }
        }
    }
};
