//! Names of the user's as derived code writes them: in their place, so that errors are found there, but
//! as the macro's own, so that lints are silent.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Error, ExprPath, Ident, Member};

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

/// The path of a constant. Where it begins is the user's, whose edition says what that means.
pub(crate) fn path(mut path: ExprPath) -> ExprPath {
    if path.path.segments.len() > 1
        && let Some(last) = path.path.segments.last_mut()
    {
        last.ident = name(&last.ident);
    }
    path
}

/// A declaration with `r#` before words that are names in it if its edition is an old one: `dyn` where
/// no type follows, the others everywhere.
pub(crate) fn raw(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut raw = TokenStream::new();
    while let Some(token) = tokens.next() {
        let token = match token {
            TokenTree::Ident(word) if RESERVED_IN_SOME_EDITIONS.iter().any(|name| word == name) => {
                let names = word != "dyn"
                    || !matches!(tokens.peek(), Some(TokenTree::Ident(_) | TokenTree::Group(_)));
                let raw = || Ident::new_raw(&word.to_string(), word.span());
                TokenTree::Ident(if names { raw() } else { word.clone() })
            }
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), self::raw(group.stream()));
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            other => other,
        };
        raw.extend([token]);
    }
    raw
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

/// A path of the macro's own, in the place of `place`.
pub(crate) fn placed(path: &TokenStream, place: Span) -> TokenStream {
    let place = |mut token: TokenTree| {
        token.set_span(span(place));
        token
    };
    path.clone().into_iter().map(place).collect()
}

/// The invocations of `compile_error` of some errors. They are in the user's places and in the user's
/// name, as that is how errors look best; so `core` is found in a way that all editions know.
pub(crate) fn errors(error: Error) -> TokenStream {
    let (mut at_start, mut errors) = (true, TokenStream::new());
    for token in error.into_compile_error() {
        match token {
            // `::` at the start of each.
            TokenTree::Punct(punct) if at_start && punct.as_char() == ':' => {}
            TokenTree::Ident(ident) if at_start => {
                errors.extend([TokenTree::Ident(Ident::new("__core", ident.span()))]);
                at_start = false;
            }
            token => {
                at_start = matches!(token, TokenTree::Group(_));
                errors.extend([token]);
            }
        }
    }
    quote! {
        const _: () = {
            extern crate core as __core;
            #errors
        };
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_of_later_editions_are_made_names() {
        for (old, new) in [
            ("struct S { async: u8, try: await }", "struct S { r#async: u8, r#try: r#await }"),
            ("struct S { dyn: Box<dyn T> }", "struct S { r#dyn: Box<dyn T> }"),
            ("#[wire(when = async > 1)]", "#[wire(when = r#async > 1)]"),
        ] {
            let [old, new] = [old, new].map(|text| text.parse::<super::TokenStream>().unwrap());
            assert_eq!(super::raw(old).to_string(), new.to_string());
        }
    }
}
