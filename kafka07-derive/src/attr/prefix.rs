//! The type of a prefix: `len = i16`, `size = Varint`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Lit, Result, Type};

use super::int::{Int, named};

/// An integer of a fixed width, or a type that implements `Prefix`.
pub(crate) enum PrefixType {
    Int(Int),
    Own(Box<Type>),
}

/// Types of the language that are not prefixes.
const NO_PREFIX: &[&str] =
    &["usize", "isize", "i128", "u128", "f32", "f64", "bool", "char", "str", "String"];

impl PrefixType {
    /// The largest length that it can say, if the derive knows it.
    pub(crate) fn max(&self) -> Option<i128> {
        match self {
            Self::Int(int) => Some(int.max()),
            Self::Own(_) => None,
        }
    }

    /// As it was written, for error texts.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Int(int) => int.ident.to_string(),
            Self::Own(ty) => ty.to_token_stream().to_string().replace(' ', ""),
        }
    }

    /// The type that only the compiler knows.
    pub(crate) fn own(&self) -> Option<&Type> {
        match self {
            Self::Int(_) => None,
            Self::Own(ty) => Some(ty),
        }
    }
}

impl Parse for PrefixType {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let what = "a prefix is `i8`, `u8`, `i16`, `u16`, `i32`, `u32`, `i64`, `u64`, or a type that implements `Prefix`";
        let start = input.span();
        if input.peek(Lit) {
            return Err(Error::new(start, what));
        }
        let ty: Type = input.parse().map_err(|_| Error::new(start, what))?;
        if let Some(name) = named(&ty) {
            if let Some(int) = Int::from_ident(name) {
                return Ok(Self::Int(int));
            }
            if NO_PREFIX.iter().any(|none| name == none) {
                return Err(Error::new_spanned(ty, what));
            }
        }
        match ty {
            Type::Path(_) | Type::Group(_) => Ok(Self::Own(Box::new(ty))),
            _ => Err(Error::new_spanned(ty, what)),
        }
    }
}

impl ToTokens for PrefixType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Int(int) => int.to_tokens(tokens),
            Self::Own(ty) => ty.to_tokens(tokens),
        }
    }
}
