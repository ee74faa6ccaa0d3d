//! `align = 4`, `pad(4, ignore)`, `reserved = 3`: bytes that say nothing.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, Result, Token, token};

use super::Item;

pub(crate) struct Padding {
    /// A multiple or a number of bytes.
    pub(crate) value: Expr,
    /// Whether any bytes may be there when reading.
    pub(crate) ignore: bool,
}

impl Padding {
    pub(super) fn parse(item: &Item<'_>) -> Result<Self> {
        if !item.input.peek(token::Paren) {
            return Ok(Self { value: super::expression(item)?, ignore: false });
        }
        item.inside(|inside| {
            let wrong = |error: syn::Error| item.expected(error.span());
            let value = super::bare(inside.parse().map_err(wrong)?);
            let mut ignore = false;
            if inside.parse::<Option<Token![,]>>()?.is_some() && !inside.is_empty() {
                let word = item.name_inside(inside)?;
                if word != "ignore" {
                    let name = item.name;
                    let text = value.to_token_stream();
                    let what =
                        format!("write `{name}({text}, ignore)` to allow other bytes than zeros");
                    return Err(syn::Error::new(word.span(), what));
                }
                ignore = true;
            }
            Ok(Self { value, ignore })
        })
    }
}

impl ToTokens for Padding {
    /// The number.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.value.to_tokens(tokens);
    }
}
