//! `magic = …`: the bytes that a literal stands for, or the path of a constant.

use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream};
use syn::{Error, ExprPath, Lit, Result, Token};

use super::int::{self, Int};
use crate::own;

pub(crate) enum Magic {
    Bytes(Vec<u8>),
    /// The path of a constant.
    Path(ExprPath),
}

impl Parse for Magic {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let what = "a magic is `1u8`, `-1i16`, `b\"KAFK\"` or the path of a constant";
        if super::tag::is_path(input) {
            let start = input.span();
            let path = input.parse().map_err(|_| Error::new(start, what))?;
            return Ok(Self::Path(own::path(path)));
        }
        let minus: Option<Token![-]> = input.parse()?;
        // A literal may have a minus of its own.
        if input.peek(Token![-]) || !input.peek(Lit) {
            return Err(input.error(what));
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
                return Err(Error::new_spanned(other, what));
            }
        };
        if bytes.is_empty() {
            return Err(Error::new_spanned(literal, "a magic has at least one byte"));
        }
        Ok(Self::Bytes(bytes))
    }
}
