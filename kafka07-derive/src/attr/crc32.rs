//! `crc32(of = …)`: the fields named.

use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::{Error, Member, Result, Token, bracketed, parenthesized, token};

use super::Item;

/// `(of = a)`, `(of = (a, b))` or `(of = [a, b])`.
pub(super) fn parse(item: &Item<'_>) -> Result<Vec<Member>> {
    item.inside(|inside| {
        let name = item.name_inside(inside)?;
        if name != "of" {
            return Err(item.expected(name.span()));
        }
        let of = Item { input: inside, name: &name, example: "of = payload" }.value_with(fields)?;
        if inside.is_empty() {
            return Ok(of);
        }
        Err(inside.error("several fields stand in parentheses: `crc32(of = (header, payload))`"))
    })
}

fn fields(input: ParseStream<'_>) -> Result<Vec<Member>> {
    let list;
    if input.peek(token::Paren) {
        parenthesized!(list in input);
    } else if input.peek(token::Bracket) {
        bracketed!(list in input);
    } else {
        return Ok(vec![field(input)?]);
    }
    let fields = separated(&list);
    // What is left unread behind an error would be taken for another one.
    list.parse::<TokenStream>()?;
    fields
}

fn separated(list: ParseStream<'_>) -> Result<Vec<Member>> {
    let mut fields = Vec::new();
    while !list.is_empty() {
        fields.push(field(list)?);
        if !list.is_empty() && list.parse::<Option<Token![,]>>()?.is_none() {
            return Err(list.error("write a comma between two fields: `(header, payload)`"));
        }
    }
    Ok(fields)
}

fn field(input: ParseStream<'_>) -> Result<Member> {
    let what = "name a field: `crc32(of = payload)`, `crc32(of = 0)` in a tuple";
    input.parse().map_err(|error: Error| Error::new(error.span(), what))
}
