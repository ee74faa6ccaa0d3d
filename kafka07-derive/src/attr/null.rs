//! `null = -1`: the number that a prefix says in place of a length.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Error, Lit, Result, Token};

use super::int;
use crate::own;

pub(crate) struct Null {
    pub(crate) value: i128,
    literal: Lit,
}

impl Parse for Null {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let minus: Option<Token![-]> = input.parse()?;
        let what = "null is a number that the prefix can say: `-1`, `0xffff`";
        if input.peek(Token![-]) || !input.peek(Lit) {
            return Err(Error::new(input.span(), what));
        }
        let literal: Lit = input.parse()?;
        let Lit::Int(number) = &literal else { return Err(Error::new_spanned(literal, what)) };
        let value = int::value(number)?;
        Ok(Self { value: if minus.is_some() { -value } else { value }, literal })
    }
}

impl ToTokens for Null {
    /// The number as an argument of a type.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let mut literal = Literal::u128_unsuffixed(self.value.unsigned_abs());
        literal.set_span(own::span(self.literal.span()));
        tokens.extend(if self.value < 0 { quote!({ -#literal }) } else { quote!(#literal) });
    }
}
