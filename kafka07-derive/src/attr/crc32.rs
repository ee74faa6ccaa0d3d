//! `crc32(of = …)`: the fields named.

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Error, Ident, Index, Member, Result, Token, bracketed, parenthesized, token};

use super::Item;

/// `(of = a)`, `(of = (a, b))` or `(of = [a, b])`.
pub(super) fn parse(item: &Item<'_>) -> Result<Vec<Member>> {
    item.inside(|inside| {
        let name: Ident = inside.parse()?;
        if name != "of" {
            return Err(Error::new(name.span(), format!("write `{}`", item.example)));
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
    let fields = Punctuated::<Member, Token![,]>::parse_terminated_with(&list, field)?;
    Ok(fields.into_iter().collect())
}

/// A field's name; one of a tuple may be `0` or, as in `when`, `_0`.
fn field(input: ParseStream<'_>) -> Result<Member> {
    let member: Member = input.parse()?;
    if let Member::Named(ident) = &member
        && let Some(index) = ident.to_string().strip_prefix('_').and_then(|n| n.parse().ok())
    {
        return Ok(Member::Unnamed(Index { index, span: ident.span() }));
    }
    Ok(member)
}
