//! Names of the user's as derived code writes them: in their place, so that errors are found there, but
//! as the macro's own, so that lints are silent.

use proc_macro2::Span;
use syn::{Ident, Member};

/// Words that some editions keep for themselves and others do not: the macro's edition does.
const RESERVED_IN_SOME_EDITIONS: [&str; 5] = ["async", "await", "dyn", "gen", "try"];

/// A type's, variant's or field's name.
pub(crate) fn name(ident: &Ident) -> Ident {
    let span = span(ident.span());
    let text = ident.to_string();
    if RESERVED_IN_SOME_EDITIONS.contains(&text.as_str()) {
        return Ident::new_raw(&text, span);
    }
    let mut ident = ident.clone();
    ident.set_span(span);
    ident
}

/// A field's name or number.
pub(crate) fn member(member: &Member) -> Member {
    match member {
        Member::Named(ident) => Member::Named(name(ident)),
        Member::Unnamed(index) => {
            let mut index = index.clone();
            index.span = span(index.span);
            Member::Unnamed(index)
        }
    }
}

/// The place of `place` in a span of the macro's own.
pub(crate) fn span(place: Span) -> Span {
    Span::mixed_site().located_at(place)
}
