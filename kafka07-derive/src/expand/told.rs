//! What a type is told by the one that contains it: its arguments, and the tag of an enum.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::arithmetic;
use super::expression::{self, asked};
use crate::door::Paths;
use crate::generics::Side;
use crate::own;
use crate::plan::{Condition, Field};

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
pub(super) fn args(field: &Field<'_>, paths: &Paths, side: Side) -> TokenStream {
    let private = &paths.private;
    let args = match &field.args {
        Some(args) => {
            let args = args.iter().map(|arg| expression::told(arg, side));
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
pub(super) fn with_key(
    field: &Field<'_>,
    code: TokenStream,
    paths: &Paths,
    side: Side,
) -> TokenStream {
    let Paths { wire, private, .. } = paths;
    let Some(key) = &field.key else { return code };
    let at = match side {
        Side::Encode => quote!(#wire::Output::position(__out)),
        Side::Decode => quote!(#wire::Reader::offset(__input)),
    };
    // An error about the type of the key is at the key.
    let place = key.expr.span();
    // What was read may be any number, and `kind - 1` must not end the program.
    let expr = arithmetic::wide_if_arithmetic(&key.expr, paths);
    let key = asked(&Condition { expr, names: key.names.clone() }, side);
    let private = own::placed(private, place);
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
