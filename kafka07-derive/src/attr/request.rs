//! `request(key = 1, response = R)`.

use syn::{Error, Expr, Result, Type};

use super::{Found, Item, set};

pub(crate) struct Request {
    /// There once all rules hold.
    pub(crate) key: Option<Expr>,
    pub(crate) response: Option<Type>,
}

impl Request {
    pub(super) fn parse(item: &Item<'_>) -> Result<Self> {
        let (mut key, mut response) = (None, None);
        item.inside(|inside| {
            while !inside.is_empty() {
                let name = item.name_inside(inside)?;
                if name == "key" {
                    let item = Item { input: inside, name: &name, example: "key = 1" };
                    set(&mut key, &name, super::expression(&item))?;
                } else if name == "response" {
                    let item = Item { input: inside, name: &name, example: "response = R" };
                    set(&mut response, &name, item.syntax())?;
                } else {
                    let what = format!("`{name}` is no part of it; write `{}`", item.example);
                    return Err(Error::new(name.span(), what));
                }
                item.comma_inside(inside)?;
            }
            Ok(())
        })?;
        let (key, response) = (key.map(Found::value), response.map(Found::value));
        Ok(Self { key, response })
    }
}
