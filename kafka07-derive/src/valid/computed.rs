//! `count_of = …` and `len_of = …`: numbers that are computed from later fields.

use super::text;
use crate::ast::{self, Field, is_called, name_of};
use crate::attr::{Attrs, Found, PrefixType};
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
        let there = match &later[..] {
            [] => "none follows this one".to_owned(),
            [last] => format!("{last} follows this one"),
            later => format!("{} follow this one", later.join(", ")),
        };
        errors.push(written, format!("no field is called `{name}` here; {there}"));
        return None;
    };
    holds(&fields[at], shapes, errors);
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
    } else if counts && matches!(shape, Shape::Other) && !is_list(&target.attrs) {
        Some(format!(
            "`{ty}` has a layout of its own, in which nothing is counted; `len_of` is its length in bytes"
        ))
    } else {
        None
    };
    if let Some(what) = what {
        errors.push(written, what);
        return None;
    }
    Some(Computed { of, counted: counted(&fields[at], target, shapes) })
}

/// The type of a field that is computed is an integer.
fn holds(field: &Field<'_>, shapes: &Shapes<'_>, errors: &mut Errors) {
    let integer = match shapes.of(field.ty) {
        Shape::Other => true,
        Shape::Fixed => INTEGERS.iter().any(|name| shapes.is(field.ty, name)),
        _ => false,
    };
    // Of a condition it is said that there cannot be one.
    if !integer && field.attrs.when.is_none() {
        let what = "a count or length is an integer, `i8` to `u64`, or a number of `prefix`";
        errors.push(field.ty, what);
    }
}

const INTEGERS: &[&str] = &["i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64"];

/// Whether the attributes are those of a list or of bytes.
fn is_list(attrs: &Attrs) -> bool {
    let prefixed = attrs.len.is_some() || attrs.count.is_some() || attrs.size.is_some();
    prefixed || attrs.until.is_some() || attrs.each.is_some() || attrs.rest.is_some()
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
