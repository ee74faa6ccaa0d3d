//! Rules across the variants of an enum: one tag each, all different, inside their type.

use std::collections::HashMap;

use quote::ToTokens;
use syn::Type;

use super::record;
use crate::ast::{Input, Variant as Written};
use crate::attr::Int;
use crate::errors::Errors;
use crate::plan::{Body, Variant};
use crate::shape::{Shape, Shapes};

pub(crate) fn plan<'a>(
    input: &'a Input<'a>,
    written: &'a [Written<'a>],
    shapes: &Shapes<'_>,
    errors: &mut Errors,
) -> Option<Body<'a>> {
    let int = input.attrs.tag_type.as_ref().map(|tag| &tag.value);
    if int.is_none() && !input.attrs.broken {
        let what = "an enum has a tag: say its type, `#[wire(tag = u8)]`";
        errors.push(&input.original.ident, what);
    }
    let mut seen: HashMap<i128, &Written<'a>> = HashMap::new();
    let mut other: Option<&Written<'a>> = None;
    let mut variants = Vec::with_capacity(written.len());
    for variant in written {
        let attrs = &variant.attrs;
        match (&attrs.tag, &attrs.other) {
            (Some(_), Some(found)) => {
                let what = "`other` is for every tag that no variant has: no `tag` beside it";
                errors.push(&found.name, what);
            }
            (None, None) if !attrs.broken => {
                let what = "which tag? say `#[wire(tag = 1)]`, or `other` for all that are unknown";
                errors.push(variant.ident, what);
            }
            _ => {}
        }
        if let Some(tag) = &attrs.tag {
            let tag = &tag.value;
            if let Some(first) = seen.insert(tag.value, variant) {
                let what = format!("`{}` has the tag {} already", first.ident, tag.value);
                errors.push(tag.written(), what);
            }
            if let Some(int) = int {
                in_range(tag, int, errors);
            }
        }
        if let Some(found) = &attrs.other {
            if let Some(first) = other {
                let what = format!("`{}` takes the unknown tags already", first.ident);
                errors.push(&found.name, what);
            }
            other = Some(variant);
            keeps_tag(variant, int, shapes, errors);
        }
        let tags: &[usize] = if attrs.other.is_some() { &[0] } else { &[] };
        variants.push(Variant {
            ident: variant.ident,
            tag: attrs.tag.as_ref().map(|tag| &tag.value),
            record: record::plan(&variant.fields, tags, input.params(), shapes, errors),
        });
    }
    if let (Some(other), Some(int)) = (other, int)
        && seen.len() as i128 == int.values()
    {
        let what =
            format!("every `{}` is the tag of a variant: none is left for `other`", int.ident);
        errors.push(other.ident, what);
    }
    Some(Body::Enum { tag: int?, variants })
}

fn in_range(tag: &crate::attr::Tag, int: &Int, errors: &mut Errors) {
    let name = &int.ident;
    if tag.value < int.min() || tag.value > int.max() {
        let what =
            format!("out of the range of the tag's type `{name}`: {} to {}", int.min(), int.max());
        errors.push(tag.written(), what);
    } else if !tag.suffix.is_empty() && name != &tag.suffix {
        errors.push(tag.written(), format!("the tag's type is `{name}`"));
    }
}

fn keeps_tag(variant: &Written<'_>, int: Option<&Int>, shapes: &Shapes<'_>, errors: &mut Errors) {
    let wanted = int.map_or_else(|| "u8".to_owned(), |int| int.ident.to_string());
    let Some(first) = variant.fields.first() else {
        let what =
            format!("the first field of `other` keeps the tag: `{}({wanted})`", variant.ident);
        errors.push(variant.ident, what);
        return;
    };
    for (_, name) in first.attrs.found() {
        let what = format!("this field keeps the unknown tag: `{name}` says nothing about it");
        errors.push(name, what);
    }
    let wrong = match (shapes.of(first.ty), first.ty) {
        (Shape::Other, Type::Path(_)) => false, // an alias, perhaps: the compiler will tell
        (Shape::Fixed, ty) => !shapes.is(ty, &wanted),
        _ => true,
    };
    if wrong && int.is_some() {
        let found = first.ty.to_token_stream();
        errors.push(found, format!("the first field of `other` keeps the tag, a `{wanted}`"));
    }
}
