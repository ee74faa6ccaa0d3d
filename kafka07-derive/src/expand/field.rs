//! One field: its length, its bytes and its value, as expressions. Errors have no path yet.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Path};

use crate::door::Paths;
use crate::generics::Side;
use crate::own;
use crate::plan::{Condition, Field, Layout, Prefix};
use crate::shape::Shape;

/// The trait that a field's type implements on one side.
pub(super) fn trait_of(paths: &Paths, side: Side) -> TokenStream {
    let wire = &paths.wire;
    match side {
        Side::Encode => quote!(#wire::Encode),
        Side::Decode => quote!(#wire::Decode<'wire>),
    }
}

/// The least length.
pub(super) fn min_len(field: &Field<'_>, paths: &Paths) -> TokenStream {
    if field.when.is_some() {
        return quote!(0);
    }
    let inner = Code::of(field, paths).min_len;
    match &field.frame {
        Some(Prefix { int, .. }) => {
            let wire = &paths.wire;
            quote!(<#int as #wire::Prefix>::MIN_LEN + #inner)
        }
        None => inner,
    }
}

/// Whether it takes all bytes left, if it may: an expression of type `bool`.
pub(super) fn open(field: &Field<'_>, paths: &Paths, side: Side) -> Option<TokenStream> {
    let of = trait_of(paths, side);
    match &field.layout {
        _ if field.frame.is_some() => None,
        Layout::Blob(None) | Layout::List { count: None, .. } | Layout::With { rest: true, .. } => {
            Some(quote!(true))
        }
        Layout::Nested if !matches!(Shape::of(field.ty), Shape::Fixed | Shape::Unit) => {
            let ty = field.ty;
            Some(quote!(<#ty as #of>::OPEN))
        }
        _ => None,
    }
}

/// Writes the value: an expression of type `Result<(), Error>`.
pub(super) fn encode(field: &Field<'_>, paths: &Paths) -> TokenStream {
    let (private, value) = (&paths.private, &field.binding);
    let inner = Code::of(field, paths).encode;
    let framed = match &field.frame {
        Some(Prefix { int, max }) => {
            let max = most(*max);
            quote!(#private::frame::encode::<#int, _>(#max, __out, |__out| #inner))
        }
        None => inner,
    };
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
    let Condition { expr, names } = field.when.as_ref()?;
    // An expression of any kind can follow `=`; at the start of a statement some cannot.
    let asked = quote!(let __wanted: ::core::primitive::bool = #expr;);
    Some(match side {
        Side::Encode => asked,
        // What has been read is bound by value, and the expression is over references.
        Side::Decode => quote! {
            let __wanted = {
                #(let #names = &#names;)*
                #asked
                __wanted
            };
        },
    })
}

/// Reads a value that is there: an expression of type `Result<T, Error>`.
pub(super) fn decode(field: &Field<'_>, paths: &Paths) -> TokenStream {
    let (private, ty) = (&paths.private, field.ty);
    let inner = Code::of(field, paths).decode;
    match &field.frame {
        Some(Prefix { int, max }) => {
            let max = most(*max);
            quote!(#private::frame::decode::<#int, #ty>(#max, __input, |__input| #inner))
        }
        None => inner,
    }
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
        let (ty, value) = (field.ty, &field.binding);
        match &field.layout {
            Layout::Nested => Self {
                min_len: quote!(<#ty as #wire::Decode<'wire>>::MIN_LEN),
                encode: quote!(<#ty as #wire::Encode>::encode(#value, __out, ())),
                decode: quote!(<#ty as #wire::Decode<'wire>>::decode(__input, ())),
            },
            Layout::Blob(Some(Prefix { int, max })) => {
                let (max, bytes) = (most(*max), bytes(field, paths));
                Self {
                    min_len: quote!(<#int as #wire::Prefix>::MIN_LEN),
                    encode: quote!(#private::len::encode::<#int, _>(#bytes, #max, __out)),
                    decode: quote!(#private::len::decode::<#int, #ty>(#max, __input)),
                }
            }
            Layout::Blob(None) => {
                let bytes = bytes(field, paths);
                Self {
                    min_len: quote!(0),
                    encode: quote!(#private::rest::encode(#bytes, __out)),
                    decode: quote!(#private::rest::decode::<#ty>(__input)),
                }
            }
            Layout::List { count, each, element } => {
                let elements = elements(field, paths);
                let each = match each {
                    Some(each) => quote!(#private::Each<#each>),
                    None => quote!(#private::Bare),
                };
                let element = element.map_or_else(|| quote!(_), |element| quote!(#element));
                match count {
                    Some(Prefix { int, max }) => {
                        let (max, count) = (most(*max), quote!(#private::count));
                        Self {
                            min_len: quote!(<#int as #wire::Prefix>::MIN_LEN),
                            encode: quote! {
                                #count::encode::<#int, #each, #element, _, _>(
                                    #elements, #max, (), __out,
                                )
                            },
                            decode: quote! {
                                #count::decode::<#int, #each, #ty, _>(#max, (), __input)
                            },
                        }
                    }
                    None => {
                        let rest = quote!(#private::rest_list);
                        Self {
                            min_len: quote!(0),
                            encode: quote! {
                                #rest::encode::<#each, #element, _, _>(#elements, (), __out)
                            },
                            decode: quote!(#rest::decode::<#each, #ty, _>((), __input)),
                        }
                    }
                }
            }
            Layout::Magic(magic) => {
                let len = magic.bytes.len();
                Self {
                    min_len: quote!(#len),
                    encode: quote!(#private::magic::encode(#magic, __out)),
                    decode: quote!(#private::magic::decode(#magic, __input)),
                }
            }
            Layout::With { module, .. } => {
                let (encode, decode) = (function(module, "encode"), function(module, "decode"));
                Self {
                    min_len: quote!(0),
                    encode: quote!(#encode(#value, __out)),
                    decode: quote!(#decode(__input)),
                }
            }
            // Written when what it covers is known.
            Layout::Crc32 => Self {
                min_len: quote!(<#ty as #wire::Decode<'wire>>::MIN_LEN),
                encode: TokenStream::new(),
                decode: quote!(<#ty as #wire::Decode<'wire>>::decode(__input, ())),
            },
            // Not on the wire, or written and read with the enum's tag.
            Layout::Skip | Layout::Tag => {
                Self { min_len: quote!(0), encode: TokenStream::new(), decode: TokenStream::new() }
            }
        }
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

/// The elements of a list.
fn elements(field: &Field<'_>, paths: &Paths) -> TokenStream {
    let wire = &paths.wire;
    let (ty, value) = (field.ty, &field.binding);
    quote_spanned!(value.span() => <#ty as #wire::List>::elements(#value))
}

/// A function of a `with` module, in the place of the module's name.
fn function(module: &Path, name: &str) -> TokenStream {
    let function = Ident::new(name, own::span(module.span()));
    quote!(#module::#function)
}

fn most(max: Option<&syn::Expr>) -> TokenStream {
    match max {
        Some(max) => quote!(#max),
        None => quote!(::core::primitive::usize::MAX),
    }
}
