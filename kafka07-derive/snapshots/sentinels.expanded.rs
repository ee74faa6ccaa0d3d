// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl ::kafka07_wire::Encode for Sentinels {
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (): (),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::wire::<Entry>();
            ::kafka07_wire::__private::needs::list::<Ports>();
            let Self {
                name: __name,
                line: __line,
                entries: __entries,
                ports: __ports,
            } = self;
            ::kafka07_wire::__private::until::encode(
                    <String as ::kafka07_wire::Blob>::wire_bytes(__name),
                    *b"\0",
                    ::core::primitive::usize::MAX,
                    __out,
                )
                .map_err(::kafka07_wire::__private::path::field("Sentinels", "name"))?;
            ::kafka07_wire::__private::until::encode(
                    <Vec<u8> as ::kafka07_wire::Blob>::wire_bytes(__line),
                    ::kafka07_wire::__private::until::sentinel(LINE),
                    ::kafka07_wire::__private::most(80),
                    __out,
                )
                .map_err(::kafka07_wire::__private::path::field("Sentinels", "line"))?;
            {
                let __end: Entry = Entry::End;
                ::kafka07_wire::__private::until::list::encode::<
                    ::kafka07_wire::__private::Each<::core::primitive::u8>,
                    _,
                    _,
                    _,
                >(
                    <Vec<Entry> as ::kafka07_wire::List>::elements(__entries),
                    &__end,
                    ::core::primitive::usize::MAX,
                    (),
                    __out,
                )
            }
                .map_err(
                    ::kafka07_wire::__private::path::field("Sentinels", "entries"),
                )?;
            {
                let __end: <Ports as ::kafka07_wire::List>::Element = 0;
                ::kafka07_wire::__private::by_trait::encoder::<Ports>(__ports)
                    .__until::<
                        ::kafka07_wire::__private::Bare,
                    >(&__end, ::core::primitive::usize::MAX, __out)
            }
                .map_err(::kafka07_wire::__private::path::field("Sentinels", "ports"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire> ::kafka07_wire::Decode<'wire> for Sentinels {
        const MIN_LEN: ::core::primitive::usize = {
            ::kafka07_wire::__private::needs::wire::<Entry>();
            ::kafka07_wire::__private::needs::list::<Ports>();
            1usize + 1usize
                + ::kafka07_wire::__private::until::list::least::<
                    'wire,
                    ::kafka07_wire::__private::Each<::core::primitive::u8>,
                    <Vec<Entry> as ::kafka07_wire::List>::Element,
                    (),
                >() + 0
        };
        const NAME: &'static ::core::primitive::str = "Sentinels";
        const CHECK: () = {
            ::kafka07_wire::__private::needs::wire::<Entry>();
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Encoding<
                                Entry,
                            >>::__MISPLACED
                        },
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Decoding<
                                'wire,
                                Entry,
                            >>::__MISPLACED
                        },
                    ],
                ),
                "in `Sentinels.entries`, something follows a value that takes all bytes left, in an array or tuple",
            );
            ::kafka07_wire::__private::needs::list::<Ports>();
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Encoding<
                                Ports,
                            >>::__ELEMENTS_OPEN
                        },
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Decoding<
                                'wire,
                                Ports,
                            >>::__ELEMENTS_OPEN
                        },
                    ],
                ),
                "an element of `Sentinels.ports` takes all bytes left, so that the list cannot hold two: give each a frame of its own, `each(size = i32)`",
            );
        };
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (): (),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::wire::<Entry>();
            ::kafka07_wire::__private::needs::list::<Ports>();
            let __name: String = match ::kafka07_wire::__private::until::decode::<
                String,
                _,
            >(*b"\0", ::core::primitive::usize::MAX, __input) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field(
                            "Sentinels",
                            "name",
                        )(__error),
                    );
                }
            };
            let __line: Vec<u8> = match ::kafka07_wire::__private::until::decode::<
                Vec<u8>,
                _,
            >(
                ::kafka07_wire::__private::until::sentinel(LINE),
                ::kafka07_wire::__private::most(80),
                __input,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field(
                            "Sentinels",
                            "line",
                        )(__error),
                    );
                }
            };
            let __entries: Vec<Entry> = match {
                let __end: Entry = Entry::End;
                ::kafka07_wire::__private::until::list::decode::<
                    ::kafka07_wire::__private::Each<::core::primitive::u8>,
                    Vec<Entry>,
                    Entry,
                    _,
                >(&__end, ::core::primitive::usize::MAX, (), __input)
            } {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field(
                            "Sentinels",
                            "entries",
                        )(__error),
                    );
                }
            };
            let __ports: Ports = match {
                let __end: <Ports as ::kafka07_wire::List>::Element = 0;
                ::kafka07_wire::__private::by_trait::decoder::<Ports>()
                    .__until::<
                        ::kafka07_wire::__private::Bare,
                    >(&__end, ::core::primitive::usize::MAX, __input)
            } {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field(
                            "Sentinels",
                            "ports",
                        )(__error),
                    );
                }
            };
            ::core::result::Result::Ok(Self {
                name: __name,
                line: __line,
                entries: __entries,
                ports: __ports,
            })
        }
    }
    const _: () = <Sentinels as ::kafka07_wire::Decode<'static>>::CHECK;
};
