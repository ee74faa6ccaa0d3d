//! What says a length: a prefix, `len = i16`, `size = Varint`, or an expression, `count = (n)`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, ExprLit, Lit, Result, Token, Type, parenthesized, token};

use crate::text::text;

use super::int::{Int, named};
use super::item::all_of;

/// An integer of a fixed width, a type that implements `Prefix`, or an expression, for which nothing is
/// on the wire.
pub(crate) enum PrefixType {
    Int(Int),
    Own(Box<Type>),
    Given(Box<Expr>),
}

/// Types of the language that are not prefixes.
const NO_PREFIX: &[&str] =
    &["usize", "isize", "i128", "u128", "f32", "f64", "bool", "char", "str", "String"];

impl PrefixType {
    /// The largest length that it can say, if the derive knows it.
    pub(crate) fn max(&self) -> Option<i128> {
        match self {
            Self::Int(int) => Some(int.max()),
            Self::Own(_) | Self::Given(_) => None,
        }
    }

    /// As it was written, for error texts.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Int(int) => int.ident.to_string(),
            Self::Own(ty) => ty.to_token_stream().to_string().replace(' ', ""),
            Self::Given(expr) => format!("({})", text(expr.to_token_stream())),
        }
    }

    /// The type that only the compiler knows.
    pub(crate) fn own(&self) -> Option<&Type> {
        match self {
            Self::Int(_) | Self::Given(_) => None,
            Self::Own(ty) => Some(ty),
        }
    }
}

impl Parse for PrefixType {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let what = "a prefix is `i8`, `u8`, `i16`, `u16`, `i32`, `u32`, `i64`, `u64`, or a type that implements `Prefix`; an expression is in parentheses: `(n)`";
        let start = input.span();
        if input.peek(token::Paren) {
            return given(input);
        }
        if let Some(error) = without_parentheses(input) {
            return Err(error);
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

/// What to say of an expression without its parentheses, as `n + 1`.
fn without_parentheses(input: ParseStream<'_>) -> Option<Error> {
    let ends = |ahead: ParseStream<'_>| ahead.is_empty() || ahead.peek(Token![,]);
    let ahead = input.fork();
    if ahead.parse::<Type>().is_ok() && ends(&ahead) {
        return None;
    }
    let ahead = input.fork();
    let expr = ahead.parse::<Expr>().ok().filter(|_| ends(&ahead))?;
    let what = match &expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            format!("without quotes: `{}`", text.value())
        }
        Expr::Lit(literal) => {
            let literal = literal.to_token_stream();
            format!("a length that is always the same is in parentheses: `({literal})`")
        }
        Expr::Array(_) | Expr::Block(_) | Expr::Path(_) | Expr::Group(_) => return None,
        _ => EXPRESSION.to_owned(),
    };
    Some(Error::new_spanned(expr, what))
}

/// How an expression is written.
const EXPRESSION: &str = "an expression over earlier fields is in parentheses: `(n)`, `(n - 1)`";

/// `(n)`: an expression. A type in parentheses is taken for one that should be without.
fn given(input: ParseStream<'_>) -> Result<PrefixType> {
    let inside;
    let parens = parenthesized!(inside in input);
    let expr = inside
        .parse::<Expr>()
        .and_then(|expr| if inside.is_empty() { Ok(expr) } else { Err(inside.error("")) });
    let start = inside.span();
    let Ok(expr) = all_of(&inside, expr) else {
        return Err(Error::new(start, EXPRESSION));
    };
    if let Expr::Path(path) = &expr
        && let Some(name) = path.path.get_ident().filter(|name| Int::from_ident(name).is_some())
    {
        let what = format!("a prefix is written without parentheses: `{name}`");
        return Err(Error::new(parens.span.join(), what));
    }
    Ok(PrefixType::Given(Box::new(super::bare(expr))))
}

impl ToTokens for PrefixType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Int(int) => int.to_tokens(tokens),
            Self::Own(ty) => ty.to_tokens(tokens),
            Self::Given(expr) => expr.to_tokens(tokens),
        }
    }
}
