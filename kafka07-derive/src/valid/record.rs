//! Rules across the fields of a struct or variant: their order, and what they say of each other.

use quote::format_ident;
use syn::Type;

use super::{checksums, field};
use crate::ast::{self, is_called, name_of};
use crate::condition;
use crate::errors::Errors;
use crate::own;
use crate::plan::{Condition, Field, Layout, Record};
use crate::shape::{Shape, Shapes};

/// Plans `fields`, of which those in `tags` have their layout already.
pub(crate) fn plan<'a>(
    fields: &'a [ast::Field<'a>],
    tags: &[usize],
    shapes: &Shapes,
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
        let alone = frame.is_none() && written.attrs.when.is_none();
        planned.push(Field {
            binding: binding(&name, written.ty),
            when: condition(fields, at, errors),
            member: own::member(&written.member),
            declared: written.ty,
            name,
            ty,
            width: match layout {
                Layout::Crc32 => Some(4),
                Layout::Nested if alone => shapes.number(ty),
                _ => None,
            },
            unsure: field::unsure(ty, &layout, frame.as_ref(), shapes),
            frame,
            layout,
        });
    }
    let checksums = checksums::plan(fields, &planned, errors);
    Record { fields: planned, checksums }
}

/// A local that no name of the user's can be, with the place of the field's type for errors.
fn binding(name: &str, ty: &Type) -> syn::Ident {
    let place = syn::spanned::Spanned::span(ty);
    format_ident!("__{name}", span = own::span(place))
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

fn condition(fields: &[ast::Field<'_>], at: usize, errors: &mut Errors) -> Option<Condition> {
    let when = fields[at].attrs.when.as_ref()?;
    let mut names = Vec::new();
    let mut replace = |ident: &syn::Ident, text: &str| {
        let position = fields.iter().position(|field| is_called(&field.member, text))?;
        let field = &fields[position];
        let reason = if position == at {
            Some("is the field itself")
        } else if position > at {
            Some("stands behind this field, and is not read yet when the condition is asked")
        } else if field.attrs.skip.is_some() {
            Some("is not on the wire")
        } else if field.attrs.crc32.is_some() {
            Some("is computed, not chosen")
        } else {
            None
        };
        if let Some(reason) = reason {
            errors.push(ident, format!("`{text}` {reason}; a condition is over earlier fields"));
        }
        let mut binding = binding(&name_of(&field.member), field.ty);
        binding.set_span(own::span(ident.span()));
        let place = condition::place(&binding);
        if !names.contains(&binding) {
            names.push(binding);
        }
        Some(place)
    };
    let expr = condition::substitute(quote::ToTokens::to_token_stream(&when.value), &mut replace);
    Some(Condition { expr, names })
}
