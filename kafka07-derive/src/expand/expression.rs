//! Expressions of the user: conditions, checks, arguments and lengths.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;
use syn::spanned::Spanned;

use crate::door::Paths;
use crate::generics::Side;
use crate::own;
use crate::plan::{Condition, Field};

/// What the user's expression says, as an expression for any place.
pub(super) fn asked(condition: &Condition, side: Side) -> TokenStream {
    asked_as(&TokenStream::new(), condition, side)
}

/// The same as a value that is told to a type or function: if it is of another type than that asks for,
/// the compiler says so in the same words and the same place on both sides.
pub(super) fn told(condition: &Condition, side: Side) -> TokenStream {
    let asked = asked(condition, side);
    let told = Ident::new("__told", own::span(condition.expr.span()));
    quote!({ let #told = #asked; #told })
}

/// Whether a condition holds. If it is of another type, that is said in the same words on both sides.
pub(super) fn holds(condition: &Condition, side: Side) -> TokenStream {
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

/// The statement that asks on `side` whether the value is there, before it is written or read.
pub(super) fn wanted(field: &Field<'_>, side: Side) -> Option<TokenStream> {
    let asked = holds(field.when.as_ref()?, side);
    Some(quote!(let __wanted: ::core::primitive::bool = #asked;))
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
