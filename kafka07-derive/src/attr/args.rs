//! `args(version: i16)` on a type, `args(version)` on a field: what a type is told by the one that
//! contains it.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, Result, Token, Type};

use super::{Item, bare};

/// An argument that a type asks for.
pub(crate) struct Param {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
}

impl Parse for Param {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let ident = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Self { ident, ty: input.parse()? })
    }
}

/// `args(version: i16, key: u8)`.
pub(super) fn params(item: &Item<'_>) -> Result<Vec<Param>> {
    list(item)
}

/// `args(version, key + 1)`.
pub(super) fn values(item: &Item<'_>) -> Result<Vec<Expr>> {
    Ok(list(item)?.into_iter().map(bare).collect())
}

fn list<T: Parse>(item: &Item<'_>) -> Result<Vec<T>> {
    item.inside(|inside| {
        let list = Punctuated::<T, Token![,]>::parse_terminated(inside);
        let list = list.map_err(|error| item.expected(error.span()))?;
        Ok(list.into_iter().collect())
    })
}
