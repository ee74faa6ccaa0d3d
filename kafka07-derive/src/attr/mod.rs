//! One attribute: `#[wire(…)]` read item by item, each on its own.

mod int;
mod magic;
mod names;
mod tag;

use std::fmt;

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Error, Expr, Ident, Index, LitStr, Member, Meta, Path, Result, Token, Type,
    WherePredicate, bracketed, parenthesized,
};

use crate::errors::Errors;

pub(crate) use int::Int;
pub(crate) use magic::Magic;
pub(crate) use names::Place;
pub(crate) use tag::Tag;

/// An item with the name it was written under, for errors about it.
pub(crate) struct Found<T> {
    pub(crate) name: Ident,
    pub(crate) value: T,
}

/// All items that stand on one type, variant or field.
#[derive(Default)]
pub(crate) struct Attrs {
    pub(crate) len: Option<Found<Int>>,
    pub(crate) count: Option<Found<Int>>,
    pub(crate) size: Option<Found<Int>>,
    pub(crate) rest: Option<Found<()>>,
    pub(crate) each: Option<Found<Int>>,
    pub(crate) crc32: Option<Found<Vec<Member>>>,
    pub(crate) magic: Option<Found<Magic>>,
    pub(crate) tag_type: Option<Found<Int>>,
    pub(crate) tag: Option<Found<Tag>>,
    pub(crate) other: Option<Found<()>>,
    pub(crate) when: Option<Found<Expr>>,
    pub(crate) with: Option<Found<Path>>,
    pub(crate) max: Option<Found<Expr>>,
    pub(crate) skip: Option<Found<()>>,
    pub(crate) request: Option<Found<Request>>,
    pub(crate) krate: Option<Found<Path>>,
    pub(crate) bound: Option<Found<Bound>>,
    /// An item here could not be read: rules that would miss it are not applied.
    pub(crate) broken: bool,
}

pub(crate) struct Request {
    pub(crate) key: Expr,
    pub(crate) response: Option<Type>,
}

#[derive(Default)]
pub(crate) struct Bound {
    pub(crate) encode: Vec<WherePredicate>,
    pub(crate) decode: Vec<WherePredicate>,
}

impl Attrs {
    pub(crate) fn read(attributes: &[Attribute], place: Place, errors: &mut Errors) -> Self {
        let mut attrs = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("wire")) {
            let read = match &attribute.meta {
                Meta::List(list) => {
                    list.parse_args_with(|input: ParseStream<'_>| attrs.items(input, place, errors))
                }
                meta => Err(Error::new_spanned(meta, "write `#[wire(…)]`, with what it asks for")),
            };
            if let Err(error) = read {
                attrs.broken = true;
                errors.add(error);
            }
        }
        attrs
    }

    /// Reads items up to the end; what follows a broken one is read too.
    fn items(&mut self, input: ParseStream<'_>, place: Place, errors: &mut Errors) -> Result<()> {
        while !input.is_empty() {
            let read = self.item(input, place).and_then(|()| {
                if input.is_empty() || input.peek(Token![,]) {
                    return Ok(());
                }
                Err(input.error("expected `,` before the next attribute"))
            });
            if let Err(error) = read {
                self.broken = true;
                errors.add(error);
                while !input.is_empty() && !input.peek(Token![,]) {
                    input.parse::<TokenTree>()?;
                }
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    }

    fn item(&mut self, input: ParseStream<'_>, place: Place) -> Result<()> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error("expected the name of an attribute, such as `len` or `rest`"));
        }
        let name = Ident::parse_any(input)?;
        let text = name.to_string();
        let misplaced = names::check(&name, place);
        // A misplaced item is read all the same, so that the error is about its place alone.
        if let (Err(error), false) = (&misplaced, names::known(&text)) {
            return Err(error.clone());
        }
        match text.as_str() {
            "len" => set(&mut self.len, name, value(input, "len = i16")?),
            "count" => set(&mut self.count, name, value(input, "count = i32")?),
            "size" => set(&mut self.size, name, value(input, "size = i32")?),
            "rest" => set(&mut self.rest, name, word(input, "rest")?),
            "each" => set(&mut self.each, name, each(input)?),
            "crc32" => set(&mut self.crc32, name, crc32(input)?),
            "magic" => set(&mut self.magic, name, value(input, "magic = 1u8")?),
            "tag" if place == Place::Variant => set(&mut self.tag, name, value(input, "tag = 1")?),
            "tag" if place == Place::Enum => {
                set(&mut self.tag_type, name, value(input, "tag = u8")?)
            }
            "other" => set(&mut self.other, name, word(input, "other")?),
            "when" => set(&mut self.when, name, value(input, "when = version >= 1")?),
            "with" => set(
                &mut self.with,
                name,
                value_with(input, "with = module", Path::parse_mod_style)?,
            ),
            "max" => set(&mut self.max, name, value(input, "max = 1_000_000")?),
            "skip" => set(&mut self.skip, name, word(input, "skip")?),
            "request" => {
                let value = request(input, &name)?;
                set(&mut self.request, name, value)
            }
            "crate" => set(
                &mut self.krate,
                name,
                value_with(input, "crate = path", Path::parse_mod_style)?,
            ),
            "bound" => set(&mut self.bound, name, bound(input)?),
            _ => Ok(()),
        }?;
        misplaced
    }

    /// Every item that was found, by name.
    pub(crate) fn found(&self) -> Vec<&Ident> {
        fn name<T>(found: Option<&Found<T>>) -> Option<&Ident> {
            found.map(|found| &found.name)
        }
        [
            name(self.len.as_ref()),
            name(self.count.as_ref()),
            name(self.size.as_ref()),
            name(self.rest.as_ref()),
            name(self.each.as_ref()),
            name(self.crc32.as_ref()),
            name(self.magic.as_ref()),
            name(self.when.as_ref()),
            name(self.with.as_ref()),
            name(self.max.as_ref()),
            name(self.skip.as_ref()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn set<T>(place: &mut Option<Found<T>>, name: Ident, value: T) -> Result<()> {
    if place.is_some() {
        return Err(Error::new(name.span(), format!("`{name}` is here twice")));
    }
    *place = Some(Found { name, value });
    Ok(())
}

/// `= value`.
fn value<T: Parse>(input: ParseStream<'_>, example: &str) -> Result<T> {
    value_with(input, example, T::parse)
}

fn value_with<T>(
    input: ParseStream<'_>,
    example: &str,
    parse: fn(ParseStream<'_>) -> Result<T>,
) -> Result<T> {
    if !input.peek(Token![=]) || input.peek(Token![==]) {
        return Err(malformed(input, example));
    }
    input.parse::<Token![=]>()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(malformed(input, example));
    }
    parse(input)
}

/// An item without a value.
fn word(input: ParseStream<'_>, example: &str) -> Result<()> {
    if input.is_empty() || input.peek(Token![,]) { Ok(()) } else { Err(malformed(input, example)) }
}

fn malformed(input: ParseStream<'_>, example: impl fmt::Display) -> Error {
    input.error(format!("write `{example}`"))
}

/// The inside of `(…)`.
macro_rules! inside {
    ($open:ident, $input:expr, $example:expr) => {{
        if !$input.peek(syn::token::Paren) {
            return Err(malformed($input, $example));
        }
        let inside;
        parenthesized!(inside in $input);
        inside
    }};
}

/// `(size = i32)`.
fn each(input: ParseStream<'_>) -> Result<Int> {
    let example = "each(size = i32)";
    let inside = inside!(parenthesized, input, example);
    if !inside.peek(Ident) || inside.parse::<Ident>()? != "size" {
        return Err(malformed(&inside, example));
    }
    let size = value(&inside, example)?;
    if inside.is_empty() { Ok(size) } else { Err(malformed(&inside, example)) }
}

/// `(of = a)`, `(of = (a, b))` or `(of = [a, b])`.
fn crc32(input: ParseStream<'_>) -> Result<Vec<Member>> {
    let example = "crc32(of = payload)";
    let inside = inside!(parenthesized, input, example);
    if !inside.peek(Ident) || inside.parse::<Ident>()? != "of" {
        return Err(malformed(&inside, example));
    }
    let of = value_with(&inside, example, |input| {
        if input.peek(syn::token::Paren) {
            let list;
            parenthesized!(list in input);
            Ok(Punctuated::<Member, Token![,]>::parse_terminated_with(&list, field)?)
        } else if input.peek(syn::token::Bracket) {
            let list;
            bracketed!(list in input);
            Ok(Punctuated::<Member, Token![,]>::parse_terminated_with(&list, field)?)
        } else {
            Ok(Punctuated::from_iter([field(input)?]))
        }
    })?;
    if !inside.is_empty() {
        return Err(inside.error("several fields: `crc32(of = (header, payload))`"));
    }
    Ok(of.into_iter().collect())
}

/// A field's name; one of a tuple may be `0` or, as in `when`, `_0`.
fn field(input: ParseStream<'_>) -> Result<Member> {
    let member: Member = input.parse()?;
    if let Member::Named(ident) = &member
        && let Some(index) = ident.to_string().strip_prefix('_').and_then(|n| n.parse().ok())
    {
        return Ok(Member::Unnamed(Index { index, span: ident.span() }));
    }
    Ok(member)
}

/// `(key = 1, response = R)`.
fn request(input: ParseStream<'_>, name: &Ident) -> Result<Request> {
    let example = "request(key = 1, response = R)";
    let inside = inside!(parenthesized, input, example);
    let (mut key, mut response) = (None, None);
    while !inside.is_empty() {
        if !inside.peek(Ident) {
            return Err(malformed(&inside, example));
        }
        let item: Ident = inside.parse()?;
        if item == "key" {
            set(&mut key, item, value(&inside, "key = 1")?)?;
        } else if item == "response" {
            set(&mut response, item, value(&inside, "response = R")?)?;
        } else {
            let what = format!("`{item}` is no part of `request`; write `{example}`");
            return Err(Error::new(item.span(), what));
        }
        if !inside.is_empty() {
            inside.parse::<Token![,]>()?;
        }
    }
    let Some(key) = key else {
        let what = "a request has a key: `request(key = 1, response = R)`";
        return Err(Error::new(name.span(), what));
    };
    Ok(Request { key: key.value, response: response.map(|found| found.value) })
}

/// `= "T: Trait"` or `(encode = "…", decode = "…")`.
fn bound(input: ParseStream<'_>) -> Result<Bound> {
    let example =
        "bound = \"T: Encode\"` or `bound(encode = \"T: Encode\", decode = \"T: Decode<'wire>\")";
    if !input.peek(syn::token::Paren) {
        return Ok(Bound { encode: value_with(input, example, predicates)?, decode: Vec::new() });
    }
    let inside = inside!(parenthesized, input, example);
    let (mut encode, mut decode) = (None, None);
    while !inside.is_empty() {
        if !inside.peek(Ident) {
            return Err(malformed(&inside, example));
        }
        let item: Ident = inside.parse()?;
        let place = if item == "encode" {
            &mut encode
        } else if item == "decode" {
            &mut decode
        } else {
            return Err(Error::new(item.span(), format!("write `{example}`")));
        };
        set(place, item, value_with(&inside, example, predicates)?)?;
        if !inside.is_empty() {
            inside.parse::<Token![,]>()?;
        }
    }
    let list = |found: Option<Found<Vec<WherePredicate>>>| found.map_or(Vec::new(), |f| f.value);
    Ok(Bound { encode: list(encode), decode: list(decode) })
}

fn predicates(input: ParseStream<'_>) -> Result<Vec<WherePredicate>> {
    let text: LitStr = input.parse()?;
    let all = text.parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated)?;
    Ok(all.into_iter().collect())
}

/// A path that stands for the crate: `::kafka07` unless `crate = …` says otherwise.
pub(crate) fn root(krate: Option<&Found<Path>>) -> TokenStream {
    match krate {
        Some(Found { value, .. }) => quote::quote!(#value),
        None => quote::quote!(::kafka07),
    }
}
