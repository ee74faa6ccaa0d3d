//! Rules of `rest`: what takes the bytes left, what may follow it, and values at the end that are there
//! if bytes are left.

use crate::ast::{Field, name_of};
use crate::attr::Attrs;
use crate::errors::Errors;
use crate::plan::Tail;
use crate::shape::{Shape, Shapes};

/// What `rest` says of a field that has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// It takes all bytes left.
    Always,
    /// It is there if bytes are left. More may follow it.
    Optional,
    /// It is there if bytes are left, all of which it may take.
    LastOptional,
    /// Another field has it, which this one follows: its size is looked at there.
    Before,
    /// It is the element of a list, which cannot have it.
    Element,
}

/// Whether the field is there if bytes are left: nothing else says so.
pub(super) fn is_optional(field: &Field<'_>, shapes: &Shapes<'_>) -> bool {
    let attrs = &field.attrs;
    let says = attrs.when.is_some() || attrs.null.is_some() || attrs.with.is_some();
    attrs.rest.is_some() && !says && matches!(shapes.of(field.ty), Shape::Optional(_))
}

/// Whether something besides `rest` says where the field ends.
fn ends(attrs: &Attrs) -> bool {
    attrs.size.is_some() || attrs.len.is_some() || attrs.count.is_some() || attrs.until.is_some()
}

pub(super) fn plan(fields: &[Field<'_>], shapes: &Shapes<'_>, errors: &mut Errors) -> Tail {
    let mut tail = Tail::default();
    let on_wire = |field: &&Field<'_>| field.attrs.skip.is_none();
    for (at, field) in fields.iter().enumerate().filter(|(_, field)| on_wire(field)) {
        let optional = is_optional(field, shapes);
        // In a frame of its own it ends where that says.
        let rest = field.attrs.rest.as_ref().filter(|_| optional || !ends(&field.attrs));
        match (rest, tail.rest.last()) {
            (None, None) => {}
            (None, Some(&last)) => {
                follows(field, &fields[last], shapes, errors);
                tail.trailer.push(at);
            }
            (Some(_), None) => tail.rest.push(at),
            (Some(rest), Some(&last)) => {
                let (before, here) = (name_of(&fields[last].member), name_of(&field.member));
                if !optional && !is_optional(&fields[last], shapes) {
                    let what = "only one field can take the `rest`; give this one a `len`, `count` or `size`";
                    let first = fields[last].attrs.rest.as_ref().map(|rest| &rest.name);
                    errors.push(first, what);
                } else if !optional || !is_optional(&fields[last], shapes) {
                    let what = format!(
                        "`{before}` and `{here}` are both read from what is left: one that may be \
                         absent stands beside others that may be, and beside no other `rest`"
                    );
                    errors.push(&rest.name, what);
                } else if !tail.trailer.is_empty() {
                    let what = format!(
                        "fields between `{before}` and this one are always there: put all that may be absent together"
                    );
                    errors.push(&rest.name, what);
                }
                tail.rest.push(at);
            }
        }
    }
    tail
}

/// What follows a field with `rest` has a size that the compiler knows.
fn follows(field: &Field<'_>, rest: &Field<'_>, shapes: &Shapes<'_>, errors: &mut Errors) {
    let attrs = &field.attrs;
    let sized = attrs.len.is_none()
        && attrs.align.is_none()
        && attrs.pad.is_none()
        && attrs.count.is_none()
        && attrs.size.is_none()
        && attrs.until.is_none()
        && attrs.when.is_none()
        && attrs.null.is_none()
        && attrs.with.is_none();
    let by_type = match shapes.of(field.ty) {
        Shape::Fixed | Shape::Unit | Shape::Other => true,
        Shape::Text | Shape::Bytes | Shape::List(_) | Shape::Optional(_) => false,
    };
    if attrs.broken || sized && by_type {
        return;
    }
    let (rest, name) = (name_of(&rest.member), name_of(&field.member));
    let what = format!(
        "`{name}` follows `{rest}`, which takes the rest, so it needs a size that never changes, as \
         numbers and arrays have; or give `{rest}` a `len`, `count` or `size`"
    );
    errors.push(field.ty, what);
}
