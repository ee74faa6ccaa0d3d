// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.

const _: () = {
    #[automatically_derived]
    impl<'a> ::kafka07_wire::Encode<(i16,)> for Table<'a> {
        #[inline]
        fn encode<'__value, __Output: ::kafka07_wire::Output<'__value>>(
            &'__value self,
            __out: &mut __Output,
            (__args_version,): (i16,),
        ) -> ::core::result::Result<(), ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::wire_with::<Inner, (_, _)>();
            let Self {
                count: __count,
                size: __size,
                columns: __columns,
                rows: __rows,
                names: __names,
                inner: __inner,
                body: __body,
                scaled: __scaled,
            } = self;
            let __count = &::kafka07_wire::__private::given::written::<
                u16,
            >(
                    ::kafka07_wire::__private::given::count(
                        <[_]>::len(<Vec<u16> as ::kafka07_wire::List>::elements(__rows)),
                    ),
                    ::kafka07_wire::Output::position(__out) + 0usize,
                )
                .map_err(::kafka07_wire::__private::path::field("Table", "count"))?;
            ::kafka07_wire::Output::put(__out, <u16>::to_be_bytes(*__count))
                .map_err(::kafka07_wire::__private::path::field("Table", "count"))?;
            let __length_at_size = ::kafka07_wire::__private::given::reserve::<
                u32,
                _,
            >(__out)
                .map_err(::kafka07_wire::__private::path::field("Table", "size"))?;
            let __holds: ::core::primitive::bool = (*__columns) > 0;
            if !__holds {
                return ::core::result::Result::Err(
                    ::kafka07_wire::__private::path::field(
                        "Table",
                        "columns",
                    )(
                        ::kafka07_wire::__private::check::broken(
                            "columns > 0",
                            ::kafka07_wire::Output::position(__out) + 0usize,
                        ),
                    ),
                );
            }
            ::kafka07_wire::Output::put(__out, <u8>::to_be_bytes(*__columns))
                .map_err(::kafka07_wire::__private::path::field("Table", "columns"))?;
            ::kafka07_wire::__private::count::encode_given::<
                ::kafka07_wire::__private::Bare,
                u16,
                _,
                _,
            >(
                    <Vec<u16> as ::kafka07_wire::List>::elements(__rows),
                    ::kafka07_wire::__private::given::count(
                        ::kafka07_wire::__private::arithmetic::mul(
                            ::kafka07_wire::__private::given::number(*__count),
                            ::kafka07_wire::__private::given::number(*__columns),
                        ),
                    ),
                    ::kafka07_wire::__private::most(100),
                    (),
                    __out,
                )
                .map_err(::kafka07_wire::__private::path::field("Table", "rows"))?;
            ::kafka07_wire::__private::each::write_count::<
                ::core::primitive::u8,
                _,
                _,
            >(
                    <Vec<Option<&'a str>> as ::kafka07_wire::List>::elements(__names),
                    ::core::primitive::usize::MAX,
                    __out,
                )
                .and_then(|()| {
                    ::kafka07_wire::__private::each::encode(
                        <Vec<
                            Option<&'a str>,
                        > as ::kafka07_wire::List>::elements(__names),
                        ::kafka07_wire::__private::each::max_empty(
                            <Vec<
                                Option<&'a str>,
                            > as ::kafka07_wire::List>::elements(__names),
                        ),
                        __out,
                        |__element, __out| match __element {
                            ::core::option::Option::Some(__element) => {
                                ::kafka07_wire::__private::len::encode::<
                                    ::kafka07_wire::__private::null::Nullable<
                                        ::core::primitive::i16,
                                        { -1 },
                                    >,
                                    _,
                                >(
                                    <&'a str as ::kafka07_wire::Blob>::wire_bytes(__element),
                                    ::core::primitive::usize::MAX,
                                    __out,
                                )
                            }
                            ::core::option::Option::None => {
                                ::kafka07_wire::__private::null::encode::<
                                    ::core::primitive::i16,
                                    { -1 },
                                    _,
                                >(__out)
                            }
                        },
                    )
                })
                .map_err(::kafka07_wire::__private::path::field("Table", "names"))?;
            let __wanted: ::core::primitive::bool = __args_version > 1;
            match __inner {
                ::core::option::Option::Some(__inner) if __wanted => {
                    <Inner as ::kafka07_wire::Encode<
                        (_, _),
                    >>::encode(
                        __inner,
                        __out,
                        (
                            {
                                let __told = __args_version;
                                __told
                            },
                            {
                                let __told = (*__columns);
                                __told
                            },
                        ),
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
                .map_err(::kafka07_wire::__private::path::field("Table", "inner"))?;
            let __length_from_size = ::kafka07_wire::Output::position(__out);
            ::kafka07_wire::__private::given::encode(
                    |__size| {
                        let __size = &::kafka07_wire::__private::given::computed::<
                            u32,
                        >(__size)?;
                        ::core::result::Result::Ok(
                            ::kafka07_wire::__private::given::size(
                                ::kafka07_wire::__private::given::number(*__size),
                            ),
                        )
                    },
                    ::core::primitive::usize::MAX,
                    __out,
                    |__out| {
                        ::kafka07_wire::__private::by_trait::encoder::<Body>(__body)
                            .__encode(__out)
                    },
                )
                .map_err(::kafka07_wire::__private::path::field("Table", "body"))?;
            ::kafka07_wire::__private::given::fill::<
                u32,
                _,
            >(__length_at_size, __length_from_size, __out)
                .map_err(::kafka07_wire::__private::path::field("Table", "size"))?;
            <Scaled<
                100,
            >>::encode(
                    __scaled,
                    __out,
                    {
                        let __told = (*__columns);
                        __told
                    },
                )
                .map_err(::kafka07_wire::__private::path::field("Table", "scaled"))?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl<'wire: 'a, 'a> ::kafka07_wire::Decode<'wire, (i16,)> for Table<'a> {
        const MIN_LEN: ::core::primitive::usize = {
            ::kafka07_wire::__private::needs::wire_with::<Inner, (_, _)>();
            <u16 as ::kafka07_wire::Decode<'wire>>::MIN_LEN
                + <u32 as ::kafka07_wire::Decode<'wire>>::MIN_LEN
                + <u8 as ::kafka07_wire::Decode<'wire>>::MIN_LEN + 0
                + <::core::primitive::u8 as ::kafka07_wire::Prefix>::MIN_LEN + 0
                + {
                    use ::kafka07_wire::__private::by_trait::Otherwise as _;
                    <::kafka07_wire::__private::by_trait::Decoding<
                        'wire,
                        Body,
                    >>::__MIN_LEN
                } + 0
        };
        const NAME: &'static ::core::primitive::str = "Table";
        const CHECK: () = {
            ::kafka07_wire::__private::given::filled_in::<u32>();
            ::kafka07_wire::__private::needs::wire_with::<Inner, (_, _)>();
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        <Inner as ::kafka07_wire::Encode<(_, _)>>::MISPLACED,
                        <Inner as ::kafka07_wire::Decode<'wire, (_, _)>>::MISPLACED,
                    ],
                ),
                "in `Table.inner`, something follows a value that takes all bytes left, in an array or tuple",
            );
            let () = <Inner as ::kafka07_wire::Encode<(_, _)>>::CHECK;
            let () = <Inner as ::kafka07_wire::Decode<'wire, (_, _)>>::CHECK;
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        <Inner as ::kafka07_wire::Encode<(_, _)>>::ENDS_OPEN,
                        <Inner as ::kafka07_wire::Decode<'wire, (_, _)>>::ENDS_OPEN,
                    ],
                ),
                "`Table.inner` takes all bytes left, and more fields follow it: make it the last one, give it a frame of its own with `size`, or say `rest` if they are of a fixed size",
            );
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Encoding<
                                Body,
                            >>::__MISPLACED
                        },
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Decoding<
                                'wire,
                                Body,
                            >>::__MISPLACED
                        },
                    ],
                ),
                "in `Table.body`, something follows a value that takes all bytes left, in an array or tuple",
            );
            let () = {
                use ::kafka07_wire::__private::by_trait::Otherwise as _;
                <::kafka07_wire::__private::by_trait::Encoding<Body>>::__CHECK
            };
            let () = {
                use ::kafka07_wire::__private::by_trait::Otherwise as _;
                <::kafka07_wire::__private::by_trait::Decoding<'wire, Body>>::__CHECK
            };
            ::kafka07_wire::__private::closed(
                ::kafka07_wire::__private::any(
                    &[
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Encoding<
                                Body,
                            >>::__ELEMENTS_OPEN
                        },
                        {
                            use ::kafka07_wire::__private::by_trait::Otherwise as _;
                            <::kafka07_wire::__private::by_trait::Decoding<
                                'wire,
                                Body,
                            >>::__ELEMENTS_OPEN
                        },
                    ],
                ),
                "`Table.body` is a list whose elements take all bytes left, so that it cannot hold two: give each a frame of its own, `each(size = i32)`",
            );
        };
        #[inline]
        fn decode(
            __input: &mut ::kafka07_wire::Reader<'wire>,
            (__args_version,): (i16,),
        ) -> ::core::result::Result<Self, ::kafka07_wire::Error> {
            ::kafka07_wire::__private::needs::wire_with::<Inner, (_, _)>();
            let __length_at_count = ::kafka07_wire::Reader::offset(__input) + 0usize;
            let __length_at_size = ::kafka07_wire::Reader::offset(__input) + 2usize;
            let __run = ::kafka07_wire::__private::run::take::<7>(&[2, 4, 1], __input)
                .map_err(
                    ::kafka07_wire::__private::path::field_of(
                        "Table",
                        &["count", "size", "columns"],
                    ),
                )?;
            let __count: u16 = <u16>::from_be_bytes([__run[0], __run[1]]);
            let __size: u32 = <u32>::from_be_bytes([
                __run[2],
                __run[3],
                __run[4],
                __run[5],
            ]);
            let __columns: u8 = <u8>::from_be_bytes([__run[6]]);
            let __holds: ::core::primitive::bool = {
                let __columns = &__columns;
                let __asked: ::core::primitive::bool = (*__columns) > 0;
                __asked
            };
            if !__holds {
                return ::core::result::Result::Err(
                    ::kafka07_wire::__private::path::field(
                        "Table",
                        "columns",
                    )(
                        ::kafka07_wire::__private::check::broken(
                            "columns > 0",
                            ::kafka07_wire::Reader::offset(__input) - 1usize,
                        ),
                    ),
                );
            }
            let __rows: Vec<u16> = match ::kafka07_wire::__private::count::decode_given::<
                ::kafka07_wire::__private::Bare,
                Vec<u16>,
                u16,
                _,
            >(
                ::kafka07_wire::__private::given::count({
                    let __count = &__count;
                    let __columns = &__columns;
                    let __asked = ::kafka07_wire::__private::arithmetic::mul(
                        ::kafka07_wire::__private::given::number(*__count),
                        ::kafka07_wire::__private::given::number(*__columns),
                    );
                    __asked
                }),
                ::kafka07_wire::__private::most(100),
                (),
                __input,
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Table", "rows")(__error),
                    );
                }
            };
            ::kafka07_wire::__private::given::verify::<
                u16,
            >(
                    {
                        let __rows = &__rows;
                        ::kafka07_wire::__private::given::count(
                            <[_]>::len(
                                <Vec<u16> as ::kafka07_wire::List>::elements(__rows),
                            ),
                        )
                    },
                    __count,
                    __length_at_count,
                )
                .map_err(::kafka07_wire::__private::path::field("Table", "count"))?;
            let __names: Vec<Option<&'a str>> = match ::kafka07_wire::__private::each::read_count::<
                ::core::primitive::u8,
            >(::core::primitive::usize::MAX, __input)
                .and_then(|__count| {
                    ::kafka07_wire::__private::each::decode::<
                        Vec<Option<&'_ str>>,
                        _,
                    >(
                        __count,
                        <::core::primitive::i16 as ::kafka07_wire::Prefix>::MIN_LEN,
                        __input,
                        |__input| ::kafka07_wire::__private::null::decode::<
                            ::core::primitive::i16,
                            { -1 },
                            _,
                        >(
                            __input,
                            |__input| ::kafka07_wire::__private::len::decode::<
                                ::kafka07_wire::__private::null::Nullable<
                                    ::core::primitive::i16,
                                    { -1 },
                                >,
                                &'_ str,
                            >(::core::primitive::usize::MAX, __input),
                        ),
                    )
                })
            {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Table", "names")(__error),
                    );
                }
            };
            let __wanted: ::core::primitive::bool = __args_version > 1;
            let __inner: Option<Inner> = if __wanted {
                ::core::option::Option::Some(
                    match <Inner as ::kafka07_wire::Decode<
                        'wire,
                        (_, _),
                    >>::decode(
                        __input,
                        (
                            {
                                let __told = __args_version;
                                __told
                            },
                            {
                                let __told = {
                                    let __columns = &__columns;
                                    let __asked = (*__columns);
                                    __asked
                                };
                                __told
                            },
                        ),
                    ) {
                        ::core::result::Result::Ok(__value) => __value,
                        ::core::result::Result::Err(__error) => {
                            return ::core::result::Result::Err(
                                ::kafka07_wire::__private::path::field(
                                    "Table",
                                    "inner",
                                )(__error),
                            );
                        }
                    },
                )
            } else {
                ::core::option::Option::None
            };
            let __length_from_size = ::kafka07_wire::Reader::remaining(__input);
            let __body: Body = match ::kafka07_wire::__private::given::decode::<
                Body,
            >(
                ::kafka07_wire::__private::given::size({
                    let __size = &__size;
                    let __asked = ::kafka07_wire::__private::given::number(*__size);
                    __asked
                }),
                ::core::primitive::usize::MAX,
                __input,
                |__input| {
                    ::kafka07_wire::__private::by_trait::decoder::<Body>()
                        .__decode(__input)
                },
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field("Table", "body")(__error),
                    );
                }
            };
            ::kafka07_wire::__private::given::verify::<
                u32,
            >(
                    ::kafka07_wire::__private::given::length(
                        __length_from_size - ::kafka07_wire::Reader::remaining(__input),
                    ),
                    __size,
                    __length_at_size,
                )
                .map_err(::kafka07_wire::__private::path::field("Table", "size"))?;
            let __scaled: i64 = match <Scaled<
                100,
            >>::decode(
                __input,
                {
                    let __told = {
                        let __columns = &__columns;
                        let __asked = (*__columns);
                        __asked
                    };
                    __told
                },
            ) {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(
                        ::kafka07_wire::__private::path::field(
                            "Table",
                            "scaled",
                        )(__error),
                    );
                }
            };
            ::core::result::Result::Ok(Self {
                count: __count,
                size: __size,
                columns: __columns,
                rows: __rows,
                names: __names,
                inner: __inner,
                body: __body,
                scaled: __scaled,
            })
        }
    }
    const _: () = <Table<'static> as ::kafka07_wire::Decode<'static, (i16,)>>::CHECK;
};
