//! `count_of = …` and `len_of = …`: numbers that are computed from later fields.

use super::text;
use crate::ast::{self, Field, is_called, name_of};
use crate::attr::{Found, PrefixType};
use crate::errors::Errors;
use crate::plan::{Computed, Counted};
use crate::shape::{Shape, Shapes};

/// What the field at `at` is computed from, if it is.
pub(super) fn plan(
    fields: &[Field<'_>],
    at: usize,
    shapes: &Shapes<'_>,
    errors: &mut Errors,
) -> Option<Computed> {
    let (named, counts) = named(&fields[at])?;
    let (name, written) = (name_of(&named.value), &named.value);
    let Some(of) = fields.iter().position(|field| is_called(&field.member, &name)) else {
        let later = fields[at + 1..].iter().map(|field| format!("`{}`", name_of(&field.member)));
        let later: Vec<_> = later.collect();
        let there = if later.is_empty() { "none".to_owned() } else { later.join(", ") };
        errors
            .push(written, format!("no field is called `{name}` here; after this one are {there}"));
        return None;
    };
    let target = &fields[of];
    let ty = text(target.ty);
    let shape = match shapes.of(target.ty) {
        Shape::Optional(inner) => shapes.of(inner),
        shape => shape,
    };
    let what = if of == at {
        Some("a field cannot be computed from itself".to_owned())
    } else if of < at {
        Some(format!("`{name}` comes before this field: it is computed from a later one"))
    } else if target.attrs.skip.is_some() {
        Some(format!("`{name}` is not on the wire: it has `skip`"))
    } else if counts && !matches!(shape, Shape::List(_) | Shape::Bytes | Shape::Other) {
        Some(format!("`{ty}` has no elements to count; `len_of` is its length in bytes"))
    } else {
        None
    };
    if let Some(what) = what {
        errors.push(written, what);
        return None;
    }
    Some(Computed { of, counted: counted(&fields[at], target, shapes) })
}

/// The field that this one is computed from, and whether its elements are counted.
fn named<'a>(field: &'a Field<'_>) -> Option<(&'a Found<syn::Member>, bool)> {
    let attrs = &field.attrs;
    let count = attrs.count_of.as_ref().map(|of| (of, true));
    count.or(attrs.len_of.as_ref().map(|of| (of, false)))
}

fn counted(field: &Field<'_>, target: &Field<'_>, shapes: &Shapes<'_>) -> Counted {
    if field.attrs.count_of.is_some() {
        return Counted::Elements;
    }
    let shape = match shapes.of(target.ty) {
        Shape::Optional(inner) => shapes.of(inner),
        shape => shape,
    };
    let attrs = &target.attrs;
    let mut lengths = [&attrs.len, &attrs.count, &attrs.size].into_iter().flatten();
    let prefixed = lengths.any(|length| !matches!(length.value, PrefixType::Given(_)));
    let alone = !prefixed && attrs.until.is_none() && attrs.each.is_none() && attrs.with.is_none();
    if alone && matches!(shape, Shape::Text | Shape::Bytes) {
        Counted::Bytes
    } else {
        Counted::Written
    }
}

/// The field whose length the field at `at` is, if that is known only once it is written.
pub(super) fn filled_in(
    fields: &[ast::Field<'_>],
    at: usize,
    shapes: &Shapes<'_>,
) -> Option<usize> {
    let (named, _) = named(&fields[at])?;
    let name = name_of(&named.value);
    let of = fields.iter().position(|field| is_called(&field.member, &name))?;
    (counted(&fields[at], &fields[of], shapes) == Counted::Written).then_some(of)
}
