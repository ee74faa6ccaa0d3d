//! Names in tokens whose syntax is not known.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use syn::Ident;
use syn::ext::IdentExt;

/// Replaces names in tokens that are no expression: those of a macro with a syntax of its own. A name
/// after a `.` is a member or method, before or after `::` a path, before `!` a macro, before `:` a
/// member again.
pub(crate) fn by_token(
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
                let inside = by_token(group.stream(), replace);
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
    let ty = matches!(at.checked_sub(1).and_then(|at| tokens.get(at)), Some(TokenTree::Ident(word)) if word == "as");
    let names_something = matches!(punct(at + 1), Some((':', _)));
    let makro = matches!(punct(at + 1), Some(('!', Spacing::Alone)))
        && matches!(tokens.get(at + 2), Some(TokenTree::Group(group)) if group.delimiter() != Delimiter::None);
    !(member || lifetime || path || ty || names_something || makro)
}
