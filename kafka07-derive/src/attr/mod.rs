//! One attribute: `#[wire(…)]` read item by item, each on its own.

mod bound;
mod crc32;
mod int;
mod item;
mod magic;
mod names;
mod request;
mod tag;

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Error, Expr, Ident, LitStr, Member, Meta, Path, Result, Token};

use crate::errors::Errors;

pub(crate) use bound::Bound;
pub(crate) use int::Int;
use item::Item;
pub(crate) use magic::Magic;
pub(crate) use names::Place;
pub(crate) use request::Request;
pub(crate) use tag::Tag;

/// An item with the name it was written under, for errors about it.
pub(crate) struct Found<T> {
    pub(crate) name: Ident,
    pub(crate) value: T,
}

impl<T> Found<T> {
    fn value(self) -> T {
        self.value
    }
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
        let Some(example) = names::example(&text, place) else {
            return Err(names::unknown(&name, place));
        };
        let item = Item { input, name: &name, example };
        match text.as_str() {
            "len" => set(&mut self.len, &name, item.value()),
            "count" => set(&mut self.count, &name, item.value()),
            "size" => set(&mut self.size, &name, item.value()),
            "rest" => set(&mut self.rest, &name, item.word()),
            "each" => set(&mut self.each, &name, each(&item)),
            "crc32" => set(&mut self.crc32, &name, crc32::parse(&item)),
            "magic" => set(&mut self.magic, &name, item.value()),
            "tag" if place == Place::Variant => set(&mut self.tag, &name, item.value()),
            "tag" => set(&mut self.tag_type, &name, item.value()),
            "other" => set(&mut self.other, &name, item.word()),
            "when" => set(&mut self.when, &name, item.value()),
            "with" => set(&mut self.with, &name, item.value_with(path)),
            "max" => set(&mut self.max, &name, item.value()),
            "skip" => set(&mut self.skip, &name, item.word()),
            "request" => set(&mut self.request, &name, Request::parse(&item)),
            "crate" => set(&mut self.krate, &name, item.value_with(path_or_text)),
            "bound" => set(&mut self.bound, &name, Bound::parse(&item)),
            _ => Err(names::unknown(&name, place)),
        }
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

/// Keeps what was read, unless the same item stands there already.
fn set<T>(place: &mut Option<Found<T>>, name: &Ident, value: Result<T>) -> Result<()> {
    let value = value?;
    if place.is_some() {
        return Err(Error::new(name.span(), format!("`{name}` is here twice")));
    }
    *place = Some(Found { name: name.clone(), value });
    Ok(())
}

/// `each(size = i32)`.
fn each(item: &Item<'_>) -> Result<Int> {
    item.inside(|inside| {
        let name = item.name_inside(inside)?;
        if name != "size" {
            return Err(item.expected(name.span()));
        }
        Item { input: inside, name: &name, example: "size = i32" }.value()
    })
}

fn path(input: ParseStream<'_>) -> Result<Path> {
    if let Some(text) = input.parse::<Option<LitStr>>()? {
        return Err(Error::new(text.span(), format!("without quotes: `{}`", text.value())));
    }
    Path::parse_mod_style(input)
}

/// A path, or one in quotes as other derives have it.
fn path_or_text(input: ParseStream<'_>) -> Result<Path> {
    match input.parse::<Option<LitStr>>()? {
        Some(text) => text.parse_with(Path::parse_mod_style),
        None => Path::parse_mod_style(input),
    }
}

/// A path that stands for the crate: `::kafka07` unless `crate = …` says otherwise.
pub(crate) fn root(krate: Option<&Found<Path>>) -> TokenStream {
    match krate {
        Some(Found { value, .. }) => quote::quote!(#value),
        None => quote::quote!(::kafka07),
    }
}
