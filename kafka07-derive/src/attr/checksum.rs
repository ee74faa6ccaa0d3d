//! `crc32(of = …)` and `checksum(with = …, of = …)`: the algorithm, and the fields named.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Error, Ident, Member, Result, Token, Type, bracketed, parenthesized, token};

use super::item::all_of;
use super::{Found, Item, set};

pub(crate) struct Checksum {
    /// The type that computes it. `None` for a CRC-32; also until all rules hold.
    pub(crate) with: Option<Type>,
    pub(crate) of: Vec<Covered>,
}

/// A field that is covered.
pub(crate) struct Covered {
    pub(crate) member: Member,
    /// Whether its prefix is left out.
    pub(crate) content: bool,
}

/// `(of = a)`, `(of = (a, b))` or `(of = [a, content(b)])`.
pub(super) fn crc32(item: &Item<'_>) -> Result<Checksum> {
    item.inside(|inside| {
        let name = item.name_inside(inside)?;
        if name != "of" {
            return Err(item.expected(name.span()));
        }
        let of = of(inside, &name)?;
        if inside.is_empty() {
            return Ok(Checksum { with: None, of });
        }
        Err(inside.error("several fields stand in parentheses: `crc32(of = (header, payload))`"))
    })
}

/// The same after `with = Type`, or before it.
pub(super) fn any(item: &Item<'_>) -> Result<Checksum> {
    let (mut with, mut covered): (Option<Found<Type>>, _) = (None, None);
    item.inside(|inside| {
        while !inside.is_empty() {
            let name = item.name_inside(inside)?;
            if name == "with" {
                let item = Item { input: inside, name: &name, example: "with = Adler32" };
                set(&mut with, &name, item.value_with(algorithm))?;
            } else if name == "of" {
                set(&mut covered, &name, of(inside, &name))?;
            } else {
                return Err(item.expected(name.span()));
            }
            item.comma_inside(inside)?;
        }
        Ok(())
    })?;
    let missing = |what| Err(Error::new(item.name.span(), what));
    match (with, covered) {
        (Some(with), Some(of)) => Ok(Checksum { with: Some(with.value), of: of.value }),
        (None, _) => missing("which checksum? write `checksum(with = Adler32, of = payload)`"),
        (_, None) => missing("of which fields? write `checksum(with = Adler32, of = payload)`"),
    }
}

fn algorithm(input: ParseStream<'_>) -> Result<Type> {
    let what = "write the path of a type that implements `Checksum`: `with = Adler32`";
    let start = input.span();
    match input.parse() {
        Ok(ty @ (Type::Path(_) | Type::Group(_))) => Ok(ty),
        _ => Err(Error::new(start, what)),
    }
}

fn of(inside: ParseStream<'_>, name: &Ident) -> Result<Vec<Covered>> {
    Item { input: inside, name, example: "of = payload" }.value_with(fields)
}

fn fields(input: ParseStream<'_>) -> Result<Vec<Covered>> {
    let list;
    if input.peek(token::Paren) {
        parenthesized!(list in input);
    } else if input.peek(token::Bracket) {
        bracketed!(list in input);
    } else {
        return Ok(vec![field(input)?]);
    }
    let fields = separated(&list);
    all_of(&list, fields)
}

fn separated(list: ParseStream<'_>) -> Result<Vec<Covered>> {
    let mut fields = Vec::new();
    while !list.is_empty() {
        fields.push(field(list)?);
        if !list.is_empty() && list.parse::<Option<Token![,]>>()?.is_none() {
            return Err(list.error("write a comma between two fields: `(header, payload)`"));
        }
    }
    Ok(fields)
}

fn field(input: ParseStream<'_>) -> Result<Covered> {
    if !(input.peek(Ident::peek_any) && input.peek2(token::Paren)) {
        return Ok(Covered { member: member(input)?, content: false });
    }
    let word = Ident::parse_any(input)?;
    if word != "content" {
        let what =
            "`content(payload)` is a field without its prefix; nothing else is in parentheses here";
        return Err(Error::new(word.span(), what));
    }
    let inside;
    parenthesized!(inside in input);
    let covered = member(&inside).and_then(|member| {
        let more = || inside.error("one field: `content(payload)`");
        if inside.is_empty() { Ok(Covered { member, content: true }) } else { Err(more()) }
    });
    all_of(&inside, covered)
}

pub(super) fn member(input: ParseStream<'_>) -> Result<Member> {
    let what = "name a field: `of = payload`, `of = 0` in a tuple";
    input.parse().map_err(|error: Error| Error::new(error.span(), what))
}
