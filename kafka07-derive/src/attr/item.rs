//! The forms an item has: a word, `name = value`, `name(…)`.

use proc_macro2::{Span, TokenStream};
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, Result, Token, parenthesized, token};

/// An item whose name has been read.
pub(super) struct Item<'a> {
    pub(super) input: ParseStream<'a>,
    pub(super) name: &'a Ident,
    /// How it is written.
    pub(super) example: &'static str,
}

impl Item<'_> {
    /// Nothing behind the name.
    pub(super) fn word(&self) -> Result<()> {
        if self.at_end() { Ok(()) } else { Err(self.malformed()) }
    }

    /// `= value`, of which the parser knows what it may be.
    pub(super) fn value<T: Parse>(&self) -> Result<T> {
        self.value_with(T::parse)
    }

    /// `= value` in the language's own syntax. The parser's error is about all that may be there; what
    /// is wanted is said in place of it.
    pub(super) fn syntax<T: Parse>(&self) -> Result<T> {
        self.value().map_err(|error| self.expected(error.span()))
    }

    pub(super) fn value_with<T>(&self, parse: fn(ParseStream<'_>) -> Result<T>) -> Result<T> {
        if !self.input.peek(Token![=]) || self.input.peek(Token![==]) {
            return Err(self.malformed());
        }
        self.input.parse::<Token![=]>()?;
        if self.at_end() { Err(self.malformed()) } else { parse(self.input) }
    }

    /// `(…)`, all of which `parse` has to read.
    pub(super) fn inside<T>(&self, parse: impl FnOnce(ParseStream<'_>) -> Result<T>) -> Result<T> {
        if !self.input.peek(token::Paren) {
            return Err(self.malformed());
        }
        let inside;
        parenthesized!(inside in self.input);
        let empty = inside.is_empty();
        let value = if empty { Err(self.expected(self.name.span())) } else { parse(&inside) };
        let value = value.and_then(|value| {
            inside.parse::<Option<Token![,]>>()?;
            if inside.is_empty() { Ok(value) } else { Err(self.expected(inside.span())) }
        });
        all_of(&inside, value)
    }

    /// The name of an item inside of this one.
    pub(super) fn name_inside(&self, inside: ParseStream<'_>) -> Result<Ident> {
        inside.parse().map_err(|error| self.expected(error.span()))
    }

    /// What separates two items inside of this one.
    pub(super) fn comma_inside(&self, inside: ParseStream<'_>) -> Result<()> {
        if inside.is_empty() {
            return Ok(());
        }
        let comma = inside.parse::<Token![,]>();
        comma.map(|_| ()).map_err(|error| self.expected(error.span()))
    }

    /// On the token that should be another.
    pub(super) fn expected(&self, at: Span) -> Error {
        Error::new(at, format!("write `{}`", self.example))
    }

    pub(super) fn at_end(&self) -> bool {
        self.input.is_empty() || self.input.peek(Token![,])
    }

    /// On the token that should not be here, or on the name if there is none.
    fn malformed(&self) -> Error {
        self.expected(if self.at_end() { self.name.span() } else { self.input.span() })
    }
}

/// What was read in parentheses, of which nothing is left: the parser would take that for another error.
pub(super) fn all_of<T>(inside: ParseStream<'_>, read: Result<T>) -> Result<T> {
    inside.parse::<TokenStream>()?;
    read
}
