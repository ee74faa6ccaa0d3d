//! What the type of a field may be, and what only the compiler knows of it.

use syn::{Ident, Type};

use super::text;
use crate::attr::PrefixType;
use crate::errors::Errors;
use crate::plan::{Layout, Prefix, Unsure};
use crate::shape::{self, Shape, Shapes};

/// A tag is of an enum.
pub(super) fn tagged(
    name: &Ident,
    ty: &Type,
    layout: &Layout<'_>,
    shapes: &Shapes<'_>,
    errors: &mut Errors,
) {
    let element = match layout {
        Layout::List { element, .. } => element.unwrap_or(ty),
        Layout::Nested | Layout::Blob(_) | Layout::CountedBytes(_) | Layout::Until(_) => ty,
        _ => return,
    };
    if !matches!(shapes.of(element), Shape::Other) {
        errors.push(name, format!("a tag is of an enum, and `{}` has none", text(element)));
    }
}

/// Arguments are for types that are declared with some, and for functions.
pub(super) fn arguments(
    name: &Ident,
    ty: &Type,
    layout: &Layout<'_>,
    shapes: &Shapes<'_>,
    errors: &mut Errors,
) {
    let element = match layout {
        Layout::List { element, .. } => element.unwrap_or(ty),
        Layout::Nested => ty,
        Layout::Blob(_) | Layout::CountedBytes(_) | Layout::Until(_) => {
            errors.push(name, format!("`{}` is not told anything: it is bytes or text", text(ty)));
            return;
        }
        _ => return,
    };
    if matches!(shapes.of(element), Shape::Fixed | Shape::Unit) {
        let ty = text(element);
        errors.push(name, format!("`{ty}` is not told anything: it is the same everywhere"));
    }
}

/// The attributes that an element of this type needs, as an example.
pub(super) fn needed(element: &Type, shapes: &Shapes<'_>) -> Option<&'static str> {
    match shapes.of(element) {
        Shape::Text | Shape::Bytes => Some("len = i16"),
        Shape::List(_) => Some("count = i32"),
        Shape::Optional(_) => Some("size = i8, null = -1"),
        Shape::Unit | Shape::Fixed | Shape::Other => None,
    }
}

/// What the compiler has to find out. Of a type with parameters it is known only where it is used, and
/// bounds say it here.
pub(super) fn unsure<'a>(
    ty: &'a Type,
    layout: &Layout<'a>,
    frame: Option<&Prefix<'a>>,
    told: bool,
    shapes: &Shapes<'_>,
) -> Vec<Unsure<'a>> {
    // Not in the prelude, `Bytes` may be of any crate.
    let other = |ty: &Type| {
        let unknown = matches!(shapes.of(ty), Shape::Other) || shapes.is(ty, "Bytes");
        unknown && !shapes.is_generic(ty)
    };
    let (prefix, each) = match layout {
        Layout::Blob(Some(prefix)) | Layout::CountedBytes(prefix) => (Some(prefix.ty), None),
        Layout::List { count, each, .. } => (count.as_ref().map(|count| count.ty), *each),
        Layout::Elements { count, .. } => (count.as_ref().map(|count| count.ty), None),
        _ => (None, None),
    };
    let own = |prefix: &'a PrefixType| prefix.own().filter(|ty| !shapes.is_generic(ty));
    let prefixes = [frame.map(|frame| frame.ty), prefix];
    let prefixes = prefixes.into_iter().flatten().filter_map(own).map(Unsure::Prefix);
    let each = each.filter(|each| own(each).is_some()).map(Unsure::Each);
    let of_value = match *layout {
        Layout::Nested => other(ty).then_some(Unsure::Wire(ty)),
        Layout::List { element: Some(element), .. } => {
            other(element).then_some(Unsure::Wire(element))
        }
        // With arguments the elements have a wire format, whatever the list is.
        Layout::List { element: None, .. } => (!told && other(ty)).then_some(Unsure::List),
        Layout::Checksum(Some(with)) if !shapes.is_generic(with) && !shapes.is_generic(ty) => {
            Some(Unsure::Checksum(with))
        }
        Layout::Blob(_) | Layout::CountedBytes(_) | Layout::Until(_) => {
            other(ty).then_some(Unsure::Blob)
        }
        _ => None,
    };
    of_value.into_iter().chain(prefixes).chain(each).collect()
}

/// A value borrows from the input, which may be gone before the program is.
pub(super) fn borrows(ty: &Type, shapes: &Shapes<'_>, errors: &mut Errors) {
    let owned = match shapes.of(ty) {
        Shape::Text => "String",
        Shape::Bytes => "Vec<u8>",
        Shape::List(inner) | Shape::Optional(inner) => return borrows(inner, shapes, errors),
        Shape::Unit | Shape::Fixed | Shape::Other => {
            for inner in shape::inside(ty) {
                borrows(inner, shapes, errors);
            }
            return;
        }
    };
    if let Some(lifetime) = shape::lifetime(ty).filter(|lifetime| lifetime.ident == "static") {
        let what = format!(
            "it borrows from the input, which does not live as long: give the type a lifetime, `'a`, \
             or take `{owned}`"
        );
        errors.push(lifetime, what);
    }
}

/// What to do if a type is not the one that its name says.
pub(super) fn own(ty: &Type) -> String {
    match ty {
        Type::Path(path) if path.path.segments.len() == 1 => {
            let name = &path.path.segments[0].ident;
            format!("; a type of your own called `{name}` is `self::{name}`")
        }
        _ => String::new(),
    }
}
