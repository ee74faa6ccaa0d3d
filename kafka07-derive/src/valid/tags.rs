//! Rules across the variants of an enum: each has tags of its own, inside their type.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::{Expr, ExprLit, Ident, Lit, RangeLimits, Type};

use super::record;
use crate::ast::{Input, Variant as Written};
use crate::attr::{Tag, TagType, Value};
use crate::errors::Errors;
use crate::plan::{Body, End, Tags, Variant};
use crate::shape::{Shape, Shapes};

pub(crate) fn plan<'a>(
    input: &'a Input<'a>,
    written: &'a [Written<'a>],
    shapes: &Shapes<'_>,
    errors: &mut Errors,
) -> Option<Body<'a>> {
    let ty = input.attrs.tag_type.as_ref().map(|tag| &tag.value);
    if ty.is_none() && !input.attrs.broken {
        let what = "an enum has a tag: say its type, `#[wire(tag = u8)]`";
        errors.push(&input.original.ident, what);
    }
    let mut seen = Seen::default();
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
        let written_tags = attrs.tag.as_ref().map_or(&[][..], |tags| &tags.value.all);
        let tags = match ty {
            Some(ty) => {
                let tags = written_tags
                    .iter()
                    .filter_map(|tag| read(tag, ty, errors).map(|tags| (tag, tags)));
                let tags: Vec<_> = tags.collect();
                for (tag, tags) in &tags {
                    seen.add(tag, tags, variant.ident, errors);
                }
                tags.into_iter().map(|(_, tags)| tags).collect()
            }
            None => Vec::new(),
        };
        if let Some(found) = &attrs.other {
            if let Some(first) = other {
                let what = format!("`{}` takes the unknown tags already", first.ident);
                errors.push(&found.name, what);
            }
            other = Some(variant);
        }
        let several = !matches!(written_tags, [] | [Tag::One(_)]);
        let keeps = attrs.other.is_some() || several;
        if keeps {
            keeps_tag(variant, ty, shapes, errors);
        }
        variants.push(Variant {
            ident: variant.ident,
            tags,
            keeps,
            record: record::plan(
                &variant.fields,
                if keeps { &[0] } else { &[] },
                input.params(),
                shapes,
                errors,
            ),
        });
    }
    if let (Some(other), Some(ty)) = (other, ty)
        && ty.values() == Some(seen.count)
    {
        let what =
            format!("every `{}` is the tag of a variant: none is left for `other`", ty.text());
        errors.push(other.ident, what);
    }
    Some(Body::Enum { tag: ty?, variants })
}

/// The tags that are literals, so far. Those with constants the compiler compares.
#[derive(Default)]
struct Seen<'a> {
    /// The last tag and the variant, by the first tag.
    all: BTreeMap<i128, (i128, &'a Ident)>,
    count: i128,
}

impl<'a> Seen<'a> {
    fn add(&mut self, written: &Tag, tags: &Tags<'_>, variant: &'a Ident, errors: &mut Errors) {
        let End::Literal(from, _) = tags.from else { return };
        let to = match tags.to {
            None => from,
            Some(End::Literal(to, _)) => to,
            Some(_) => return,
        };
        // Those before it end before the next one begins.
        if let Some((&first, &(last, owner))) = self.all.range(..=to).next_back()
            && last >= from
        {
            let which = match written {
                Tag::One(Value::Bytes(bytes)) => {
                    format!("the tag b\"{}\"", bytes.value().escape_ascii())
                }
                _ if first.max(from) == last.min(to) => format!("the tag {}", first.max(from)),
                _ => format!("the tags {} to {}", first.max(from), last.min(to)),
            };
            errors.push(written, format!("`{owner}` has {which} already"));
            return;
        }
        self.all.insert(from, (to, variant));
        self.count = self.count.saturating_add((to - from).saturating_add(1));
    }
}

/// What a tag is compared with.
fn read<'a>(written: &'a Tag, ty: &TagType, errors: &mut Errors) -> Option<Tags<'a>> {
    match written {
        Tag::One(value) => Some(Tags { from: end(value, ty, errors)?, to: None }),
        Tag::Range { from, to, limits } => {
            let TagType::Int(int) = ty else {
                errors.push(written, "a range is of numbers, and this tag is bytes");
                return None;
            };
            let ends = |value: &'a Option<Value>, open, errors: &mut Errors| match value {
                Some(value) => end(value, ty, errors),
                None => Some(End::Literal(open, Span::mixed_site())),
            };
            let from = ends(from, int.min(), errors);
            let closed = ends(to, int.max(), errors);
            let (from, mut to) = (from?, closed?);
            if let (RangeLimits::HalfOpen(_), true) =
                (limits, matches!(written, Tag::Range { to: Some(_), .. }))
            {
                to = match to {
                    End::Literal(to, place) => End::Literal(to - 1, place),
                    End::Path(path) | End::Before(path) => End::Before(path),
                };
            }
            if let (End::Literal(from, _), End::Literal(to, _)) = (&from, &to)
                && from > to
            {
                errors.push(written, "no tag is in this range");
                return None;
            }
            Some(Tags { from, to: Some(to) })
        }
    }
}

fn end<'a>(value: &'a Value, ty: &TagType, errors: &mut Errors) -> Option<End<'a>> {
    let wrong = match (value, ty) {
        (Value::Path(path), _) => return Some(End::Path(path)),
        (Value::Number(number), TagType::Int(int)) => {
            let name = &int.ident;
            if number.value < int.min() || number.value > int.max() {
                let (min, max) = (int.min(), int.max());
                format!("out of the range of the tag's type `{name}`: {min} to {max}")
            } else if !number.suffix.is_empty() && name != &number.suffix {
                format!("the tag's type is `{name}`")
            } else {
                return Some(End::Literal(number.value, value.span()));
            }
        }
        (Value::Bytes(bytes), TagType::Bytes(ty)) => {
            let bytes = bytes.value();
            if bytes.len() == ty.len {
                let value128 = bytes.iter().fold(0_u128, |all, byte| all << 8 | u128::from(*byte));
                return Some(End::Literal(value128.cast_signed(), value.span()));
            }
            format!("the tag has {} bytes, and here are {}", ty.len, bytes.len())
        }
        (Value::Number(_), TagType::Bytes(ty)) => {
            format!(
                "the tag is {} bytes: a byte string such as `b\"{}\"`",
                ty.len,
                "?".repeat(ty.len)
            )
        }
        (Value::Bytes(bytes), TagType::Int(int)) => {
            let len = bytes.value().len();
            format!("the tag is an `{}`: for bytes say `tag = [u8; {len}]` on the enum", int.ident)
        }
    };
    errors.push(value, wrong);
    None
}

/// The first field of a variant that may have one of several tags keeps the one.
fn keeps_tag(
    variant: &Written<'_>,
    ty: Option<&TagType>,
    shapes: &Shapes<'_>,
    errors: &mut Errors,
) {
    let wanted = ty.map_or_else(|| "u8".to_owned(), TagType::text);
    let (who, which) = match &variant.attrs.other {
        Some(_) => ("`other`", "unknown tag"),
        None => ("a variant with several tags", "tag"),
    };
    let Some(first) = variant.fields.first() else {
        let what = format!("the first field of {who} keeps the tag: `{}({wanted})`", variant.ident);
        errors.push(variant.ident, what);
        return;
    };
    for (_, name) in first.attrs.found() {
        let what = format!("this field keeps the {which}: `{name}` says nothing about it");
        errors.push(name, what);
    }
    let wrong = match (shapes.of(first.ty), first.ty, ty) {
        (Shape::Other, Type::Path(_), _) => false, // an alias, perhaps: the compiler will tell
        (Shape::Fixed, found, Some(TagType::Int(_))) => !shapes.is(found, &wanted),
        (Shape::Fixed, found, Some(TagType::Bytes(bytes))) => !is_bytes(found, bytes.len, shapes),
        _ => true,
    };
    if wrong && ty.is_some() {
        errors.push(first.ty, format!("the first field of {who} keeps the tag, a `{wanted}`"));
    }
}

/// Whether a type is `[u8; len]`, or may be.
fn is_bytes(ty: &Type, len: usize, shapes: &Shapes<'_>) -> bool {
    match ty {
        Type::Group(group) => is_bytes(&group.elem, len, shapes),
        Type::Array(array) if shapes.is(&array.elem, "u8") => match &array.len {
            Expr::Lit(ExprLit { lit: Lit::Int(found), .. }) => {
                found.base10_parse().ok() == Some(len)
            }
            _ => true,
        },
        _ => false,
    }
}
