//! `align` and `pad`: padding up to a multiple of bytes from the type's first one.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use crate::attr::Padding;
use crate::door::Paths;
use crate::generics::Side;
use crate::own;
use crate::plan::{Layout, Plan};

/// Writes or reads padding: an expression of type `Result<(), Error>`.
pub(super) fn code(padding: &Padding, paths: &Paths, side: Side) -> TokenStream {
    let (private, ignore) = (&paths.private, padding.ignore);
    let multiple = number(padding, "multiple", paths);
    match side {
        Side::Encode => quote!(#private::pad::encode(__start, const { #multiple }, __out)),
        Side::Decode => {
            quote!(#private::pad::decode(__start, const { #multiple }, #ignore, __input))
        }
    }
}

/// Statements that stop the build if a number cannot be one: of a literal the derive has said so.
pub(super) fn checks(plan: &Plan<'_>, paths: &Paths) -> Vec<TokenStream> {
    let multiples = plan.fields().flat_map(|field| [field.align, field.pad]).chain([plan.pad]);
    let multiples = multiples.flatten().map(|padding| (padding, "multiple"));
    let counts = plan.fields().filter_map(|field| match field.layout {
        Layout::Reserved(count) => Some((count, "count")),
        _ => None,
    });
    let unknown =
        multiples.chain(counts).filter(|(padding, _)| !matches!(padding.value, Expr::Lit(_)));
    let checks = unknown.map(|(padding, check)| number(padding, check, paths));
    checks.map(|number| quote!(let _: ::core::primitive::usize = #number;)).collect()
}

/// Remembers where the type begins.
pub(super) fn start(paths: &Paths, side: Side) -> TokenStream {
    let wire = &paths.wire;
    match side {
        Side::Encode => quote!(let __start = #wire::Output::position(__out);),
        Side::Decode => quote!(let __start = #wire::Reader::offset(__input);),
    }
}

/// The length `length` with padding.
pub(super) fn up(length: &TokenStream, padding: &Padding, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let multiple = number(padding, "multiple", paths);
    quote!(#private::pad::up(#length, #multiple))
}

/// The number of bytes that are reserved.
pub(super) fn count(padding: &Padding, paths: &Paths) -> TokenStream {
    number(padding, "count", paths)
}

/// The number that was written, which `check` looks at: an error is at what was written.
fn number(padding: &Padding, check: &str, paths: &Paths) -> TokenStream {
    let place = padding.value.span();
    let (private, check) = (own::placed(&paths.private, place), format_ident!("{check}"));
    quote_spanned!(own::span(place)=> #private::pad::#check(#padding))
}
