//! Lengths, counts and sizes: prefixes, or what is given in their place.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::arithmetic;
use super::expression::asked;
use crate::attr::PrefixType;
use crate::door::Paths;
use crate::generics::Side;
use crate::own;
use crate::plan::{Condition, Field, Prefix};

/// Writes `inner` in a frame whose size the prefix, or what is given in its place, says.
pub(super) fn encode_frame(
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
pub(super) fn decode_frame(
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

/// The type of a prefix: as it was written, or one that refuses lengths that mean null.
pub(super) fn prefix_type(prefix: &Prefix<'_>, paths: &Paths) -> TokenStream {
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

/// How an element is placed after a prefix of its own. An error about the prefix is at it.
pub(super) fn each_layout(each: &PrefixType, paths: &Paths) -> TokenStream {
    let span = own::span(each.span());
    let private = own::placed(&paths.private, span);
    quote_spanned!(span=> #private::Each<#each>)
}

/// How the elements of a list are placed: a type.
pub(super) fn each_of(each: Option<&PrefixType>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    match each {
        Some(each) => each_layout(each, paths),
        None => quote!(#private::Bare),
    }
}

pub(super) fn most(max: Option<&syn::Expr>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    match max {
        // A value of another type is an error in the same words on both sides, which is said once.
        Some(max) => quote!(#private::most(#max)),
        None => quote!(::core::primitive::usize::MAX),
    }
}

/// What an expression in place of a prefix says: the length, count or size.
pub(super) fn given(
    prefix: &Prefix<'_>,
    word: &str,
    paths: &Paths,
    side: Side,
) -> Option<TokenStream> {
    let (private, word) = (&paths.private, format_ident!("{word}"));
    let Condition { expr, names } = prefix.given.as_ref()?;
    let wide = Condition { expr: arithmetic::wide(expr, paths), names: names.clone() };
    let asked = asked(&wide, side);
    Some(quote!(#private::given::#word(#asked)))
}
