//! The elements of a list with `each(…)`: planned as fields are.

use syn::{Index, Member, Type};

use super::expression::{Scope, binding};
use super::field::{self, Rest};
use super::text;
use crate::attr::Attrs;
use crate::errors::Errors;
use crate::plan::Field;
use crate::shape::{Shape, Shapes};

/// Plans the elements, of the type `declared`, of the field called `name`.
pub(super) fn plan<'a>(
    attrs: &'a Attrs,
    declared: &'a Type,
    name: &str,
    scope: &Scope<'_>,
    shapes: &Shapes<'_>,
    errors: &mut Errors,
) -> Field<'a> {
    let (ty, optional) = match shapes.of(declared) {
        Shape::Optional(inner) if attrs.null.is_some() => (inner, true),
        _ => (declared, false),
    };
    if let Some(null) = &attrs.null
        && !optional
    {
        let ty = text(ty);
        let what = format!("an element with `{}` may be absent: `Option<{ty}>`", null.name);
        errors.push(declared, what);
    }
    let (frame, layout) = field::layout(attrs, declared, ty, Rest::Always, scope, shapes, errors);
    Field {
        member: Member::Unnamed(Index::from(0)),
        name: name.to_owned(),
        binding: binding("element", declared),
        read: shapes.read(ty),
        declared,
        when: None,
        check: None,
        key: attrs.key.as_ref().map(|key| scope.before(&key.value, errors)),
        args: attrs.args.as_ref().map(|args| scope.all(&args.value, errors)),
        align: None,
        pad: None,
        computed: None,
        measured: None,
        optional: false,
        is_generic: shapes.is_generic(ty),
        width: None,
        unsure: field::unsure(
            ty,
            &layout,
            frame.as_ref(),
            attrs.args.is_some() || attrs.key.is_some(),
            shapes,
        ),
        frame,
        layout,
        ty,
    }
}
