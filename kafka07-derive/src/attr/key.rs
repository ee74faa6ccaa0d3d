//! `tag = (kind)` on a field: the tag of its enum, as an expression over earlier fields.

use syn::parse::ParseStream;
use syn::{Error, Expr, Result};

use super::int::Int;
use super::{Item, bare};

/// An expression in parentheses.
pub(super) fn parse(item: &Item<'_>) -> Result<Expr> {
    item.value_with(in_parentheses).map(bare)
}

fn in_parentheses(input: ParseStream<'_>) -> Result<Expr> {
    let start = input.span();
    let what = "the tag is an expression over earlier fields, in parentheses: `tag = (kind)`";
    let expr: Expr = input.parse().map_err(|_| Error::new(start, what))?;
    if is_in_parentheses(&expr) {
        return Ok(expr);
    }
    let of_an_enum = match &expr {
        Expr::Path(path) => path.path.get_ident().and_then(Int::from_ident),
        _ => None,
    };
    Err(match of_an_enum {
        Some(int) => {
            Error::new_spanned(&expr, format!("`tag = {}` is on the enum; here {what}", int.ident))
        }
        None => Error::new_spanned(&expr, what),
    })
}

fn is_in_parentheses(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(_) => true,
        Expr::Group(group) => is_in_parentheses(&group.expr),
        _ => false,
    }
}
