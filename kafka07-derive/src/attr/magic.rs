//! `magic = …`: the literal, as the bytes it stands for.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Error, Lit, Result, Token};

use super::int::{self, Int};

pub(crate) struct Magic {
    pub(crate) bytes: Vec<u8>,
}

impl Parse for Magic {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let minus: Option<Token![-]> = input.parse()?;
        // A literal may have a minus of its own.
        if input.peek(Token![-]) || !input.peek(Lit) {
            return Err(input.error("a magic is a literal: `1u8`, `-1i16` or `b\"KAFK\"`"));
        }
        let literal: Lit = input.parse()?;
        let bytes = match (&literal, minus) {
            (Lit::ByteStr(bytes), None) => bytes.value(),
            (Lit::Byte(byte), None) => vec![byte.value()],
            (Lit::Int(int), minus) => {
                if int.suffix().is_empty() {
                    let what = format!("a number has a type here: `{int}u8`, `{int}i32` and so on");
                    return Err(Error::new_spanned(int, what));
                }
                let ty =
                    Int::from_ident(&Ident::new(int.suffix(), int.span())).ok_or_else(|| {
                        Error::new_spanned(int, "a magic is of a type from `i8` to `u64`")
                    })?;
                let value = int::value(int)?;
                let value = if minus.is_some() { -value } else { value };
                if value < ty.min() || value > ty.max() {
                    let what = format!("out of the range of `{}`", ty.ident);
                    return Err(Error::new_spanned(int, what));
                }
                value.to_be_bytes()[16 - ty.bits as usize / 8..].to_vec()
            }
            (Lit::Str(text), None) => {
                let what = format!("text has no bytes of its own here: write `b{}`", text.token());
                return Err(Error::new_spanned(text, what));
            }
            (other, _) => {
                return Err(Error::new_spanned(other, "write `1u8`, `-1i16` or `b\"KAFK\"`"));
            }
        };
        if bytes.is_empty() {
            return Err(Error::new_spanned(literal, "a magic has at least one byte"));
        }
        Ok(Self { bytes })
    }
}

impl ToTokens for Magic {
    /// The bytes, as a reference to an array.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let mut bytes = Literal::byte_string(&self.bytes);
        bytes.set_span(Span::mixed_site());
        tokens.extend(quote!(#bytes));
    }
}
