//! Rules across the fields of a struct or variant: their order, and what they say of each other.

use super::expression::{Scope, binding};
use super::{checksums, field};
use crate::ast::{self, name_of};
use crate::attr::Param;
use crate::errors::Errors;
use crate::own;
use crate::plan::{Field, Layout, Record};
use crate::shape::{Shape, Shapes};

/// Plans `fields`, of which those in `tags` have their layout already.
pub(crate) fn plan<'a>(
    fields: &'a [ast::Field<'a>],
    tags: &[usize],
    params: &'a [Param],
    shapes: &Shapes<'_>,
    errors: &mut Errors,
) -> Record<'a> {
    rest_is_last(fields, errors);
    let mut planned: Vec<Field<'a>> = Vec::with_capacity(fields.len());
    for (at, written) in fields.iter().enumerate() {
        let (ty, optional) = match shapes.of(written.ty) {
            Shape::Optional(inner)
                if written.attrs.when.is_some() || written.attrs.null.is_some() =>
            {
                (inner, true)
            }
            _ => (written.ty, false),
        };
        let (frame, layout) = if tags.contains(&at) {
            (None, Layout::Tag)
        } else {
            field::layout(written, ty, shapes, errors)
        };
        let attrs = &written.attrs;
        let absent = attrs.when.as_ref().map(|when| &when.name);
        if let Some(name) = absent.or(attrs.null.as_ref().map(|null| &null.name))
            && !optional
        {
            let what =
                format!("may be absent, so it is an `Option`: `Option<{}>`", super::text(ty));
            errors.push(written.ty, format!("a field with `{name}` {what}"));
        }
        let name = name_of(&written.member);
        let scope = Scope { fields, at, params };
        let alone = frame.is_none() && written.attrs.when.is_none();
        planned.push(Field {
            binding: binding(&name, written.ty),
            when: attrs.when.as_ref().map(|when| scope.before(&when.value, errors)),
            check: attrs.check.as_ref().map(|check| scope.check(&check.value, errors)),
            args: attrs.args.as_ref().map(|args| scope.all(&args.value, errors)),
            member: own::member(&written.member),
            declared: written.ty,
            is_generic: shapes.is_generic(ty),
            read: shapes.read(ty),
            name,
            ty,
            width: match layout {
                Layout::Checksum(_) => shapes.number(ty),
                Layout::Nested if alone => shapes.number(ty),
                _ => None,
            },
            unsure: field::unsure(ty, &layout, frame.as_ref(), attrs.args.is_some(), shapes),
            frame,
            layout,
        });
    }
    let checksums = checksums::plan(fields, &planned, errors);
    Record { fields: planned, checksums }
}

fn rest_is_last(fields: &[ast::Field<'_>], errors: &mut Errors) {
    let on_wire: Vec<_> = fields.iter().filter(|field| field.attrs.skip.is_none()).collect();
    let mut earlier = false;
    for (at, field) in on_wire.iter().enumerate().rev() {
        // Behind a `size` of its own it ends where that says.
        let Some(rest) = field.attrs.rest.as_ref().filter(|_| field.attrs.size.is_none()) else {
            continue;
        };
        if earlier {
            let what =
                "only one field can take the `rest`; give this one a `len`, `count` or `size`";
            errors.push(&rest.name, what);
        } else if at + 1 < on_wire.len() {
            let next = name_of(&on_wire[at + 1].member);
            let what = format!(
                "`rest` leaves nothing for `{next}` behind it: only the last field can have it; give this one a `len`, `count` or `size`"
            );
            errors.push(&rest.name, what);
        }
        earlier = true;
    }
}
