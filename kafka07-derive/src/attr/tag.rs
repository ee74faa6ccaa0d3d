//! `tag = 1` on a variant: the literal and its value.

use proc_macro2::{Literal, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Lit, Result, Token};

use super::int::{self, Int};
use crate::own;

pub(crate) struct Tag {
    pub(crate) value: i128,
    /// The type that the literal itself names, as in `1u8`.
    pub(crate) suffix: String,
    minus: Option<Token![-]>,
    pub(crate) literal: Lit,
}

impl Parse for Tag {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let minus: Option<Token![-]> = input.parse()?;
        // A literal may have a minus of its own.
        if input.peek(Token![-]) || !input.peek(Lit) {
            return Err(input.error("a tag is a literal: `1`, `-1`, `0x2a` or `b'K'`"));
        }
        let literal: Lit = input.parse()?;
        let (value, suffix) = match &literal {
            Lit::Int(int) => (int::value(int)?, int.suffix().to_owned()),
            Lit::Byte(byte) if minus.is_none() => (i128::from(byte.value()), String::new()),
            other => {
                let what = "a tag is an integer: `1`, `-1`, `0x2a` or `b'K'`";
                return Err(Error::new_spanned(other, what));
            }
        };
        let value = if minus.is_some() { -value } else { value };
        Ok(Self { value, suffix, minus, literal })
    }
}

impl Tag {
    /// The literal as it was written, for errors about it.
    pub(crate) fn written(&self) -> TokenStream {
        let mut tokens = self.minus.to_token_stream();
        self.literal.to_tokens(&mut tokens);
        tokens
    }

    /// The value as a literal of the type `int`, for expressions and patterns.
    pub(crate) fn literal(&self, int: &Int) -> TokenStream {
        let digits = format!("{}{}", self.value.unsigned_abs(), int.ident);
        let mut literal: Literal = digits.parse().expect("digits and a type are a literal");
        // Of the macro's own making, or lints would take a pattern of tags for the user's.
        literal.set_span(own::span(self.literal.span()));
        let minus = (self.value < 0).then(<Token![-]>::default);
        quote::quote!(#minus #literal)
    }
}
