//! One field: its length, its bytes and its value, as expressions. Errors have no path yet.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Type;

use super::code::Code;
use super::told::{by_trait, told, trait_inside};
use super::{blob, layout, list, padding};
use crate::attr::Padding;
use crate::door::Paths;
use crate::generics::Side;
use crate::plan::{Counted, Field, Layout};
use crate::shape::{Shape, Shapes};

/// The least length.
pub(super) fn min_len(field: &Field<'_>, paths: &Paths) -> TokenStream {
    if field.when.is_some() || field.optional {
        return quote!(0);
    }
    layout::value(field, paths).min_len
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
    let Code { encode: framed, .. } = layout::value(field, paths);
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

/// How many elements or bytes the value has, as a call that says which: the value is bound by
/// reference.
pub(super) fn counted(field: &Field<'_>, counted: Counted, paths: &Paths) -> TokenStream {
    let (private, value) = (&paths.private, &field.binding);
    let (count, word) = match (&field.layout, counted) {
        (Layout::List { element, .. }, _) => (list::elements(field, *element, paths), "count"),
        (Layout::Elements { .. }, _) | (Layout::With { .. }, Counted::Elements) => {
            (list::elements(field, Some(field.ty), paths), "count")
        }
        (_, Counted::Elements) => (blob::bytes(field, paths), "count"),
        _ => (blob::bytes(field, paths), "length"),
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

/// Reads a value that is there: an expression of type `Result<T, Error>`.
pub(super) fn decode(field: &Field<'_>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let Code { decode: framed, .. } = layout::value(field, paths);
    let framed = padded(field, framed, paths, Side::Decode);
    if field.optional { quote!(#private::tail::decode(__input, |__input| #framed)) } else { framed }
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

/// Whether a type is known to leave what follows it.
pub(super) fn is_closed(ty: &Type, shapes: &Shapes<'_>) -> bool {
    matches!(shapes.of(ty), Shape::Fixed | Shape::Unit)
}
