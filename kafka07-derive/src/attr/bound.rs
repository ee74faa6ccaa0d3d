//! `bound = "…"` or `bound(encode = "…", decode = "…")`.

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitStr, Result, Token, WherePredicate, token};

use super::{Found, Item, set};

/// What the impls ask of the type's parameters, in place of what they would.
#[derive(Default)]
pub(crate) struct Bound {
    pub(crate) encode: Vec<WherePredicate>,
    /// Beside those of `encode`.
    pub(crate) decode: Vec<WherePredicate>,
}

impl Bound {
    pub(super) fn parse(item: &Item<'_>) -> Result<Self> {
        if !item.input.peek(token::Paren) {
            return Ok(Self { encode: item.value_with(predicates)?, decode: Vec::new() });
        }
        let (mut encode, mut decode) = (None, None);
        item.inside(|inside| {
            while !inside.is_empty() {
                let name: Ident = inside.parse()?;
                let place = match name.to_string().as_str() {
                    "encode" => &mut encode,
                    "decode" => &mut decode,
                    _ => {
                        let what = "write `bound(encode = \"…\", decode = \"…\")`";
                        return Err(Error::new(name.span(), what));
                    }
                };
                let item =
                    Item { input: inside, name: &name, example: "decode = \"T: Decode<'wire>\"" };
                set(place, &name, item.value_with(predicates))?;
                if !inside.is_empty() {
                    inside.parse::<Token![,]>()?;
                }
            }
            Ok(())
        })?;
        let list = |found: Option<Found<_>>| found.map_or_else(Vec::new, |found| found.value);
        Ok(Self { encode: list(encode), decode: list(decode) })
    }
}

fn predicates(input: ParseStream<'_>) -> Result<Vec<WherePredicate>> {
    if !input.peek(LitStr) {
        return Err(input.error("bounds stand in quotes: `bound = \"T: Encode\"`"));
    }
    let text: LitStr = input.parse()?;
    let all = text.parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated)?;
    Ok(all.into_iter().collect())
}
