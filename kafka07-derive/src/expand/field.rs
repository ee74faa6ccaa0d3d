//! One field: its length, its bytes and its value, as expressions. Errors have no path yet.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Path, Type};

use super::{arithmetic, magic, padding, until};
use crate::attr::{Padding, PrefixType};
use crate::door::Paths;
use crate::generics::{self, Side};
use crate::own;
use crate::plan::{Condition, Counted, Field, Layout, Plan, Prefix, Sentinel, Unsure};
use crate::shape::{Shape, Shapes};

/// The trait of a type that is told `args`, or nothing, on one side.
pub(super) fn trait_of(paths: &Paths, side: Side, args: Option<&TokenStream>) -> TokenStream {
    let wire = &paths.wire;
    match (side, args) {
        (Side::Encode, None) => quote!(#wire::Encode),
        (Side::Encode, Some(args)) => quote!(#wire::Encode<#args>),
        (Side::Decode, None) => quote!(#wire::Decode<'wire>),
        (Side::Decode, Some(args)) => quote!(#wire::Decode<'wire, #args>),
    }
}

/// The trait of a type in a field, which may be told something: the compiler finds out of which type
/// that is. A type with parameters is asked as bounds ask it.
pub(super) fn trait_inside(
    told: Option<&TokenStream>,
    is_generic: bool,
    paths: &Paths,
    side: Side,
) -> TokenStream {
    let private = &paths.private;
    match side {
        _ if told.is_some() => trait_of(paths, side, told),
        Side::Decode if is_generic => quote!(#private::bound::DecodeField<'wire>),
        _ => trait_of(paths, side, None),
    }
}

/// The type of what the field's type is told, if it is told anything, as far as it is known here.
pub(super) fn told(field: &Field<'_>, paths: &Paths) -> Option<TokenStream> {
    let private = &paths.private;
    let args = field.args.as_ref().map(|args| {
        let holes = args.iter().map(|_| quote!(_));
        quote!((#(#holes,)*))
    });
    match (&field.key, args) {
        (None, args) => args,
        (Some(_), Some(args)) => Some(quote!(#private::key::Keyed<_, #args>)),
        (Some(_), None) => Some(quote!(#private::key::Keyed<_, ()>)),
    }
}

/// What the field's type is told: an expression.
fn args(field: &Field<'_>, paths: &Paths, side: Side) -> TokenStream {
    let private = &paths.private;
    let args = match &field.args {
        Some(args) => {
            let args = args.iter().map(|arg| asked(arg, side));
            quote!((#(#args,)*))
        }
        None => quote!(()),
    };
    match field.key {
        Some(_) => quote!(#private::key::Keyed::told(__key, #args)),
        None => args,
    }
}

/// The expression `code`, of type `Result<_, Error>`, where the tag of the field's type is known.
fn with_key(field: &Field<'_>, code: TokenStream, paths: &Paths, side: Side) -> TokenStream {
    let Paths { wire, private, .. } = paths;
    let Some(key) = &field.key else { return code };
    let at = match side {
        Side::Encode => quote!(#wire::Output::position(__out)),
        Side::Decode => quote!(#wire::Reader::offset(__input)),
    };
    // An error about the type of the key is at the key.
    let place = key.expr.span();
    let (private, key) = (own::placed(private, place), asked(key, side));
    let said = Ident::new("__said", own::span(place));
    let of = quote_spanned!(own::span(place)=> #private::key::of(#said, #at));
    quote! {
        {
            let #said = #key;
            match #of {
                ::core::result::Result::Ok(__key) => #code,
                ::core::result::Result::Err(__error) => ::core::result::Result::Err(__error),
            }
        }
    }
}

/// What the user's expression says, as an expression for any place.
fn asked(condition: &Condition, side: Side) -> TokenStream {
    asked_as(&TokenStream::new(), condition, side)
}

/// Whether a condition holds. If it is of another type, that is said in the same words on both sides.
fn holds(condition: &Condition, side: Side) -> TokenStream {
    asked_as(&quote!(: ::core::primitive::bool), condition, side)
}

fn asked_as(ty: &TokenStream, Condition { expr, names }: &Condition, side: Side) -> TokenStream {
    match side {
        // What has been read is bound by value, and the expression is over references. An expression of
        // any kind can follow `=`; at the start of a statement some cannot.
        Side::Decode if !names.is_empty() => quote! {
            {
                #(let #names = &#names;)*
                let __asked #ty = #expr;
                __asked
            }
        },
        Side::Encode | Side::Decode => quote!(#expr),
    }
}

/// The least length.
pub(super) fn min_len(field: &Field<'_>, paths: &Paths) -> TokenStream {
    if field.when.is_some() || field.optional {
        return quote!(0);
    }
    let inner = Code::of(field, paths).min_len;
    let prefix = field.frame.as_ref().or(field.nullable()).filter(|prefix| prefix.given.is_none());
    let Some(Prefix { ty, .. }) = prefix else { return inner };
    let wire = &paths.wire;
    let head = quote!(<#ty as #wire::Prefix>::MIN_LEN);
    if field.nullable().is_some() { head } else { quote!(#head + #inner) }
}

/// The statement that has the compiler say that the type does not fit the layout, if it does not. The
/// code that uses the type would say so once for each use; what follows from this is not said again.
pub(super) fn needs(field: &Field<'_>, plan: &Plan<'_>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let inside = match &field.layout {
        Layout::Elements { element, .. } => needs(element, plan, paths),
        _ => TokenStream::new(),
    };
    let needs = field.unsure.iter().map(|unsure| {
        let (need, ty) = match *unsure {
            Unsure::Wire(ty) => (quote!(wire), ty),
            Unsure::Blob => (quote!(blob), field.ty),
            Unsure::List => (quote!(list), field.ty),
            Unsure::Checksum(with) => return checksum_needs(with, field, plan, paths),
            // In the words and the place that the code below has, so that it is said once.
            Unsure::Prefix(ty) => {
                let nullable = field.nullable().map(|prefix| prefix_type(prefix, paths));
                let nullable = nullable.map(|ty| quote!(#private::needs::prefix::<#ty>();));
                return quote!(#private::needs::prefix::<#ty>(); #nullable);
            }
            Unsure::Each(each) => {
                let each = each_layout(each, paths);
                return quote!(#private::needs::each::<#each>(););
            }
        };
        // Whether a lifetime is long enough is not the question here.
        let ty = generics::with_static(ty, plan.generics);
        let args = field.args.as_ref().map(|args| args.iter().map(|_| quote!(_)));
        let args = args.map(|holes| quote!((#(#holes,)*)));
        match (&field.key, args, unsure) {
            (Some(_), args, Unsure::Wire(_)) => {
                let args = args.unwrap_or_else(|| quote!(()));
                quote!(#private::key::needs::<#ty, _, #args>();)
            }
            (None, Some(args), Unsure::Wire(_)) => {
                quote!(#private::needs::wire_with::<#ty, #args>();)
            }
            _ => quote!(#private::needs::#need::<#ty>();),
        }
    });
    needs.chain([inside]).collect()
}

/// The field's type is the one that the checksum computes.
fn checksum_needs(with: &Type, field: &Field<'_>, plan: &Plan<'_>, paths: &Paths) -> TokenStream {
    let (with, ty) = (
        generics::with_static(with, plan.generics),
        generics::with_static(field.ty, plan.generics),
    );
    let private = &paths.private;
    quote!(#private::needs::checksum::<#with>(); #private::needs::sum::<#ty, #with>();)
}

/// A constant of a type that may have a wire format of its own. If it has none, it is text, bytes or a
/// list, or the compiler says elsewhere that it is nothing of the kind.
pub(super) fn by_trait(ty: &TokenStream, constant: &str, paths: &Paths, side: Side) -> TokenStream {
    let private = &paths.private;
    let constant = format_ident!("__{constant}");
    let of = match side {
        Side::Encode => quote!(Encoding<#ty>),
        Side::Decode => quote!(Decoding<'wire, #ty>),
    };
    // An error about the lifetime of the type is at the type.
    let value = quote_spanned!(own::span(ty.span())=> <#private::by_trait::#of>::#constant);
    quote!({ use #private::by_trait::Otherwise as _; #value })
}

/// Whether it takes all bytes left, if it may: an expression of type `bool`. Of a type of the user's,
/// `constant` says so.
pub(super) fn open(
    field: &Field<'_>,
    constant: &str,
    shapes: &Shapes<'_>,
    paths: &Paths,
    side: Side,
) -> Option<TokenStream> {
    let of = trait_inside(told(field, paths).as_ref(), field.is_generic, paths, side);
    match &field.layout {
        _ if field.frame.is_some() => None,
        Layout::Blob(None)
        | Layout::List { count: None, until: None, .. }
        | Layout::Elements { count: None, .. }
        | Layout::With { rest: true, .. } => Some(quote!(true)),
        Layout::Nested if !is_closed(field.ty, shapes) => {
            let ty = &field.read;
            let constant = format_ident!("{constant}");
            Some(quote_spanned!(field.binding.span()=> <#ty as #of>::#constant))
        }
        Layout::ByTrait => Some(by_trait(&field.read, constant, paths, side)),
        _ => None,
    }
}

/// Whether it always takes the same number of bytes, if it may: an expression of type `bool`.
pub(super) fn fixed(field: &Field<'_>, shapes: &Shapes<'_>, paths: &Paths) -> Option<TokenStream> {
    if field.when.is_some() || field.optional || field.frame.is_some() {
        return None;
    }
    match field.layout {
        Layout::Nested if !is_closed(field.ty, shapes) => {
            let told = told(field, paths);
            let of = trait_inside(told.as_ref(), field.is_generic, paths, Side::Decode);
            let ty = &field.read;
            Some(quote_spanned!(field.binding.span()=> <#ty as #of>::FIXED))
        }
        Layout::Nested
        | Layout::Magic(_)
        | Layout::Reserved(_)
        | Layout::Checksum(_)
        | Layout::Skip
        | Layout::Tag => Some(quote!(true)),
        _ => None,
    }
}

/// Writes the value, after the field `before` that may be absent too: an expression of type
/// `Result<(), Error>`.
pub(super) fn encode(field: &Field<'_>, before: Option<&Field<'_>>, paths: &Paths) -> TokenStream {
    let (private, value) = (&paths.private, &field.binding);
    let inner = with_key(field, Code::of(field, paths).encode, paths, Side::Encode);
    let framed = match &field.frame {
        Some(prefix) => encode_frame(field, prefix, "size", &inner, paths),
        None => inner,
    };
    if let Some(Prefix { ty, null: Some(null), .. }) = field.nullable() {
        return quote! {
            match #value {
                ::core::option::Option::Some(#value) => #framed,
                ::core::option::Option::None => #private::null::encode::<#ty, #null, _>(__out),
            }
        };
    }
    let framed = padded(field, framed, paths, Side::Encode);
    if field.optional {
        let absent = match before {
            Some(Field { name, binding, .. }) => quote! {
                match #binding {
                    ::core::option::Option::Some(_) => ::core::option::Option::None,
                    ::core::option::Option::None => ::core::option::Option::Some(#name),
                }
            },
            None => quote!(::core::option::Option::None),
        };
        return quote! {
            match #value {
                ::core::option::Option::Some(#value) => {
                    #private::tail::encode(#absent, __out, |__out| #framed)
                }
                ::core::option::Option::None => ::core::result::Result::Ok(()),
            }
        };
    }
    if field.when.is_none() {
        return framed;
    }
    quote! {
        match #value {
            ::core::option::Option::Some(#value) if __wanted => #framed,
            ::core::option::Option::None if !__wanted => ::core::result::Result::Ok(()),
            _ => ::core::result::Result::Err(#private::when::broken(__wanted, __out)),
        }
    }
}

/// The statement that asks on `side` whether the value is there, before it is written or read.
pub(super) fn wanted(field: &Field<'_>, side: Side) -> Option<TokenStream> {
    let asked = holds(field.when.as_ref()?, side);
    Some(quote!(let __wanted: ::core::primitive::bool = #asked;))
}

/// How many elements or bytes the value has, as a call that says which: the value is bound by
/// reference.
pub(super) fn counted(field: &Field<'_>, counted: Counted, paths: &Paths) -> TokenStream {
    let (private, value) = (&paths.private, &field.binding);
    let (count, word) = match (&field.layout, counted) {
        (Layout::List { element, .. }, _) => (elements(field, *element, paths), "count"),
        (Layout::Elements { .. }, _) => (elements(field, Some(field.ty), paths), "count"),
        (_, Counted::Elements) => (bytes(field, paths), "count"),
        _ => (bytes(field, paths), "length"),
    };
    let word = format_ident!("{word}");
    let count = quote!(<[_]>::len(#count));
    if field.when.is_none() && !field.optional && field.nullable().is_none() {
        return quote!(#private::given::#word(#count));
    }
    quote! {
        #private::given::#word(match #value {
            ::core::option::Option::Some(#value) => #count,
            ::core::option::Option::None => 0,
        })
    }
}

/// The statement that checks the value, which is at `at`, before it is written or after it was read.
pub(super) fn checked(
    field: &Field<'_>,
    at: &TokenStream,
    path: &TokenStream,
    paths: &Paths,
    side: Side,
) -> Option<TokenStream> {
    let private = &paths.private;
    let (condition, written) = field.check.as_ref()?;
    let asked = holds(condition, side);
    Some(quote! {
        let __holds: ::core::primitive::bool = #asked;
        if !__holds {
            return ::core::result::Result::Err(#path(#private::check::broken(#written, #at)));
        }
    })
}

/// Reads a value that is there: an expression of type `Result<T, Error>`.
pub(super) fn decode(field: &Field<'_>, paths: &Paths) -> TokenStream {
    let (private, ty) = (&paths.private, &field.read);
    let inner = with_key(field, Code::of(field, paths).decode, paths, Side::Decode);
    let framed = match &field.frame {
        Some(prefix) => decode_frame(prefix, "size", ty, &inner, paths),
        None => inner,
    };
    let framed = padded(field, framed, paths, Side::Decode);
    match field.nullable() {
        Some(Prefix { ty, null: Some(null), .. }) => quote! {
            #private::null::decode::<#ty, #null, _>(__input, |__input| #framed)
        },
        _ if field.optional => quote!(#private::tail::decode(__input, |__input| #framed)),
        _ => framed,
    }
}

/// Writes `inner` in a frame whose size the prefix, or what is given in its place, says.
fn encode_frame(
    field: &Field<'_>,
    prefix: &Prefix<'_>,
    word: &str,
    inner: &TokenStream,
    paths: &Paths,
) -> TokenStream {
    let (private, max) = (&paths.private, most(prefix.max, paths));
    match (given(prefix, word, paths, Side::Encode), &field.measured) {
        (Some(given), None) => quote! {
            #private::given::encode(
                |_| ::core::result::Result::Ok(#given), #max, __out, |__out| #inner,
            )
        },
        // The number that is filled in with the size may be in what is given.
        (Some(given), Some((number, ty))) => quote! {
            #private::given::encode(
                |__size| {
                    let #number = &#private::given::computed::<#ty>(__size)?;
                    ::core::result::Result::Ok(#given)
                },
                #max, __out, |__out| #inner,
            )
        },
        (None, _) => {
            let int = prefix_type(prefix, paths);
            quote!(#private::frame::encode::<#int, _>(#max, __out, |__out| #inner))
        }
    }
}

/// Reads `inner` from such a frame.
fn decode_frame(
    prefix: &Prefix<'_>,
    word: &str,
    ty: &TokenStream,
    inner: &TokenStream,
    paths: &Paths,
) -> TokenStream {
    let (private, max) = (&paths.private, most(prefix.max, paths));
    match given(prefix, word, paths, Side::Decode) {
        Some(given) => quote! {
            #private::given::decode::<#ty>(#given, #max, __input, |__input| #inner)
        },
        None => {
            let int = prefix_type(prefix, paths);
            quote!(#private::frame::decode::<#int, #ty>(#max, __input, |__input| #inner))
        }
    }
}

/// What an expression in place of a prefix says: the length, count or size.
fn given(prefix: &Prefix<'_>, word: &str, paths: &Paths, side: Side) -> Option<TokenStream> {
    let (private, word) = (&paths.private, format_ident!("{word}"));
    let Condition { expr, names } = prefix.given.as_ref()?;
    let wide = Condition { expr: arithmetic::wide(expr, paths), names: names.clone() };
    let asked = asked(&wide, side);
    Some(quote!(#private::given::#word(#asked)))
}

/// The least length of a count, what writes that of `elements`, and what reads it.
pub(super) fn count(
    prefix: &Prefix<'_>,
    elements: &TokenStream,
    paths: &Paths,
) -> [TokenStream; 3] {
    let Paths { wire, private, .. } = paths;
    let max = most(prefix.max, paths);
    let sides = [Side::Encode, Side::Decode].map(|side| given(prefix, "count", paths, side));
    if let [Some(said), Some(read_said)] = sides {
        return [
            quote!(0),
            quote!(#private::each::hold_count(#elements, #said, #max, __out)),
            quote!(#private::each::given_count(#read_said, #max, __input)),
        ];
    }
    let int = prefix_type(prefix, paths);
    [
        quote!(<#int as #wire::Prefix>::MIN_LEN),
        quote!(#private::each::write_count::<#int, _, _>(#elements, #max, __out)),
        quote!(#private::each::read_count::<#int>(#max, __input)),
    ]
}

/// The statement that writes or reads the padding before or after a field that is always there.
pub(super) fn padding(
    padding: Option<&Padding>,
    field: &Field<'_>,
    path: &TokenStream,
    paths: &Paths,
    side: Side,
) -> Option<TokenStream> {
    let code = padding::code(padding?, paths, side);
    (!field.is_conditional()).then(|| quote!(#code #path?;))
}

/// The expression `code` of a field that may be absent, with its padding.
fn padded(field: &Field<'_>, code: TokenStream, paths: &Paths, side: Side) -> TokenStream {
    if !field.is_conditional() {
        return code;
    }
    let (ok, error) = (quote!(::core::result::Result::Ok), quote!(::core::result::Result::Err));
    let code = match field.pad {
        Some(pad) => {
            let pad = padding::code(pad, paths, side);
            quote! {
                match #code {
                    #ok(__value) => match #pad {
                        #ok(()) => #ok(__value),
                        #error(__error) => #error(__error),
                    },
                    #error(__error) => #error(__error),
                }
            }
        }
        None => code,
    };
    match field.align {
        Some(align) => {
            let align = padding::code(align, paths, side);
            quote! {
                match #align {
                    #ok(()) => #code,
                    #error(__error) => #error(__error),
                }
            }
        }
        None => code,
    }
}

/// The type of a prefix: as it was written, or one that refuses lengths that mean null.
fn prefix_type(prefix: &Prefix<'_>, paths: &Paths) -> TokenStream {
    let (private, ty) = (&paths.private, prefix.ty);
    match prefix.null {
        Some(null) => {
            let span = own::span(ty.span());
            let private = own::placed(private, span);
            quote_spanned!(span=> #private::null::Nullable<#ty, #null>)
        }
        None => quote!(#ty),
    }
}

/// How an element is placed behind a prefix of its own. An error about the prefix is at it.
fn each_layout(each: &PrefixType, paths: &Paths) -> TokenStream {
    let span = own::span(each.span());
    let private = own::placed(&paths.private, span);
    quote_spanned!(span=> #private::Each<#each>)
}

/// Whether a type is known to leave what follows it.
pub(super) fn is_closed(ty: &Type, shapes: &Shapes<'_>) -> bool {
    matches!(shapes.of(ty), Shape::Fixed | Shape::Unit)
}

/// What a layout is in code, without condition and frame.
struct Code {
    /// The least length.
    min_len: TokenStream,
    /// Writes the value: an expression of type `Result<(), Error>`.
    encode: TokenStream,
    /// Reads the value: an expression of type `Result<T, Error>`.
    decode: TokenStream,
}

impl Code {
    fn of(field: &Field<'_>, paths: &Paths) -> Self {
        let Paths { wire, private, .. } = paths;
        let (ty, read, value) = (field.ty, &field.read, &field.binding);
        // An error about the lifetime of the type is at the type.
        let placed = own::placed(private, value.span());
        match &field.layout {
            Layout::Nested => {
                let told = told(field, paths);
                let encode = trait_inside(told.as_ref(), field.is_generic, paths, Side::Encode);
                let of = trait_inside(told.as_ref(), field.is_generic, paths, Side::Decode);
                let decode = if field.is_generic && told.is_none() { "DECODE" } else { "decode" };
                let decode = format_ident!("{decode}");
                let [args, told] =
                    [Side::Encode, Side::Decode].map(|side| args(field, paths, side));
                let decode = quote_spanned!(value.span()=> <#read as #of>::#decode);
                Self {
                    min_len: quote_spanned!(value.span()=> <#read as #of>::MIN_LEN),
                    encode: quote!(<#ty as #encode>::encode(#value, __out, #args)),
                    decode: quote!(#decode(__input, #told)),
                }
            }
            Layout::ByTrait => Self {
                min_len: by_trait(read, "MIN_LEN", paths, Side::Decode),
                encode: quote!(#private::by_trait::encoder::<#ty>(#value).__encode(__out)),
                decode: {
                    // An error about the type is at the method.
                    let private = own::placed(private, ty.span());
                    let decode = quote_spanned! {own::span(ty.span())=>
                        #private::by_trait::decoder::<#read>().__decode
                    };
                    quote!(#decode(__input))
                },
            },
            Layout::CountedBytes(prefix) if prefix.given.is_some() => {
                Self::given_bytes(field, prefix, "count", paths)
            }
            Layout::Blob(Some(prefix)) if prefix.given.is_some() => {
                Self::given_bytes(field, prefix, "length", paths)
            }
            Layout::CountedBytes(prefix) => {
                let (int, max) = (prefix_type(prefix, paths), most(prefix.max, paths));
                let bytes = bytes(field, paths);
                Self {
                    min_len: quote!(<#int as #wire::Prefix>::MIN_LEN),
                    encode: quote!(#private::count::encode_bytes::<#int, _>(#bytes, #max, __out)),
                    decode: {
                        let decode = quote_spanned!(value.span()=> #placed::count::decode_bytes);
                        quote!(#decode::<#int, #read>(#max, __input))
                    },
                }
            }
            Layout::Blob(Some(prefix)) => {
                let (int, max) = (prefix_type(prefix, paths), most(prefix.max, paths));
                let bytes = bytes(field, paths);
                Self {
                    min_len: quote!(<#int as #wire::Prefix>::MIN_LEN),
                    encode: quote!(#private::len::encode::<#int, _>(#bytes, #max, __out)),
                    decode: {
                        let decode = quote_spanned!(value.span()=> #placed::len::decode);
                        quote!(#decode::<#int, #read>(#max, __input))
                    },
                }
            }
            Layout::Blob(None) => {
                let bytes = bytes(field, paths);
                Self {
                    min_len: quote!(0),
                    encode: quote!(#private::rest::encode(#bytes, __out)),
                    decode: {
                        let decode = quote_spanned!(value.span()=> #placed::rest::decode);
                        quote!(#decode::<#read>(__input))
                    },
                }
            }
            Layout::Until(Sentinel { until, max }) => {
                let (content, max) = (bytes(field, paths), most(*max, paths));
                let (end, len) = until::bytes(until, ty, paths);
                Self {
                    min_len: quote!(#len),
                    encode: quote!(#private::until::encode(#content, #end, #max, __out)),
                    decode: {
                        let decode = quote_spanned!(value.span()=> #placed::until::decode);
                        quote!(#decode::<#read, _>(#end, #max, __input))
                    },
                }
            }
            Layout::List { until: Some(Sentinel { until, max }), each, element, .. } => {
                let by_trait = is_list_by_trait(field).then(|| {
                    let by_trait = quote!(#private::by_trait);
                    (
                        quote!(#by_trait::encoder::<#ty>(#value)),
                        quote!(#by_trait::decoder::<#read>()),
                    )
                });
                let list = until::List {
                    read,
                    element: *element,
                    each: &each_of(*each, paths),
                    elements: &elements(field, *element, paths),
                    by_trait,
                    args: [Side::Encode, Side::Decode].map(|side| args(field, paths, side)),
                    told: told(field, paths),
                    max: &most(*max, paths),
                };
                let [min_len, encode, decode] = list.code(until, paths);
                Self { min_len, encode, decode }
            }
            Layout::List { count, each, element, .. } => {
                Self::list(field, count.as_ref(), *each, *element, paths)
            }
            Layout::Elements { count, element } => {
                let [min_len, encode, decode] =
                    super::elements::code(field, count.as_ref(), element, paths);
                Self { min_len, encode, decode }
            }
            Layout::Magic(magic) => Self {
                min_len: magic::len(magic, paths),
                encode: magic::encode(magic, paths),
                decode: magic::decode(magic, paths),
            },
            Layout::Reserved(reserved) => {
                let (count, ignore) = (padding::count(reserved, paths), reserved.ignore);
                Self {
                    min_len: count.clone(),
                    encode: quote!(#private::pad::reserve(const { #count }, __out)),
                    decode: quote!(#private::pad::skip(const { #count }, #ignore, __input)),
                }
            }
            Layout::With { module, .. } => {
                let (encode, decode) = (function(module, "encode"), function(module, "decode"));
                let [args, told] = [Side::Encode, Side::Decode].map(|side| {
                    let args = field.args.iter().flatten();
                    args.map(|arg| asked(arg, side)).collect::<Vec<_>>()
                });
                Self {
                    min_len: quote!(0),
                    encode: quote!(#encode(#value, __out #(, #args)*)),
                    decode: quote!(#decode(__input #(, #told)*)),
                }
            }
            // Written when what it covers is known.
            Layout::Checksum(_) => Self {
                min_len: quote!(<#ty as #wire::Decode<'wire>>::MIN_LEN),
                encode: TokenStream::new(),
                decode: quote!(<#ty as #wire::Decode<'wire>>::decode(__input, ())),
            },
            // Not on the wire, or written and read with the enum's tag or with the integer.
            Layout::Skip | Layout::Tag | Layout::Part(_) => {
                Self { min_len: quote!(0), encode: TokenStream::new(), decode: TokenStream::new() }
            }
        }
    }

    /// Text or bytes of as many bytes as an expression says.
    fn given_bytes(field: &Field<'_>, prefix: &Prefix<'_>, word: &str, paths: &Paths) -> Self {
        let (private, read, value) = (&paths.private, &field.read, &field.binding);
        let bytes = bytes(field, paths);
        let placed = own::placed(private, value.span());
        let decode = quote_spanned!(value.span()=> #placed::rest::decode);
        let (encode, decode) =
            (quote!(#private::rest::encode(#bytes, __out)), quote!(#decode::<#read>(__input)));
        Self {
            min_len: quote!(0),
            encode: encode_frame(field, prefix, word, &encode, paths),
            decode: decode_frame(prefix, word, read, &decode, paths),
        }
    }

    fn list(
        field: &Field<'_>,
        count: Option<&Prefix<'_>>,
        each: Option<&PrefixType>,
        element: Option<&Type>,
        paths: &Paths,
    ) -> Self {
        let (wire, private) = (&paths.wire, &paths.private);
        let ty = &field.read;
        // An error about the lifetime of the type is at the type.
        let placed = own::placed(private, field.binding.span());
        let (elements, each) = (elements(field, element, paths), each_of(each, paths));
        let by_args = told(field, paths).unwrap_or_else(|| quote!(_));
        let [args, told] = [Side::Encode, Side::Decode].map(|side| args(field, paths, side));
        let by_trait =
            is_list_by_trait(field).then(|| quote!(#private::by_trait::decoder::<#ty>()));
        let place = element.map_or_else(Span::mixed_site, |element| own::span(element.span()));
        let element = element.map_or_else(|| quote!(_), |element| quote!(#element));
        // How long one borrows from the input is found out with the list.
        let borrows = element.to_string().contains('\'');
        let read = if borrows { quote_spanned!(place=> _) } else { element.clone() };
        match count {
            Some(prefix) if prefix.given.is_some() => {
                let [said, read_said] =
                    [Side::Encode, Side::Decode].map(|side| given(prefix, "count", paths, side));
                let max = most(prefix.max, paths);
                let count = quote!(#private::count);
                Self {
                    min_len: quote!(0),
                    encode: quote! {
                        #count::encode_given::<#each, #element, _, _>(
                            #elements, #said, #max, #args, __out,
                        )
                    },
                    decode: match by_trait {
                        Some(list) => {
                            quote!(#list.__given::<#each>(#read_said, #max, __input))
                        }
                        None => quote! {
                            #count::decode_given::<#each, #ty, #read, _>(
                                #read_said, #max, #told, __input,
                            )
                        },
                    },
                }
            }
            Some(prefix) => {
                let (int, max) = (prefix_type(prefix, paths), most(prefix.max, paths));
                let count = quote!(#private::count);
                Self {
                    min_len: quote!(<#int as #wire::Prefix>::MIN_LEN),
                    encode: quote! {
                        #count::encode::<#int, #each, #element, #by_args, _>(
                            #elements, #max, #args, __out,
                        )
                    },
                    decode: match by_trait {
                        Some(list) => quote!(#list.__count::<#int, #each>(#max, __input)),
                        None => {
                            let decode =
                                quote_spanned!(field.binding.span()=> #placed::count::decode);
                            quote! {
                                #decode::<#int, #each, #ty, #read, #by_args>(#max, #told, __input)
                            }
                        }
                    },
                }
            }
            None => {
                let rest = quote!(#private::rest_list);
                Self {
                    min_len: quote!(0),
                    encode: quote! {
                        #rest::encode::<#each, #element, #by_args, _>(#elements, #args, __out)
                    },
                    decode: match by_trait {
                        Some(list) => quote!(#list.__rest::<#each>(__input)),
                        None => {
                            let decode =
                                quote_spanned!(field.binding.span()=> #placed::rest_list::decode);
                            quote!(#decode::<#each, #ty, #read, #by_args>(#told, __input))
                        }
                    },
                }
            }
        }
    }
}

/// How the elements of a list are placed: a type.
fn each_of(each: Option<&PrefixType>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    match each {
        Some(each) => each_layout(each, paths),
        None => quote!(#private::Bare),
    }
}

// The type comes first in what follows, with its own place: if it is of the wrong kind, the compiler
// says so there, and says it once for all that comes of it.

/// The bytes of text or bytes.
pub(super) fn bytes(field: &Field<'_>, paths: &Paths) -> TokenStream {
    let wire = &paths.wire;
    let (ty, value) = (field.ty, &field.binding);
    quote_spanned!(value.span() => <#ty as #wire::Blob>::wire_bytes(#value))
}

/// Whether the compiler finds out what the list is. It says then that it is one; of a type with
/// parameters, bounds do.
fn is_list_by_trait(field: &Field<'_>) -> bool {
    field.unsure.iter().any(|unsure| matches!(unsure, Unsure::List))
}

/// The elements of a list.
fn elements(field: &Field<'_>, element: Option<&Type>, paths: &Paths) -> TokenStream {
    let Paths { wire, private, .. } = paths;
    let (ty, value) = (field.ty, &field.binding);
    if element.is_none() && is_list_by_trait(field) {
        return quote!(#private::by_trait::encoder::<#ty>(#value).__elements());
    }
    quote_spanned!(value.span() => <#ty as #wire::List>::elements(#value))
}

/// A function of a `with` module, in the place of the module's name.
fn function(module: &Path, name: &str) -> TokenStream {
    let function = Ident::new(name, own::span(module.span()));
    // A type with arguments is no path of an expression as it is.
    match module.segments.last() {
        Some(last) if !last.arguments.is_none() => quote!(<#module>::#function),
        _ => quote!(#module::#function),
    }
}

fn most(max: Option<&syn::Expr>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    match max {
        // A value of another type is an error in the same words on both sides, which is said once.
        Some(max) => quote!(#private::most(#max)),
        None => quote!(::core::primitive::usize::MAX),
    }
}
