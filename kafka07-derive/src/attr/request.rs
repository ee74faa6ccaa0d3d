//! `request(key = 1, response = R)`.

use syn::{Error, Expr, Ident, Result, Token, Type};

use super::{Found, Item, set};

pub(crate) struct Request {
    pub(crate) key: Expr,
    pub(crate) response: Option<Type>,
}

impl Request {
    pub(super) fn parse(item: &Item<'_>) -> Result<Self> {
        let (mut key, mut response) = (None, None);
        item.inside(|inside| {
            while !inside.is_empty() {
                let name: Ident = inside.parse()?;
                if name == "key" {
                    let item = Item { input: inside, name: &name, example: "key = 1" };
                    set(&mut key, &name, item.value())?;
                } else if name == "response" {
                    let item = Item { input: inside, name: &name, example: "response = R" };
                    set(&mut response, &name, item.value())?;
                } else {
                    let what = format!("`{name}` is no part of it; write `{}`", item.example);
                    return Err(Error::new(name.span(), what));
                }
                if !inside.is_empty() {
                    inside.parse::<Token![,]>()?;
                }
            }
            Ok(())
        })?;
        let Some(Found { value: key, .. }) = key else {
            let what = format!("a request has a key: write `{}`", item.example);
            return Err(Error::new(item.name.span(), what));
        };
        Ok(Self { key, response: response.map(|found| found.value) })
    }
}
