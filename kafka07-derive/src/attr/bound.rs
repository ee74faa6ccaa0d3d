//! `bound = "…"` or `bound(encode = "…", decode = "…")`.

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Error, LitStr, Result, Token, WherePredicate, token};

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
        let example = "bound(encode = \"…\", decode = \"…\")";
        let item = &Item { example, ..*item };
        let (mut encode, mut decode) = (None, None);
        item.inside(|inside| {
            while !inside.is_empty() {
                let name = item.name_inside(inside)?;
                let place = match name.to_string().as_str() {
                    "encode" => &mut encode,
                    "decode" => &mut decode,
                    _ => return Err(item.expected(name.span())),
                };
                let example = "decode = \"T: Decode<'wire>\"";
                let bound = Item { input: inside, name: &name, example };
                set(place, &name, bound.value_with(predicates))?;
                item.comma_inside(inside)?;
            }
            Ok(())
        })?;
        let list = |found: Option<Found<_>>| found.map(Found::value).unwrap_or_default();
        Ok(Self { encode: list(encode), decode: list(decode) })
    }
}

fn predicates(input: ParseStream<'_>) -> Result<Vec<WherePredicate>> {
    if !input.peek(LitStr) {
        return Err(input.error("bounds stand in quotes: `bound = \"T: Encode\"`"));
    }
    let text: LitStr = input.parse()?;
    let all = text.parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated);
    let what = "these are not bounds as in a `where` clause, such as `\"T: Encode, U: Copy\"`";
    all.map(|all| all.into_iter().collect()).map_err(|_| Error::new(text.span(), what))
}
