//! Where an error is, added on its way out: what derived code gives to `map_err`.

use crate::Error;

/// Adds the field `field` of the type `container`.
#[inline]
pub fn field(container: &'static str, field: &'static str) -> impl FnOnce(Error) -> Error {
    move |error| error.in_field(container, field)
}

/// Adds the field `field` of the variant `variant` of the enum `container`.
#[inline]
pub fn variant_field(
    container: &'static str,
    variant: &'static str,
    field: &'static str,
) -> impl FnOnce(Error) -> Error {
    move |error| error.in_variant_field(container, variant, field)
}

/// Adds the variant `variant` of the enum `container`.
#[inline]
pub fn variant(container: &'static str, variant: &'static str) -> impl FnOnce(Error) -> Error {
    move |error| error.in_variant(container, variant)
}

/// Adds the type itself: its tag, its magic.
#[inline]
pub fn container(container: &'static str) -> impl FnOnce(Error) -> Error {
    move |error| error.in_type(container)
}

/// Adds one of `fields` of the type `container`, by its index.
#[inline]
pub fn field_of(
    container: &'static str,
    fields: &'static [&'static str],
) -> impl FnOnce((usize, Error)) -> Error {
    move |(index, error)| error.in_field(container, fields[index])
}

/// Adds one of `fields` of the variant `variant` of the enum `container`, by its index.
#[inline]
pub fn variant_field_of(
    container: &'static str,
    variant: &'static str,
    fields: &'static [&'static str],
) -> impl FnOnce((usize, Error)) -> Error {
    move |(index, error)| error.in_variant_field(container, variant, fields[index])
}
