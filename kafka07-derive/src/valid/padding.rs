//! Rules of `align`, `pad` and `reserved`.

use super::literal;
use crate::attr::{Attrs, Found, Padding};
use crate::errors::Errors;
use crate::plan::Layout;

/// The rules of one field.
pub(super) fn check(attrs: &Attrs, errors: &mut Errors) {
    for padding in [&attrs.align, &attrs.pad].into_iter().flatten() {
        multiple(padding, errors);
    }
    if let Some(reserved) = &attrs.reserved
        && literal(&reserved.value.value).is_some_and(|count| count < 1)
    {
        errors.push(&reserved.value.value, "at least one byte is reserved");
    }
}

/// No padding follows what takes all bytes left.
pub(super) fn after(attrs: &Attrs, layout: &Layout<'_>, errors: &mut Errors) {
    let Some(pad) = attrs.pad.as_ref().filter(|_| attrs.size.is_none()) else { return };
    if let Layout::Blob(None)
    | Layout::List { count: None, until: None, .. }
    | Layout::ByTrait
    | Layout::With { rest: true, .. } = layout
        && !attrs.broken
    {
        let what = "no padding can follow what takes the rest: give it a `len`, `count` or `size`";
        errors.push(&pad.name, what);
    }
}

/// What padding goes up to a multiple of.
pub(super) fn multiple(padding: &Found<Padding>, errors: &mut Errors) {
    let what = match literal(&padding.value.value) {
        Some(..=0) => {
            "no padding goes up to a multiple of it: write 2, 4, 8 or any number up to 65536"
        }
        Some(1) => "everything is at a multiple of 1: write 2, 4, 8 or any number up to 65536",
        Some(2..=65_536) | None => return,
        Some(_) => "padding goes up to a multiple of at most 65536",
    };
    errors.push(&padding.value.value, what);
}
