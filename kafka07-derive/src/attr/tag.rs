//! `tag = u8` or `tag = [u8; 4]` on an enum, `tag = 1`, `tag = 2..=5 | kinds::PING` on a variant.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{
    Error, Expr, ExprLit, ExprPath, Ident, Lit, LitByteStr, RangeLimits, Result, Token, TypeArray,
    token,
};

use super::int::{self, Int};
use crate::own;

/// What a tag is on the wire.
pub(crate) enum TagType {
    Int(Int),
    Bytes(Bytes),
}

/// `[u8; N]`, of at most 16 bytes.
pub(crate) struct Bytes {
    pub(crate) len: usize,
    place: Span,
}

impl TagType {
    /// How many bytes it takes.
    pub(crate) fn width(&self) -> usize {
        match self {
            Self::Int(int) => int.bits as usize / 8,
            Self::Bytes(bytes) => bytes.len,
        }
    }

    /// How many values it has, if they can be counted.
    pub(crate) fn values(&self) -> Option<i128> {
        match self {
            Self::Int(int) => Some(int.values()),
            Self::Bytes(bytes) => 256_i128.checked_pow(bytes.len.try_into().ok()?),
        }
    }

    /// As it was written, for error texts.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Int(int) => int.ident.to_string(),
            Self::Bytes(bytes) => format!("[u8; {}]", bytes.len),
        }
    }

    /// The integer that is compared in place of the tag: itself, or one that holds its bytes.
    pub(crate) fn compared(&self) -> Ident {
        match self {
            Self::Int(int) => int.ident.clone(),
            Self::Bytes(bytes) => {
                let name = match bytes.len {
                    1 => "u8",
                    2 => "u16",
                    3..=4 => "u32",
                    5..=8 => "u64",
                    _ => "u128",
                };
                Ident::new(name, own::span(bytes.place))
            }
        }
    }
}

impl Parse for TagType {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if !input.peek(token::Bracket) {
            return input.parse().map(Self::Int);
        }
        let what = "a tag of several bytes is `[u8; 4]`: 1 to 16 bytes, written as a number";
        let start = input.span();
        let ty: TypeArray = input.parse().map_err(|_| Error::new(start, what))?;
        let len = match &ty.len {
            Expr::Lit(ExprLit { lit: Lit::Int(len), .. }) => len.base10_parse().unwrap_or(0),
            _ => 0,
        };
        let of_bytes = int::named(&ty.elem).is_some_and(|name| name == "u8");
        if of_bytes && (1..=16).contains(&len) {
            Ok(Self::Bytes(Bytes { len, place: ty.span() }))
        } else {
            Err(Error::new_spanned(ty, what))
        }
    }
}

impl ToTokens for TagType {
    /// As a type of the macro's own.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Int(int) => int.to_tokens(tokens),
            Self::Bytes(Bytes { len, .. }) => {
                tokens.extend(quote!([::core::primitive::u8; #len]));
            }
        }
    }
}

/// The tags of one variant: values and ranges, separated by `|`.
pub(crate) struct Tags {
    pub(crate) all: Vec<Tag>,
}

/// One value, or a range of them.
pub(crate) enum Tag {
    One(Value),
    Range {
        from: Option<Value>,
        /// With what is before it, `..` or `..=`.
        to: Option<Value>,
        limits: RangeLimits,
    },
}

pub(crate) enum Value {
    /// The number of a literal.
    Number(Number),
    Bytes(LitByteStr),
    /// The path of a constant.
    Path(ExprPath),
}

pub(crate) struct Number {
    pub(crate) value: i128,
    /// The type that the literal itself names, as in `1u8`.
    pub(crate) suffix: String,
    minus: Option<Token![-]>,
    literal: Lit,
}

const A_TAG_IS: &str = "a tag is `1`, `-1`, `0x2a`, `b'K'`, `b\"KAFK\"` or the path of a constant";

impl Parse for Tags {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut all = vec![input.parse()?];
        while input.parse::<Option<Token![|]>>()?.is_some() {
            all.push(input.parse()?);
        }
        Ok(Self { all })
    }
}

impl Parse for Tag {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let from = if input.peek(Token![..]) {
            None
        } else {
            let from = input.parse()?;
            if !input.peek(Token![..]) {
                return Ok(Self::One(from));
            }
            Some(from)
        };
        let start = input.span();
        let limits: RangeLimits = input.parse()?;
        let ends = input.is_empty() || input.peek(Token![,]) || input.peek(Token![|]);
        let to = if ends { None } else { Some(input.parse()?) };
        match (&from, &limits, &to) {
            (None, _, None) => {
                let what = "every tag has a variant then: `other` is for all that are unknown";
                Err(Error::new(start, what))
            }
            (_, RangeLimits::Closed(_), None) => {
                Err(Error::new(start, "up to which tag? `0..=63`"))
            }
            _ => Ok(Self::Range { from, to, limits }),
        }
    }
}

/// Whether the path of a constant is next, which is no keyword and no literal.
pub(super) fn is_path(input: ParseStream<'_>) -> bool {
    let is_name = input.peek(Ident) || input.peek(Token![Self]) || input.peek(Token![crate]);
    let is_name = is_name || input.peek(Token![self]) || input.peek(Token![super]);
    (is_name || input.peek(Token![::]) || input.peek(Token![<])) && !input.peek(Lit)
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if is_path(input) {
            let start = input.span();
            let path = input.parse().map_err(|_| Error::new(start, A_TAG_IS))?;
            return Ok(Self::Path(own::path(path)));
        }
        let minus: Option<Token![-]> = input.parse()?;
        // A literal may have a minus of its own.
        if input.peek(Token![-]) || !input.peek(Lit) {
            return Err(input.error(A_TAG_IS));
        }
        let literal: Lit = input.parse()?;
        let (value, suffix) = match &literal {
            Lit::Int(int) => (int::value(int)?, int.suffix().to_owned()),
            Lit::Byte(byte) if minus.is_none() => (i128::from(byte.value()), String::new()),
            Lit::ByteStr(bytes) if minus.is_none() => return Ok(Self::Bytes(bytes.clone())),
            other => return Err(Error::new_spanned(other, A_TAG_IS)),
        };
        let value = if minus.is_some() { -value } else { value };
        Ok(Self::Number(Number { value, suffix, minus, literal }))
    }
}

impl ToTokens for Value {
    /// As it was written, for errors about it.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Number(Number { minus, literal, .. }) => {
                minus.to_tokens(tokens);
                literal.to_tokens(tokens);
            }
            Self::Bytes(bytes) => bytes.to_tokens(tokens),
            Self::Path(path) => path.to_tokens(tokens),
        }
    }
}

impl ToTokens for Tag {
    /// As it was written, for errors about it.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::One(value) => value.to_tokens(tokens),
            Self::Range { from, to, limits } => {
                from.to_tokens(tokens);
                limits.to_tokens(tokens);
                to.to_tokens(tokens);
            }
        }
    }
}

/// `value` as a literal of the integer type `int`, for expressions and patterns.
pub(crate) fn literal(value: i128, int: &Ident, place: Span) -> TokenStream {
    // What a tag of 16 bytes is compared with may be beyond the positive ones.
    let (minus, digits) = if int == "u128" {
        (false, value.cast_unsigned())
    } else {
        (value < 0, value.unsigned_abs())
    };
    let mut literal: Literal =
        format!("{digits}{int}").parse().expect("digits and a type are a literal");
    // Of the macro's own making, or lints would take a pattern of tags for the user's.
    literal.set_span(own::span(place));
    let minus = minus.then(<Token![-]>::default);
    quote!(#minus #literal)
}

impl Value {
    /// The place of it.
    pub(crate) fn span(&self) -> Span {
        Spanned::span(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tags_of_a_variant_are_read() {
        for (written, expected) in [
            ("1", "1"),
            ("-1 | 2u8", "-1|2u8"),
            ("0..=63 | 64..", "0..=63|64.."),
            ("..10", "..10"),
            ("kinds::PING..kinds::PONG", "kinds::PING..kinds::PONG"),
            ("<T as Kind>::PING | b\"abcd\" | b'K'", "<TasKind>::PING|b\"abcd\"|b'K'"),
        ] {
            let tags: Tags = syn::parse_str(written).unwrap();
            let all: Vec<_> =
                tags.all.iter().map(|tag| tag.to_token_stream().to_string()).collect();
            assert_eq!(all.join("|").replace(' ', ""), expected);
        }
        for wrong in ["", "..", "1..=", "1 |", "\"one\"", "1.5", "--1", "-kinds::PING", "(1)"] {
            assert!(syn::parse_str::<Tags>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_tag_is_an_integer_or_up_to_16_bytes() {
        for (written, width, compared) in [
            ("i16", 2, "i16"),
            ("[u8; 1]", 1, "u8"),
            ("[u8; 3]", 3, "u32"),
            ("[u8; 16]", 16, "u128"),
        ] {
            let ty: TagType = syn::parse_str(written).unwrap();
            assert_eq!((ty.width(), ty.compared().to_string().as_str()), (width, compared));
        }
        for wrong in ["u128", "[u8; 0]", "[u8; 17]", "[i8; 4]", "[u8]", "[u8; N]", "&[u8; 4]"] {
            assert!(syn::parse_str::<TagType>(wrong).is_err(), "{wrong}");
        }
    }
}
