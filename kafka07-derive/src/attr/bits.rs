//! `bits = u16` on a struct: the integer that its fields are parts of; `bits = 4` on each of them.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Error, GenericArgument, Lit, LitInt, PathArguments, Result, Type};

use super::int::named;

/// An unsigned integer on the wire.
pub(crate) struct Word {
    pub(crate) bits: u32,
    ty: Type,
}

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let what = "the parts are of an unsigned integer: `u8`, `u16`, `u32`, `u64`, `U24`, or `Le<…>` of one of them";
        let start = input.span();
        if input.peek(Lit) {
            return Err(Error::new(start, what));
        }
        let ty: Type = input.parse().map_err(|_| Error::new(start, what))?;
        match bits(&ty) {
            Some(bits) => Ok(Self { bits, ty }),
            None => Err(Error::new_spanned(ty, what)),
        }
    }
}

fn bits(ty: &Type) -> Option<u32> {
    if let Some(name) = named(ty) {
        let known = [("u8", 8), ("u16", 16), ("u32", 32), ("u64", 64), ("U24", 24)];
        if let Some((_, bits)) = known.iter().find(|(known, _)| name == known) {
            return Some(*bits);
        }
    }
    match ty {
        Type::Group(group) => bits(&group.elem),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            match &last.arguments {
                PathArguments::None => (last.ident == "U24").then_some(24),
                PathArguments::AngleBracketed(arguments) if last.ident == "Le" => {
                    match arguments.args.first() {
                        Some(GenericArgument::Type(ty)) => bits(ty),
                        _ => None,
                    }
                }
                _ => None,
            }
        }
        _ => None,
    }
}

impl ToTokens for Word {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.ty.to_tokens(tokens);
    }
}

/// How many bits a part has.
pub(crate) struct Bits {
    pub(crate) count: u32,
    literal: LitInt,
}

impl Parse for Bits {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let what = "a part has a number of bits, up to 64: `bits = 4`";
        let start = input.span();
        let literal: LitInt = input.parse().map_err(|_| Error::new(start, what))?;
        match literal.base10_parse() {
            Ok(count @ 1..=64) if literal.suffix().is_empty() => Ok(Self { count, literal }),
            _ => Err(Error::new_spanned(literal, what)),
        }
    }
}

impl ToTokens for Bits {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.literal.to_tokens(tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_has_its_bits() {
        for (written, bits) in [
            ("u8", 8),
            ("core::primitive::u64", 64),
            ("U24", 24),
            ("prefix::U24", 24),
            ("Le<u16>", 16),
            ("wire::prefix::Le<u64>", 64),
        ] {
            assert_eq!(syn::parse_str::<Word>(written).unwrap().bits, bits, "{written}");
        }
        for wrong in ["i16", "u128", "usize", "16", "Le", "Le<i16>", "Vec<u8>", "&u8"] {
            assert!(syn::parse_str::<Word>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_part_has_up_to_64_bits() {
        assert_eq!(syn::parse_str::<Bits>("64").unwrap().count, 64);
        for wrong in ["0", "65", "4u8", "-1", "\"4\"", "N"] {
            assert!(syn::parse_str::<Bits>(wrong).is_err(), "{wrong}");
        }
    }
}
