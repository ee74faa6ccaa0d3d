//! `when = …`: earlier fields, named in an expression, as places in generated code.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::Ident;
use syn::ext::IdentExt;

/// Replaces every name that stands for a field: `replace` gives the tokens for it, if it is one.
///
/// By token, not by syntax tree, so that it works inside macros too. A name behind a `.` is a
/// member or method, before or behind `::` a path, before `!` a macro, before `:` a member again.
pub(crate) fn substitute(
    tokens: TokenStream,
    replace: &mut dyn FnMut(&Ident, &str) -> Option<TokenStream>,
) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = TokenStream::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if is_value(&tokens, at) => {
                match replace(ident, &ident.unraw().to_string()) {
                    Some(place) => out.extend(place),
                    None => out.extend([token.clone()]),
                }
            }
            TokenTree::Group(group) => {
                let inside = substitute(group.stream(), replace);
                let mut replaced = Group::new(group.delimiter(), inside);
                replaced.set_span(group.span());
                out.extend([TokenTree::Group(replaced)]);
            }
            _ => out.extend([token.clone()]),
        }
    }
    out
}

fn is_value(tokens: &[TokenTree], at: usize) -> bool {
    let punct = |at: usize| match tokens.get(at) {
        Some(TokenTree::Punct(punct)) => Some((punct.as_char(), punct.spacing())),
        _ => None,
    };
    let before = |back: usize| at.checked_sub(back).and_then(punct);
    let member =
        matches!(before(1), Some(('.', _))) && !matches!(before(2), Some(('.', Spacing::Joint)));
    let lifetime = matches!(before(1), Some(('\'', _)));
    let path =
        matches!(before(1), Some((':', _))) && matches!(before(2), Some((':', Spacing::Joint)));
    let names_something = matches!(punct(at + 1), Some((':', _)));
    let makro = matches!(punct(at + 1), Some(('!', Spacing::Alone)))
        && matches!(tokens.get(at + 2), Some(TokenTree::Group(group)) if group.delimiter() != Delimiter::None);
    !(member || lifetime || path || names_something || makro)
}

/// The place that `binding`, a reference, refers to.
pub(crate) fn place(binding: &Ident) -> TokenStream {
    quote_spanned!(binding.span() => (*#binding))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_a_replaced(expr: &str) -> String {
        let mut replace = |_: &Ident, name: &str| (name == "a").then(|| quote::quote!(X));
        let all = substitute(expr.parse().unwrap(), &mut replace);
        all.to_string().replace(' ', "")
    }

    #[test]
    fn values_are_replaced_and_other_names_are_not() {
        for (expr, expected) in [
            ("a == 1", "X==1"),
            ("a != 1", "X!=1"),
            ("matches!(a, E::A)", "matches!(X,E::A)"),
            ("a.a(a)", "X.a(X)"),
            ("a::b(a) || c::a", "a::b(X)||c::a"),
            ("(0..a).contains(&a)", "(0..X).contains(&X)"),
            ("a!(a)", "a!(X)"),
            ("S { a: a }.f()", "S{a:X}.f()"),
            ("r#a > 0", "X>0"),
        ] {
            assert_eq!(with_a_replaced(expr), expected, "{expr}");
        }
    }
}
