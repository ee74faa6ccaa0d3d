//! The integer types that may stand as a prefix or tag.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, Lit, LitInt, Result, Type};

use crate::{own, shape};

/// An integer type of a fixed width that may stand before something: `i8` to `u64`.
#[derive(Clone)]
pub(crate) struct Int {
    pub(crate) ident: Ident,
    pub(crate) bits: u32,
    pub(crate) signed: bool,
}

impl Int {
    /// The type called `ident`, if it is one.
    pub(crate) fn from_ident(ident: &Ident) -> Option<Self> {
        let text = ident.to_string();
        let signed = text.starts_with('i');
        let bits = text.strip_prefix(if signed { 'i' } else { 'u' })?;
        let bits = ["8", "16", "32", "64"].contains(&bits).then(|| bits.parse().ok())??;
        Some(Self { ident: ident.clone(), bits, signed })
    }

    /// How many values it has.
    pub(crate) fn values(&self) -> i128 {
        1 << self.bits
    }

    pub(crate) fn min(&self) -> i128 {
        if self.signed { -(1 << (self.bits - 1)) } else { 0 }
    }

    pub(crate) fn max(&self) -> i128 {
        (1 << (self.bits - u32::from(self.signed))) - 1
    }
}

impl Parse for Int {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let what = "an integer type by its own name is wanted: `i8`, `u8`, `i16`, `u16`, `i32`, `u32`, `i64` or `u64`";
        if input.peek(Lit) {
            return Err(input.error(what));
        }
        let start = input.span();
        let ty: Type = input.parse().map_err(|_| Error::new(start, what))?;
        named(&ty).and_then(Self::from_ident).ok_or_else(|| Error::new_spanned(ty, what))
    }
}

/// The value of a literal, whatever its suffix says.
pub(super) fn value(literal: &LitInt) -> Result<i128> {
    let over = |_| Error::new_spanned(literal, "out of the range of every integer type here");
    literal.base10_parse().map_err(over)
}

/// The name of a primitive type, also of one that came out of a macro's parameter.
pub(super) fn named(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Group(group) => named(&group.elem),
        Type::Path(path) if shape::is_primitive(path) => {
            path.path.segments.last().map(|last| &last.ident)
        }
        _ => None,
    }
}

impl ToTokens for Int {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        // In the user's place and not in the user's name: as written there, an old edition would look
        // for `core` in the user's crate, and lints would take the path for the user's.
        let span = own::span(self.ident.span());
        let ident = Ident::new(&self.ident.to_string(), span);
        tokens.extend(quote_spanned!(span=> ::core::primitive::#ident));
    }
}
