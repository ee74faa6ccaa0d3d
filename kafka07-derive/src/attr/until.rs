//! `until = 0u8`, `until = b"\r\n"`, `until = Entry::End`: what ends text, bytes or a list.

use syn::{Error, Expr, ExprLit, ExprUnary, Lit, Result, UnOp};

use super::{Item, int};

pub(crate) struct Until {
    pub(crate) value: Expr,
    /// The bytes that it is, if it is a literal and can be.
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Until {
    pub(super) fn parse(item: &Item<'_>) -> Result<Self> {
        let value = super::expression(item)?;
        let bytes = match &value {
            Expr::Lit(ExprLit { lit, .. }) => bytes(lit)?,
            _ => None,
        };
        Ok(Self { value, bytes })
    }

    /// Whether it can be nothing but bytes, whatever it ends.
    pub(crate) fn is_bytes(&self) -> bool {
        match &self.value {
            Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => int.suffix() == "u8",
            _ => self.bytes.is_some(),
        }
    }

    /// Whether it is a literal that is no bytes.
    pub(crate) fn is_no_bytes(&self) -> bool {
        let literal = match &self.value {
            Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => expr,
            other => other,
        };
        matches!(literal, Expr::Lit(_)) && self.bytes.is_none()
    }
}

fn bytes(literal: &Lit) -> Result<Option<Vec<u8>>> {
    match literal {
        Lit::ByteStr(bytes) if bytes.value().is_empty() => {
            Err(Error::new_spanned(bytes, "what ends it has at least one byte"))
        }
        Lit::ByteStr(bytes) => Ok(Some(bytes.value())),
        Lit::Byte(byte) => Ok(Some(vec![byte.value()])),
        Lit::Int(int) if ["", "u8"].contains(&int.suffix()) => {
            Ok(u8::try_from(int::value(int)?).ok().map(|byte| vec![byte]))
        }
        Lit::Str(text) => {
            let what = format!("text has no bytes of its own here: write `b{}`", text.token());
            Err(Error::new_spanned(text, what))
        }
        Lit::Char(char) if char.value().is_ascii() => {
            let what =
                format!("a character has no bytes of its own here: write `b{}`", char.token());
            Err(Error::new_spanned(char, what))
        }
        _ => Ok(None),
    }
}
