//! `tag = (kind)` on a field: the tag of its enum, as an expression over earlier fields.

use syn::parse::ParseStream;
use syn::{Error, Expr, Result};

use super::{Item, bare};

/// An expression in parentheses.
pub(super) fn parse(item: &Item<'_>) -> Result<Expr> {
    item.value_with(in_parentheses).map(bare)
}

fn in_parentheses(input: ParseStream<'_>) -> Result<Expr> {
    let start = input.span();
    let what = "the tag is an expression over earlier fields, in parentheses: `tag = (kind)`";
    let expr: Expr = input.parse().map_err(|_| Error::new(start, what))?;
    if is_in_parentheses(&expr) { Ok(expr) } else { Err(Error::new_spanned(expr, what)) }
}

fn is_in_parentheses(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(_) => true,
        Expr::Group(group) => is_in_parentheses(&group.expr),
        _ => false,
    }
}
