//! Rules across the fields of a struct or variant: their order, and what they say of each other.

use super::expression::{Scope, binding};
use super::tail::Rest;
use super::{checksums, computed, field, tail, types};
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
    let tail = tail::plan(fields, shapes, errors);
    let mut planned: Vec<Field<'a>> = Vec::with_capacity(fields.len());
    for (at, written) in fields.iter().enumerate() {
        let scope = Scope { fields, at, params, shapes };
        let at_end = tail::is_optional(written, shapes);
        let (ty, optional) = match shapes.of(written.ty) {
            Shape::Optional(inner)
                if written.attrs.when.is_some() || written.attrs.null.is_some() || at_end =>
            {
                (inner, true)
            }
            _ => (written.ty, false),
        };
        let (frame, layout) = if tags.contains(&at) {
            (None, Layout::Tag)
        } else {
            let rest = match (at_end, tail.rest.last() == Some(&at)) {
                (false, _) if tail.trailer.contains(&at) => Rest::Before,
                (false, _) => Rest::Always,
                (true, true) => Rest::LastOptional,
                (true, false) => Rest::Optional,
            };
            field::layout(&written.attrs, written.ty, ty, rest, &scope, shapes, errors)
        };
        let attrs = &written.attrs;
        // Of what is not chosen, a condition or a check is reported already.
        let chosen = attrs.skip.is_none() && attrs.sum().is_none();
        let computed = attrs.count_of.is_some() || attrs.len_of.is_some();
        let absent = attrs.when.as_ref().filter(|_| chosen && !computed);
        let absent = absent.map(|when| &when.name);
        if let Some(name) = absent.or(attrs.null.as_ref().map(|null| &null.name))
            && !optional
        {
            let what =
                format!("may be absent, so it is an `Option`: `Option<{}>`", super::text(ty));
            errors.push(written.ty, format!("a field with `{name}` {what}"));
        }
        let name = name_of(&written.member);
        let alone = frame.is_none() && written.attrs.when.is_none() && !at_end;
        let check = attrs.check.as_ref().filter(|_| chosen);
        let padded = attrs.align.is_some() || attrs.pad.is_some();
        planned.push(Field {
            binding: binding(&name, written.ty),
            when: attrs.when.as_ref().map(|when| scope.before(&when.value, errors)),
            check: check.map(|check| scope.check(&check.value, errors)),
            key: attrs.key.as_ref().map(|key| scope.before(&key.value, errors)),
            args: attrs.args.as_ref().map(|args| scope.all(&args.value, errors)),
            computed: computed::plan(fields, at, shapes, errors),
            measured: (0..at).find(|of| computed::filled_in(fields, *of, shapes) == Some(at)).map(
                |of| {
                    let holder = &fields[of];
                    (binding(&name_of(&holder.member), holder.ty), holder.ty)
                },
            ),
            optional: at_end,
            align: attrs.align.as_ref().map(|align| &align.value),
            pad: attrs.pad.as_ref().map(|pad| &pad.value),
            member: own::member(&written.member),
            declared: written.ty,
            is_generic: shapes.is_generic(ty),
            read: shapes.read(ty),
            name,
            ty,
            width: match layout {
                _ if padded => None,
                Layout::Checksum(_) => shapes.number(ty),
                Layout::Nested if alone => shapes.number(ty),
                _ => None,
            },
            unsure: types::unsure(ty, &layout, frame.as_ref(), attrs.are_told(), shapes),
            frame,
            layout,
        });
    }
    let checksums = checksums::plan(fields, &planned, errors);
    Record { fields: planned, checksums, tail }
}
